// SPDX-License-Identifier: MIT
// The performer in Pd's time: what is due goes out as a message and into the signals, what was heard comes in.

#include <algorithm>
#include <chrono>
#include <cmath>

#include "tilde.h"

namespace {

constexpr int kDeepest = 32;        // events within events: Pd's own limit, 1000, takes megabytes of the stack
constexpr double kSurprise = 20.0;  // milliseconds in which a linear glide reaches an event that nobody knew ahead

// Adds the time from its making to its end to the object's load.
class Stopwatch {
 public:
  explicit Stopwatch(Tilde *x) : busy_(&x->busy), start_(std::chrono::steady_clock::now()) {}
  ~Stopwatch() { *busy_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }

 private:
  double *busy_;
  std::chrono::steady_clock::time_point start_;
};

double parameter(const Tilde *x, mdrnn_parameter which) { return mdrnn_get(x->performer, which); }

bool machine_may_play(const Tilde *x) {
  return parameter(x, MDRNN_PAUSE) == 0.0 && static_cast<int>(parameter(x, MDRNN_MODE)) != MDRNN_USERONLY;
}

// ---- what the signals are told --------------------------------------------------------------------------------------

Plan make_plan(const Tilde *x, mdrnn_event *next) {
  Plan plan = {};
  const bool is_known = mdrnn_next_event(x->performer, next) != 0 && next->source == MDRNN_RNN;
  plan.due = is_known ? next->tick : -1;
  plan.is_glided_to = is_known && x->glide == Glide::kLinear;
  plan.gate = x->has_word && machine_may_play(x);
  if (plan.is_glided_to) std::copy_n(next->values, next->count, plan.values);
  return plan;
}

bool is_same_way(const Tilde *x, const Plan &a, const Plan &b) {
  return a.due == b.due && a.is_glided_to == b.is_glided_to &&
         (!a.is_glided_to || std::equal(a.values, a.values + x->dimension - 1, b.values));
}

// Where a linear glide to `next` begins: as long before its frame as the network waits for it.
int64_t departure(const Tilde *x, const mdrnn_event &next, int64_t now) {
  const double wait = std::min(next.dt * parameter(x, MDRNN_TIMESCALE), parameter(x, MDRNN_MAX_DT));
  return std::max(now, next.tick - x->timeline.frames_in(wait * 1000.0));
}

// The frame in which the signals stand at an event's values. A linear glide that knew of the event is there.
int64_t arrival(const Tilde *x, const mdrnn_event &event, const Plan &plan) {
  if (x->glide == Glide::kHold) return event.tick;
  if (x->glide == Glide::kSlew) return event.tick + x->timeline.frames_in(x->glide_time);
  const bool was_known = x->plan.is_glided_to && x->plan.due == event.tick &&
                         std::equal(event.values, event.values + event.count, x->plan.values);
  if (was_known) return event.tick;
  const int64_t wait = plan.due < 0 ? INT64_MAX : plan.due - event.tick;
  return event.tick + std::min(x->timeline.frames_in(kSurprise), wait / 2);
}

// Tells the signals what is known of the future, where that is news, and of an `event` that sounds now.
void write_down(Tilde *x, const mdrnn_event *event) {
  mdrnn_event next;
  const Plan plan = make_plan(x, &next);
  Change change;
  change.is_event = event != nullptr;
  change.has_plan = change.is_event || !is_same_way(x, plan, x->plan);
  if (!change.has_plan && plan.gate == x->plan.gate) return;
  change.frame = change.is_event ? event->tick : x->timeline.now();
  change.gate = plan.gate;
  change.due = plan.due;
  if (change.is_event) change.reached = arrival(x, *event, plan);
  if (plan.is_glided_to) change.depart = std::max(departure(x, next, change.frame), change.reached);
  x->out->add(change, change.is_event ? event->values : nullptr, plan.values);
  x->plan = plan;
}

void give_out(Tilde *x, const mdrnn_event &event) {
  if (event.source == MDRNN_RNN) x->has_word = true;
  write_down(x, &event);
  if (x->depth == kDeepest) {
    pd_error(x, "mdrnn~: an event leads back into the object %d times over, with thru 1 without end: it stops here",
             kDeepest);
    return;
  }
  t_atom atoms[MDRNN_MAX_VALUES];
  for (int i = 0; i < event.count; ++i) SETFLOAT(&atoms[i], event.values[i]);
  ++x->depth;
  outlet_anything(x->event_outlet, gensym("event"), event.count, atoms);
  --x->depth;
}

// ---- time -----------------------------------------------------------------------------------------------------------

bool advance(Tilde *x, int64_t until, mdrnn_event *event) {
  const Stopwatch stopwatch(x);
  return mdrnn_advance(x->performer, until, event) != 0;
}

void wait_for_next(Tilde *x) {
  const int64_t due = mdrnn_next_due(x->performer);
  write_down(x, nullptr);
  if (due < 0)
    clock_unset(x->clock);
  else  // whatever the performer says, Pd's time has to go on
    clock_delay(x->clock, x->timeline.milliseconds_until(std::max(due, x->timeline.now() + 1)));
}

void hand_over(Tilde *x) {
  if (static_cast<int>(parameter(x, MDRNN_MODE)) != MDRNN_BATTLE) x->has_word = false;  // there nobody is heard
}

// Tells the performer what perform heard. One sentence where it cannot be heard, until it can.
void hear(Tilde *x) {
  float values[MDRNN_MAX_VALUES];
  mdrnn_error error = {};
  x->sensor->take(values);
  const mdrnn_status status = feed_now(x, values, x->dimension - 1, &error);
  if (status != MDRNN_OK && !x->has_complained) complain(x, error);
  x->has_complained = status != MDRNN_OK;
}

}  // namespace

