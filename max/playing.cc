// SPDX-License-Identifier: MIT
// Drives the performer: runs queued commands at their frame, and outputs due events as messages and signals.

#include <algorithm>
#include <cmath>
#include <cstring>
#include <thread>

#include "patcher/events.h"
#include "tilde.h"

namespace {

constexpr double kWatch = 250.0;      // milliseconds without a block until audio counts as off
constexpr double kLoadLook = 5.0;     // milliseconds between two checks of a load, with audio off
constexpr double kRecordLook = 50.0;  // the same for a log
constexpr double kFeedback =
    1.0;  // milliseconds until a message sent from an outlet is run: a feedback loop must not hang Max
constexpr double kNudge = 1.0 / 4096;  // frames; more than the rounding error of milliseconds
constexpr int64_t kFarFrame = INT64_MAX;

using Stopwatch = mdrnn::LoadMeter::Stopwatch;

// ---- what sounds ---------------------------------------------------------------------------------------------------

double time_of(const Span &span, int64_t frame) {
  return span.origin + static_cast<double>(frame - span.start) * 1000.0 / span.rate;
}

// The scheduler's time is that of the start or of the end of the next block, depending on Max's settings. A time before
// the block therefore belongs to a frame of this block.
int64_t frame_of(const Span &span, double time) {
  const double offset = std::floor((time - span.origin) * span.rate / 1000.0 + kNudge);
  const double length = static_cast<double>(span.end - span.start);
  const double ahead = span.is_audio && offset < 0.0 ? offset + length : offset;
  const int64_t latest = span.is_audio ? span.end - 1 : span.end;
  return std::clamp(span.start + static_cast<int64_t>(std::clamp(ahead, 0.0, length)), span.start, latest);
}

void write_signals(Player *player, const Span &span, int64_t frame, const mdrnn_event *event) {
  if (span.is_audio) player->signal_writer->write_signals(frame, event, player->gate.is_open());
}

// A late event sounds at the first frame that is not rendered yet.
void output_event(Player *player, const Span &span, mdrnn_event event) {
  event.tick = std::max(event.tick, span.start);
  player->gate.on_event(event);
  player->last = event;
  player->has_event = true;
  write_signals(player, span, event.tick, &event);
  OutletMessage message = {OutletMessage::kEvent, time_of(span, event.tick), event.count, {}};
  std::copy_n(event.values, event.count, message.values);
  queue_message(player, message);
}

void advance(Player *player, const Span &span, int64_t until) {
  mdrnn_event event;
  const Stopwatch stopwatch(&player->load_meter);
  while (mdrnn_advance(player->performer.get(), until, &event)) output_event(player, span, event);
}

// Advances to `frame`. Events that are due in that frame come before input of the same frame.
void catch_up(Player *player, const Span &span, int64_t frame) {
  advance(player, span, frame);
  if (mdrnn_next_due(player->performer.get()) == frame) advance(player, span, frame + 1);
}

// ---- what is asked for ---------------------------------------------------------------------------------------------

mdrnn_status feed(Player *player, const Command &command, mdrnn_error *error) {
  const Stopwatch stopwatch(&player->load_meter);
  const mdrnn_status status = command.kind == Command::kFeed
                                  ? mdrnn_feed(player->performer.get(), command.values, command.count, error)
                                  : mdrnn_feed_one(player->performer.get(), command.index, command.values[0], error);
  if (status == MDRNN_OK) player->gate.on_player(player->performer.get());
  return status;
}

mdrnn_status step(Player *player, const Span &span, int64_t frame, const Command &command, mdrnn_error *error) {
  OutletMessage message = {OutletMessage::kStep, time_of(span, frame), command.count, {}};
  if (const mdrnn_status status =
          mdrnn::step(player->performer.get(), command.values, command.count, message.values, error))
    return status;
  queue_message(player, message);
  return MDRNN_OK;
}

mdrnn_status set_parameter(Player *player, const Command &command, mdrnn_error *error) {
  const mdrnn_status status = mdrnn_set(player->performer.get(), command.index, command.number, error);
  player->gate.on_parameter(player->performer.get());
  player->parameters[command.index].play(mdrnn_get(player->performer.get(), command.index));
  player->parameters[command.index].settle();
  return status;
}

mdrnn_status run_command(Player *player, const Span &span, int64_t frame, const Command &command, mdrnn_error *error) {
  switch (command.kind) {
    case Command::kFeed:
    case Command::kFeedOne: return feed(player, command, error);
    case Command::kStep: return step(player, span, frame, command, error);
    case Command::kParameter: return set_parameter(player, command, error);
    case Command::kSeed: mdrnn_seed(player->performer.get(), static_cast<int64_t>(command.number)); break;
    case Command::kInfo: queue_info(player, command.index != 0, time_of(span, frame)); break;
    case Command::kReset:
      mdrnn_reset(player->performer.get());
      player->gate.close();
      break;
  }
  return MDRNN_OK;
}

void run_next_command(Player *player, const Span &span, int64_t frame) {
  mdrnn_error error = {};
  player->has_command = false;
  if (run_command(player, span, frame, player->command, &error))
    queue_report(player, Report::kComplaint, error.sentence);
}

// Feeds an event from the signal inlets. An error is reported once, until feeding works again.
void feed_sensed(Player *player) {
  mdrnn_error error = {};
  Command command = {Command::kFeed, 0.0, 0, 0.0, player->dimension - 1, {}};
  player->sensor->take(command.values);
  const mdrnn_status status = feed(player, command, &error);
  if (status != MDRNN_OK && !player->has_complained) queue_report(player, Report::kComplaint, error.sentence);
  player->has_complained = status != MDRNN_OK;
}

int64_t next_command(Player *player, const Span &span, int64_t at) {
  if (!player->has_command) player->has_command = player->commands.pop(&player->command);
  return player->has_command ? std::max(at, frame_of(span, player->command.time)) : kFarFrame;
}

int64_t next_heard(Player *player, const Span &span, int64_t at) {
  if (!span.is_audio || player->sensor->is_empty()) return kFarFrame;
  return std::max(at, player->sensor->first_frame());
}

// ---- models and logs that come and go in the background ------------------------------------------------------------

void poll_load(Player *player) {
  mdrnn_error error = {};
  if (!player->is_loading.load(std::memory_order_acquire)) return;
  const mdrnn_load_state state = mdrnn_poll_load(player->performer.get(), &error);
  if (state == MDRNN_LOAD_IDLE) player->is_loading.store(false, std::memory_order_release);
  if (state == MDRNN_LOAD_FAILED) player->model_name.on_failed();
  if (state == MDRNN_LOAD_FAILED) queue_report(player, Report::kComplaint, error.sentence);
  if (state != MDRNN_LOAD_TAKEN) return;
  player->model_name.on_taken();
  take_recommended(player);
  player->gate.close();
  queue_report(player, Report::kModel, mdrnn_get_model_info(player->performer.get()).path);
}

void poll_record(Player *player) {
  mdrnn_error error = {};
  if (!player->is_recording.load(std::memory_order_acquire)) return;
  const mdrnn_record_state state = mdrnn_poll_record(player->performer.get(), &error);
  const char *path = mdrnn_record_path(player->performer.get());
  if (state == MDRNN_RECORD_IDLE) player->is_recording.store(false, std::memory_order_release);
  if (state == MDRNN_RECORD_LOST || state == MDRNN_RECORD_FAILED)
    queue_report(player, Report::kComplaint, error.sentence);
  if (state == MDRNN_RECORD_BEGUN) queue_report(player, Report::kRecord, path);
  if (state == MDRNN_RECORD_DONE) queue_report(player, Report::kRecorded, path);
}

// ---- the scheduler drives ------------------------------------------------------------------------------------------

}  // namespace

