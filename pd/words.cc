// SPDX-License-Identifier: MIT
// Every word that the object takes, as a message and as a creation flag, and what it answers.

#include <climits>
#include <cstring>
#include <iterator>
#include <string>

#include "tilde.h"

namespace {

mdrnn_status feed(Tilde *x, const Arguments &arguments, mdrnn_error *error) {
  float values[MDRNN_MAX_VALUES];
  const int readable = std::min<int>(arguments.count, MDRNN_MAX_VALUES);
  if (const mdrnn_status status = read_numbers(arguments, readable, values, error)) return status;
  return feed_now(x, values, arguments.count, error);
}

mdrnn_status feed_one(Tilde *x, const Arguments &arguments, mdrnn_error *error) {
  int index = 0;
  float numbers[2] = {};
  if (const mdrnn_status status = expect_count(arguments, 2, "2 (index and value)", error)) return status;
  if (const mdrnn_status status = read_whole(arguments, 0, 0, MDRNN_MAX_VALUES - 1, &index, error)) return status;
  if (const mdrnn_status status = read_numbers(arguments, 2, numbers, error)) return status;
  return feed_one_now(x, index, numbers[1], error);
}

mdrnn_status reset(Tilde *x, const Arguments &arguments, mdrnn_error *error) {
  if (const mdrnn_status status = expect_count(arguments, 0, "none", error)) return status;
  mdrnn_reset(x->performer);
  x->has_word = false;
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

std::string mode_names() {
  std::string names = mdrnn_mode_name(0);
  for (int mode = 1; mode < MDRNN_MODE_COUNT; ++mode) names += std::string(", ") + mdrnn_mode_name(mode);
  return names;
}

// Every parameter of the core's table, by name or alias.
mdrnn_status set_parameter(Tilde *x, const Arguments &arguments, mdrnn_error *error) {
  if (const mdrnn_status status = expect_count(arguments, 1, "1", error)) return status;
  const int parameter = mdrnn_find_parameter(arguments.word);
  const t_atom &atom = arguments.atoms[0];
  const std::string name = text_of(atom);
  const int mode = parameter == MDRNN_MODE && atom.a_type != A_FLOAT ? mdrnn_find_mode(name.c_str()) : -1;
  if (atom.a_type != A_FLOAT && mode < 0)
    return refuse(error, "%s: found '%s', expected %s", arguments.word, name.c_str(),
                  parameter == MDRNN_MODE ? mode_names().c_str() : "a number");
  const double value = mode < 0 ? static_cast<double>(atom.a_w.w_float) : mode;
  if (const mdrnn_status status = mdrnn_set(x->performer, parameter, value, error)) return status;
  if (mdrnn_get(x->performer, MDRNN_MODE) == MDRNN_USERONLY) x->has_word = false;
  return MDRNN_OK;
}

void tell_model(Tilde *x) {
  const mdrnn_model_info model = mdrnn_get_model_info(x->performer);
  t_symbol *path = gensym(model.path);  // the outlet may lead to `load`, which takes the model's words away
  t_symbol *kind = gensym(model.kind);
  t_symbol *engine = gensym(model.engine);
  t_symbol *precision = gensym(model.precision);
  tell(x, "version", gensym(mdrnn_version()));
  tell(x, "model", path);
  tell(x, "kind", kind);
  tell(x, "engine", engine);
  tell(x, "precision", precision);
  tell(x, "dimension", x->dimension);
  tell(x, "layers", model.layers);
  tell(x, "units", model.units);
  tell(x, "mixtures", model.mixtures);
  tell(x, "scale", model.scale);
}

void tell_parameters(Tilde *x) {
  tell(x, "mode", gensym(mdrnn_mode_name(static_cast<int>(mdrnn_get(x->performer, MDRNN_MODE)))));
  for (int parameter = MDRNN_MODE + 1; parameter < MDRNN_PARAMETER_COUNT; ++parameter)
    tell(x, mdrnn_describe(parameter)->name, mdrnn_get(x->performer, parameter));
  tell_signal_words(x);
}

void tell_counts(Tilde *x) {
  const mdrnn_counts counts = mdrnn_get_counts(x->performer);
  tell(x, "player_events", static_cast<double>(counts.player_events));
  tell(x, "machine_events", static_cast<double>(counts.machine_events));
  tell(x, "repaired_values", static_cast<double>(counts.repaired_values));
  tell(x, "repaired_states", static_cast<double>(counts.repaired_states));
  tell(x, "dropped_events", static_cast<double>(counts.dropped_events + x->sensor->missed()));
  tell(x, "late_events", static_cast<double>(counts.late_events));
  tell(x, "dropped_rows", static_cast<double>(counts.dropped_rows));
  tell(x, "load", take_load(x));
}

mdrnn_status info(Tilde *x, const Arguments &arguments, mdrnn_error *error) {
  if (const mdrnn_status status = expect_count(arguments, 0, "none", error)) return status;
  tell_model(x);
  tell_parameters(x);
  tell_counts(x);
  return MDRNN_OK;
}

struct Word {
  const char *name;
  mdrnn_status (*handle)(Tilde *, const Arguments &, mdrnn_error *);
  bool is_flag;  // also a creation flag, as every parameter is
};

const Word kWords[] = {
    {"list", feed, false},      {"value", feed_one, false}, {"load", load, false},
    {"read", load, false},      {"open", load, false},      {"reload", reload, false},
    {"reset", reset, false},    {"seed", seed, true},       {"step", step, false},
    {"info", info, false},      {"glide", set_glide, true}, {"sense", set_sense, true},
    {"delta", set_delta, true}, {"gap", set_gap, true},     {"precision", set_precision, true},
    {"record", record, true},
};
const Word kParameterWord = {"", set_parameter, true};

const Word *find_word(const char *name) {
  for (const Word &word : kWords)
    if (std::strcmp(word.name, name) == 0) return &word;
  return mdrnn_find_parameter(name) >= 0 ? &kParameterWord : nullptr;
}

}  // namespace

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

// Every message of every word comes through here.
void on_message(Tilde *x, t_symbol *selector, int count, t_atom *atoms) {
  const Word *word = find_word(selector->s_name);
  if (!word) {
    pd_error(x, "mdrnn~: no word '%s', expected values or a word that the help patch knows, such as 'info'",
             selector->s_name);
    return;
  }
  const Arguments arguments = {selector->s_name, count, atoms};
  mdrnn_error error = {};
  catch_up(x);
  if (word->handle(x, arguments, &error)) complain(x, error);
  on_clock(x);
}

void on_list(Tilde *x, t_symbol *, int count, t_atom *atoms) {
  if (count > 0) return on_message(x, gensym("list"), count, atoms);
  pd_error(x, "mdrnn~: found no values, expected a list of %d, or a word such as 'info'", x->dimension - 1);
}

mdrnn_status take_word_flag(Tilde *x, const Arguments &arguments, mdrnn_error *error) {
  const Word *word = find_word(arguments.word);
  if (!word || !word->is_flag) return refuse(error, "no creation flag '-%s'", arguments.word);
  if (arguments.count == 0) return refuse(error, "-%s: found nothing behind it, expected its value", arguments.word);
  return word->handle(x, arguments, error);
}
