// SPDX-License-Identifier: MIT
// A predictor and time: who plays, what, when.
#include "play/performer.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace mdrnn {
namespace {

constexpr float kMiddle = 0.5f;  // where an untouched control stands
// Seconds. A worker with nothing to do looks for requests every 40 ms; a block of the host's may add as much.
constexpr double kSoon = 0.15;
constexpr double kCalmThreshold = 0.1;
constexpr float kFirstDt = 0.01f;  // seconds; of the machine's first event, which nothing came before

mdrnn_status refuse_without_model(mdrnn_error *error) { return fail(error, MDRNN_NO_MODEL, "no model is loaded"); }

}  // namespace

Performer::Performer(double rate, uint64_t seed) : predictor_(seed), rate_(rate) { values_.fill(kMiddle); }

mdrnn_status Performer::load_memory(const void *bytes, size_t size, const mdrnn_load_options &options,
                                    mdrnn_error *error) {
  if (const mdrnn_status status = slot_.load(bytes, size, options, &predictor_.ready(), error)) return status;
  begin_anew();
  return MDRNN_OK;
}

// Between events. The player's events on their way back have the old model's length: they go first.
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

// Without a path the log ends.
void Performer::record(const char *path) {
  if (path == nullptr || *path == '\0') return recorder_.stop();
  recorder_.start(path, predictor_.has_model() ? value_count() + 1 : 0, now_, rate_);
}

#endif

int64_t Performer::ticks(double seconds) const { return std::llround(seconds * rate_); }

bool Performer::machine_leads() const {
  return parameters_.mode() == MDRNN_CALLRESPONSE || parameters_.mode() == MDRNN_BATTLE;
}

Temperatures Performer::temperatures() const {
  return {parameters_[MDRNN_PI_TEMPERATURE], parameters_[MDRNN_SIGMA_TEMPERATURE]};
}

mdrnn_status Performer::set(int parameter, double value, mdrnn_error *error) noexcept {
  const bool led = machine_leads();
  const mdrnn_mode mode = parameters_.mode();
  if (const mdrnn_status status = parameters_.set(parameter, value, error)) return status;
  if (parameters_.mode() != mode && !(led && machine_leads())) drop_plans();
  if (parameter == MDRNN_MAX_DT) shorten(now_ + ticks(value));
  if (is_synchronous()) catch_up();
  return MDRNN_OK;
}

void Performer::shorten(int64_t latest) noexcept {
  for (EventQueue::Waiting &event : predictions_) event.tick = std::min(event.tick, latest);
  for (Plan &plan : awaited_) plan.latest = std::min(plan.latest, latest);
}

void Performer::drop_plans() noexcept {
  predictions_.clear();
  awaited_.disown();
}

void Performer::set_rate(double rate) noexcept {
  const double factor = rate / rate_;
  const auto convert = [factor](int64_t tick) { return std::llround(static_cast<double>(tick) * factor); };
  recorder_.set_rate(now_, rate_, convert(now_), rate);
  now_ = convert(now_);
  player_tick_ = convert(player_tick_);
  for (EventQueue::Waiting &event : predictions_) event.tick = convert(event.tick);
  for (EventQueue::Waiting &event : thru_) event.tick = convert(event.tick);
  for (Plan &plan : awaited_)
    for (int64_t *tick : {&plan.asked, &plan.earliest, &plan.latest}) *tick = convert(*tick);
  rate_ = rate;
}

void Performer::reset() noexcept {
  predictor_.reset();
  forget();
}

// With a new model, whose temperatures count where the host has not set its own.
void Performer::begin_anew() noexcept {
  parameters_.suggest(MDRNN_PI_TEMPERATURE, predictor_.model().pi_temperature);
  parameters_.suggest(MDRNN_SIGMA_TEMPERATURE, predictor_.model().sigma_temperature);
  float *room = predictor_.ready()->queue_room;
  predictions_.use(room);
  thru_.use(room + EventQueue::room(value_count()));
  forget();
}

// All but the network's state, which is zero in a new model.
void Performer::forget() noexcept {
  predictions_.clear();
  awaited_.clear();
  has_last_ = false;
  thru_.clear();
  values_.fill(kMiddle);
  player_tick_ = now_;
}

// ---- the player ----------------------------------------------------------------------------------------------------

mdrnn_status Performer::feed(const float *values, int count, mdrnn_error *error) noexcept {
  take_new_model();
  if (!predictor_.has_model()) return refuse_without_model(error);
  if (count != value_count())
    return fail(error, MDRNN_BAD_ARGUMENT,
                "the event has %d values, expected %d (the model's dimension is %d, dt included)", count, value_count(),
                value_count() + 1);
  hear(values);
  return MDRNN_OK;
}

