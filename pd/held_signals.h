// SPDX-License-Identifier: MIT
// Values that hold until the next change: written by events at any frame, read by Pd's perform block by block.
#ifndef MDRNN_PD_HELD_SIGNALS_H
#define MDRNN_PD_HELD_SIGNALS_H

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "m_pd.h"

// All memory is taken in the constructor. Nothing is read while the patch's DSP is off, so a full queue lets the oldest
// change land at once: the newest values are never lost.
class HeldSignals {
 public:
  explicit HeldSignals(int count) : frames_(kCapacity), values_(kCapacity * static_cast<size_t>(count)), held_(count) {}

  // `values` (count,) sound from `frame` on; frames never go back.
  void change_at(int64_t frame, const float *values) {
    if (waiting_ == kCapacity) land_oldest();
    const size_t slot = (oldest_ + waiting_++) % kCapacity;
    frames_[slot] = frame;
    std::copy_n(values, held_.size(), row(slot));
  }

  // Writes the frames start .. start + length - 1 to `outputs` (count, length).
  void render(int64_t start, int length, t_sample *const *outputs) {
    int position = 0;
    while (waiting_ > 0 && frames_[oldest_] < start + length) {
      const int landing = static_cast<int>(std::max<int64_t>(frames_[oldest_] - start, position));
      hold(outputs, position, landing);
      land_oldest();
      position = landing;
    }
    hold(outputs, position, length);
  }

  // Lands every change at once: the frames they were written for mean nothing any more.
  void settle() {
    while (waiting_ > 0) land_oldest();
  }

 private:
  static constexpr size_t kCapacity = 256;

  t_sample *row(size_t slot) { return &values_[slot * held_.size()]; }

  void hold(t_sample *const *outputs, int from, int to) const {
    for (size_t i = 0; i < held_.size(); ++i) std::fill(outputs[i] + from, outputs[i] + to, held_[i]);
  }

  void land_oldest() {
    std::copy_n(row(oldest_), held_.size(), held_.begin());
    oldest_ = (oldest_ + 1) % kCapacity;
    --waiting_;
  }

  std::vector<int64_t> frames_;   // (kCapacity,)
  std::vector<t_sample> values_;  // (kCapacity, count)
  std::vector<t_sample> held_;    // (count,)
  size_t oldest_ = 0;
  size_t waiting_ = 0;
};

#endif
