// SPDX-License-Identifier: MIT
// A predictor and time: who plays, what and when.
#include "play/performer.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace mdrnn {
namespace {

constexpr float kMiddle = 0.5f;  // value of a control before its first change
// Seconds. A worker with nothing to do looks for requests every 40 ms; a block of the host's may add as much.
constexpr double kSoon = 0.15;
constexpr double kCalmThreshold = 0.1;
constexpr float kStartDt = 0.01f;   // seconds; dt of the gesture from which the machine starts by itself
constexpr double kMaxNumber = 1e9;  // largest number in mdrnn_step and similar calls: no sum of a sane model overflows
constexpr double kLastTick = 0x1p62;  // MDRNN_LAST_TICK; waits are added to ticks, which must not overflow

int64_t convert_tick(int64_t tick, double factor) {
  return std::llround(std::min(static_cast<double>(tick) * factor, kLastTick));
}

mdrnn_status refuse_without_model(mdrnn_error *error) { return fail(error, MDRNN_NO_MODEL, "no model is loaded"); }

}  // namespace

Performer::Performer(double rate, uint64_t seed) : predictor_(seed), rate_(rate) { values_.fill(kMiddle); }

mdrnn_status Performer::load_memory(const void *bytes, size_t size, const mdrnn_load_options &options,
                                    mdrnn_error *error) {
  if (const mdrnn_status status = slot_.load(bytes, size, options, &predictor_.ready(), error)) return status;
  begin_anew();
  return MDRNN_OK;
}

// Not while thru events are waiting: they have the old model's dimension and go out first.
void Performer::take_new_model() noexcept {
  if (!thru_.empty()) return;
  if (slot_.take(&predictor_.ready())) begin_anew();
}

#ifndef MDRNN_BARE

mdrnn_status Performer::load(const char *path, const mdrnn_load_options &options, mdrnn_error *error) {
  if (const mdrnn_status status = slot_.load(path, options, &predictor_.ready(), error)) return status;
  begin_anew();
  return MDRNN_OK;
}

void Performer::take(ReadyModelPointer *ready) noexcept {
  predictor_.swap(ready);
  begin_anew();
}

mdrnn_load_state Performer::poll_load(mdrnn_error *error) noexcept {
  take_new_model();
  return slot_.poll(error);
}

// An empty path ends the log.
void Performer::record(const char *path) {
  if (path == nullptr || *path == '\0') return recorder_.stop();
  recorder_.start(path, predictor_.has_model() ? value_count() + 1 : 0, now_, rate_);
}

#endif

int64_t Performer::ticks(double seconds) const { return std::llround(seconds * rate_); }

bool Performer::machine_leads() const {
  return parameters_.mode() == MDRNN_CALLRESPONSE || parameters_.mode() == MDRNN_BATTLE;
}

DrawSettings Performer::draw_settings() const {
  return {{parameters_[MDRNN_PI_TEMPERATURE], parameters_[MDRNN_SIGMA_TEMPERATURE]},
          parameters_[MDRNN_GRAIN],
          parameters_[MDRNN_MAX_DT]};
}

mdrnn_status Performer::set(int parameter, double value, mdrnn_error *error) noexcept {
  const bool led = machine_leads();
  const mdrnn_mode mode = parameters_.mode();
  if (const mdrnn_status status = parameters_.set(parameter, value, error)) return status;
  if (parameters_.mode() != mode && !(led && machine_leads())) drop_plans();
  reschedule();
  if (is_synchronous()) catch_up();
  return MDRNN_OK;
}

// The tick of an event whose wait began at `start`, with the current parameters.
int64_t Performer::due(int64_t start, double dt) const noexcept {
  const double wait = std::clamp(dt * parameters_[MDRNN_TIMESCALE], kMinDt, parameters_[MDRNN_MAX_DT]);
  const int64_t tick = start + std::max<int64_t>(ticks(wait), 1);
  if (parameters_.mode() != MDRNN_CALLRESPONSE) return tick;
  return std::max(tick, silent_since_ + ticks(parameters_[MDRNN_THRESHOLD]));
}

void Performer::reschedule() noexcept {
  for (EventQueue::Scheduled &event : predictions_)
    event.tick = std::max(due(event.start, static_cast<double>(event.dt)), now_);
  predictions_.sort();
}

void Performer::drop_plans() noexcept {
  predictions_.clear();
  pending_.cancel_plans();
}

