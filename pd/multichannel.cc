// SPDX-License-Identifier: MIT
// Multichannel cables (Pd 0.54 or newer), looked up at run time.
#include "multichannel.h"

#ifdef _WIN32
#include <windows.h>
#else
#include <dlfcn.h>
#endif

namespace {

using SetMultiOut = void (*)(t_signal **, int);

// The start of t_signal since 0.54. Older versions have a reference count in place of the channels.
struct SignalBeginning {
  int length;
  t_sample *samples;
  t_float rate;
  int channels;
};

SetMultiOut look_up() {
  const char *name = "signal_setmultiout";
#ifdef _WIN32
  const HMODULE pd = GetModuleHandleA(PD_FLOATSIZE == 64 ? "pd64.dll" : "pd.dll");
  return pd ? reinterpret_cast<SetMultiOut>(reinterpret_cast<void (*)()>(GetProcAddress(pd, name))) : nullptr;
#else
  return reinterpret_cast<SetMultiOut>(dlsym(RTLD_DEFAULT, name));
#endif
}

SetMultiOut set_multi_out() {
  static const SetMultiOut found = look_up();
  return found;
}

}  // namespace

bool has_multichannel() { return set_multi_out() != nullptr; }

int channels_of(const t_signal *signal) {
  return has_multichannel() ? reinterpret_cast<const SignalBeginning *>(signal)->channels : 1;
}

void set_channels(t_signal **outlet, int channels) {
  if (has_multichannel()) set_multi_out()(outlet, channels);
}
