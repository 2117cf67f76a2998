// SPDX-License-Identifier: MIT
// Scheduled events, the earliest first, in memory of a fixed size.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "mdrnn/mdrnn.h"

namespace mdrnn {

class EventQueue {
 public:
  struct Scheduled {
    int64_t tick;     // when it sounds
    int64_t start;    // tick at which its wait began
    float dt;         // seconds
    uint16_t source;  // an mdrnn_source
    uint16_t slot;    // of its values
  };

  // Size, in floats, of the values in a full queue.
  static constexpr size_t room(int values) { return static_cast<size_t>(MDRNN_QUEUE_SIZE) * values; }

  EventQueue() {
    for (uint16_t i = 0; i < MDRNN_QUEUE_SIZE; ++i) events_[i].slot = i;
  }

  // Empties the queue; from now on values are stored in `room`.
  void use(float *room) {
    values_ = room;
    clear();
  }

  bool empty() const { return count_ == 0; }
  size_t size() const { return count_; }
  const Scheduled &first() const { return events_[0]; }
  Scheduled *begin() { return events_.data(); }
  Scheduled *end() { return events_.data() + count_; }
  void clear() { count_ = 0; }

  // Inserted after all that are due no later. False if the queue is full. All events have the same count.
  bool push(const mdrnn_event &event, int64_t start) {
    if (count_ == events_.size()) return false;
    const Scheduled made{event.tick, start, event.dt, static_cast<uint16_t>(event.source), end()->slot};
    value_count_ = event.count;
    std::copy(event.values, event.values + event.count, values_of(made));
    *end() = made;
    ++count_;
    sort_in(end() - 1);
    return true;
  }

  // Call after ticks have changed. Events that are due together keep their order.
  void sort() {
    for (Scheduled *event = begin(); event != end(); ++event) sort_in(event);
  }

  // The first event, without removing it; its time is 0.
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
    const Scheduled out = first();
    std::copy(begin() + 1, end(), begin());
    --count_;
    *end() = out;  // frees its slot for the next push
    return event;
  }

 private:
  float *values_of(const Scheduled &event) const { return values_ + static_cast<size_t>(event.slot) * value_count_; }

  // All before `event` are sorted.
  void sort_in(Scheduled *event) {
    Scheduled *place = std::upper_bound(begin(), event, event->tick,
                                        [](int64_t tick, const Scheduled &other) { return tick < other.tick; });
    const Scheduled moved = *event;
    std::copy_backward(place, event, event + 1);
    *place = moved;
  }

  std::array<Scheduled, MDRNN_QUEUE_SIZE> events_;  // free slots from `count_` on
  float *values_ = nullptr;                         // (MDRNN_QUEUE_SIZE, value_count_)
  size_t count_ = 0;
  int value_count_ = 0;
};

}  // namespace mdrnn