void Performer::set_rate(double rate) noexcept {
  const double factor = rate / rate_;
  const int64_t now = convert_tick(now_, factor);
  recorder_.set_rate(now_, rate_, now, rate);
  for (int64_t *tick : {&now_, &player_tick_, &silent_since_}) *tick = convert_tick(*tick, factor);
  for (EventQueue *queue : {&predictions_, &thru_})
    for (EventQueue::Scheduled &event : *queue)
      for (int64_t *tick : {&event.tick, &event.start}) *tick = convert_tick(*tick, factor);
  for (PendingStep &step : pending_) step.start = convert_tick(step.start, factor);
  rate_ = rate;
}

void Performer::reset() noexcept {
  predictor_.reset();
  forget();
}

// After a new model was taken. Its temperatures apply unless the host has set its own. Thru events that
// are still waiting have the old model's dimension.
void Performer::begin_anew() noexcept {
  parameters_.suggest(MDRNN_PI_TEMPERATURE, predictor_.model().pi_temperature);
  parameters_.suggest(MDRNN_SIGMA_TEMPERATURE, predictor_.model().sigma_temperature);
  counts_.dropped_events += static_cast<int64_t>(thru_.size());
  float *room = predictor_.ready()->queue_room;
  predictions_.use(room);
  thru_.use(room + EventQueue::room(value_count()));
  forget();
}

// Everything except the network's state, which is zero in a new model.
void Performer::forget() noexcept {
  predictions_.clear();
  pending_.clear();
  continuation_ = Continuation::kNone;
  values_.fill(kMiddle);
  has_played_ = false;
  silent_since_ = now_;
}

// ---- the player ----------------------------------------------------------------------------------------------------

mdrnn_status Performer::feed(const float *values, int count, mdrnn_error *error) noexcept {
  take_new_model();
  if (!predictor_.has_model()) return refuse_without_model(error);
  if (count != value_count())
    return fail(error, MDRNN_BAD_ARGUMENT,
                "the event has %d %s, expected %d (the model's dimension is %d, dt included)", count,
                count == 1 ? "value" : "values", value_count(), value_count() + 1);
  play(values);
  return MDRNN_OK;
}

mdrnn_status Performer::feed_one(int index, float value, mdrnn_error *error) noexcept {
  take_new_model();
  if (!predictor_.has_model()) return refuse_without_model(error);
  if (index < 0 || index >= value_count())
    return fail(error, MDRNN_BAD_ARGUMENT, "there is no value %d, expected 0 to %d", index, value_count() - 1);
  std::array<float, MDRNN_MAX_VALUES> values = values_;
  values[static_cast<size_t>(index)] = value;
  play(values.data());
  return MDRNN_OK;
}

// A non-finite value is replaced by the previous one of that dimension, a value outside 0..1 is clamped.
void Performer::repair(const float *values) noexcept {
  for (int i = 0; i < value_count(); ++i) {
    float &kept = values_[static_cast<size_t>(i)];
    const float clamped = std::isfinite(values[i]) ? std::clamp(values[i], 0.0f, 1.0f) : kept;
    if (clamped != values[i]) ++counts_.repaired_values;  // NaN is unequal to itself
    kept = clamped;
  }
}

void Performer::play(const float *values) noexcept {
  repair(values);
  std::array<float, MDRNN_MAX_DIMENSION> event;
  event[0] = player_dt();
  std::copy(values_.begin(), values_.begin() + value_count(), event.begin() + 1);
  has_played_ = true;
  player_tick_ = silent_since_ = now_;
  ++counts_.player_events;
  recorder_.write(make_event(now_, MDRNN_INTERFACE, event.data()));
  if (parameters_[MDRNN_THRU] != 0.0 && !thru_.push(make_event(now_, MDRNN_INTERFACE, event.data()), now_))
    ++counts_.dropped_events;
  const mdrnn_mode mode = parameters_.mode();
  if (mode == MDRNN_CALLRESPONSE) drop_plans();  // the player takes over
  if (mode != MDRNN_CALLRESPONSE && mode != MDRNN_POLYPHONY) return;
  if (!hear(event.data())) ++counts_.dropped_events;
}

// Seconds since the player's previous event; 0 if there is none.
float Performer::player_dt() const noexcept {
  if (!has_played_) return 0.0f;
  return static_cast<float>(std::min(static_cast<double>(now_ - player_tick_) / rate_, parameters_[MDRNN_MAX_DT]));
}

// ---- the machine ---------------------------------------------------------------------------------------------------

mdrnn_event Performer::make_event(int64_t tick, mdrnn_source source, const float *event) const noexcept {
  mdrnn_event made;
  made.tick = tick;
  made.time = 0.0;  // set when it leaves, since its tick may still change
  made.source = source;
  made.dt = event[0];
  made.count = value_count();
  std::copy(event + 1, event + 1 + made.count, made.values);
  return made;
}

