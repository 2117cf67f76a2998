// SPDX-License-Identifier: MIT
// Model and log files: where Max looks for them, and the calls that are limited to the main thread.

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <string>

#include "ext_obex.h"
#include "ext_path.h"
#include "ext_systhread.h"
#include "tilde.h"

namespace {

std::string full_name(short folder, const char *name) {
  char path[MAX_PATH_CHARS] = "";
  return path_toabsolutesystempath(folder, name, path) ? "" : path;
}

// Next to the patcher, in Max's search path, or absolute; with or without .tflite. "" if it is not found.
std::string find_model(const char *name) {
  for (const char *extension : mdrnn::kModelExtensions) {
    char file[MAX_PATH_CHARS];
    short folder = 0;
    t_fourcc type = 0;
    const int length = std::snprintf(file, sizeof file, "%s%s", name, extension);
    if (length >= static_cast<int>(sizeof file)) continue;
    if (locatefile_extended(file, &folder, &type, nullptr, 0) == 0) return full_name(folder, file);
  }
  return "";
}

mdrnn_status find(Player *player, t_symbol *name, std::string *path, mdrnn_error *error) {
  *path = find_model(name->s_name);
  if (!path->empty()) return MDRNN_OK;
  player->model_name.on_refused(name);
  return mdrnn::cannot_find_model(name->s_name, "next to the patcher and in Max's search path", error);
}

mdrnn_load_options options_of(const Player *player) {
  return mdrnn::load_options(player->dimension, player->precision.load(std::memory_order_relaxed));
}

bool is_synchronous(const Player *player) { return player->parameters[MDRNN_SYNCHRONOUS].value() != 0.0; }

// With the driver lock, or while the object is created.
mdrnn_status load_in_place(Player *player, t_symbol *name, const std::string &path, mdrnn_error *error) {
  const mdrnn_load_options options = options_of(player);
  const mdrnn_status status = mdrnn_load(player->performer.get(), path.c_str(), &options, error);
  if (status != MDRNN_OK) return player->model_name.on_refused(name), status;
  player->model_name.on_loaded(name);
  take_recommended(player);
  player->gate.close();
  return MDRNN_OK;
}

mdrnn_status load_at_once(Player *player, t_symbol *name, const std::string &path, mdrnn_error *error) {
  const DriverLockGuard hold(player);
  if (const mdrnn_status status = load_in_place(player, name, path, error)) return status;
  queue_report(player, Report::kModel, path.c_str());
  return MDRNN_OK;
}

// The only performer call that is allowed while another thread holds the driver lock.
mdrnn_status load_later(Player *player, t_symbol *name, const std::string &path, mdrnn_error *error) {
  const mdrnn_load_options options = options_of(player);
  player->model_name.on_request(name);
  const mdrnn_status status = mdrnn_load_later(player->performer.get(), path.c_str(), &options, error);
  if (status != MDRNN_OK) player->model_name.on_failed();
  player->is_loading.store(true, std::memory_order_release);
  return status;
}

mdrnn_status load(Player *player, t_symbol *name, mdrnn_error *error) {
  std::string path;
  if (const mdrnn_status status = find(player, name, &path, error)) return status;
  return (is_synchronous(player) ? load_at_once : load_later)(player, name, path, error);
}

mdrnn_status reload(Player *player, mdrnn_error *error) {
  t_symbol *name = player->model_name.current();
  return name ? load(player, name, error) : mdrnn::nothing_to_reload(error);
}

mdrnn_status choose(Player *player, mdrnn_error *error) {
  char name[MAX_PATH_CHARS] = "";
  short folder = 0;
  t_fourcc type = 0;
  if (open_dialog(name, &folder, &type, nullptr, 0)) return MDRNN_OK;
  return load(player, gensym(full_name(folder, name).c_str()), error);
}

// ---- logs -----------------------------------------------------------------------------------------------------------

#ifdef _WIN32
constexpr long kPathType = PATH_TYPE_ABSOLUTE;  // "C:/.."
#else
constexpr long kPathType = PATH_TYPE_BOOT;  // "/Users/..", which Max calls "Macintosh HD:/Users/.."
#endif

// The name in the file system.
std::string native_name(const char *name) {
  char path[MAX_PATH_CHARS] = "";
  return path_nameconform(name, path, PATH_STYLE_SLASH, kPathType) ? name : path;
}

bool is_absolute(const std::string &name) { return name[0] == '/' || name.find(':') != std::string::npos; }

// Ends in a slash; "" for an unsaved patcher.
std::string patcher_folder(Player *player) {
  t_object *patcher = nullptr;
  if (object_obex_lookup(player->box, gensym("#P"), &patcher) || !patcher) return "";
  const t_symbol *file = object_attr_getsym(patcher, gensym("filepath"));
  if (!file || !*file->s_name) return "";
  const std::string path = native_name(file->s_name);
  return path.substr(0, path.rfind('/') + 1);
}

mdrnn_status find_log(Player *player, const std::string &name, std::string *path, mdrnn_error *error) {
  const std::string folder = is_absolute(name) ? "" : patcher_folder(player);
  if (!is_absolute(name) && folder.empty())
    return refuse(error, "record: found '%s' in an unsaved patcher, expected a saved patcher or an absolute path",
                  name.c_str());
  *path = is_absolute(name) ? native_name(name.c_str()) : folder + name;
  return MDRNN_OK;
}

// Next to the patcher if the name is not absolute. Without a name: stop.
mdrnn_status record(Player *player, const Job &job, mdrnn_error *error) {
  std::string path;
  if (job.file)
    if (const mdrnn_status status = find_log(player, job.file->s_name, &path, error)) return status;
  const DriverLockGuard hold(player);
  player->is_recording.store(true, std::memory_order_release);
  return mdrnn_record(player->performer.get(), path.c_str(), error);
}

mdrnn_status try_job(Player *player, const Job &job, mdrnn_error *error) {
  switch (job.kind) {
    case Job::kLoad: return load(player, job.file, error);
    case Job::kChoose: return choose(player, error);
    case Job::kReload: return reload(player, error);
    case Job::kRecord: return record(player, job, error);
  }
  return MDRNN_OK;
}

void run_job(Player *player, const Job &job) {
  mdrnn_error error = {};
  if (try_job(player, job, &error)) complain(player, error);
  if (!player->audio_runs.load(std::memory_order_acquire)) clock_fdelay(player->drive_clock, 0.0);
}

// Updates the inspector and attrui after a load has changed parameters.
void show_changes(Player *player) {
  for (int i = 0; i < MDRNN_PARAMETER_COUNT; ++i)
    if (player->is_changed[i].exchange(false, std::memory_order_acq_rel))
      object_attr_touch(object_of(player), gensym(mdrnn_describe(i)->name));
}

}  // namespace

// A file dialog blocks, so it never opens from within a message.
void run_on_main(Player *player, const Job &job) {
  if (job.kind != Job::kChoose && systhread_ismainthread()) return run_job(player, job);
  if (player->jobs.push(job)) return qelem_set(player->main_qelem);
  object_error(object_of(player), "too many file requests at once, expected at most 32");
}

void on_main(Tilde *x) {
  Job job;
  while (x->player->jobs.pop(&job)) run_job(x->player, job);
  show_changes(x->player);
}

mdrnn_status load_first(Player *player, t_symbol *name, mdrnn_error *error) {
  std::string path;
  if (const mdrnn_status status = find(player, name, &path, error)) return status;
  return load_in_place(player, name, path, error);
}
