// SPDX-License-Identifier: MIT
// The object itself, and what its parts do for each other: playing.cc, sound.cc, messages.cc, attributes.cc, files.cc,
// output.cc.
//
// Threads. Messages come in Max's main thread and in its scheduler's, perform in the audio thread, and the contract
// lets one at a time use the performer. So a message only says what it wants, in a queue (`commands`), and whoever
// drives the performer does it: perform while audio runs, at the frame of the message's logical time; else the thread
// that brought the message, or the scheduler's clock. A driver_lock says who drives. It is only ever tried for: who
// finds it taken goes on, and whoever has it sees the message. The main thread alone waits for it, for the calls that
// [control] asks for, a microsecond; perform that finds it taken draws its block from what it knows, and the events of
// that block sound in the next one. Outlets are called by one clock of the scheduler alone (output.cc), which everybody
// else leaves outlet_messages for: an event leaves at its exact logical time. The scheduler of Max may run in its own
// thread, in the main one or in the audio thread's interrupt: nothing here asks which.
//
// Time. The performer's ticks are frames. While audio runs they are the frames that perform has drawn, so that the
// signals are exact whatever the scheduler's clock does; else they follow the scheduler's logical time.
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

// What a message asks of whoever drives.
struct Command {
  enum Kind { kFeed, kFeedOne, kStep, kReset, kSeed, kParameter, kInfo } kind;
  double time;    // milliseconds of the scheduler
  int index;      // kFeedOne: which value; kParameter: which one; kInfo: 1 for the console
  double number;  // kSeed, kParameter
  int count;
  float values[MDRNN_MAX_DIMENSION];  // (count,)
};

// What leaves by an outlet at its time.
struct OutletMessage {
  enum Kind { kEvent, kStep } kind;
  double time;  // milliseconds of the scheduler
  int count;
  float values[MDRNN_MAX_DIMENSION];  // (count,)
};

// What is told as soon as there is time.
struct Report {
  enum Kind { kComplaint, kModel, kRecord, kRecorded, kInfo } kind;
  char text[MAX_PATH_CHARS];  // kComplaint: a sentence; else a file
  // kInfo alone:
  bool is_for_console;
  mdrnn::Facts facts;  // its model's path is `text`; the other words live as long as the program
};

// What waits for the main thread.
struct Job {
  enum Kind { kLoad, kChoose, kReload, kRecord } kind;
  t_symbol *file;    // kLoad, kRecord; null: none
  bool is_numbered;  // kRecord: a new file in the folder logs
};

// One of the core's parameters, for the threads that may not ask the performer.
class Parameter {
 public:
  // Before the command is queued, and once for each when it has been obeyed or found no room.
  void ask_for(double value) {
    asked_.store(value, std::memory_order_relaxed);
    waiting_.fetch_add(1, std::memory_order_release);
  }
  void settle() { waiting_.fetch_sub(1, std::memory_order_release); }

  // What the performer plays with. True where it was another.
  bool play(double value) { return played_.exchange(value, std::memory_order_relaxed) != value; }

  // What was asked for last while that waits, else what the performer plays with.
  double value() const {
    const bool waits = waiting_.load(std::memory_order_acquire) > 0;
    return (waits ? asked_ : played_).load(std::memory_order_relaxed);
  }

 private:
  std::atomic<double> asked_{0.0};
  std::atomic<double> played_{0.0};
  std::atomic<int> waiting_{0};  // commands in the queue
};

// Who drives the performer. Tried for by all, waited for by the main thread alone.
class DriverLock {
 public:
  bool try_lock() { return !is_taken_.exchange(true, std::memory_order_acq_rel); }
  // An exchange, not a store: whoever failed to take it has written too, and what it did before is seen from here on.
  void unlock() { is_taken_.exchange(false, std::memory_order_acq_rel); }

 private:
  std::atomic<bool> is_taken_{false};
};

struct Player;

// Max allocates it, and wants its own head first.
struct Tilde {
  t_pxobject object;
  Player *player;
};

struct Player {
  explicit Player(Tilde *owner) : box(owner) {}

  Tilde *const box;
  void *event_outlet = nullptr;
  void *info_outlet = nullptr;
  void *drive_clock = nullptr;  // drives where perform does not, and looks whether it does
  void *output_clock = nullptr;
  void *main_qelem = nullptr;

  // Set when the object is made, and then only read.
  int dimension = 0;  // D of every model that fits the outlets
  bool is_multichannel = false;
  bool is_made = false;

