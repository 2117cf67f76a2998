// SPDX-License-Identifier: MIT
// One call at a time: what makes a Predictor or a Performer safe to use from several Python threads.
#include "call_lock.h"

#include <pybind11/pybind11.h>

#include <stdexcept>

namespace mdrnn::python {

namespace {

std::atomic<unsigned> forks{0};

}  // namespace

void count_fork() { ++forks; }

CallLock::CallLock(CallMutex *mutex, Gil gil) : mutex_(mutex) {
  if (!mutex->mutex.try_lock()) {
    if (gil == Gil::kHeld) {
      const pybind11::gil_scoped_release release;
      wait();
    } else {
      wait();
    }
  }
  mutex->owner_process = forks.load();
}

void CallLock::wait() {
  if (mutex_->owner_process != forks)
    throw std::runtime_error("another thread was using this object when the process forked; make a new one here");
  mutex_->mutex.lock();
}

}  // namespace mdrnn::python
