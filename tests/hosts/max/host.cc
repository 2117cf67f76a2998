// SPDX-License-Identifier: MIT
// Opens an external as Max does, on every system.
#include "host.h"

#include <cstdio>
#include <cstdlib>

#ifdef _WIN32
#include <windows.h>
#else
#include <dlfcn.h>
#endif

namespace {

void (*look_up(const char *path))(void *) {
#ifdef _WIN32
  const HMODULE library = LoadLibraryA(path);
  if (!library) std::fprintf(stderr, "%s: error %lu\n", path, GetLastError());
  return library ? reinterpret_cast<void (*)(void *)>(reinterpret_cast<void (*)()>(GetProcAddress(library, "ext_main")))
                 : nullptr;
#else
  void *library = dlopen(path, RTLD_NOW);
  if (!library) std::fprintf(stderr, "%s\n", dlerror());
  return library ? reinterpret_cast<void (*)(void *)>(dlsym(library, "ext_main")) : nullptr;
#endif
}

}  // namespace

void open_external(const char *path) {
  void (*ext_main)(void *) = look_up(path);
  if (!ext_main) std::fprintf(stderr, "%s has no ext_main\n", path);
  if (!ext_main) std::exit(2);
  ext_main(nullptr);
}