// Feeds an event to the network now, and plans its prediction. False if the worker's queue is full: then
// the event has not been fed.
bool Performer::hear(const float *event) noexcept {
  if (goes_ahead()) {
    if (!predictor_.request(event, draw_settings())) return false;
    pending_.push({now_, true});
    continuation_ = Continuation::kNone;
    return true;
  }
  std::array<float, MDRNN_MAX_DIMENSION> next;
  const bool is_finite = predictor_.step(event, draw_settings(), next.data());
  continuation_ = Continuation::kNone;
  if (is_finite) take_prediction({now_, true}, next.data());
  return true;
}

void Performer::take_prediction(const PendingStep &step, const float *next) noexcept {
  if (pending_.empty() && continuation_ != Continuation::kUnheard) {  // nothing newer was fed or has sounded
    std::copy(next, next + value_count() + 1, next_.begin());
    continuation_ = Continuation::kPredicted;
  }
  if (step.is_planned) schedule(step.start, next);
}

// An event whose tick has passed while it was computed sounds as soon as it can.
void Performer::schedule(int64_t start, const float *event) noexcept {
  const int64_t tick = due(start, static_cast<double>(event[0]));
  if (tick < now_) ++counts_.late_events;
  if (!predictions_.push(make_event(std::max(tick, now_), MDRNN_RNN, event), start)) ++counts_.dropped_events;
}

void Performer::finish(const StepResult &outcome) noexcept {
  const PendingStep step = pending_.pop();
  if (outcome.is_finite) take_prediction(step, outcome.next.data());
}

// Takes what the worker has finished.
void Performer::collect() noexcept {
  while (const StepResult *outcome = predictor_.take()) finish(*outcome);
}

// Computes here what the worker has not finished, for calls that need the state as it is now.
void Performer::catch_up() noexcept {
  collect();
  while (predictor_.is_pending()) finish(*predictor_.compute());
}

// If the machine leads and has nothing planned, it continues the music or starts it.
void Performer::go_on() noexcept {
  if (!machine_leads() || !predictions_.empty() || pending_.has_planned() || !predictor_.has_model()) return;
  if (continuation_ == Continuation::kNone && pending_.empty()) {
    if (!starts_by_itself()) return;
    draw_start();
  }
  if (continuation_ == Continuation::kUnheard) {
    hear(next_.data());  // if the worker's queue is full: at the next advance
  } else if (!pending_.empty()) {
    pending_.newest() = {now_, true};
  } else {
    schedule(now_, next_.data());
  }
}

bool Performer::starts_by_itself() const noexcept {
  return parameters_.mode() == MDRNN_BATTLE || parameters_[MDRNN_AUTOSTART] != 0.0;
}

void Performer::draw_start() noexcept {
  next_[0] = kStartDt;
  for (int i = 1; i <= value_count(); ++i)
    next_[static_cast<size_t>(i)] = static_cast<float>(predictor_.random().uniform());
  predictor_.put_on_grid(parameters_[MDRNN_GRAIN], next_.data());
  continuation_ = Continuation::kUnheard;
}

// During a pause planned events move with time.
void Performer::hold(int64_t until) noexcept {
  if (!is_paused()) return;
  const int64_t wait = until - now_;
  silent_since_ += wait;
  for (EventQueue::Scheduled &event : predictions_) {
    event.tick += wait;
    event.start += wait;
  }
  for (PendingStep &step : pending_) step.start += wait;
}

void Performer::give_out(EventQueue *queue, mdrnn_event *event) const noexcept {
  *event = queue->pop();
  event->time = static_cast<double>(event->tick) / rate_;
}

// Whether the worker should poll often: a step may be needed within kSoon, or before a calm worker's next poll.
bool Performer::needs_step_soon() const noexcept {
  if (parameters_.mode() == MDRNN_POLYPHONY) return true;
  if (parameters_.mode() == MDRNN_CALLRESPONSE && parameters_[MDRNN_THRESHOLD] < kCalmThreshold) return true;
  return machine_leads() && !predictions_.empty() && predictions_.first().tick - now_ < ticks(kSoon);
}

