// SPDX-License-Identifier: MIT
// The performer in Pd's time: outputs due events as messages and signals, and feeds events from the signal inlets.

#include <algorithm>
#include <cmath>

#include "tilde.h"

namespace {

constexpr int kDeepest = 32;  // nested events; Pd's own limit of 1000 needs megabytes of stack

using Stopwatch = mdrnn::LoadMeter::Stopwatch;

void write_signals(Tilde *x, const mdrnn_event *event) {
  x->signal_writer->write_signals(x->timeline.now(), event, x->gate.is_open());
}

void output_event(Tilde *x, const mdrnn_event &event) {
  x->gate.on_event(event);
  write_signals(x, &event);
  if (x->depth == kDeepest) {
    pd_error(x,
             "mdrnn~: feedback: an event came back into the object %d times in a row and was stopped (with thru 1 this "
             "never ends)",
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
  const Stopwatch stopwatch(&x->load_meter);
  return mdrnn_advance(x->performer, until, event) != 0;
}

void wait_for_next(Tilde *x) {
  const int64_t due = mdrnn_next_due(x->performer);
  write_signals(x, nullptr);
  if (due < 0)
    clock_unset(x->clock);
  else  // at least one frame, so that Pd's time goes on
    clock_delay(x->clock, x->timeline.milliseconds_until(std::max(due, x->timeline.now() + 1)));
}

// Feeds an event from the signal inlets. An error is reported once, until feeding works again.
void feed_sensed(Tilde *x) {
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
  while (advance(x, mdrnn_next_due(x->performer) == now ? now + 1 : now, &event)) output_event(x, event);
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
  if (!x->sensor->is_empty() && x->sensor->first_frame() <= x->timeline.now()) feed_sensed(x);
  wait_for_sensed(x);
  on_clock(x);
}

void follow_rate(Tilde *x, double rate) {
  mdrnn_error error = {};
  const double factor = rate / x->timeline.rate();
  if (factor == 1.0) return;
  if (mdrnn_set_rate(x->performer, rate, &error)) return complain(x, error);
  x->signal_writer->set_rate(rate);
  x->timeline.set_rate(rate);
  x->sensor->scale(factor);
  x->sensor->set_gap(x->timeline.frames_in(x->settings.gap));
  wait_for_next(x);
  wait_for_sensed(x);
}

mdrnn_status feed_now(Tilde *x, const float *values, int count, mdrnn_error *error) {
  const Stopwatch stopwatch(&x->load_meter);
  const mdrnn_status status = mdrnn_feed(x->performer, values, count, error);
  if (status == MDRNN_OK) x->gate.on_player(x->performer);
  return status;
}

mdrnn_status feed_one_now(Tilde *x, int index, float value, mdrnn_error *error) {
  const Stopwatch stopwatch(&x->load_meter);
  const mdrnn_status status = mdrnn_feed_one(x->performer, index, value, error);
  if (status == MDRNN_OK) x->gate.on_player(x->performer);
  return status;
}
