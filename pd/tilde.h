// SPDX-License-Identifier: MIT
// The object itself, and what its parts do for each other: playing.cc, loading.cc, messages.cc, sound.cc.
//
// The one rule of time: the performer lives in Pd's logical time, one tick a frame (timeline.h). Whoever has something
// to say at a logical time, a message or a clock, first brings the performer there. What is due by then is given out,
// and only then is the player heard. Every event leaves as a message at once and is written into the signals at its
// frame; perform calls neither the performer nor an outlet, it only renders what is written, and writes down what it
// hears in its inlets, which a clock tells the performer one block later to the frame. Pd runs a tick's messages before
// its DSP, so a block finds all of its events there, the frames agree with [vline~] at every block size, and with DSP
// off nothing is missing but the signals.
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
  t_object object;  // Pd wants it first
  t_canvas *canvas;
  t_clock *clock;         // fires at the next due event
  t_clock *load_clock;    // fires while a model is under way
  t_clock *record_clock;  // fires while a log is
  t_clock *sense_clock;   // fires when the next event that perform heard comes to the player's ear
  t_outlet *event_outlet;
  t_outlet *info_outlet;

  mdrnn_performer *performer;
  int dimension;  // D of every model that fits the outlets; 0 while it is not known
  mdrnn_precision precision;
  mdrnn::ModelName<t_symbol> model_name;

  Timeline timeline;
  SignalWriter *signal_writer;
  mdrnn::Gate gate;
  int depth;  // events that are going out at present, each from within the one before

  Sensor *sensor;
  mdrnn::SignalSettings settings;
  bool has_complained;  // of what perform hears, once until it is heard again
  bool is_multichannel;
  Sensor::Inputs inputs;
  Outputs outputs;

  mdrnn::LoadMeter load_meter;
};

// Pd calls every method through its own types; void (*)() is the one that the compiler lets pass unasked.
template <typename Function>
t_method as_method(Function *function) {
  return reinterpret_cast<t_method>(function);
}

// One sentence, and Find Last Error selects the object.
inline void complain(Tilde *x, const mdrnn_error &error) { pd_error(x, "mdrnn~: %s", error.sentence); }

// ---- playing.cc: time and events ------------------------------------------------------------------------------------

// Brings the performer to the present and gives out what is due, the present frame included. An outlet may lead back
// into this object, so nothing is remembered across it.
void catch_up(Tilde *x);
// The same, and waits for what is due next.
void on_clock(Tilde *x);
void on_sense_clock(Tilde *x);
// From perform: so that what was heard is told to the performer in its frame.
void wait_for_sensed(Tilde *x);
void follow_rate(Tilde *x, double rate);

// The player's event, now: what the core says to it. `feed_now` measures how long it takes.
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
// A creation flag that is a word.
mdrnn_status take_word_flag(Tilde *x, const Arguments &arguments, mdrnn_error *error);

// ---- sound.cc -------------------------------------------------------------------------------------------------------

void on_dsp(Tilde *x, t_signal **signals);
mdrnn_status set_glide(Tilde *x, const Arguments &arguments, mdrnn_error *error);
mdrnn_status set_sense(Tilde *x, const Arguments &arguments, mdrnn_error *error);
mdrnn_status set_delta(Tilde *x, const Arguments &arguments, mdrnn_error *error);
mdrnn_status set_gap(Tilde *x, const Arguments &arguments, mdrnn_error *error);

#endif
