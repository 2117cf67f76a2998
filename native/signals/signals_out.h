// SPDX-License-Identifier: MIT
// The output signals of [mdrnn~]: values, trigger, ramp and gate. Queues changes by frame and renders them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "signals/lines.h"

namespace mdrnn {

// A change of the signals at one frame.
struct Change {
  int64_t frame = 0;
  bool is_event = false;
  int64_t reached = 0;    // an event: the frame at which its values are reached
  bool has_plan = false;  // the next event has changed
  int64_t due = -1;       // frame of the next event, or -1
  int64_t depart = -1;    // frame at which the glide to its values starts, or -1
  bool gate = false;
};

// For one thread. All memory is allocated in the constructor. Nothing is rendered while DSP is off, so a full queue
// applies its oldest change at once: the newest values are never lost.
template <typename Sample>
class SignalsOut {
 public:
  struct Outputs {
    Sample *values[64];  // (count, block); all owned by the host
    Sample *trigger;     // (block,)
    Sample *ramp;
    Sample *gate;
  };

  explicit SignalsOut(size_t count)
      : changes_(kCapacity), values_(kCapacity * count), targets_(kCapacity * count), lines_(count), ramp_(1) {}

  // `values` (count,) of an event, `targets` (count,) of the next one. Frames never decrease.
  void add(const Change &change, const float *values, const float *targets) {
    if (waiting_ == kCapacity) land_oldest();
    const size_t slot = (oldest_ + waiting_++) % kCapacity;
    changes_[slot] = change;
    if (change.is_event) std::copy_n(values, lines_.count(), row(&values_, slot));
    if (change.depart >= 0) std::copy_n(targets, lines_.count(), row(&targets_, slot));
  }

  // Renders the frames start .. start + length - 1.
  void render(int64_t start, int length, const Outputs &outputs) {
    std::fill_n(outputs.trigger, length, Sample{0});
    int position = 0;
    int ramp_drawn = 0;
    while (waiting_ > 0 && changes_[oldest_].frame < start + length) {
      const Change &change = changes_[oldest_];
      const int landing = static_cast<int>(std::max<int64_t>(change.frame - start, position));
      draw(start, position, landing, ramp_drawn, outputs);
      position = landing;
      ramp_drawn = std::max(ramp_drawn, landing);
      if (change.is_event && change.frame >= start) {
        outputs.trigger[landing] = 1;
        if (ramp_.ends_at(change.frame)) outputs.ramp[ramp_drawn++] = 1;
      }
      land_oldest();
    }
    draw(start, position, length, ramp_drawn, outputs);
    drawn_ = start + length;
  }

  // Applies everything and stops at what was rendered last, after a change of the sampling rate.
  void settle() {
    while (waiting_ > 0) land_oldest();
    lines_.settle(drawn_);
    ramp_.settle(drawn_);
  }

 private:
  static constexpr size_t kCapacity = 256;

  Sample *row(std::vector<Sample> *rows, size_t slot) { return &(*rows)[slot * lines_.count()]; }

  void draw(int64_t start, int from, int to, int ramp_from, const Outputs &outputs) {
    lines_.draw(start, from, to, outputs.values);
    ramp_.draw(start, std::max(from, ramp_from), to, &outputs.ramp);
    std::fill(outputs.gate + from, outputs.gate + to, gate_);
  }

  void land_oldest() {
    const Change &change = changes_[oldest_];
    if (change.is_event) lines_.go(change.frame, change.reached, row(&values_, oldest_));
    if (change.is_event) start_ramp(change.frame);
    if (change.has_plan) take_plan(change, row(&targets_, oldest_));
    gate_ = change.gate;
    oldest_ = (oldest_ + 1) % kCapacity;
    --waiting_;
  }

  void start_ramp(int64_t frame) {
    const Sample zero = 0;
    ramp_.go(frame, frame, &zero);
  }

  void take_plan(const Change &change, const Sample *targets) {
    const Sample one = 1;
    lines_.forget_plan(change.frame);
    ramp_.forget_plan(change.frame);
    if (change.depart >= 0) lines_.plan(change.depart, change.due, targets);
    if (change.due >= 0) ramp_.plan(change.frame, change.due, &one);
  }

  std::vector<Change> changes_;  // (kCapacity,)
  std::vector<Sample> values_;   // (kCapacity, count)
  std::vector<Sample> targets_;  // (kCapacity, count)
  Lines<Sample> lines_;
  Lines<Sample> ramp_;
  Sample gate_ = 0;
  int64_t drawn_ = 0;  // first frame that is not rendered yet
  size_t oldest_ = 0;
  size_t waiting_ = 0;
};

}  // namespace mdrnn
