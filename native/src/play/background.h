// SPDX-License-Identifier: MIT
// What the core's worker threads share: they are less urgent than the audio, and a fork leaves them behind.
#pragma once

namespace mdrnn {

// A thread inherits the real-time class of the audio thread that asked for it, and would then be no less urgent.
void leave_realtime();

// The process's number; in a forked child it is another one, and no worker of the parent's is there.
long this_process();

}  // namespace mdrnn
