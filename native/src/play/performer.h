// SPDX-License-Identifier: MIT
// A predictor and time: who plays, what, when.
#pragma once

#include <array>

#include "play/awaited.h"
#include "play/background.h"
#include "play/event_queue.h"
#include "play/parameters.h"
#include "play/predictor.h"

namespace mdrnn {

class Performer {
 public:
  Performer(double rate, uint64_t seed);

  mdrnn_status load_memory(const void *bytes, size_t size, const mdrnn_load_options &options, mdrnn_error *error);
#ifndef MDRNN_BARE
  mdrnn_status load(const char *path, const mdrnn_load_options &options, mdrnn_error *error);
  void load_later(const char *path, const mdrnn_load_options &options) { slot_.request(path, options); }
  void take(ReadyModelPointer *ready) noexcept;  // a model that is open already
  mdrnn_load_state poll_load(mdrnn_error *error) noexcept;
  void record(const char *path);
  const Recorder &recorder() const { return recorder_; }
  Recorder &recorder() { return recorder_; }
#endif
  mdrnn_status set(int parameter, double value, mdrnn_error *error) noexcept;
  void set_rate(double rate) noexcept;

  mdrnn_status feed(const float *values, int count, mdrnn_error *error) noexcept;
  mdrnn_status feed_one(int index, float value, mdrnn_error *error) noexcept;
  bool advance(int64_t until, mdrnn_event *event) noexcept;
  void reset() noexcept;

  mdrnn_status step(const float *event, float *next, mdrnn_error *error) noexcept;
  mdrnn_status forward(const float *event, float *mixture, mdrnn_error *error) noexcept;
  mdrnn_status get_state(float *state, mdrnn_error *error) noexcept;
  mdrnn_status set_state(const float *state, mdrnn_error *error) noexcept;

  int64_t now() const { return now_; }
  int64_t next_due() const noexcept;
  bool next_event(mdrnn_event *event) const noexcept;
  bool is_stepping() const noexcept {
    return predictor_.is_pending();
  }  // on the worker; advance takes what it has done
  const Parameters &parameters() const { return parameters_; }
  const Predictor &predictor() const { return predictor_; }
  Predictor &predictor() { return predictor_; }
  ModelSlot &slot() { return slot_; }
  mdrnn_counts counts() const noexcept;

 private:
  bool machine_leads() const;  // the machine goes on from its own events
  bool is_synchronous() const { return parameters_[MDRNN_SYNCHRONOUS] != 0.0; }
  bool goes_ahead() const { return predictor_.has_ahead() && !is_synchronous(); }
  bool is_paused() const { return parameters_[MDRNN_PAUSE] != 0.0; }
  int value_count() const { return predictor_.config().dimension - 1; }
  int64_t ticks(double seconds) const;
  Temperatures temperatures() const;

  void take_new_model() noexcept;
  bool needs_step_soon() const noexcept;
  void hear(const float *values) noexcept;
  void repair(const float *values) noexcept;
  void answer(const float *event, int64_t earliest) noexcept;
  void expect(const Plan &plan, const float *next) noexcept;
  void land(const StepResult &outcome) noexcept;
  void collect() noexcept;
  void catch_up() noexcept;
  void begin() noexcept;
  void hold(int64_t until) noexcept;
  const EventQueue *first_known() const noexcept;  // whose first is the next
  void give_out(EventQueue *queue, mdrnn_event *event) const noexcept;
  void shorten(int64_t latest) noexcept;
  void drop_plans() noexcept;
  void begin_anew() noexcept;
  void forget() noexcept;
  mdrnn_status check_event(const float *event, mdrnn_error *error) const noexcept;
  mdrnn_event make_event(int64_t tick, mdrnn_source source, const float *event) const noexcept;

  Predictor predictor_;
  ModelSlot slot_;
  Recorder recorder_;
  Parameters parameters_;
  double rate_;                                    // ticks a second
  int64_t now_ = 0;                                // ticks
  int64_t player_tick_ = 0;                        // of the player's last event, else where the past begins
  std::array<float, MDRNN_MAX_VALUES> values_{};   // the player's last
  std::array<float, MDRNN_MAX_DIMENSION> last_{};  // the event that the machine would go on from
  bool has_last_ = false;
  EventQueue predictions_;  // the machine's, still to come
  Awaited awaited_;         // the machine's, still in the making
  EventQueue thru_;         // the player's, on their way back
  mdrnn_counts counts_{};
};

}  // namespace mdrnn
