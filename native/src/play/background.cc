// SPDX-License-Identifier: MIT
// What the core's worker threads share: they are less urgent than the audio, and a fork leaves them behind.
#include "play/background.h"

#ifndef _WIN32
#include <pthread.h>
#include <unistd.h>
#endif

namespace mdrnn {

#ifdef _WIN32
void leave_realtime() {}  // a thread does not inherit its maker's priority
long this_process() { return 0; }
#else
void leave_realtime() {
  const sched_param ordinary{};
  pthread_setschedparam(pthread_self(), SCHED_OTHER, &ordinary);
}
long this_process() { return getpid(); }
#endif

}  // namespace mdrnn
