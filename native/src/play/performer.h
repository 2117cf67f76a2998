// SPDX-License-Identifier: MIT
// A predictor and time: who plays, what and when.
#pragma once

#include <array>

#include "play/background.h"
#include "play/event_queue.h"
#include "play/parameters.h"
#include "play/pending_steps.h"
#include "play/predictor.h"

namespace mdrnn {

class Performer {
 public:
  Performer(double rate, uint64_t seed);

  mdrnn_status load_memory(const void *bytes, size_t size, const mdrnn_load_options &options, mdrnn_error *error);
#ifndef MDRNN_BARE
  mdrnn_status load(const char *path, const mdrnn_load_options &options, mdrnn_error *error);
  void load_later(const char *path, const mdrnn_load_options &options) { slot_.request(path, options); }
  void take(ReadyModelPointer *ready) noexcept;  // a model that is already loaded
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
  bool is_stepping() const noexcept { return predictor_.is_pending(); }  // on the worker; advance takes the results
  const Parameters &parameters() const { return parameters_; }
  const Predictor &predictor() const { return predictor_; }
  Predictor &predictor() { return predictor_; }
  ModelSlot &slot() { return slot_; }
  mdrnn_counts counts() const noexcept;

 private:
  bool machine_leads() const;  // the machine continues from its own events
  bool is_synchronous() const { return parameters_[MDRNN_SYNCHRONOUS] != 0.0; }
  bool goes_ahead() const { return predictor_.has_ahead() && !is_synchronous(); }
  bool is_paused() const { return parameters_[MDRNN_PAUSE] != 0.0; }
  int value_count() const { return predictor_.config().dimension - 1; }
  int64_t ticks(double seconds) const;
  DrawSettings draw_settings() const;

  void take_new_model() noexcept;
  bool needs_step_soon() const noexcept;
  void play(const float *values) noexcept;
  void repair(const float *values) noexcept;
  float player_dt() const noexcept;
  bool hear(const float *event) noexcept;
  void take_prediction(const PendingStep &step, const float *next) noexcept;
  void schedule(int64_t start, const float *event) noexcept;
  int64_t due(int64_t start, double dt) const noexcept;
  void reschedule() noexcept;
  void finish(const StepResult &outcome) noexcept;
  void collect() noexcept;
  void catch_up() noexcept;
  void go_on() noexcept;
  bool starts_by_itself() const noexcept;
  void draw_start() noexcept;
  void hold(int64_t until) noexcept;
  const EventQueue *first_known() const noexcept;  // the queue whose first event is the next
  void give_out(EventQueue *queue, mdrnn_event *event) const noexcept;
  void note_played(const mdrnn_event &event) noexcept;
  void drop_plans() noexcept;
  void begin_anew() noexcept;
  void forget() noexcept;
  mdrnn_status check_numbers(const char *what, const float *numbers, int count, mdrnn_error *error) const noexcept;
  template <typename Compute>
  mdrnn_status step_in_place(const float *event, mdrnn_error *error, const Compute &compute) noexcept;
  mdrnn_event make_event(int64_t tick, mdrnn_source source, const float *event) const noexcept;

  // From what the machine continues if nothing is planned. With steps pending, from the newest of them,
  // unless kUnheard.
  enum class Continuation : uint8_t {
    kNone,       // nothing has been fed
    kPredicted,  // next_ is the newest prediction; it has not sounded, or is planned
    kUnheard     // next_ has sounded, or starts the music, and has not been fed to the network yet
  };

  Predictor predictor_;
  ModelSlot slot_;
  Recorder recorder_;
  Parameters parameters_;
  double rate_;                                    // ticks a second
  int64_t now_ = 0;                                // ticks, up to MDRNN_LAST_TICK like all ticks
  int64_t player_tick_ = 0;                        // of the player's last event, if has_played_
  int64_t silent_since_ = 0;                       // the threshold counts from here; moves with time in a pause
  std::array<float, MDRNN_MAX_VALUES> values_{};   // the player's last
  std::array<float, MDRNN_MAX_DIMENSION> next_{};  // see Continuation
  Continuation continuation_ = Continuation::kNone;
  bool has_played_ = false;  // the player, since the last load or reset
  EventQueue predictions_;   // the machine's scheduled events
  PendingSteps pending_;     // predictions that the worker is computing
  EventQueue thru_;          // the player's events to be returned
  mdrnn_counts counts_{};
};

}  // namespace mdrnn