mdrnn_status Performer::feed_one(int index, float value, mdrnn_error *error) noexcept {
  take_new_model();
  if (!predictor_.has_model()) return refuse_without_model(error);
  if (index < 0 || index >= value_count())
    return fail(error, MDRNN_BAD_ARGUMENT, "there is no value %d, expected 0 to %d", index, value_count() - 1);
  std::array<float, MDRNN_MAX_VALUES> values = values_;
  values[static_cast<size_t>(index)] = value;
  hear(values.data());
  return MDRNN_OK;
}

// What is not finite keeps that dimension's last value, what is outside 0..1 is clamped: the network never hears
// either.
void Performer::repair(const float *values) noexcept {
  for (int i = 0; i < value_count(); ++i) {
    float &kept = values_[static_cast<size_t>(i)];
    const float clamped = std::isfinite(values[i]) ? std::clamp(values[i], 0.0f, 1.0f) : kept;
    if (clamped != values[i]) ++counts_.repaired_values;  // NaN differs from everything
    kept = clamped;
  }
}

void Performer::hear(const float *values) noexcept {
  repair(values);
  const double dt = std::min(static_cast<double>(now_ - player_tick_) / rate_, parameters_[MDRNN_MAX_DT]);
  last_[0] = static_cast<float>(dt);
  std::copy(values_.begin(), values_.begin() + value_count(), last_.begin() + 1);
  has_last_ = true;
  player_tick_ = now_;
  ++counts_.player_events;
  recorder_.write(make_event(now_, MDRNN_INTERFACE, last_.data()));
  if (parameters_[MDRNN_THRU] != 0.0 && !thru_.push(make_event(now_, MDRNN_INTERFACE, last_.data())))
    ++counts_.dropped_events;
  const mdrnn_mode mode = parameters_.mode();
  if (mode == MDRNN_CALLRESPONSE) drop_plans();  // the player takes over
  if (mode == MDRNN_CALLRESPONSE) answer(last_.data(), now_ + ticks(parameters_[MDRNN_THRESHOLD]));
  if (mode == MDRNN_POLYPHONY) answer(last_.data(), now_);
}

// ---- the machine ---------------------------------------------------------------------------------------------------

mdrnn_event Performer::make_event(int64_t tick, mdrnn_source source, const float *event) const noexcept {
  mdrnn_event made;
  made.tick = tick;
  made.time = 0.0;  // until it leaves, for its tick may still move
  made.source = source;
  made.dt = event[0];
  made.count = value_count();
  std::copy(event + 1, event + 1 + made.count, made.values);
  return made;
}

// Tells the network of an event that sounds now, and plans what it predicts; not before the tick `earliest`.
void Performer::answer(const float *event, int64_t earliest) noexcept {
  const double max_dt = parameters_[MDRNN_MAX_DT];
  const Plan plan{
      now_,   earliest, std::max(now_ + std::max<int64_t>(ticks(max_dt), 1), earliest), parameters_[MDRNN_TIMESCALE],
      max_dt, true};
  std::array<float, MDRNN_MAX_DIMENSION> next;
  if (!goes_ahead()) {
    if (predictor_.step(event, temperatures(), max_dt, next.data())) expect(plan, next.data());
  } else if (predictor_.request(event, temperatures(), max_dt)) {
    awaited_.push(plan);
  } else {
    ++counts_.dropped_events;
  }
}

// A prediction gets its tick. One whose tick has passed while it was made sounds as soon as it can.
void Performer::expect(const Plan &plan, const float *next) noexcept {
  const double wait = std::clamp(next[0] * plan.timescale, kMinDt, plan.max_dt);
  const int64_t due = std::max(plan.asked + std::max<int64_t>(ticks(wait), 1), plan.earliest);
  const int64_t tick = std::min(due, plan.latest);
  if (tick < now_) ++counts_.late_events;
  if (!predictions_.push(make_event(std::max(tick, now_), MDRNN_RNN, next))) ++counts_.dropped_events;
}

void Performer::land(const StepResult &outcome) noexcept {
  const Plan plan = awaited_.pop();
  if (plan.is_wanted && outcome.is_finite) expect(plan, outcome.next.data());
}

// What the worker has done since.
void Performer::collect() noexcept {
  while (const StepResult *outcome = predictor_.take()) land(*outcome);
}

// What the worker has not done yet is done here: for calls that need the state as it is now.
void Performer::catch_up() noexcept {
  collect();
  while (predictor_.is_pending()) land(*predictor_.compute());
}

// Where the machine leads and has no plan, it makes one: from the last event, or from a gesture of its own.
void Performer::begin() noexcept {
  if (!machine_leads() || !predictions_.empty() || awaited_.has_wanted() || !predictor_.has_model()) return;
  if (!has_last_) {
    last_[0] = kFirstDt;
    for (int i = 0; i < value_count(); ++i)
      last_[static_cast<size_t>(i) + 1] = static_cast<float>(predictor_.random().uniform());
    has_last_ = true;
  }
  const bool listens = parameters_.mode() == MDRNN_CALLRESPONSE;
  answer(last_.data(), listens ? player_tick_ + ticks(parameters_[MDRNN_THRESHOLD]) : now_);
}

