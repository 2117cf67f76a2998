// SPDX-License-Identifier: MIT
// Steps that a worker is computing, in the order of the requests.
#pragma once

#include <algorithm>
#include <array>

#include "play/background.h"

namespace mdrnn {

struct PendingStep {
  int64_t start;    // tick at which the event was fed; the wait begins there
  bool is_planned;  // its prediction will sound; otherwise the event was only fed
};

class PendingSteps {
 public:
  PendingStep *begin() { return steps_.data(); }
  PendingStep *end() { return steps_.data() + count_; }
  const PendingStep *begin() const { return steps_.data(); }
  const PendingStep *end() const { return steps_.data() + count_; }
  PendingStep &newest() { return steps_[count_ - 1]; }
  bool empty() const { return count_ == 0; }
  bool has_planned() const {
    return std::any_of(begin(), end(), [](const PendingStep &step) { return step.is_planned; });
  }

  void clear() { count_ = 0; }
  void cancel_plans() {
    for (PendingStep &step : *this) step.is_planned = false;
  }
  void push(const PendingStep &step) { steps_[count_++] = step; }  // Ahead accepts at most that many
  PendingStep pop() {
    const PendingStep step = steps_[0];
    std::copy(begin() + 1, end(), begin());
    --count_;
    return step;
  }

 private:
  std::array<PendingStep, Ahead::kMaxPending> steps_;
  size_t count_ = 0;
};

}  // namespace mdrnn
