// SPDX-License-Identifier: MIT
// Pd's logical time in frames since the object was created: the performer's ticks.
#ifndef MDRNN_PD_TIMELINE_H
#define MDRNN_PD_TIMELINE_H

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "m_pd.h"

// A message at logical time t belongs to the frame that contains t, as in [vline~]. Up to version 0.53, Pd adds up its
// ticks in single precision, 64 frames as 63.9999993, so blocks start slightly before their frame: after half an hour
// at 48 kHz by one frame. [vline~] and this object drift together.
class Timeline {
 public:
  explicit Timeline(double rate) : origin_(clock_getlogicaltime()), rate_(rate) {}

  double rate() const { return rate_; }
  void set_rate(double rate) { rate_ = rate; }

  int64_t frames_in(double milliseconds) const { return std::llround(milliseconds * rate_ / 1000.0); }
  double milliseconds() const { return clock_gettimesince(origin_); }

  // The frame that contains the present logical time.
  int64_t now() const { return static_cast<int64_t>(std::floor(frames() + kNudge)); }

  // For clock_delay: ends in `frame`, for this object and for [vline~].
  double milliseconds_until(int64_t frame) const {
    return std::max(0.0, (static_cast<double>(frame) + kNudge - frames()) * 1000.0 / rate_);
  }

  // Frames of one tick of Pd's scheduler, or of a block if that is longer: the delay after which events from the signal
  // inlets can be fed.
  int64_t delay(int length) const { return std::max(length, tick()); }

  // Called by perform: the first frame of a block of `length`; `delay` is delay(length). Several blocks at the same
  // logical time (block size below 64, or upsampling) get consecutive frames.
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
  // Frames; more than the rounding error of milliseconds, here and in [vline~]; 5 ns at 48 kHz.
  static constexpr double kNudge = 1.0 / 4096;
  static constexpr int kPdBlock = 64;  // frames per scheduler tick, at the rate of the audio device

  double frames() const { return milliseconds() * rate_ / 1000.0; }

  // The first frame that starts at or after `time` (milliseconds); for perform, the first one after the block.
  // Without std::ceil, which is a function call on baseline x86-64.
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
