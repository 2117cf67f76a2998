// SPDX-License-Identifier: MIT
// A small Max to test externals in: its functions with a logical time, and what a program needs to run them.
//
// No part of Max is in here, and nothing that it does is promised to be what Max does. It is strict: what Max forbids
// within perform is counted as misuse.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ext.h"

// A thread says who it is; the first one is the main thread.
enum class Role { kMain, kScheduler, kAudio };

// Where everything goes that an object says.
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
// `text` as in an object box. NULL where the class refused.
t_object *make_object(const std::string &text);
void free_object(t_object *object);
// `text` as in a message box, to the left inlet.
void send(t_object *object, const std::string &text);
std::string get_attribute(t_object *object, const std::string &name);  // "?" where there is none
std::vector<std::string> saved_attributes(t_object *object);           // "name values", those that are not the default
std::string assist(t_object *object, long side, long index);
bool drop(t_object *object, const std::string &path);
void double_click(t_object *object);
int inlet_count(t_object *object);
std::string outlet_types(t_object *object);

// ---- time
// -------------------------------------------------------------------------------------------------------------

double now();
void set_now(double milliseconds);
// Clocks up to that time fire, each at its own; `with_end`: those at that very time too.
void run_scheduler(double until, bool with_end);
// What waits for the main thread.
void run_main();
int clock_count();

// ---- files
// ------------------------------------------------------------------------------------------------------------

void add_folder(const std::string &folder);
void set_patcher(const std::string &path);
void set_choice(const std::string &path);  // of the next dialog; "": it is cancelled

// ---- audio: MaxAudio
// ----------------------------------------------------------------------------------------------------

void set_rate(double rate);
// Compiles the chain anew: every object's dsp64.
void start_audio(int longest);
void stop_audio();
// The channels that come in from now on: one pointer a channel, (frames,) each; silence where there is none.
void set_input(t_object *object, int inlet, const std::vector<const double *> &channels);
// One vector of every object in the chain, in the thread that calls.
void run_vector(int frames);
std::vector<const double *> outputs_of(t_object *object);
// Around every perform, for counting.
void set_watch(void (*before)(), void (*after)());

int64_t misuses();
// For MaxAudio alone.
bool is_in_perform();
void set_in_perform(bool is_in);
void misuse(const char *what);
std::vector<t_object *> living_objects();
void *call(t_object *object, const char *method_name, void *a, void *b, void *c, void *d, void *e);
method method_of(t_object *object, const char *name);
void mark_signals(t_class *type);
void set_signal_inlets(t_object *object, long count);
