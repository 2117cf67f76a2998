// SPDX-License-Identifier: MIT
// What a thread of our own has to know of the process it runs in.
#include "background/process.h"

#ifndef _WIN32
#include <pthread.h>

#include <atomic>
#endif

namespace mdrnn {

#ifdef _WIN32
unsigned forks() noexcept { return 0; }
void leave_realtime() noexcept {}  // a thread does not inherit its maker's priority
#else
namespace {

std::atomic<unsigned> forks_so_far{0};
static_assert(std::atomic<unsigned>::is_always_lock_free);

// Counted in the child, where there is one thread: to ask the system for the process's number would be a call to it.
[[maybe_unused]] const int is_watching = pthread_atfork(nullptr, nullptr, [] { ++forks_so_far; });

}  // namespace

unsigned forks() noexcept { return forks_so_far.load(std::memory_order_relaxed); }

void leave_realtime() noexcept {
  const sched_param ordinary{};
  pthread_setschedparam(pthread_self(), SCHED_OTHER, &ordinary);
}
#endif

}  // namespace mdrnn
