// SPDX-License-Identifier: MIT
// All messages and creation flags of the object.

#include <cstring>

#include "patcher/events.h"
#include "patcher/facts.h"
#include "tilde.h"

namespace {

mdrnn_status feed(Tilde *x, const Arguments &arguments, mdrnn_error *error) {
  float values[MDRNN_MAX_VALUES];
  int count = 0;
  if (const mdrnn_status status = read_values(arguments, MDRNN_MAX_VALUES, values, &count, error)) return status;
  return feed_now(x, values, count, error);
}

mdrnn_status feed_one(Tilde *x, const Arguments &arguments, mdrnn_error *error) {
  int index = 0;
  float value = 0.0F;
  if (const mdrnn_status status = read_one_value(arguments, &index, &value, error)) return status;
  return feed_one_now(x, index, value, error);
}

mdrnn_status reset(Tilde *x, const Arguments &arguments, mdrnn_error *error) {
  if (const mdrnn_status status = expect_count(arguments, 0, "none", error)) return status;
  mdrnn_reset(x->performer);
  x->gate.close();
  return MDRNN_OK;
}

mdrnn_status seed(Tilde *x, const Arguments &arguments, mdrnn_error *error) {
  int number = 0;
  if (const mdrnn_status status = read_seed(arguments, &number, error)) return status;
  mdrnn_seed(x->performer, number);
  return MDRNN_OK;
}

mdrnn_status step(Tilde *x, const Arguments &arguments, mdrnn_error *error) {
  float event[MDRNN_MAX_DIMENSION] = {};
  float next[MDRNN_MAX_DIMENSION];
  int count = 0;
  if (const mdrnn_status status = read_values(arguments, MDRNN_MAX_DIMENSION, event, &count, error)) return status;
  if (const mdrnn_status status = mdrnn::step(x->performer, event, count, next, error)) return status;
  t_atom atoms[MDRNN_MAX_DIMENSION];
  for (int i = 0; i < count; ++i) SETFLOAT(&atoms[i], next[i]);
  outlet_anything(x->info_outlet, gensym("step"), count, atoms);
  return MDRNN_OK;
}

// Every parameter in the core's table, by name or alias.
mdrnn_status set_parameter(Tilde *x, const Arguments &arguments, mdrnn_error *error) {
  const int parameter = mdrnn_find_parameter(arguments.word);
  double value = 0.0;
  if (const mdrnn_status status = read_parameter(arguments, parameter, &value, error)) return status;
  if (const mdrnn_status status = mdrnn_set(x->performer, parameter, value, error)) return status;
  x->gate.on_parameter(x->performer);
  return MDRNN_OK;
}

// To the info outlet.
struct InfoOutput {
  Tilde *x;
  void operator()(const char *word, double number) const { output_info(x, word, number); }
  void operator()(const char *word, const char *text) const { output_info(x, word, gensym(text)); }
};

mdrnn_status info(Tilde *x, const Arguments &arguments, mdrnn_error *error) {
  if (const mdrnn_status status = expect_count(arguments, 0, "none", error)) return status;
  const double load = x->load_meter.take(x->timeline.milliseconds());
  mdrnn::Facts facts = mdrnn::facts_of(x->performer, x->sensor->missed(), load);
  facts.model.path = gensym(facts.model.path)->s_name;  // a message sent back from the outlet may load another model
  output_facts(facts, x->dimension, x->settings, InfoOutput{x});
  return MDRNN_OK;
}

struct Word {
  const char *name;
  mdrnn_status (*handle)(Tilde *, const Arguments &, mdrnn_error *);
  bool is_flag;  // also a creation flag, like all parameters
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

void output_info(Tilde *x, const char *word, double number) {
  t_atom atom;
  SETFLOAT(&atom, static_cast<t_float>(number));
  outlet_anything(x->info_outlet, gensym(word), 1, &atom);
}

void output_info(Tilde *x, const char *word, t_symbol *symbol) {
  t_atom atom;
  SETSYMBOL(&atom, symbol);
  outlet_anything(x->info_outlet, gensym(word), 1, &atom);
}

// All messages arrive here.
void on_message(Tilde *x, t_symbol *selector, int count, t_atom *atoms) {
  const Word *word = find_word(selector->s_name);
  if (!word) {
    pd_error(x, "mdrnn~: no method for '%s', expected values or a message from the help patch, such as 'info'",
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
  pd_error(x, "mdrnn~: found no values, expected a list of %d, or a message such as 'info'", x->dimension - 1);
}

mdrnn_status take_word_flag(Tilde *x, const Arguments &arguments, mdrnn_error *error) {
  const Word *word = find_word(arguments.word);
  if (!word || !word->is_flag) return refuse(error, "unknown flag '-%s'", arguments.word);
  if (arguments.count == 0) return refuse(error, "-%s: found no value after it, expected one", arguments.word);
  return word->handle(x, arguments, error);
}