Span present_span(const Player *player, double now) {
  const double passed = std::max(0.0, now - player->frame_time);
  const int64_t frames = static_cast<int64_t>(std::floor(passed * player->played_rate / 1000.0 + kNudge));
  return {player->frame, player->frame + frames, player->frame_time, player->played_rate, false};
}

namespace {

// Returns the milliseconds until there is more to do.
double drive_until_now(Player *player) {
  const double now = scheduler_time();
  const Span span = present_span(player, now);
  player->is_audio = false;
  play(player, span);
  player->frame = span.end;
  player->frame_time = time_of(span, span.end);
  const int64_t due = mdrnn_next_due(player->performer.get());
  double wait = kWatch;
  if (due >= 0)
    wait = std::min(
        wait, (static_cast<double>(std::max(due, span.end + 1) - span.end) + kNudge) * 1000.0 / player->played_rate -
                  (now - player->frame_time));
  if (player->is_loading.load(std::memory_order_acquire)) wait = std::min(wait, kLoadLook);
  if (player->is_recording.load(std::memory_order_acquire)) wait = std::min(wait, kRecordLook);
  return std::max(wait, 0.0);
}

// If the driver lock is taken, the thread that holds it runs the commands; the clock checks again later.
void drive(Player *player) {
  do {
    if (!player->driver_lock.try_lock()) return clock_fdelay(player->drive_clock, kFeedback);
    clock_fdelay(player->drive_clock,
                 drive_until_now(player));  // still locked, so that the newest time is set last
    player->driver_lock.unlock();
  } while (!player->commands.is_empty() && !player->audio_runs.load(std::memory_order_acquire));
}

}  // namespace

