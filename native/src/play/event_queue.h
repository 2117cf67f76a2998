// SPDX-License-Identifier: MIT
// Events that wait for their tick, the earliest first, in a fixed place.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "mdrnn/mdrnn.h"

namespace mdrnn {

class EventQueue {
 public:
  struct Waiting {
    int64_t tick;
    float dt;
    uint16_t source;  // an mdrnn_source
    uint16_t place;   // of its values
  };

  // Floats that the values of a full queue take.
  static constexpr size_t room(int values) { return static_cast<size_t>(MDRNN_QUEUE_SIZE) * values; }

  EventQueue() {
    for (uint16_t i = 0; i < MDRNN_QUEUE_SIZE; ++i) waiting_[i].place = i;
  }

  // Empty, and its values lie in `room` from now on.
  void use(float *room) {
    values_ = room;
    clear();
  }

  bool empty() const { return count_ == 0; }
  const Waiting &first() const { return waiting_[0]; }
  Waiting *begin() { return waiting_.data(); }
  Waiting *end() { return waiting_.data() + count_; }
  void clear() { count_ = 0; }

  // Behind all that are due no later. False when the place is full. All that wait have as many values.
  bool push(const mdrnn_event &event) {
    if (count_ == waiting_.size()) return false;
    const Waiting made{event.tick, event.dt, static_cast<uint16_t>(event.source), end()->place};
    value_count_ = event.count;
    std::copy(event.values, event.values + event.count, values_of(made));
    Waiting *place =
        std::upper_bound(begin(), end(), event.tick, [](int64_t tick, const Waiting &e) { return tick < e.tick; });
    std::copy_backward(place, end(), end() + 1);
    *place = made;
    ++count_;
    return true;
  }

  // The first, which stays; its time is 0.
  mdrnn_event peek() const {
    mdrnn_event event;
    event.tick = first().tick;
    event.time = 0.0;
    event.source = static_cast<mdrnn_source>(first().source);
    event.dt = first().dt;
    event.count = value_count_;
    std::copy_n(values_of(first()), value_count_, event.values);
    return event;
  }

  mdrnn_event pop() {
    const mdrnn_event event = peek();
    std::rotate(begin(), begin() + 1, end());  // its place is free for the next
    --count_;
    return event;
  }

 private:
  float *values_of(const Waiting &event) const { return values_ + static_cast<size_t>(event.place) * value_count_; }

  std::array<Waiting, MDRNN_QUEUE_SIZE> waiting_;  // behind `count_`: the places that are free
  float *values_ = nullptr;                        // (MDRNN_QUEUE_SIZE, value_count_)
  size_t count_ = 0;
  int value_count_ = 0;
};

}  // namespace mdrnn