// While the machine is paused its plans move along with time.
void Performer::hold(int64_t until) noexcept {
  if (!is_paused()) return;
  for (EventQueue::Waiting &event : predictions_) event.tick += until - now_;
  for (Plan &plan : awaited_)
    for (int64_t *tick : {&plan.asked, &plan.earliest, &plan.latest}) *tick += until - now_;
}

void Performer::give_out(EventQueue *queue, mdrnn_event *event) const noexcept {
  *event = queue->pop();
  event->time = static_cast<double>(event->tick) / rate_;
}

// Whether the worker should look often: a step may be wanted within kSoon, or is due sooner than a calm worker looks.
bool Performer::needs_step_soon() const noexcept {
  if (parameters_.mode() == MDRNN_POLYPHONY) return true;
  if (parameters_.mode() == MDRNN_CALLRESPONSE && parameters_[MDRNN_THRESHOLD] < kCalmThreshold) return true;
  return machine_leads() && !predictions_.empty() && predictions_.first().tick - now_ < ticks(kSoon);
}

bool Performer::advance(int64_t until, mdrnn_event *event) noexcept {
  take_new_model();
  if (goes_ahead()) predictor_.set_alert(needs_step_soon());
  collect();
  begin();
  if (!goes_ahead()) predictor_.prepare();  // the player's next answer is quicker for it
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
  if (machine_leads()) {
    last_[0] = event->dt;
    std::copy(event->values, event->values + event->count, last_.begin() + 1);
    answer(last_.data(), now_);
  }
  return true;
}

const EventQueue *Performer::first_known() const noexcept {
  if (!thru_.empty()) return &thru_;
  return predictions_.empty() || is_paused() ? nullptr : &predictions_;
}

int64_t Performer::next_due() const noexcept {
  if (!thru_.empty()) return thru_.first().tick;
  if (is_paused()) return -1;
  int64_t due = predictions_.empty() ? -1 : predictions_.first().tick;
  const int64_t soon = std::max<int64_t>(ticks(kMinDt), 1);
  for (const Plan &plan : awaited_) {
    if (!plan.is_wanted) continue;
    const int64_t ask_again = std::max({std::min(plan.asked + soon, plan.latest), plan.earliest, now_ + soon});
    if (due < 0 || ask_again < due) due = ask_again;
  }
  return due;
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

mdrnn_status Performer::check_event(const float *event, mdrnn_error *error) const noexcept {
  if (!predictor_.has_model()) return refuse_without_model(error);
  for (int i = 0; i <= value_count(); ++i)
    if (!std::isfinite(event[i]))
      return fail(error, MDRNN_BAD_ARGUMENT, "number %d of the event is %g, expected a finite number", i,
                  static_cast<double>(event[i]));
  return MDRNN_OK;
}

mdrnn_status Performer::step(const float *event, float *next, mdrnn_error *error) noexcept {
  if (const mdrnn_status status = check_event(event, error)) return status;
  catch_up();
  if (predictor_.step(event, temperatures(), parameters_[MDRNN_MAX_DT], next)) return MDRNN_OK;
  return fail(error, MDRNN_BAD_ARGUMENT, "the network gives numbers that are not finite, its state was reset");
}

mdrnn_status Performer::forward(const float *event, float *mixture, mdrnn_error *error) noexcept {
  if (const mdrnn_status status = check_event(event, error)) return status;
  catch_up();
  const float *result = predictor_.forward(event);
  if (result == nullptr)
    return fail(error, MDRNN_BAD_ARGUMENT, "the network gives numbers that are not finite, its state was reset");
  std::copy(result, result + predictor_.config().mixture_size(), mixture);
  return MDRNN_OK;
}

mdrnn_status Performer::get_state(float *state, mdrnn_error *error) noexcept {
  if (!predictor_.has_model()) return refuse_without_model(error);
  catch_up();
  predictor_.get_state(state);
  return MDRNN_OK;
}

mdrnn_status Performer::set_state(const float *state, mdrnn_error *error) noexcept {
  if (!predictor_.has_model()) return refuse_without_model(error);
  for (int i = 0; i < predictor_.config().state_size(); ++i)
    if (!std::isfinite(state[i]))
      return fail(error, MDRNN_BAD_ARGUMENT, "number %d of the state is %g, expected a finite number", i,
                  static_cast<double>(state[i]));
  catch_up();  // what was asked for before comes as it would have come
  predictor_.set_state(state);
  return MDRNN_OK;
}

}  // namespace mdrnn
