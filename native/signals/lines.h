// SPDX-License-Identifier: MIT
// Values that stay constant or move on straight lines, with one line planned ahead.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace mdrnn {

// At the frame in which a line ends, the values are exactly the targets. Frames are rendered in order.
template <typename Sample>
class Lines {
 public:
  explicit Lines(size_t count, Sample value = 0)
      : from_(count, value), to_(count, value), slope_(count), planned_(count) {}

  size_t count() const { return to_.size(); }

  // A line from the values at `frame` to `targets` (count,), reached at `end`; a jump if that is not later.
  void go(int64_t frame, int64_t end, const Sample *targets) {
    for (size_t i = 0; i < count(); ++i) from_[i] = value_at(i, frame);
    std::copy_n(targets, count(), to_.begin());
    start_ = frame;
    end_ = end > frame ? end : kStands;
    on_plan_ = false;
    const Sample length = static_cast<Sample>(std::max<int64_t>(end - frame, 1));
    for (size_t i = 0; i < count(); ++i) slope_[i] = (to_[i] - from_[i]) / length;
  }

  // Cancels the planned line at `frame`; if it has already started, the values stop there.
  void forget_plan(int64_t frame) {
    has_plan_ = false;
    if (!on_plan_) return;
    for (size_t i = 0; i < count(); ++i) to_[i] = value_at(i, frame);
    end_ = kStands;
    on_plan_ = false;
  }

  // Plans a line from `depart` to `targets` (count,), reached at `end`. It may interrupt the present one.
  void plan(int64_t depart, int64_t end, const Sample *targets) {
    std::copy_n(targets, count(), planned_.begin());
    depart_ = depart;
    plan_end_ = end;
    has_plan_ = true;
  }

  // Whether the last line ends in exactly this frame.
  bool ends_at(int64_t frame) const { return end_ == frame; }

  // Writes outputs[i][from .. to - 1], `first` being the frame of outputs[i][0].
  void draw(int64_t first, int from, int to, Sample *const *outputs) {
    while (from < to) {
      if (has_plan_ && depart_ <= first + from) depart();
      int until = to;
      if (has_plan_) until = static_cast<int>(std::min<int64_t>(until, depart_ - first));
      const bool moves = end_ > first + from;
      if (moves) until = static_cast<int>(std::min<int64_t>(until, end_ - first));
      for (size_t i = 0; i < count(); ++i) {
        if (moves)
          draw_line(i, first, from, until, outputs[i]);
        else
          std::fill(outputs[i] + from, outputs[i] + until, to_[i]);
      }
      from = until;
    }
  }

  // Stops at the values at `frame`: frame numbers up to now are no longer valid.
  void settle(int64_t frame) {
    for (size_t i = 0; i < count(); ++i) to_[i] = value_at(i, frame);
    end_ = kStands;
    has_plan_ = on_plan_ = false;
  }

 private:
  static constexpr int64_t kStands = INT64_MIN;

  Sample value_at(size_t i, int64_t frame) const {
    const int64_t passed = std::max<int64_t>(frame - start_, 0);
    return frame >= end_ ? to_[i] : from_[i] + slope_[i] * static_cast<Sample>(passed);
  }

  void depart() {
    has_plan_ = false;
    go(depart_, plan_end_, planned_.data());
    on_plan_ = true;
  }

  void draw_line(size_t i, int64_t first, int from, int to, Sample *output) const {
    const int64_t offset = first - start_;
    for (int j = from; j < to; ++j) output[j] = from_[i] + slope_[i] * static_cast<Sample>(offset + j);
  }

  std::vector<Sample> from_, to_;  // (count,) each: the present line; constant at `to_` from `end_` on
  std::vector<Sample> slope_;      // (count,), per frame
  std::vector<Sample> planned_;    // (count,)
  int64_t start_ = 0;
  int64_t end_ = kStands;
  int64_t depart_ = 0;
  int64_t plan_end_ = 0;
  bool has_plan_ = false;
  bool on_plan_ = false;  // the present line was planned
};

}  // namespace mdrnn
