// SPDX-License-Identifier: MIT
// Turns a performer's events, and the next one that it knows, into the output signals of a host.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "mdrnn/mdrnn.h"
#include "signals/signals_out.h"

namespace mdrnn {

// How the values reach an event: with a jump, on a line that ends at its frame, or on a line that starts there.
enum class Glide { kHold, kLinear, kSlew };

// Ticks are frames. For the thread that uses the performer.
template <typename Sample>
class SignalWriter {
 public:
  SignalWriter(const mdrnn_performer *performer, size_t count, double rate)
      : performer_(performer), count_(count), rate_(rate), signals_(count) {
    forget();
  }

  void set_glide(Glide glide, double milliseconds) {
    glide_ = glide;
    glide_time_ = milliseconds;
  }

  // After a change of the sampling rate.
  void set_rate(double rate) {
    signals_.settle();
    rate_ = rate;
    forget();
  }

  // The next event will be written again.
  void forget() {
    written_ = {};
    written_.due = -1;
  }

  // Constant at `values` (count,) from `frame` on; cancels everything else.
  void stand(int64_t frame, const float *values) {
    Change change;
    change.is_event = true;
    change.frame = change.reached = frame - 1;
    signals_.settle();
    signals_.add(change, values, nullptr);
    forget();
  }

  // Writes the next event if it has changed, and an `event` that sounds at its tick; without one, the change is at
  // frame `now`. `machine_plays` is the gate.
  void write_signals(int64_t now, const mdrnn_event *event, bool machine_plays) {
    mdrnn_event next;
    const NextEvent plan = find_next(machine_plays, &next);
    Change change;
    change.is_event = event != nullptr;
    change.has_plan = change.is_event || !is_as_written(plan);
    if (!change.has_plan && plan.gate == written_.gate) return;
    change.frame = change.is_event ? event->tick : now;
    change.gate = plan.gate;
    change.due = plan.due;
    if (change.is_event) change.reached = arrival(*event, plan);
    if (plan.is_glided_to) change.depart = std::max(departure(next, change.frame), change.reached);
    signals_.add(change, change.is_event ? event->values : nullptr, plan.values);
    written_ = plan;
  }

  void render(int64_t start, int length, const typename SignalsOut<Sample>::Outputs &outputs) {
    signals_.render(start, length, outputs);
  }

 private:
  static constexpr double kUnknownGlide =
      20.0;  // milliseconds of a linear glide to an event that was not known in advance

  // The next event, as far as it was written to the signals.
  struct NextEvent {
    int64_t due;  // frame, or -1
    float values[MDRNN_MAX_VALUES];
    bool is_glided_to;
    bool gate;
  };

  double parameter(mdrnn_parameter which) const { return mdrnn_get(performer_, which); }
  int64_t frames_in(double milliseconds) const { return std::llround(milliseconds * rate_ / 1000.0); }

  bool machine_may_play() const {
    return parameter(MDRNN_PAUSE) == 0.0 && static_cast<int>(parameter(MDRNN_MODE)) != MDRNN_USERONLY;
  }

  NextEvent find_next(bool machine_plays, mdrnn_event *next) const {
    NextEvent plan = {};
    const bool is_known = mdrnn_next_event(performer_, next) != 0 && next->source == MDRNN_RNN;
    plan.due = is_known ? next->tick : -1;
    plan.is_glided_to = is_known && glide_ == Glide::kLinear;
    plan.gate = machine_plays && machine_may_play();
    if (plan.is_glided_to) std::copy_n(next->values, next->count, plan.values);
    return plan;
  }

  bool is_as_written(const NextEvent &plan) const {
    return plan.due == written_.due && plan.is_glided_to == written_.is_glided_to &&
           (!plan.is_glided_to || std::equal(plan.values, plan.values + count_, written_.values));
  }

  // The frame at which a linear glide to `next` starts.
  int64_t departure(const mdrnn_event &next, int64_t now) const {
    const double wait = std::min(next.dt * parameter(MDRNN_TIMESCALE), parameter(MDRNN_MAX_DT));
    return std::max(now, next.tick - frames_in(wait * 1000.0));
  }

  // The frame at which the signals reach an event's values.
  int64_t arrival(const mdrnn_event &event, const NextEvent &plan) const {
    if (glide_ == Glide::kHold) return event.tick;
    if (glide_ == Glide::kSlew) return event.tick + frames_in(glide_time_);
    const bool was_known = written_.is_glided_to && written_.due == event.tick &&
                           std::equal(event.values, event.values + event.count, written_.values);
    if (was_known) return event.tick;
    const int64_t wait = plan.due < 0 ? INT64_MAX : plan.due - event.tick;
    return event.tick + std::min(frames_in(kUnknownGlide), wait / 2);
  }

  const mdrnn_performer *performer_;
  size_t count_;
  double rate_;  // frames per second
  Glide glide_ = Glide::kHold;
  double glide_time_ = 0.0;  // milliseconds of a slew
  NextEvent written_;
  SignalsOut<Sample> signals_;
};

}  // namespace mdrnn
