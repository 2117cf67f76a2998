// SPDX-License-Identifier: MIT
// Multichannel cables, which Pd has since 0.54: looked up in the Pd that runs.
#include "multichannel.h"

#ifdef _WIN32
#include <windows.h>
#else
#include <dlfcn.h>
#endif

namespace {

using SetMultiOut = void (*)(t_signal **, int);

// The beginning of t_signal since 0.54. Before, there was a count of references where the channels are now.
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
