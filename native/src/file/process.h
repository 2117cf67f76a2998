// SPDX-License-Identifier: MIT
// What our threads have to know about the process they run in: its forks, and the priority they inherit.
#pragma once

namespace mdrnn {

// [audio] How many forks lie between this process and the first one. A thread started at another count is not here.
unsigned forks() noexcept;

// Held while something changes that all threads share. A fork waits for it, so no child finds it locked, or what it
// guards half changed, by a thread that the child does not have.
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
