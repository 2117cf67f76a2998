// SPDX-License-Identifier: MIT
// The object, and the interfaces between its parts: playing.cc, sound.cc, messages.cc, attributes.cc, files.cc,
// output.cc.
//
// Threads. Messages arrive in Max's main thread and in its scheduler thread, perform runs in the audio thread, and the
// performer may be used by one thread at a time. So a message only queues a command (`commands`), and the thread that
// drives the performer runs it: perform while audio is on, at the frame of the message's logical time; otherwise the
// thread that sent the message, or a scheduler clock. A lock says which thread drives. Threads only try to take it: if
// it is taken, they carry on, and the thread that holds it finds their command. Only the main thread waits for it, for
// about a microsecond, for [control] calls. If perform cannot take it, it renders the block from what it knows, and the
// events of that block sound in the next one.
// The outlets are called by a single scheduler clock (output.cc), for which all other threads queue their messages: an
// event is output at its exact logical time. Max may run its scheduler in a thread of its own, in the main thread or in
// the audio interrupt; nothing here depends on that.
//
// Time. The performer's ticks are frames. While audio is on, they are the frames that perform has rendered, so that the
// signals are exact whatever the scheduler's clock does; otherwise they follow the scheduler's logical time.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

#include "arguments.h"
#include "ext.h"
#include "mdrnn/mdrnn.hpp"
#include "patcher/facts.h"
#include "patcher/gate.h"
#include "patcher/load_meter.h"
#include "patcher/model_name.h"
#include "patcher/settings.h"
#include "queue.h"
#include "signals/sensor.h"
#include "signals/signal_writer.h"
#include "z_dsp.h"

using mdrnn::Glide;
using mdrnn::Sense;
using SignalWriter = mdrnn::SignalWriter<double>;
using Sensor = mdrnn::Sensor<double>;
using Outputs = mdrnn::SignalsOut<double>::Outputs;

// A message for the thread that drives the performer.
struct Command {
  enum Kind { kFeed, kFeedOne, kStep, kReset, kSeed, kParameter, kInfo } kind;
  double time;    // milliseconds of the scheduler
  int index;      // kFeedOne: which value; kParameter: which one; kInfo: 1 for the console
  double number;  // kSeed, kParameter
  int count;
  float values[MDRNN_MAX_DIMENSION];  // (count,)
};

// A message that is output at its time.
struct OutletMessage {
  enum Kind { kEvent, kStep } kind;
  double time;  // milliseconds of the scheduler
  int count;
  float values[MDRNN_MAX_DIMENSION];  // (count,)
};

// Output as soon as possible.
struct Report {
  enum Kind { kComplaint, kModel, kRecord, kRecorded, kInfo } kind;
  char text[MAX_PATH_CHARS];  // kComplaint: an error; else a file name
  // kInfo only:
  bool is_for_console;
  mdrnn::Facts facts;  // its model's path is `text`; its other strings are literals
};

// Work for the main thread.
struct Job {
  enum Kind { kLoad, kChoose, kReload, kRecord } kind;
  t_symbol *file;  // kLoad, kRecord; null: none
};

// A parameter of the core, for threads that may not call the performer.
class Parameter {
 public:
  // ask_for: before its command is queued. settle: after the command was run, or if the queue was full.
  void ask_for(double value) {
    asked_.store(value, std::memory_order_relaxed);
    waiting_.fetch_add(1, std::memory_order_release);
  }
  void settle() { waiting_.fetch_sub(1, std::memory_order_release); }

  // The performer's own value. True if it has changed.
  bool play(double value) { return played_.exchange(value, std::memory_order_relaxed) != value; }

  // The value that was set last if its command is still queued, else the performer's own.
  double value() const {
    const bool waits = waiting_.load(std::memory_order_acquire) > 0;
    return (waits ? asked_ : played_).load(std::memory_order_relaxed);
  }

 private:
  std::atomic<double> asked_{0.0};
  std::atomic<double> played_{0.0};
  std::atomic<int> waiting_{0};  // commands that are queued
};

// Held by the thread that drives the performer. Only the main thread waits for it.
class DriverLock {
 public:
  bool try_lock() { return !is_taken_.exchange(true, std::memory_order_acq_rel); }
  // An exchange, not a store: it synchronises with threads that failed to lock, so that their commands are seen.
  void unlock() { is_taken_.exchange(false, std::memory_order_acq_rel); }

 private:
  std::atomic<bool> is_taken_{false};
};

struct Player;

// Allocated by Max, whose header comes first.
struct Tilde {
  t_pxobject object;
  Player *player;
};

struct Player {
  explicit Player(Tilde *owner) : box(owner) {}

  Tilde *const box;
  void *event_outlet = nullptr;
  void *info_outlet = nullptr;
  void *drive_clock = nullptr;  // drives while audio is off, and checks whether it is
  void *output_clock = nullptr;
  void *main_qelem = nullptr;

  // Constant after creation.
  int dimension = 0;  // D of all models that fit the outlets
  bool is_multichannel = false;
  bool is_made = false;

