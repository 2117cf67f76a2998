// SPDX-License-Identifier: MIT
// Detects events in signals: at the rising edge of a trigger, or when a value changes.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace mdrnn {

enum class Sense { kOff, kTrigger, kChange };

// For one thread. All memory is allocated in the constructor.
template <typename Sample>
class Sensor {
 public:
  struct Inputs {
    const Sample *values[64];  // (count, block), borrowed from the host; null: no such signal
    const Sample *trigger;     // (block,)
  };

  explicit Sensor(size_t count) : frames_(kCapacity), values_(kCapacity * count), reference_(count) {}

  // Applies from the next block on, whose first frame is the reference.
  void listen(Sense sense) {
    sense_ = sense;
    has_reference_ = false;
  }
  void set_delta(double delta) { delta_ = static_cast<Sample>(delta); }
  void set_gap(int64_t frames) { gap_ = std::max<int64_t>(frames, 1); }

  // One block that starts at frame `start`. Its events get a time that is `delay` frames later.
  void look(const Inputs &inputs, int64_t start, int length, int64_t delay) {
    if (sense_ == Sense::kOff) return;
    const int from = has_reference_ ? 0 : take_reference(inputs);
    if (sense_ == Sense::kTrigger)
      follow_trigger(inputs, from, start, length, delay);
    else
      follow_values(inputs, from, start, length, delay);
  }

  bool is_empty() const { return waiting_ == 0; }
  int64_t first_frame() const { return frames_[oldest_]; }

  // `values` (count,); NaN for a missing signal, for which the performer keeps the last value.
  void take(float *values) {
    for (size_t i = 0; i < reference_.size(); ++i) values[i] = static_cast<float>(row(oldest_)[i]);
    oldest_ = (oldest_ + 1) % kCapacity;
    --waiting_;
  }

  // After a change of the sampling rate.
  void scale(double factor) {
    for (int64_t &frame : frames_) frame = std::llround(static_cast<double>(frame) * factor);
    next_ = std::llround(static_cast<double>(next_) * factor);
  }

  int64_t heard() const { return heard_; }
  int64_t missed() const { return missed_; }

 private:
  static constexpr size_t kCapacity = 1024;

  Sample *row(size_t slot) { return &values_[slot * reference_.size()]; }

  int take_reference(const Inputs &inputs) {
    was_high_ = inputs.trigger[0] > 0;
    for (size_t i = 0; i < reference_.size(); ++i) refer(i, inputs, 0);
    has_reference_ = true;
    return 1;
  }

  // A non-finite value is no reference: nothing would ever differ from it.
  void refer(size_t i, const Inputs &inputs, int at) {
    const Sample value = inputs.values[i] ? inputs.values[i][at] : Sample{0};
    if (std::isfinite(value)) reference_[i] = value;
  }

  void follow_trigger(const Inputs &inputs, int from, int64_t start, int length, int64_t delay) {
    int any_high = 0;  // usually 0; an int, because a bool prevents vectorisation
    for (int j = 0; j < length; ++j) any_high |= inputs.trigger[j] > 0;
    for (int j = from; any_high != 0 && j < length; ++j) {
      const bool is_high = inputs.trigger[j] > 0;
      if (is_high && !was_high_) hear(inputs, j, start + j + delay);
      was_high_ = is_high;
    }
    if (any_high == 0) was_high_ = false;
  }

  void follow_values(const Inputs &inputs, int from, int64_t start, int length, int64_t delay) {
    int at = from;
    while (true) {
      at = static_cast<int>(std::max<int64_t>(at, std::min<int64_t>(next_ - start, length)));
      at = find_change(inputs, at, length);
      if (at >= length) return;
      for (size_t i = 0; i < reference_.size(); ++i) refer(i, inputs, at);
      next_ = start + at + gap_;
      hear(inputs, at, start + at + delay);
    }
  }

  // The first frame from `at` on in which a value has changed, or `length`.
  int find_change(const Inputs &inputs, int at, int length) const {
    int found = length;
    for (size_t i = 0; i < reference_.size(); ++i)
      for (int j = at; inputs.values[i] && j < found; ++j)
        if (is_far(std::abs(inputs.values[i][j] - reference_[i]))) found = j;
    return found;
  }

  // A non-finite distance does not count: it would make events without end.
  bool is_far(Sample distance) const { return distance > delta_ && distance <= std::numeric_limits<Sample>::max(); }

  void hear(const Inputs &inputs, int at, int64_t frame) {
    ++heard_;
    if (waiting_ == kCapacity) {
      ++missed_;
      return;
    }
    const size_t slot = (oldest_ + waiting_++) % kCapacity;
    frames_[slot] = frame;
    for (size_t i = 0; i < reference_.size(); ++i) row(slot)[i] = inputs.values[i] ? inputs.values[i][at] : Sample(NAN);
  }

  Sense sense_ = Sense::kTrigger;
  Sample delta_ = Sample(0.01);
  int64_t gap_ = 1;  // frames
  bool has_reference_ = false;
  bool was_high_ = false;
  int64_t next_ = 0;               // no event before this frame
  std::vector<int64_t> frames_;    // (kCapacity,)
  std::vector<Sample> values_;     // (kCapacity, count)
  std::vector<Sample> reference_;  // (count,)
  size_t oldest_ = 0;
  size_t waiting_ = 0;
  int64_t heard_ = 0;
  int64_t missed_ = 0;
};

}  // namespace mdrnn