bool send_command(Player *player, Command command) {
  command.time = scheduler_time();
  if (!player->commands.push(command)) {
    object_error(object_of(player), "too many messages at once, expected at most 512 in a signal vector");
    return false;
  }
  if (player->audio_runs.load(std::memory_order_acquire)) return true;
  if (player->is_in_outlet.load(std::memory_order_acquire))
    clock_fdelay(player->drive_clock, kFeedback);
  else
    drive(player);
  return true;
}

// A temperature that was never set is what the model recommends.
void take_recommended(Player *player) {
  for (int i = 0; i < MDRNN_PARAMETER_COUNT; ++i) {
    if (!player->parameters[i].play(mdrnn_get(player->performer.get(), i)) || !player->is_made) continue;
    player->is_changed[i].store(true, std::memory_order_relaxed);
    player->has_changes.store(true, std::memory_order_release);
  }
}

void expect_audio(Player *player) {
  player->seen_blocks.store(player->blocks.load(std::memory_order_acquire) - 1, std::memory_order_release);
  player->audio_runs.store(true, std::memory_order_release);
  clock_fdelay(player->drive_clock, 0.0);
}

void play(Player *player, const Span &span) {
  int64_t at = span.start;
  while (true) {
    const int64_t asked = next_command(player, span, at);
    const int64_t heard = next_heard(player, span, at);
    if (std::min(asked, heard) == kFarFrame) break;
    at = std::min(asked, heard);
    catch_up(player, span, at);
    if (asked <= heard)
      run_next_command(player, span, at);
    else
      feed_sensed(player);
    catch_up(player, span, at);
    write_signals(player, span, at, nullptr);
  }
  poll_load(player);
  poll_record(player);
  if (span.is_audio)
    advance(player, span, span.end);
  else
    catch_up(player, span, span.end);
  write_signals(player, span, span.end, nullptr);
}

void on_drive_clock(Tilde *x) {
  Player *player = x->player;
  const uint32_t blocks = player->blocks.load(std::memory_order_acquire);
  const bool has_played = player->seen_blocks.exchange(blocks, std::memory_order_acq_rel) != blocks;
  if (player->audio_runs.load(std::memory_order_acquire) && has_played) {
    clock_fdelay(player->drive_clock, kWatch);
    return;
  }
  player->audio_runs.store(false, std::memory_order_release);
  drive(player);
}

DriverLockGuard::DriverLockGuard(Player *player) : player_(player) {
  while (!player->driver_lock.try_lock()) std::this_thread::yield();
}