  // Any thread.
  Queue<Command, 512> commands;
  Queue<OutletMessage, 256> outlet_messages;
  Queue<Report, 16> reports;
  Queue<Job, 32> jobs;
  std::atomic<bool> is_awake{false};      // the output clock is set
  std::atomic<bool> is_in_outlet{false};  // it is running
  std::atomic<bool> audio_runs{false};    // perform drives the performer
  std::atomic<uint32_t> blocks{0};        // rendered by perform
  std::atomic<uint32_t> seen_blocks{0};   // the count at the last check of the drive clock
  std::atomic<int64_t> lost_events{0};    // event messages for which the queue was full
  std::atomic<int64_t> lost_answers{0};   // other output for which it was, since the last report
  std::atomic<bool> is_loading{false};    // a load is in progress
  std::atomic<bool> is_recording{false};  // a recording is in progress
  Parameter parameters[MDRNN_PARAMETER_COUNT];
  std::atomic<bool> is_changed[MDRNN_PARAMETER_COUNT] = {};  // by a load; the inspector has to be updated
  std::atomic<bool> has_changes{false};                      // any of is_changed
  std::atomic<mdrnn_precision> precision{MDRNN_FLOAT32};
  mdrnn::ModelName<t_symbol> model_name;
  std::atomic<Glide> glide{Glide::kHold};
  std::atomic<double> glide_time{0.0};  // milliseconds of a slew
  std::atomic<Sense> sense{Sense::kTrigger};
  std::atomic<double> delta{0.01};  // smallest change that makes an event
  std::atomic<double> gap{10.0};    // milliseconds between two such events
  std::atomic<int64_t> seed{-1};    // as set last, or -1
  std::atomic<double> rate{0.0};    // of the audio, from dsp64

  // With the driver lock.
  DriverLock driver_lock;
  mdrnn::Handle performer;
  double played_rate = 0.0;  // ticks per second of the performer
  int64_t frame = 0;         // its present
  double frame_time = 0.0;   // the same in scheduler milliseconds
  bool is_audio = false;     // perform was the last driver
  mdrnn::Gate gate;
  bool has_event = false;  // `last` is valid
  mdrnn_event last;        // the last event that was output
  Command command;         // the next one, out of the queue already
  bool has_command = false;
  bool has_complained = false;  // about events from signals; once, until feeding works again
  mdrnn::LoadMeter load_meter;

  // Perform only.
  std::unique_ptr<SignalWriter> signal_writer;
  std::unique_ptr<Sensor> sensor;
  int64_t drawn = 0;  // first frame of the next block
  Sense followed_sense = Sense::kOff;

  // The output clock only.
  OutletMessage message;  // the next one, out of the queue already
  bool has_message = false;
};

// Max casts all methods to its own types; a cast through void (*)() avoids the compiler's warning.
template <typename Function>
method as_method(Function *function) {
  return reinterpret_cast<method>(reinterpret_cast<void (*)()>(function));
}

inline t_object *object_of(const Player *player) { return &player->box->object.z_ob; }
inline void complain(const Player *player, const mdrnn_error &error) {
  object_error(object_of(player), "%s", error.sentence);
}

inline mdrnn::SignalSettings signal_settings(const Player *player) {
  return {{player->glide.load(), player->glide_time.load()},
          player->sense.load(),
          player->delta.load(),
          player->gap.load()};
}

inline double scheduler_time() {
  double milliseconds = 0.0;
  clock_getftime(&milliseconds);
  return milliseconds;
}

// ---- playing.cc: the performer, its time and its events ------------------------------------------------------------

// A range of frames, and its place in the scheduler's time.
struct Span {
  int64_t start;
  int64_t end;
  double origin;  // milliseconds at `start`
  double rate;
  bool is_audio;
};

// From the last frame that was played to the scheduler's `now`.
Span present_span(const Player *player, double now);
// Queues a command, and runs it at once if audio is off. False if the queue is full. Any thread.
bool send_command(Player *player, Command command);
// After a load, with the driver lock or during creation.
void take_recommended(Player *player);
// Audio starts: perform drives from now on, unless it is never called.
void expect_audio(Player *player);
// With the driver lock: plays the span, and runs each command at its frame.
void play(Player *player, const Span &span);
void on_drive_clock(Tilde *x);
// The main thread holds the driver lock until the end of the scope.
class DriverLockGuard {
 public:
  explicit DriverLockGuard(Player *player);
  ~DriverLockGuard() { player_->driver_lock.unlock(); }

 private:
  Player *player_;
};

// ---- sound.cc ------------------------------------------------------------------------------------------------------

void on_dsp64(Tilde *x, t_object *dsp64, short *connected, double rate, long longest, long flags);
long on_multichannel_outputs(Tilde *x, long outlet);
long on_input_changed(Tilde *x, long inlet, long channels);

// ---- output.cc -----------------------------------------------------------------------------------------------------

// Any thread, perform included.
void queue_message(Player *player, const OutletMessage &message);
void queue_report(Player *player, Report::Kind kind, const char *text);
void queue_info(Player *player, bool is_for_console, double now);
// Sets the output clock to `time`, or to now.
void wake(Player *player, double now, double time);
void on_output_clock(Tilde *x);

// ---- files.cc: the main thread -------------------------------------------------------------------------------------

void run_on_main(Player *player, const Job &job);
void on_main(Tilde *x);
// During creation; not in the background.
mdrnn_status load_first(Player *player, t_symbol *name, mdrnn_error *error);

// ---- messages.cc ---------------------------------------------------------------------------------------------------

void add_words(t_class *type);

// ---- attributes.cc -------------------------------------------------------------------------------------------------

void add_attributes(t_class *type);
