// SPDX-License-Identifier: MIT
// Pd's logical time counted in frames since the object was made: the performer's ticks.
#ifndef MDRNN_PD_TIMELINE_H
#define MDRNN_PD_TIMELINE_H

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "m_pd.h"

// A message at logical time t belongs to the frame in which [vline~] would let it land: the one that holds t. Up to
// 0.53 Pd adds up its ticks in single precision, 64 frames to 63.9999993, so that its blocks begin ever so little
// before their whole frame; after half an hour at 48 kHz that is one frame. [vline~] and this object move together.
class Timeline {
 public:
  explicit Timeline(double rate) : origin_(clock_getlogicaltime()), rate_(rate) {}

  double rate() const { return rate_; }
  void set_rate(double rate) { rate_ = rate; }

  // The frame that holds the present logical time.
  int64_t now() const { return static_cast<int64_t>(std::floor(frames() + kNudge)); }

  // The frame that begins at the present logical time or next: seen from perform, the first one after the block.
  int64_t block_end() const { return static_cast<int64_t>(std::ceil(frames() - kNudge)); }

  // For clock_delay: lands in `frame`, in this object and in [vline~].
  double milliseconds_until(int64_t frame) const {
    return std::max(0.0, (static_cast<double>(frame) + kNudge - frames()) * 1000.0 / rate_);
  }

 private:
  // Frames. Outweighs the rounding of milliseconds to frames and back, here and in [vline~]; 5 ns at 48 kHz.
  static constexpr double kNudge = 1.0 / 4096;

  double frames() const { return clock_gettimesince(origin_) * rate_ / 1000.0; }

  double origin_;  // logical time of frame 0
  double rate_;    // frames a second
};

#endif
