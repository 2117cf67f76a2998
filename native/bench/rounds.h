// SPDX-License-Identifier: MIT
// Times several things in turn, round by round, so that whatever disturbs the machine disturbs them alike.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace mdrnn {

struct Variant {
  std::string name;
  std::function<void()> before;  // before each call, not timed; empty: calls are timed in one go, many at a time
  std::function<void()> call;
  bool is_cold = false;         // `before` empties the caches: one call a round, and none to warm up
  std::vector<double> samples;  // one a round: microseconds of one call
  int calls = 0;                // in one sample
};

// A stopwatch's own time is subtracted from calls that are timed one by one; that each waits for its last instruction,
// where calls in one go overlap a little, stays in: so it is when an event is answered.
void run_rounds(std::vector<Variant> &variants, int rounds);

}  // namespace mdrnn
