// SPDX-License-Identifier: MIT
// Events that wait for their tick, the earliest first, in a fixed place.
#pragma once

#include <algorithm>
#include <array>

#include "mdrnn/mdrnn.h"

namespace mdrnn {

class EventQueue {
 public:
  bool empty() const { return count_ == 0; }
  const mdrnn_event &first() const { return events_[0]; }
  mdrnn_event *begin() { return events_.data(); }
  mdrnn_event *end() { return events_.data() + count_; }
  void clear() { count_ = 0; }

  // Behind all that are due no later. False when the place is full.
  bool push(const mdrnn_event &event) {
    if (count_ == events_.size()) return false;
    mdrnn_event *place =
        std::upper_bound(begin(), end(), event.tick, [](int64_t tick, const mdrnn_event &e) { return tick < e.tick; });
    std::copy_backward(place, end(), end() + 1);
    *place = event;
    ++count_;
    return true;
  }

  mdrnn_event pop() {
    const mdrnn_event event = events_[0];
    std::copy(begin() + 1, end(), begin());
    --count_;
    return event;
  }

 private:
  std::array<mdrnn_event, MDRNN_QUEUE_SIZE> events_;
  size_t count_ = 0;
};

}  // namespace mdrnn
