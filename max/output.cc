// SPDX-License-Identifier: MIT
// Everything that goes to the outlets and to the Max console. One scheduler clock outputs it, whichever thread queued
// it.

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <string>

#include "ext_obex.h"
#include "tilde.h"

namespace {

constexpr double kTolerance = 0.0005;  // milliseconds; less than a sample, more than the rounding of clocks

// ---- one word at a time --------------------------------------------------------------------------------------------

// To the right outlet, or to the Max console.
class InfoOutput {
 public:
  InfoOutput(const Player *player, bool is_for_console) : player_(player), is_for_console_(is_for_console) {}

  void operator()(const char *word, double number) const {
    t_atom atom;
    atom_setfloat(&atom, number);
    if (is_for_console_) return object_post(object_of(player_), "%s %s", word, mdrnn::number_text(number).c_str());
    outlet_anything(player_->info_outlet, gensym(word), 1, &atom);
  }

  void operator()(const char *word, const char *text) const {
    t_atom atom;
    atom_setsym(&atom, gensym(text));
    if (is_for_console_) return object_post(object_of(player_), "%s %s", word, text);
    outlet_anything(player_->info_outlet, gensym(word), 1, &atom);
  }

 private:
  const Player *player_;
  bool is_for_console_;
};

void output_info(const Player *player, const InfoOutput &output, const Report &report) {
  mdrnn::Facts facts = report.facts;
  facts.model.path = report.text;
  facts.counts.dropped_events += player->lost_events.load();
  output_facts(facts, player->dimension, signal_settings(player), output);
}

void output_report(const Player *player, const Report &report) {
  const InfoOutput output(player, report.is_for_console);
  switch (report.kind) {
    case Report::kComplaint: object_error(object_of(player), "%s", report.text); break;
    case Report::kModel: output("model", report.text); break;
    case Report::kRecord: output("record", report.text); break;
    case Report::kRecorded: output("recorded", report.text); break;
    case Report::kInfo: output_info(player, output, report); break;
  }
}

void output_message(const Player *player, const OutletMessage &message) {
  t_atom atoms[MDRNN_MAX_DIMENSION];
  for (int i = 0; i < message.count; ++i) atom_setfloat(&atoms[i], message.values[i]);
  void *outlet = message.kind == OutletMessage::kEvent ? player->event_outlet : player->info_outlet;
  outlet_anything(outlet, gensym(message.kind == OutletMessage::kEvent ? "event" : "step"),
                  static_cast<short>(message.count), atoms);
}

// Outputs messages that are due. Returns the time of the next one, or a negative number if there is none.
double output_messages(Player *player, double now) {
  while (player->has_message || player->outlet_messages.pop(&player->message)) {
    player->has_message = player->message.time > now + kTolerance;
    if (player->has_message) return player->message.time;
    output_message(player, OutletMessage(player->message));
  }
  return -1.0;
}

void report_lost_answers(Player *player) {
  const long long lost = player->lost_answers.exchange(0, std::memory_order_relaxed);
  if (lost > 0)
    object_error(object_of(player), "%lld answer%s lost: too many at once", lost, lost == 1 ? " was" : "s were");
}

void queue(Player *player, const Report &report) {
  const double now = scheduler_time();
  if (!player->reports.push(report)) player->lost_answers.fetch_add(1, std::memory_order_relaxed);
  wake(player, now, now);
}

}  // namespace

void queue_message(Player *player, const OutletMessage &message) {
  if (!player->outlet_messages.push(message))
    (message.kind == OutletMessage::kEvent ? player->lost_events : player->lost_answers)
        .fetch_add(1, std::memory_order_relaxed);
  wake(player, scheduler_time(), message.time);
}

void queue_report(Player *player, Report::Kind kind, const char *text) {
  Report report;
  report.kind = kind;
  report.is_for_console = false;
  std::snprintf(report.text, sizeof report.text, "%s", text);
  queue(player, report);
}

void queue_info(Player *player, bool is_for_console, double now) {
  Report report;
  report.kind = Report::kInfo;
  report.is_for_console = is_for_console;
  report.facts = mdrnn::facts_of(player->performer.get(), player->sensor->missed(), player->load_meter.take(now));
  std::snprintf(report.text, sizeof report.text, "%s", report.facts.model.path);
  queue(player, report);
}

void wake(Player *player, double now, double time) {
  if (player->is_awake.exchange(true, std::memory_order_acq_rel)) return;
  clock_fdelay(player->output_clock, std::max(time - now, 0.0));
}

// It stays awake while a message waits for its time, so that no other thread delays the clock. Whatever is queued after
// the last check, while it is still awake, is found by the check after going to sleep.
void on_output_clock(Tilde *x) {
  Player *player = x->player;
  const double now = scheduler_time();
  player->is_in_outlet.store(true, std::memory_order_release);
  const double next = output_messages(player, now);
  Report report;
  while (player->reports.pop(&report)) output_report(player, report);
  report_lost_answers(player);
  if (player->has_changes.exchange(false, std::memory_order_acq_rel)) qelem_set(player->main_qelem);
  player->is_in_outlet.store(false, std::memory_order_release);
  if (next >= 0.0) return clock_fdelay(player->output_clock, std::max(next - now, 0.0));
  player->is_awake.exchange(false, std::memory_order_acq_rel);
  if (!player->outlet_messages.is_empty() || !player->reports.is_empty()) wake(player, now, now);
}
