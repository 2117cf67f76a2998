// SPDX-License-Identifier: MIT
// The process that our threads run in: its forks, and the priority that threads inherit.
#pragma once

namespace mdrnn {

// [audio] Number of forks between this process and the first one. A thread that was started at a
// different count does not exist in this process.
unsigned forks() noexcept;

// Held while shared data changes. A fork waits for it, so in the child nothing is locked or half
// changed by a thread that does not exist there.
class ForkLock {
 public:
  ForkLock();
  ~ForkLock();
  ForkLock(const ForkLock &) = delete;
  ForkLock &operator=(const ForkLock &) = delete;
};

// A thread inherits the real-time class of the audio thread that starts it, and would then be just as urgent.
void leave_realtime() noexcept;

}  // namespace mdrnn
