// SPDX-License-Identifier: MIT
// Times several variants in turn, round by round, so that disturbances affect all of them alike.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace mdrnn {

struct Variant {
  std::string name;
  std::function<void()> before;  // before each call, not timed; if empty, many calls are timed together
  std::function<void()> call;
  bool is_cold = false;         // `before` empties the caches: one call per round, no warm-up
  std::vector<double> samples;  // one per round: microseconds per call
  int calls = 0;                // in one sample
};

// For calls that are timed one by one the stopwatch's own time is subtracted. Calls timed together
// overlap a little; single calls do not, as when answering an event.
void run_rounds(std::vector<Variant> &variants, int rounds);

}  // namespace mdrnn