  // Any thread.
  Queue<Command, 512> commands;
  Queue<OutletMessage, 256> outlet_messages;
  Queue<Report, 16> reports;
  Queue<Job, 32> jobs;
  std::atomic<bool> is_awake{false};      // the tell clock is set
  std::atomic<bool> is_in_outlet{false};  // it is at work
  std::atomic<bool> audio_runs{false};    // perform drives
  std::atomic<uint32_t> blocks{0};        // that perform has drawn
  std::atomic<uint32_t> seen_blocks{0};   // of them, when the drive clock looked last
  std::atomic<int64_t> lost_events{0};    // event messages that found the queue full
  std::atomic<int64_t> lost_answers{0};   // answers and sentences that did, since the last were counted
  std::atomic<bool> is_loading{false};    // a model is under way
  std::atomic<bool> is_recording{false};  // a log is
  Parameter parameters[MDRNN_PARAMETER_COUNT];
  std::atomic<bool> is_changed[MDRNN_PARAMETER_COUNT] = {};  // by a load: whoever shows it has to be told
  std::atomic<bool> has_changes{false};                      // any of these
  std::atomic<mdrnn_precision> precision{MDRNN_FLOAT32};
  mdrnn::ModelName<t_symbol> model_name;
  std::atomic<Glide> glide{Glide::kHold};
  std::atomic<double> glide_time{0.0};  // milliseconds of a slew
  std::atomic<Sense> sense{Sense::kTrigger};
  std::atomic<double> delta{0.01};  // a change of a value that is heard
  std::atomic<double> gap{10.0};    // milliseconds between two changes that are heard
  std::atomic<int64_t> seed{-1};    // as last asked for
  std::atomic<double> rate{0.0};    // of the audio, as the last dsp64 said

  // Whoever has the driver_lock.
  DriverLock driver_lock;
  mdrnn::Handle performer;
  double played_rate = 0.0;  // what the performer counts in
  int64_t frame = 0;         // how far its time has come
  double frame_time = 0.0;   // milliseconds of the scheduler there
  bool is_audio = false;     // perform came last
  mdrnn::Gate gate;
  bool has_event = false;  // `last` is one
  mdrnn_event last;        // the last that sounded
  Command command;         // the next one, out of the queue already
  bool has_command = false;
  bool has_complained = false;  // of what perform hears, once until it is heard again
  mdrnn::LoadMeter load_meter;

  // Perform alone.
  std::unique_ptr<SignalWriter> signal_writer;
  std::unique_ptr<Sensor> sensor;
  int64_t drawn = 0;  // the next block's first frame
  Sense followed_sense = Sense::kOff;

  // The tell clock alone.
  OutletMessage message;  // the next one, out of the queue already
  bool has_message = false;
};

// Max calls every function through its own types; void (*)() is the one that the compiler lets pass unasked.
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

// ---- playing.cc: the performer, its time and its events
// --------------------------------------------------------------

// A stretch of the performer's frames, and when they are in the scheduler's time.
struct Span {
  int64_t start;
  int64_t end;
  double origin;  // milliseconds at `start`
  double rate;
  bool is_audio;
};

// From the last frame that was played to the scheduler's present, `now`.
Span present_span(const Player *player, double now);
// Asks for something; it is done at once where audio does not run, else by perform. False: too much was. Any thread.
bool send_command(Player *player, Command command);
// From whoever drives, or while the object is made: a model has been loaded.
void take_recommended(Player *player);
// Audio begins: perform drives, unless it does not come.
void expect_audio(Player *player);
// From whoever drives: plays the span, obeys what has been asked for, each at its frame.
void play(Player *player, const Span &span);
void on_drive_clock(Tilde *x);
// The main thread takes the driver_lock, and gives it back at the end of the scope.
class DriverLockGuard {
 public:
  explicit DriverLockGuard(Player *player);
  ~DriverLockGuard() { player_->driver_lock.unlock(); }

 private:
  Player *player_;
};

// ---- sound.cc
// ---------------------------------------------------------------------------------------------------------

void on_dsp64(Tilde *x, t_object *dsp64, short *connected, double rate, long longest, long flags);
long on_multichannel_outputs(Tilde *x, long outlet);
long on_input_changed(Tilde *x, long inlet, long channels);

// ---- output.cc
// -------------------------------------------------------------------------------------------------------

// Any thread but what an outlet leads to; perform too.
void queue_message(Player *player, const OutletMessage &message);
void queue_report(Player *player, Report::Kind kind, const char *text);
void queue_info(Player *player, bool is_for_console, double now);
// Has the outlet_messages told at that time, or as soon as there is time.
void wake(Player *player, double now, double time);
void on_output_clock(Tilde *x);

// ---- files.cc: the main thread
// ----------------------------------------------------------------------------------------

void run_on_main(Player *player, const Job &job);
void on_main(Tilde *x);
// While the object is made: at once.
mdrnn_status load_first(Player *player, t_symbol *name, mdrnn_error *error);

// ---- messages.cc
// ---------------------------------------------------------------------------------------------------------

void add_words(t_class *type);

// ---- attributes.cc
// ----------------------------------------------------------------------------------------------------

void add_attributes(t_class *type);
