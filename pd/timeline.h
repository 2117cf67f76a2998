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

  int64_t frames_in(double milliseconds) const { return std::llround(milliseconds * rate_ / 1000.0); }
  double milliseconds() const { return clock_gettimesince(origin_); }

  // The frame that holds the present logical time.
  int64_t now() const { return static_cast<int64_t>(std::floor(frames() + kNudge)); }

  // For clock_delay: lands in `frame`, in this object and in [vline~].
  double milliseconds_until(int64_t frame) const {
    return std::max(0.0, (static_cast<double>(frame) + kNudge - frames()) * 1000.0 / rate_);
  }

  // Frames of one tick of Pd's scheduler here, or of a block where that is longer: what perform hears can be told to
  // the performer that many frames later and no sooner.
  int64_t delay(int length) const { return std::max(length, tick()); }

  // From perform: the first frame of a block of `length`, `delay` being delay(length). Blocks that follow each other
  // within one logical time, in a sub-patch of less than 64 samples or an upsampled one, follow each other here.
  int64_t next_block(int length, int64_t delay) {
    const double time = milliseconds();
    if (time != block_time_) {
      block_time_ = time;
      block_start_ = frame_after(time) - delay;
    }
    const int64_t start = block_start_;
    block_start_ += length;
    return start;
  }

 private:
  // Frames. Outweighs the rounding of milliseconds to frames and back, here and in [vline~]; 5 ns at 48 kHz.
  static constexpr double kNudge = 1.0 / 4096;
  static constexpr int kPdBlock = 64;  // frames of one tick of Pd's scheduler at the device's rate

  double frames() const { return milliseconds() * rate_ / 1000.0; }

  // The frame that begins at `time`, in milliseconds, or next: seen from perform, the first one after the block.
  // Without std::ceil, which is a call on plain x86-64.
  int64_t frame_after(double time) const {
    const double exact = time * (rate_ / 1000.0) - kNudge;
    const int64_t whole = static_cast<int64_t>(exact);
    return static_cast<double>(whole) < exact ? whole + 1 : whole;
  }

  int tick() const { return static_cast<int>(std::lround(kPdBlock * rate_ / sys_getsr())); }

  double origin_;             // logical time of frame 0
  double rate_;               // frames a second
  double block_time_ = -1.0;  // milliseconds at which block_start_ was set
  int64_t block_start_ = 0;   // frame of the next block's first sample
};

#endif
