// SPDX-License-Identifier: MIT
// [mdrnn~]: one performer as a Pure Data object. It parses messages, calls the core and outputs its events.

#include <new>
#include <string>

#include "multichannel.h"
#include "tilde.h"

#ifdef _WIN32
#define EXPORTED __declspec(dllexport)
#else
#define EXPORTED __attribute__((visibility("default")))
#endif

namespace {

constexpr int kStandardDimension = 3;

t_class *tilde_class;

// ---- what stands in the box -----------------------------------------------------------------------------------------

bool is_switch(const std::string &flag) { return flag == "-mc" || flag == "-multichannel"; }

void take_switch(Tilde *x) {
  x->is_multichannel = true;
  if (!has_multichannel())
    pd_error(x, "mdrnn~: -mc needs Pd 0.54 or newer: in this version the cable carries only the first value");
}

mdrnn_status take_flag(Tilde *x, const char *flag, int count, const t_atom *atoms, mdrnn_error *error) {
  const Arguments arguments = {flag + 1, count, atoms};
  const bool is_dimension = std::string(arguments.word) == "dim";
  if (!is_dimension || count == 0) return take_word_flag(x, arguments, error);
  return read_dimension(arguments, &x->dimension, error);
}

// `[mdrnn~ MODEL -flag value ..]`, in any order. Returns the name of the model, or "".
std::string take_arguments(Tilde *x, int count, const t_atom *atoms) {
  std::string model;
  for (int i = 0; i < count; ++i) {
    const std::string text = text_of(atoms[i]);
    mdrnn_error error = {};
    if (atoms[i].a_type == A_SYMBOL && is_switch(text)) {
      take_switch(x);
    } else if (atoms[i].a_type == A_SYMBOL && text[0] == '-') {
      const int following = i + 1 < count ? 1 : 0;
      if (take_flag(x, text.c_str(), following, &atoms[i + 1], &error)) complain(x, error);
      i += following;
    } else if (model.empty()) {
      model = text;
    } else {
      pd_error(x, "mdrnn~: found a second model '%s', expected one (write spaces as '\\ ')", text.c_str());
    }
  }
  return model;
}

void take_model(Tilde *x, const std::string &name) {
  mdrnn_error error = {};
  if (!name.empty() && load_file(x, gensym(name.c_str()), When::kAtOnce, &error)) complain(x, error);
  if (x->dimension == 0) x->dimension = mdrnn_get_model_info(x->performer).dimension;
  if (x->dimension > 0) return;
  x->dimension = kStandardDimension;
  post("mdrnn~: no model and no -dim: %d values, dimension %d", x->dimension - 1, x->dimension);
}

// ---- life -----------------------------------------------------------------------------------------------------------

// The left inlet exists already. It takes the first value, or the cable with all values.
void make_inlets_and_outlets(Tilde *x) {
  const int cables = x->is_multichannel ? 1 : x->dimension - 1;
  for (int i = 1; i < cables; ++i) signalinlet_new(&x->object, 0);
  signalinlet_new(&x->object, 0);  // the trigger
  for (int i = 0; i < cables; ++i) outlet_new(&x->object, &s_signal);
  for (int i = 0; i < 3; ++i) outlet_new(&x->object, &s_signal);  // trigger, ramp, gate
  x->event_outlet = outlet_new(&x->object, &s_anything);
  x->info_outlet = outlet_new(&x->object, &s_anything);
}

void make_signals(Tilde *x) {
  const size_t count = static_cast<size_t>(x->dimension - 1);
  x->signal_writer = new SignalWriter(x->performer, count, x->timeline.rate());
  x->signal_writer->set_glide(x->settings.glide.glide, x->settings.glide.time);
  x->sensor = new Sensor(count);
  x->sensor->listen(x->settings.sense);
  x->sensor->set_delta(x->settings.delta);
  x->sensor->set_gap(x->timeline.frames_in(x->settings.gap));
}

void set_defaults(Tilde *x) {
  x->canvas = canvas_getcurrent();
  x->timeline = Timeline(sys_getsr());
  x->settings = {};
  x->gate = {};
  x->load_meter = {};
  new (&x->model_name) mdrnn::ModelName<t_symbol>;
}

void destroy(Tilde *x) {
  for (t_clock *clock : {x->clock, x->load_clock, x->record_clock, x->sense_clock})
    if (clock) clock_free(clock);
  delete x->signal_writer;
  delete x->sensor;
  mdrnn_destroy(x->performer);
}

void *create(t_symbol *, int count, t_atom *atoms) {
  Tilde *x = reinterpret_cast<Tilde *>(pd_new(tilde_class));
  mdrnn_error error = {};
  set_defaults(x);
  x->performer = mdrnn_create(x->timeline.rate(), MDRNN_ANY_SEED, &error);
  if (!x->performer) {
    complain(x, error);
    pd_free(&x->object.ob_pd);
    return nullptr;
  }
  x->record_clock = clock_new(x, as_method(on_record_clock));  // a flag may start a recording
  take_model(x, take_arguments(x, count, atoms));
  make_inlets_and_outlets(x);
  make_signals(x);
  x->clock = clock_new(x, as_method(on_clock));
  x->load_clock = clock_new(x, as_method(on_load_clock));
  x->sense_clock = clock_new(x, as_method(on_sense_clock));
  on_clock(x);
  return x;
}

// Its existence tells Pd that the left inlet takes signals.
void take_signal(Tilde *) {}

}  // namespace

extern "C" EXPORTED void mdrnn_tilde_setup(void) {
  tilde_class = class_new(gensym("mdrnn~"), reinterpret_cast<t_newmethod>(as_method(create)), as_method(destroy),
                          sizeof(Tilde), CLASS_DEFAULT | kMultichannelClass, A_GIMME, A_NULL);
  class_addmethod(tilde_class, as_method(take_signal), gensym("signal"), A_NULL);
  class_addmethod(tilde_class, as_method(on_dsp), gensym("dsp"), A_CANT, A_NULL);
  class_addlist(tilde_class, as_method(on_list));
  class_addanything(tilde_class, as_method(on_message));
}
