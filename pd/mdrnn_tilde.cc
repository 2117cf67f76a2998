// SPDX-License-Identifier: MIT
// [mdrnn~]: one performer as a Pure Data object. It parses messages, calls the core and gives out its events.
//
// The one rule of time: the performer lives in Pd's logical time, one tick a frame (timeline.h). Whoever has something
// to say at a logical time, a message or the clock that waits for the next due event, first brings the performer there.
// What is due by then is given out, and only then is the player heard. Every event leaves as a message at once and is
// written into the signals at its frame; perform calls neither the performer nor an outlet, it only renders what is
// written. Pd runs a tick's messages before its DSP, so a block finds all of its events there, the frames agree with
// [vline~] at every block size, and with DSP off nothing is missing but the signals.

#include <algorithm>
#include <climits>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <string>

#include "arguments.h"
#include "held_signals.h"
#include "m_pd.h"
#include "mdrnn/mdrnn.h"
#include "timeline.h"

#ifdef _WIN32
#define EXPORTED __declspec(dllexport)
#else
#define EXPORTED __attribute__((visibility("default")))
#endif

namespace {

constexpr int kStandardDimension = 3;
constexpr int kPdBlock = 64;        // frames of one tick of Pd's scheduler at the device's rate
constexpr double kLookDelay = 5.0;  // milliseconds until a model that is under way is looked for again

t_class *tilde_class;

struct Tilde {
  t_object object;  // Pd wants it first
  t_canvas *canvas;
  t_clock *clock;       // fires at the next due event
  t_clock *load_clock;  // fires while a model is under way
  t_outlet *event_outlet;
  t_outlet *info_outlet;
  mdrnn_performer *performer;
  int dimension;  // D of every model that fits the outlets; 0 while it is not known
  Timeline timeline;
  HeldSignals *signals;
  t_sample *outputs[MDRNN_MAX_VALUES];  // (D - 1, block), borrowed from Pd between dsp and perform
  double block_time;                    // logical time at which block_start was set
  int64_t block_start;                  // frame of the next block's first sample
};

// One sentence, and Find Last Error selects the object.
void complain(Tilde *x, const mdrnn_error &error) { pd_error(x, "mdrnn~: %s", error.sentence); }

// ---- time and events ------------------------------------------------------------------------------------------------

void wait_for_next(Tilde *x) {
  const int64_t due = mdrnn_next_due(x->performer);
  if (due < 0)
    clock_unset(x->clock);
  else  // whatever the performer says, Pd's time has to go on
    clock_delay(x->clock, x->timeline.milliseconds_until(std::max(due, x->timeline.now() + 1)));
}

void give_out(Tilde *x, const mdrnn_event &event) {
  x->signals->change_at(event.tick, event.values);
  t_atom atoms[MDRNN_MAX_VALUES];
  for (int i = 0; i < event.count; ++i) SETFLOAT(&atoms[i], event.values[i]);
  outlet_anything(x->event_outlet, gensym("event"), event.count, atoms);
}

// Brings the performer to the present and gives out what is due, the present frame included. An outlet may lead back
// into this object, so nothing is remembered across it.
void catch_up(Tilde *x) {
  const int64_t now = x->timeline.now();
  mdrnn_event event;
  while (mdrnn_advance(x->performer, mdrnn_next_due(x->performer) == now ? now + 1 : now, &event)) give_out(x, event);
}

void on_clock(Tilde *x) {
  catch_up(x);
  wait_for_next(x);
}

// ---- words ----------------------------------------------------------------------------------------------------------

void tell(Tilde *x, const char *word, double number) {
  t_atom atom;
  SETFLOAT(&atom, static_cast<t_float>(number));
  outlet_anything(x->info_outlet, gensym(word), 1, &atom);
}

void tell(Tilde *x, const char *word, t_symbol *symbol) {
  t_atom atom;
  SETSYMBOL(&atom, symbol);
  outlet_anything(x->info_outlet, gensym(word), 1, &atom);
}

mdrnn_status feed(Tilde *x, const Arguments &arguments, mdrnn_error *error) {
  float values[MDRNN_MAX_VALUES];
  const int readable = std::min<int>(arguments.count, MDRNN_MAX_VALUES);
  if (const mdrnn_status status = read_numbers(arguments, readable, values, error)) return status;
  return mdrnn_feed(x->performer, values, arguments.count, error);
}

mdrnn_status feed_one(Tilde *x, const Arguments &arguments, mdrnn_error *error) {
  int index = 0;
  float numbers[2] = {};
  if (const mdrnn_status status = expect_count(arguments, 2, "2 (index and value)", error)) return status;
  if (const mdrnn_status status = read_whole(arguments, 0, 0, MDRNN_MAX_VALUES - 1, &index, error)) return status;
  if (const mdrnn_status status = read_numbers(arguments, 2, numbers, error)) return status;
  return mdrnn_feed_one(x->performer, index, numbers[1], error);
}

// Beside the patch, in [declare]d paths, in Pd's search path, or absolute; with or without .tflite. "" when nowhere.
std::string find_model(const Tilde *x, const char *name) {
  for (const char *extension : {"", ".tflite"}) {
    char folder[MAXPDSTRING];
    char *file = nullptr;
    const int descriptor = canvas_open(x->canvas, name, extension, folder, &file, sizeof folder, 1);
    if (descriptor < 0) continue;
    sys_close(descriptor);
    return std::string(folder) + "/" + file;
  }
  return "";
}

using Load = decltype(&mdrnn_load);

mdrnn_status load_file(Tilde *x, const char *name, Load load, mdrnn_error *error) {
  const std::string path = find_model(x, name);
  if (path.empty()) {
    refuse(error, "cannot find model '%s', looked beside the patch and in Pd's search path", name);
    return error->status = MDRNN_BAD_FILE;
  }
  const mdrnn_load_options options = {MDRNN_AUTO, nullptr, x->dimension, MDRNN_FLOAT32, 0.0};
  return load(x->performer, path.c_str(), &options, error);
}

mdrnn_status load(Tilde *x, const Arguments &arguments, mdrnn_error *error) {
  if (const mdrnn_status status = expect_count(arguments, 1, "1 (a file name; blanks in it as '\\ ')", error))
    return status;
  const std::string name = text_of(arguments.atoms[0]);
  if (const mdrnn_status status = load_file(x, name.c_str(), mdrnn_load_later, error)) return status;
  clock_delay(x->load_clock, kLookDelay);
  return MDRNN_OK;
}

// Until every load has come to its end and that has been told. The outlet comes last, for it may lead back here.
void on_load_clock(Tilde *x) {
  mdrnn_error error = {};
  on_clock(x);
  const mdrnn_load_state state = mdrnn_poll_load(x->performer, &error);
  if (state != MDRNN_LOAD_IDLE) clock_delay(x->load_clock, kLookDelay);
  if (state == MDRNN_LOAD_FAILED) complain(x, error);
  if (state == MDRNN_LOAD_TAKEN) tell(x, "model", gensym(mdrnn_get_model_info(x->performer).path));
}

mdrnn_status reset(Tilde *x, const Arguments &arguments, mdrnn_error *error) {
  if (const mdrnn_status status = expect_count(arguments, 0, "none", error)) return status;
  mdrnn_reset(x->performer);
  return MDRNN_OK;
}

mdrnn_status seed(Tilde *x, const Arguments &arguments, mdrnn_error *error) {
  int number = 0;
  if (const mdrnn_status status = expect_count(arguments, 1, "1 (a whole number)", error)) return status;
  if (const mdrnn_status status = read_whole(arguments, 0, 0, INT_MAX, &number, error)) return status;
  mdrnn_seed(x->performer, number);
  return MDRNN_OK;
}

mdrnn_status step(Tilde *x, const Arguments &arguments, mdrnn_error *error) {
  const int dimension = mdrnn_get_model_info(x->performer).dimension;
  float event[MDRNN_MAX_DIMENSION] = {};
  float next[MDRNN_MAX_DIMENSION];
  const std::string expected = std::to_string(dimension) + " (dt and the values)";
  if (dimension > 0)
    if (const mdrnn_status status = expect_count(arguments, dimension, expected.c_str(), error)) return status;
  if (const mdrnn_status status = read_numbers(arguments, dimension, event, error)) return status;
  if (const mdrnn_status status = mdrnn_step(x->performer, event, next, error)) return status;
  t_atom atoms[MDRNN_MAX_DIMENSION];
  for (int i = 0; i < dimension; ++i) SETFLOAT(&atoms[i], next[i]);
  outlet_anything(x->info_outlet, gensym("step"), dimension, atoms);
  return MDRNN_OK;
}

// Every parameter of the core's table, by name or alias.
mdrnn_status set_parameter(Tilde *x, const Arguments &arguments, mdrnn_error *error) {
  if (const mdrnn_status status = expect_count(arguments, 1, "1", error)) return status;
  const int parameter = mdrnn_find_parameter(arguments.word);
  const t_atom &atom = arguments.atoms[0];
  if (atom.a_type == A_FLOAT) return mdrnn_set(x->performer, parameter, atom.a_w.w_float, error);
  const int mode = parameter == MDRNN_MODE ? mdrnn_find_mode(text_of(atom).c_str()) : -1;
  if (mode >= 0) return mdrnn_set(x->performer, MDRNN_MODE, mode, error);
  std::string expected = "a number";
  if (parameter == MDRNN_MODE) {
    expected = mdrnn_mode_name(0);
    for (int other = 1; other < MDRNN_MODE_COUNT; ++other) expected += std::string(", ") + mdrnn_mode_name(other);
  }
  return refuse(error, "%s: found '%s', expected %s", arguments.word, text_of(atom).c_str(), expected.c_str());
}

mdrnn_status info(Tilde *x, const Arguments &arguments, mdrnn_error *error) {
  if (const mdrnn_status status = expect_count(arguments, 0, "none", error)) return status;
  const mdrnn_model_info model = mdrnn_get_model_info(x->performer);
  const mdrnn_counts counts = mdrnn_get_counts(x->performer);
  t_symbol *path = gensym(model.path);  // the outlet may lead to `load`, which takes the model's words away
  t_symbol *kind = gensym(model.kind);
  t_symbol *engine = gensym(model.engine);
  tell(x, "version", gensym(mdrnn_version()));
  tell(x, "model", path);
  tell(x, "kind", kind);
  tell(x, "engine", engine);
  tell(x, "dimension", x->dimension);
  tell(x, "layers", model.layers);
  tell(x, "units", model.units);
  tell(x, "mixtures", model.mixtures);
  tell(x, "scale", model.scale);
  tell(x, "mode", gensym(mdrnn_mode_name(static_cast<int>(mdrnn_get(x->performer, MDRNN_MODE)))));
  for (int parameter = MDRNN_MODE + 1; parameter < MDRNN_PARAMETER_COUNT; ++parameter)
    tell(x, mdrnn_describe(parameter)->name, mdrnn_get(x->performer, parameter));
  tell(x, "player_events", static_cast<double>(counts.player_events));
  tell(x, "machine_events", static_cast<double>(counts.machine_events));
  tell(x, "repaired_values", static_cast<double>(counts.repaired_values));
  tell(x, "repaired_states", static_cast<double>(counts.repaired_states));
  tell(x, "dropped_events", static_cast<double>(counts.dropped_events));
  return MDRNN_OK;
}

struct Word {
  const char *name;
  mdrnn_status (*handle)(Tilde *, const Arguments &, mdrnn_error *);
  bool is_flag;  // also a creation flag, as every parameter is
};

const Word kWords[] = {
    {"list", feed, false}, {"value", feed_one, false}, {"load", load, false},
    {"read", load, false}, {"open", load, false},      {"reset", reset, false},
    {"seed", seed, true},  {"step", step, false},      {"info", info, false},
};
const Word kParameterWord = {"", set_parameter, true};

const Word *find_word(const char *name) {
  for (const Word &word : kWords)
    if (std::strcmp(word.name, name) == 0) return &word;
  return mdrnn_find_parameter(name) >= 0 ? &kParameterWord : nullptr;
}

// Every message of every word comes through here.
void on_message(Tilde *x, t_symbol *selector, int count, t_atom *atoms) {
  const Arguments arguments = {selector->s_name, count, atoms};
  mdrnn_error error = {};
  catch_up(x);
  if (find_word(arguments.word)->handle(x, arguments, &error)) complain(x, error);
  on_clock(x);
}

// Pd sends a float and a bang here too, a bang as an empty list without a selector.
void on_list(Tilde *x, t_symbol *, int count, t_atom *atoms) {
  if (count > 0) return on_message(x, gensym("list"), count, atoms);
  pd_error(x, "mdrnn~: found no values, expected a list of %d, or a word such as 'info'", x->dimension - 1);
}

// ---- sound ----------------------------------------------------------------------------------------------------------

// The first frame of a block of `length`. Blocks that follow each other within one logical time, in a sub-patch of less
// than 64 samples or an upsampled one, follow each other here.
int64_t next_block(Tilde *x, int length) {
  const double logical_time = clock_getlogicaltime();
  if (logical_time != x->block_time) {
    const int tick = static_cast<int>(std::lround(kPdBlock * x->timeline.rate() / sys_getsr()));
    x->block_time = logical_time;
    x->block_start = x->timeline.block_end() - std::max(length, tick);
  }
  const int64_t start = x->block_start;
  x->block_start += length;
  return start;
}

t_int *perform(t_int *words) {
  Tilde *x = reinterpret_cast<Tilde *>(words[1]);
  const int length = static_cast<int>(words[2]);
  x->signals->render(next_block(x, length), length, x->outputs);
  return words + 3;
}

void follow_rate(Tilde *x, double rate) {
  mdrnn_error error = {};
  if (rate == x->timeline.rate()) return;
  if (mdrnn_set_rate(x->performer, rate, &error)) return complain(x, error);
  x->timeline.set_rate(rate);
  x->signals->settle();
  wait_for_next(x);
}

void on_dsp(Tilde *x, t_signal **signals) {
  follow_rate(x, signals[0]->s_sr);
  for (int i = 0; i < x->dimension - 1; ++i) x->outputs[i] = signals[i]->s_vec;
  dsp_add(perform, 2, x, static_cast<t_int>(signals[0]->s_n));
}

// ---- life -----------------------------------------------------------------------------------------------------------

mdrnn_status take_flag(Tilde *x, const char *flag, int count, const t_atom *atoms, mdrnn_error *error) {
  const Arguments arguments = {flag + 1, count, atoms};
  const bool is_dimension = std::strcmp(flag, "-dim") == 0;
  const Word *word = find_word(arguments.word);
  if (!is_dimension && !(word && word->is_flag)) return refuse(error, "no creation flag '%s'", flag);
  if (count == 0) return refuse(error, "%s: found nothing behind it, expected its value", flag);
  return is_dimension ? read_whole(arguments, 0, 2, MDRNN_MAX_DIMENSION, &x->dimension, error)
                      : word->handle(x, arguments, error);
}

// `[mdrnn~ MODEL -flag value ..]` in any order; returns the model's name or "".
std::string take_arguments(Tilde *x, int count, const t_atom *atoms) {
  std::string model;
  for (int i = 0; i < count; ++i) {
    const std::string text = text_of(atoms[i]);
    mdrnn_error error = {};
    if (atoms[i].a_type == A_SYMBOL && text[0] == '-') {
      const int following = i + 1 < count ? 1 : 0;
      if (take_flag(x, text.c_str(), following, &atoms[i + 1], &error)) complain(x, error);
      i += following;
    } else if (model.empty()) {
      model = text;
    } else {
      pd_error(x, "mdrnn~: found a second model '%s', expected one (blanks in its name as '\\ ')", text.c_str());
    }
  }
  return model;
}

void take_model(Tilde *x, const std::string &name) {
  mdrnn_error error = {};
  if (!name.empty() && load_file(x, name.c_str(), mdrnn_load, &error)) complain(x, error);
  if (x->dimension == 0) x->dimension = mdrnn_get_model_info(x->performer).dimension;
  if (x->dimension > 0) return;
  x->dimension = kStandardDimension;
  post("mdrnn~: neither a model nor -dim says how many values there are: %d, dimension %d", x->dimension - 1,
       x->dimension);
}

// Pd calls every method through its own types; void (*)() is the one that the compiler lets pass unasked.
template <typename Function>
t_method as_method(Function *function) {
  return reinterpret_cast<t_method>(function);
}

void make_outlets(Tilde *x) {
  for (int i = 0; i < x->dimension - 1; ++i) outlet_new(&x->object, &s_signal);
  x->event_outlet = outlet_new(&x->object, &s_anything);
  x->info_outlet = outlet_new(&x->object, &s_anything);
}

void destroy(Tilde *x) {
  if (x->clock) clock_free(x->clock);
  if (x->load_clock) clock_free(x->load_clock);
  delete x->signals;
  mdrnn_destroy(x->performer);
}

void *create(t_symbol *, int count, t_atom *atoms) {
  Tilde *x = reinterpret_cast<Tilde *>(pd_new(tilde_class));
  mdrnn_error error = {};
  x->canvas = canvas_getcurrent();
  x->timeline = Timeline(sys_getsr());
  x->performer = mdrnn_create(x->timeline.rate(), MDRNN_ANY_SEED, &error);
  if (!x->performer) {
    complain(x, error);
    pd_free(&x->object.ob_pd);
    return nullptr;
  }
  take_model(x, take_arguments(x, count, atoms));
  make_outlets(x);
  x->signals = new HeldSignals(x->dimension - 1);
  x->clock = clock_new(x, as_method(on_clock));
  x->load_clock = clock_new(x, as_method(on_load_clock));
  on_clock(x);
  return x;
}

void add_words() {
  const t_method method = as_method(on_message);
  for (const Word &word : kWords)
    if (std::strcmp(word.name, "list") != 0) class_addmethod(tilde_class, method, gensym(word.name), A_GIMME, A_NULL);
  for (int parameter = 0; parameter < MDRNN_PARAMETER_COUNT; ++parameter)
    for (const char *name : {mdrnn_describe(parameter)->name, mdrnn_describe(parameter)->alias})
      if (*name) class_addmethod(tilde_class, method, gensym(name), A_GIMME, A_NULL);
}

}  // namespace

extern "C" EXPORTED void mdrnn_tilde_setup(void) {
  tilde_class = class_new(gensym("mdrnn~"), reinterpret_cast<t_newmethod>(as_method(create)), as_method(destroy),
                          sizeof(Tilde), CLASS_DEFAULT, A_GIMME, A_NULL);
  class_addmethod(tilde_class, as_method(on_dsp), gensym("dsp"), A_CANT, A_NULL);
  class_addlist(tilde_class, as_method(on_list));
  add_words();
}
