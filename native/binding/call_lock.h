// SPDX-License-Identifier: MIT
// One call at a time: what makes a Predictor or a Performer safe to use from several Python threads.
#pragma once

#include <atomic>
#include <mutex>

namespace mdrnn::python {

struct CallMutex {
  std::mutex mutex;
  std::atomic<unsigned> owner_process{0};  // how many forks came before the process that locked it last
};

// Holds an object's mutex as long as it lives. Nobody waits for a mutex while holding the GIL, so the two cannot
// deadlock.
class CallLock {
 public:
  enum class Gil { kHeld, kReleased };  // the caller's; where it is held, it is released while waiting

  // Throws std::runtime_error in a forked child if a thread of the parent was inside a call when the process forked:
  // that thread does not exist here and would never finish.
  CallLock(CallMutex *mutex, Gil gil);
  ~CallLock() { mutex_->mutex.unlock(); }
  CallLock(const CallLock &) = delete;
  CallLock &operator=(const CallLock &) = delete;

 private:
  void wait();

  CallMutex *mutex_;
};

// To be called in every forked child.
void count_fork();

}  // namespace mdrnn::python
