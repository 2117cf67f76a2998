// SPDX-License-Identifier: MIT
// What a thread of our own has to know of the process it runs in.
#pragma once

namespace mdrnn {

// [audio] How often the process was forked off on its way here: where the number has changed, the threads from before
// are not there.
unsigned forks() noexcept;

// A thread inherits the real-time class of the audio thread that made it, and would then be no less urgent.
void leave_realtime() noexcept;

}  // namespace mdrnn