void catch_up(Tilde *x) {
  const int64_t now = x->timeline.now();
  mdrnn_event event;
  while (advance(x, mdrnn_next_due(x->performer) == now ? now + 1 : now, &event)) give_out(x, event);
}

void on_clock(Tilde *x) {
  catch_up(x);
  wait_for_next(x);
}

void wait_for_sensed(Tilde *x) {
  if (x->sensor->is_empty()) return;
  clock_delay(x->sense_clock, x->timeline.milliseconds_until(x->sensor->first_frame()));
}

void on_sense_clock(Tilde *x) {
  catch_up(x);
  if (!x->sensor->is_empty() && x->sensor->first_frame() <= x->timeline.now()) hear(x);
  wait_for_sensed(x);
  on_clock(x);
}

void follow_rate(Tilde *x, double rate) {
  mdrnn_error error = {};
  const double factor = rate / x->timeline.rate();
  if (factor == 1.0) return;
  if (mdrnn_set_rate(x->performer, rate, &error)) return complain(x, error);
  x->out->settle();
  x->timeline.set_rate(rate);
  x->sensor->scale(factor);
  x->sensor->set_gap(x->timeline.frames_in(x->gap));
  plan_again(x);
  wait_for_next(x);
  wait_for_sensed(x);
}

void plan_again(Tilde *x) {
  x->plan = {};
  x->plan.due = -1;
}

mdrnn_status feed_now(Tilde *x, const float *values, int count, mdrnn_error *error) {
  const Stopwatch stopwatch(x);
  const mdrnn_status status = mdrnn_feed(x->performer, values, count, error);
  if (status == MDRNN_OK) hand_over(x);
  return status;
}

mdrnn_status feed_one_now(Tilde *x, int index, float value, mdrnn_error *error) {
  const Stopwatch stopwatch(x);
  const mdrnn_status status = mdrnn_feed_one(x->performer, index, value, error);
  if (status == MDRNN_OK) hand_over(x);
  return status;
}

double take_load(Tilde *x) {
  const double now = x->timeline.milliseconds();
  const double passed = now - x->busy_since;
  if (passed <= 0.0) return 0.0;
  const double load = 100.0 * 1000.0 * x->busy / passed;
  x->busy = 0.0;
  x->busy_since = now;
  return load;
}
