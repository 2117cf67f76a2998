// SPDX-License-Identifier: MIT
// A stand-in for Max to test externals: its functions with a logical time, and an interface to run them.
//
// It contains no part of Max, and Max itself may behave differently. It is strict: calls that Max forbids within
// perform are counted as misuse.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ext.h"

// Each thread sets its role; the first one is the main thread.
enum class Role { kMain, kScheduler, kAudio };

// Receives all output of the objects.
class Listener {
 public:
  virtual ~Listener() = default;
  virtual void on_outlet(t_object *object, int outlet, double time, const char *selector, long count,
                         const t_atom *atoms) = 0;
  virtual void on_console(t_object *object, const char *kind, const char *text) = 0;
};

void set_listener(Listener *listener);
void set_role(Role role);

// ---- objects
// ----------------------------------------------------------------------------------------------------------

std::string describe_classes();
// `text` as in an object box. NULL if creation fails.
t_object *make_object(const std::string &text);
void free_object(t_object *object);
// `text` as in a message box, to the left inlet.
void send(t_object *object, const std::string &text);
std::string get_attribute(t_object *object, const std::string &name);  // "?" if it does not exist
std::vector<std::string> saved_attributes(t_object *object);           // "name values", without defaults
std::string assist(t_object *object, long side, long index);
bool drop(t_object *object, const std::string &path);
void double_click(t_object *object);
int inlet_count(t_object *object);
std::string outlet_types(t_object *object);

// ---- time
// -------------------------------------------------------------------------------------------------------------

double now();
void set_now(double milliseconds);
// Fires the clocks up to that time, each at its own; `with_end`: including those at exactly that time.
void run_scheduler(double until, bool with_end);
// Runs the qelems.
void run_main();
int clock_count();

// ---- files
// ------------------------------------------------------------------------------------------------------------

void add_folder(const std::string &folder);
void set_patcher(const std::string &path);
void set_choice(const std::string &path);  // for the next dialog; "": cancelled

// ---- audio: MaxAudio
// ----------------------------------------------------------------------------------------------------

void set_rate(double rate);
// Compiles the chain again: calls dsp64 of every object.
void start_audio(int longest);
void stop_audio();
// The input from now on: one pointer per channel, (frames,) each; silence without one.
void set_input(t_object *object, int inlet, const std::vector<const double *> &channels);
// Runs one vector of every object in the chain, in the calling thread.
void run_vector(int frames);
std::vector<const double *> outputs_of(t_object *object);
// Called before and after every perform, for counting.
void set_watch(void (*before)(), void (*after)());

int64_t misuses();
// For MaxAudio only.
bool is_in_perform();
void set_in_perform(bool is_in);
void misuse(const char *what);
std::vector<t_object *> living_objects();
void *call(t_object *object, const char *method_name, void *a, void *b, void *c, void *d, void *e);
method method_of(t_object *object, const char *name);
void mark_signals(t_class *type);
void set_signal_inlets(t_object *object, long count);