bool Performer::advance(int64_t until, mdrnn_event *event) noexcept {
  take_new_model();
  if (goes_ahead()) predictor_.set_alert(needs_step_soon());
  collect();
  go_on();
  if (!goes_ahead()) predictor_.prepare();  // shortens the step for the player's next event
  until = std::min(until, MDRNN_LAST_TICK);
  if (until <= now_) return false;
  if (!thru_.empty() && thru_.first().tick <= now_) {
    give_out(&thru_, event);
    return true;
  }
  hold(until);
  if (predictions_.empty() || predictions_.first().tick >= until) {
    now_ = until;
    return false;
  }
  give_out(&predictions_, event);
  now_ = std::max(now_, event->tick);
  ++counts_.machine_events;
  recorder_.write(*event);
  note_played(*event);
  go_on();
  return true;
}

// The machine's event has not been fed to the network yet; in modes in which the machine leads, it is next.
void Performer::note_played(const mdrnn_event &event) noexcept {
  const bool is_newest = continuation_ == Continuation::kPredicted && next_[0] == event.dt &&
                         std::equal(event.values, event.values + event.count, next_.begin() + 1);
  if (is_newest) continuation_ = Continuation::kUnheard;
}

const EventQueue *Performer::first_known() const noexcept {
  if (!thru_.empty()) return &thru_;
  return predictions_.empty() || is_paused() ? nullptr : &predictions_;
}

int64_t Performer::next_due() const noexcept {
  if (!thru_.empty()) return thru_.first().tick;
  if (is_paused()) return -1;
  int64_t next = predictions_.empty() ? -1 : predictions_.first().tick;
  const int64_t soon = std::max<int64_t>(ticks(kMinDt), 1);
  for (const PendingStep &step : pending_) {
    if (!step.is_planned) continue;
    const int64_t ask_again = std::max(due(step.start, kMinDt), now_ + soon);
    if (next < 0 || ask_again < next) next = ask_again;
  }
  return next;
}

bool Performer::next_event(mdrnn_event *event) const noexcept {
  const EventQueue *first = first_known();
  if (first == nullptr) return false;
  *event = first->peek();
  event->time = static_cast<double>(event->tick) / rate_;
  return true;
}

mdrnn_counts Performer::counts() const noexcept {
  mdrnn_counts counts = counts_;
  counts.repaired_states = predictor_.repaired_states();
  counts.dropped_rows = recorder_.dropped_rows();
  return counts;
}

// ---- the bare network ----------------------------------------------------------------------------------------------

mdrnn_status Performer::check_numbers(const char *what, const float *numbers, int count,
                                      mdrnn_error *error) const noexcept {
  for (int i = 0; i < count; ++i) {
    const auto number = static_cast<double>(numbers[i]);
    if (!(std::fabs(number) <= kMaxNumber))
      return fail(error, MDRNN_BAD_ARGUMENT, "number %d of the %s is %g, expected %g to %g", i, what, number,
                  -kMaxNumber, kMaxNumber);
  }
  return MDRNN_OK;
}

// One step in place for a call that must change nothing if it fails. `compute` returns whether the result is finite.
template <typename Compute>
mdrnn_status Performer::step_in_place(const float *event, mdrnn_error *error, const Compute &compute) noexcept {
  if (!predictor_.has_model()) return refuse_without_model(error);
  if (const mdrnn_status status = check_numbers("event", event, value_count() + 1, error)) return status;
  catch_up();
  const int64_t repaired = predictor_.repaired_states();
  const Random random = predictor_.random();
  predictor_.save_state();
  compute();
  if (predictor_.repaired_states() == repaired) return MDRNN_OK;
  predictor_.restore_state();
  predictor_.random() = random;
  return fail(error, MDRNN_BAD_ARGUMENT, "the network's output is not finite");
}

mdrnn_status Performer::step(const float *event, float *next, mdrnn_error *error) noexcept {
  return step_in_place(event, error, [&] { predictor_.step(event, draw_settings(), next); });
}

mdrnn_status Performer::forward(const float *event, float *mixture, mdrnn_error *error) noexcept {
  return step_in_place(event, error, [&] {
    const float *result = predictor_.forward(event);
    if (result != nullptr) std::copy(result, result + predictor_.config().mixture_size(), mixture);
  });
}

mdrnn_status Performer::get_state(float *state, mdrnn_error *error) noexcept {
  if (!predictor_.has_model()) return refuse_without_model(error);
  catch_up();
  predictor_.get_state(state);
  return MDRNN_OK;
}

mdrnn_status Performer::set_state(const float *state, mdrnn_error *error) noexcept {
  if (!predictor_.has_model()) return refuse_without_model(error);
  if (const mdrnn_status status = check_numbers("state", state, predictor_.config().state_size(), error)) return status;
  catch_up();  // steps requested earlier still start from the old state
  predictor_.set_state(state);
  return MDRNN_OK;
}

}  // namespace mdrnn
