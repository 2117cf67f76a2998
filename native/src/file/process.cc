// SPDX-License-Identifier: MIT
// The process that our threads run in: its forks, and the priority that threads inherit.
#include "file/process.h"

#include <mutex>

#ifndef _WIN32
#include <pthread.h>

#include <atomic>
#endif

namespace mdrnn {
namespace {

std::mutex shared;  // constant initialisation: exists before any thread and until the process ends

}  // namespace

ForkLock::ForkLock() { shared.lock(); }
ForkLock::~ForkLock() { shared.unlock(); }

#ifdef _WIN32
unsigned forks() noexcept { return 0; }
void leave_realtime() noexcept {}  // threads do not inherit their creator's priority here
#else
namespace {

std::atomic<unsigned> forks_so_far{0};
static_assert(std::atomic<unsigned>::is_always_lock_free);

void before_fork() { shared.lock(); }
void after_fork() { shared.unlock(); }
void after_fork_in_child() {
  ++forks_so_far;  // a counter, because getpid is a system call
  shared.unlock();
}

[[maybe_unused]] const int is_watching = pthread_atfork(before_fork, after_fork, after_fork_in_child);

}  // namespace

unsigned forks() noexcept { return forks_so_far.load(std::memory_order_relaxed); }

void leave_realtime() noexcept {
  const sched_param ordinary{};
  pthread_setschedparam(pthread_self(), SCHED_OTHER, &ordinary);
}
#endif

}  // namespace mdrnn
