// SPDX-License-Identifier: MIT
// [mdrnn~]: one performer as a Max object. It parses messages, calls the core and outputs its events.

#include <cstddef>
#include <cstdio>
#include <new>
#include <string>

#include "ext_obex.h"
#include "tilde.h"

namespace {

constexpr int kStandardDimension = 3;
constexpr double kStandardRate = 44100.0;  // if Max does not know the sampling rate yet
constexpr int kAssistSize = 256;

t_class *tilde_class;

// The ABI of Max on 64 bits.
static_assert(sizeof(t_atom) == 16 && sizeof(t_symbol) == 16 && sizeof(t_object) == 32, "Max's words on 64 bits");
static_assert(sizeof(t_pxobject) == (sizeof(long) == 4 ? 56 : 64) && offsetof(t_pxobject, z_in) == 32,
              "the head of an object with signals");

int cable_count(const Player *player) { return player->is_multichannel ? 1 : player->dimension - 1; }

// ---- what stands in the box -----------------------------------------------------------------------------------------

// The model file from the arguments, or from the attribute `model`; null: none.
t_symbol *model_of(Player *player, long count, t_atom *atoms) {
  const long plain = attr_args_offset(static_cast<short>(count), atoms);
  if (plain > 1)
    object_error(object_of(player), "found a second model '%s', expected one (quote a name that has spaces)",
                 text_of(atoms[1]).c_str());
  return plain > 0 ? gensym(text_of(atoms[0]).c_str()) : player->model_name.current();
}

void take_model(Player *player, t_symbol *name) {
  mdrnn_error error = {};
  if (name && load_first(player, name, &error)) complain(player, error);
  if (player->dimension == 0) player->dimension = mdrnn_get_model_info(player->performer.get()).dimension;
  if (player->dimension > 0) return;
  player->dimension = kStandardDimension;
  object_post(object_of(player), "no model and no @dim: %d values, dimension %d", player->dimension - 1,
              player->dimension);
}

// ---- life ----------------------------------------------------------------------------------------------------------

// Max creates outlets from right to left.
void make_inlets_and_outlets(Player *player) {
  Tilde *x = player->box;
  dsp_setup(&x->object, cable_count(player) + 1);  // one more for the trigger
  if (player->is_multichannel) x->object.z_misc |= Z_MC_INLETS;
  player->info_outlet = outlet_new(x, nullptr);
  player->event_outlet = outlet_new(x, nullptr);
  for (int i = 0; i < 3; ++i) outlet_new(x, "signal");  // gate, ramp, trigger
  if (player->is_multichannel) {
    outlet_new(x, "multichannelsignal");
    return;
  }
  for (int i = 0; i < cable_count(player); ++i) outlet_new(x, "signal");
}

void make_signals(Player *player) {
  const size_t count = static_cast<size_t>(player->dimension - 1);
  player->signal_writer = std::make_unique<SignalWriter>(player->performer.get(), count, player->played_rate);
  player->sensor = std::make_unique<Sensor>(count);
  player->sensor->listen(Sense::kOff);
}

void make_clocks(Player *player) {
  player->drive_clock = clock_new(player->box, as_method(on_drive_clock));
  player->output_clock = clock_new(player->box, as_method(on_output_clock));
  player->main_qelem = qelem_new(player->box, as_method(on_main));
}

bool make_performer(Player *player) {
  mdrnn_error error = {};
  player->played_rate = sys_getsr() > 0.0 ? sys_getsr() : kStandardRate;
  player->rate.store(player->played_rate);
  player->frame_time = scheduler_time();
  player->load_meter.start(player->frame_time);
  player->performer.reset(mdrnn_create(player->played_rate, MDRNN_ANY_SEED, &error));
  if (!player->performer) return complain(player, error), false;
  take_recommended(player);
  return true;
}

// First stops perform and the callbacks, then frees what they use.
void destroy(Tilde *x) {
  Player *player = x->player;
  dsp_free(&x->object);
  if (!player) return;
  if (player->main_qelem) qelem_free(player->main_qelem);
  if (player->drive_clock) object_free(player->drive_clock);
  if (player->output_clock) object_free(player->output_clock);
  x->player = nullptr;
  delete player;
}

void *create(t_symbol *, long count, t_atom *atoms) {
  Tilde *x = static_cast<Tilde *>(object_alloc(tilde_class));
  if (!x) return nullptr;
  x->player = new (std::nothrow) Player(x);
  if (!x->player || !make_performer(x->player)) {
    object_free(x);
    return nullptr;
  }
  attr_args_process(x, static_cast<short>(count), atoms);
  take_model(x->player, model_of(x->player, count, atoms));
  make_inlets_and_outlets(x->player);
  make_signals(x->player);
  make_clocks(x->player);
  x->player->is_made = true;
  clock_fdelay(x->player->drive_clock, 0.0);
  return x;
}

// ---- what the patcher shows ----------------------------------------------------------------------------------------

std::string inlet_text(const Player *player, long inlet) {
  if (inlet == cable_count(player)) return "(signal) trigger: when it goes above 0, the values become one event";
  const std::string first = inlet == 0 ? "(messages, signal) " : "(signal) ";
  return first + (player->is_multichannel ? "all values in one cable" : "value " + std::to_string(inlet));
}

std::string outlet_text(const Player *player, long outlet) {
  const char *const others[] = {"(signal) trigger: 1 for one sample at each event",
                                "(signal) ramp: 0 to 1 until the next event",
                                "(signal) gate: 1 while the machine is playing", "event x1 .. xn, at its exact time",
                                "output of info, step, load and record"};
  const long other = outlet - cable_count(player);
  if (other >= 0 && other < 5) return others[other];
  return player->is_multichannel ? "(signal) all values in one cable" : "(signal) value " + std::to_string(outlet);
}

void on_assist(Tilde *x, void *, long side, long index, char *text) {
  const std::string said = side == ASSIST_INLET ? inlet_text(x->player, index) : outlet_text(x->player, index);
  std::snprintf(text, kAssistSize, "%s", said.c_str());
}

}  // namespace

extern "C" C74_EXPORT void ext_main(void *) {
  tilde_class =
      class_new("mdrnn~", as_method(create), as_method(destroy), static_cast<long>(sizeof(Tilde)), nullptr, A_GIMME, 0);
  class_addmethod(tilde_class, as_method(on_dsp64), "dsp64", A_CANT, 0);
  class_addmethod(tilde_class, as_method(on_multichannel_outputs), "multichanneloutputs", A_CANT, 0);
  class_addmethod(tilde_class, as_method(on_input_changed), "inputchanged", A_CANT, 0);
  class_addmethod(tilde_class, as_method(on_assist), "assist", A_CANT, 0);
  add_words(tilde_class);
  add_attributes(tilde_class);
  class_dspinit(tilde_class);
  class_register(CLASS_BOX, tilde_class);
}
