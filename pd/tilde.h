// SPDX-License-Identifier: MIT
// The object, and the interfaces between its parts: playing.cc, loading.cc, recording.cc, messages.cc, sound.cc.
//
// Time. The performer runs in Pd's logical time, one tick per frame (timeline.h). A message or clock first advances the
// performer to its own logical time, which outputs all events that are due by then, and only then feeds it. Events are
// output as messages at once and are queued for the signals with their frame. Perform calls neither the performer nor
// an outlet: it renders what was queued, and collects events from its inlets, which a clock feeds to the performer one
// block later. Pd sends the messages of a tick before it runs DSP, so a block finds all of its events: the frames agree
// with [vline~] at every block size, and with DSP off only the signals are missing.
#ifndef MDRNN_PD_TILDE_H
#define MDRNN_PD_TILDE_H

#include <cstdint>

#include "arguments.h"
#include "m_pd.h"
#include "mdrnn/mdrnn.h"
#include "patcher/gate.h"
#include "patcher/load_meter.h"
#include "patcher/model_name.h"
#include "patcher/settings.h"
#include "signals/sensor.h"
#include "signals/signal_writer.h"
#include "timeline.h"

using mdrnn::Glide;
using mdrnn::Sense;
using Outputs = mdrnn::SignalsOut<t_sample>::Outputs;
using SignalWriter = mdrnn::SignalWriter<t_sample>;
using Sensor = mdrnn::Sensor<t_sample>;

struct Tilde {
  t_object object;  // has to come first
  t_canvas *canvas;
  t_clock *clock;         // fires at the next due event
  t_clock *load_clock;    // runs during a load
  t_clock *record_clock;  // runs during a recording
  t_clock *sense_clock;   // fires when the next event from the signal inlets has to be fed
  t_outlet *event_outlet;
  t_outlet *info_outlet;

  mdrnn_performer *performer;
  int dimension;  // D of all models that fit the outlets; 0 if not known yet
  mdrnn_precision precision;
  mdrnn::ModelName<t_symbol> model_name;

  Timeline timeline;
  SignalWriter *signal_writer;
  mdrnn::Gate gate;
  int depth;  // of nested event output

  Sensor *sensor;
  mdrnn::SignalSettings settings;
  bool has_complained;  // about events from signals; once, until feeding works again
  bool is_multichannel;
  Sensor::Inputs inputs;
  Outputs outputs;

  mdrnn::LoadMeter load_meter;
};

// Pd casts all methods to its own types; a cast through void (*)() avoids the compiler's warning.
template <typename Function>
t_method as_method(Function *function) {
  return reinterpret_cast<t_method>(function);
}

// Prints an error; Find Last Error selects the object.
inline void complain(Tilde *x, const mdrnn_error &error) { pd_error(x, "mdrnn~: %s", error.sentence); }

// ---- playing.cc: time and events ------------------------------------------------------------------------------------

// Advances the performer to now and outputs events that are due, the present frame included. A message may come back
// from an outlet, so no state is kept across the call.
void catch_up(Tilde *x);
// The same, and sets the clock for the next event.
void on_clock(Tilde *x);
void on_sense_clock(Tilde *x);
// Called by perform: sets the clock that feeds events from the signal inlets.
void wait_for_sensed(Tilde *x);
void follow_rate(Tilde *x, double rate);

// Feeds the player's event now, and measures how long it takes.
mdrnn_status feed_now(Tilde *x, const float *values, int count, mdrnn_error *error);
mdrnn_status feed_one_now(Tilde *x, int index, float value, mdrnn_error *error);

// ---- loading.cc -----------------------------------------------------------------------------------------------------

enum class When { kAtOnce, kLater };
mdrnn_status load_file(Tilde *x, t_symbol *name, When when, mdrnn_error *error);
void on_load_clock(Tilde *x);
mdrnn_status load(Tilde *x, const Arguments &arguments, mdrnn_error *error);
mdrnn_status reload(Tilde *x, const Arguments &arguments, mdrnn_error *error);
mdrnn_status set_precision(Tilde *x, const Arguments &arguments, mdrnn_error *error);

// ---- recording.cc ---------------------------------------------------------------------------------------------------

mdrnn_status record(Tilde *x, const Arguments &arguments, mdrnn_error *error);
void on_record_clock(Tilde *x);

// ---- messages.cc
// -------------------------------------------------------------------------------------------------------

void output_info(Tilde *x, const char *word, double number);
void output_info(Tilde *x, const char *word, t_symbol *symbol);
void on_message(Tilde *x, t_symbol *selector, int count, t_atom *atoms);
void on_list(Tilde *x, t_symbol *selector, int count, t_atom *atoms);
// A creation flag that is also a message.
mdrnn_status take_word_flag(Tilde *x, const Arguments &arguments, mdrnn_error *error);

// ---- sound.cc -------------------------------------------------------------------------------------------------------

void on_dsp(Tilde *x, t_signal **signals);
mdrnn_status set_glide(Tilde *x, const Arguments &arguments, mdrnn_error *error);
mdrnn_status set_sense(Tilde *x, const Arguments &arguments, mdrnn_error *error);
mdrnn_status set_delta(Tilde *x, const Arguments &arguments, mdrnn_error *error);
mdrnn_status set_gap(Tilde *x, const Arguments &arguments, mdrnn_error *error);

#endif
