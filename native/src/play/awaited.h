// SPDX-License-Identifier: MIT
// What becomes of predictions that are under way on a worker, in the order in which they were asked for.
#pragma once

#include <algorithm>
#include <array>

#include "mdrnn/mdrnn.h"
#include "play/background.h"

namespace mdrnn {

struct Plan {
  int64_t asked;     // tick; the wait begins there
  int64_t earliest;  // tick; not before
  int64_t latest;    // tick; not after
  double timescale;  // of the wait
  double max_dt;     // seconds
  bool is_wanted;    // else the network was to hear the event, and that was all
};

class Awaited {
 public:
  Plan *begin() { return plans_.data(); }
  Plan *end() { return plans_.data() + count_; }
  const Plan *begin() const { return plans_.data(); }
  const Plan *end() const { return plans_.data() + count_; }
  bool has_wanted() const {
    return std::any_of(begin(), end(), [](const Plan &plan) { return plan.is_wanted; });
  }

  void clear() { count_ = 0; }
  void disown() {
    for (Plan &plan : *this) plan.is_wanted = false;
  }
  void push(const Plan &plan) { plans_[count_++] = plan; }  // at most Ahead::kMaxPending, which Ahead sees to
  Plan pop() {
    const Plan plan = plans_[0];
    std::copy(begin() + 1, end(), begin());
    --count_;
    return plan;
  }

 private:
  std::array<Plan, Ahead::kMaxPending> plans_;
  size_t count_ = 0;
};

}  // namespace mdrnn
