// SPDX-License-Identifier: MIT
// The stand-in's files: a search path, folder numbers, and a dialog with a preset answer.
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "ext_path.h"
#include "kernel.h"

namespace {

std::vector<std::string> folders{""};  // by number; 0 is none
std::string choice;

void copy(char *target, const std::string &text) { std::snprintf(target, MAX_PATH_CHARS, "%s", text.c_str()); }

bool is_file(const std::string &path) {
  std::error_code failed;
  return std::filesystem::is_regular_file(std::filesystem::u8path(path), failed);
}

short number_of(const std::string &folder) {
  for (size_t i = 1; i < folders.size(); ++i)
    if (folders[i] == folder) return static_cast<short>(i);
  folders.push_back(folder);
  return static_cast<short>(folders.size() - 1);
}

std::string parent(const std::string &path) { return path.substr(0, path.find_last_of("/\\")); }
std::string last(const std::string &path) { return path.substr(path.find_last_of("/\\") + 1); }

size_t searched = 1;  // folders behind these come from absolute names only

}  // namespace

void add_folder(const std::string &folder) {
  number_of(folder);
  searched = folders.size();
}

void set_choice(const std::string &path) { choice = path; }

extern "C" {

short locatefile_extended(char *name, short *path, t_fourcc *type, const t_fourcc *, short) {
  if (is_in_perform()) misuse("locatefile_extended");
  const std::string wanted = name;
  *type = 0;
  for (size_t i = 1; i < searched; ++i)
    if (is_file(folders[i] + "/" + wanted)) {
      *path = static_cast<short>(i);
      return 0;
    }
  if (wanted.find('/') == std::string::npos || !is_file(wanted)) return 1;
  *path = number_of(parent(wanted));
  copy(name, last(wanted));
  return 0;
}

short open_dialog(char *name, short *path, t_fourcc *type, t_fourcc *, short) {
  if (choice.empty()) return 1;
  *type = 0;
  *path = number_of(parent(choice));
  copy(name, last(choice));
  return 0;
}

t_max_err path_toabsolutesystempath(const short path, const char *name, char *full_name) {
  if (path <= 0 || static_cast<size_t>(path) >= folders.size()) return MAX_ERR_GENERIC;
  copy(full_name, folders[static_cast<size_t>(path)] + "/" + name);
  return MAX_ERR_NONE;
}

short path_nameconform(const char *source, char *target, long, long) {
  std::string path = source;
  if (path.rfind("Macintosh HD:", 0) == 0) path = path.substr(std::strlen("Macintosh HD:"));
  copy(target, path);
  return 0;
}

}  // extern "C"
