// SPDX-License-Identifier: MIT
// The attributes: the core's parameters, from its own table, and what is the object's alone.

#include <array>
#include <climits>
#include <cmath>
#include <cstring>
#include <string>
#include <utility>

#include "ext_obex.h"
#include "tilde.h"

namespace {

const char *const kPrecisions[MDRNN_PRECISION_COUNT] = {"float32", "bfloat16", "int8"};
const char *const kSenses[] = {"off", "trigger", "change"};
constexpr double kLongest = 3600e3;  // milliseconds of a glide or a gap

t_max_err refused(const Player *player, const mdrnn_error &error) {
  complain(player, error);
  return MAX_ERR_GENERIC;
}

template <typename Set, typename Value>
t_max_err give(long *count, t_atom **atoms, Set set, Value value) {
  char is_new = 0;
  if (atom_alloc(count, atoms, &is_new) || !*atoms) return MAX_ERR_GENERIC;
  return set(*atoms, value);
}

t_max_err give_number(long *count, t_atom **atoms, double value) { return give(count, atoms, atom_setfloat, value); }
t_max_err give_whole(long *count, t_atom **atoms, t_atom_long value) { return give(count, atoms, atom_setlong, value); }
t_max_err give_word(long *count, t_atom **atoms, const char *word) {
  return give(count, atoms, atom_setsym, gensym(word));
}

// "a b c"
template <typename Names>
std::string joined(const Names &names, const char *between) {
  std::string text;
  for (const char *name : names) text += (text.empty() ? "" : between) + std::string(name);
  return text;
}

// The place of the only argument among names.
template <typename Names>
mdrnn_status read_name(const Arguments &arguments, const Names &names, int *place, mdrnn_error *error) {
  if (const mdrnn_status status = expect_count(arguments, 1, "1", error)) return status;
  *place = 0;
  for (const char *name : names) {
    if (text_of(arguments.atoms[0]) == name) return MDRNN_OK;
    ++*place;
  }
  return refuse(error, "%s: found '%s', expected %s", arguments.word, text_of(arguments.atoms[0]).c_str(),
                joined(names, ", ").c_str());
}

// ---- the core's parameters ------------------------------------------------------------------------------------------

bool is_unit(int parameter, const char *unit) { return std::strcmp(mdrnn_describe(parameter)->unit, unit) == 0; }

std::array<const char *, MDRNN_MODE_COUNT> mode_names() {
  std::array<const char *, MDRNN_MODE_COUNT> names = {};
  for (size_t i = 0; i < names.size(); ++i) names[i] = mdrnn_mode_name(static_cast<int>(i));
  return names;
}

mdrnn_status read_parameter(const Arguments &arguments, int parameter, double *value, mdrnn_error *error) {
  const mdrnn_parameter_info &info = *mdrnn_describe(parameter);
  if (is_unit(parameter, "mode") && arguments.count == 1 && arguments.atoms[0].a_type == A_SYM) {
    int mode = 0;
    const mdrnn_status status = read_name(arguments, mode_names(), &mode, error);
    *value = mode;
    return status;
  }
  if (const mdrnn_status status = read_number(arguments, info.minimum, info.maximum, value, error)) return status;
  const bool is_choice = is_unit(parameter, "mode") || is_unit(parameter, "switch");
  if (is_choice && *value != std::floor(*value))
    return refuse(error, "%s: found '%s', expected a whole number", info.name, mdrnn::number_text(*value).c_str());
  return MDRNN_OK;
}

template <int parameter>
t_max_err get_parameter(Tilde *x, void *, long *count, t_atom **atoms) {
  const double value = x->player->parameters[parameter].value();
  if (is_unit(parameter, "mode")) return give_word(count, atoms, mdrnn_mode_name(static_cast<int>(value)));
  if (is_unit(parameter, "switch")) return give_whole(count, atoms, static_cast<t_atom_long>(value));
  return give_number(count, atoms, value);
}

template <int parameter>
t_max_err set_parameter(Tilde *x, void *, long count, t_atom *atoms) {
  Player *player = x->player;
  mdrnn_error error = {};
  double value = 0.0;
  if (read_parameter({mdrnn_describe(parameter)->name, count, atoms}, parameter, &value, &error))
    return refused(player, error);
  if (player->is_made) {
    player->parameters[parameter].ask_for(value);
    if (ask(player, {Command::kParameter, 0.0, parameter, value, 0, {}})) return MAX_ERR_NONE;
    player->parameters[parameter].settle();
    return MAX_ERR_GENERIC;
  }
  if (mdrnn_set(player->performer.get(), parameter, value, &error)) return refused(player, error);
  player->parameters[parameter].play(value);
  return MAX_ERR_NONE;
}

struct Accessors {
  method get;
  method set;
};

template <int... parameters>
std::array<Accessors, sizeof...(parameters)> accessors_of(std::integer_sequence<int, parameters...>) {
  return {{{as_method(get_parameter<parameters>), as_method(set_parameter<parameters>)}...}};
}

// ---- the object's own
// -------------------------------------------------------------------------------------------------

t_max_err get_model(Tilde *x, void *, long *count, t_atom **atoms) {
  const t_symbol *file = x->player->file.load(std::memory_order_relaxed);
  return give_word(count, atoms, file ? file->s_name : "");
}

t_max_err set_model(Tilde *x, void *, long count, t_atom *atoms) {
  mdrnn_error error = {};
  if (expect_count({"model", count, atoms}, 1, "1 (a file name; one with blanks in quotes)", &error))
    return refused(x->player, error);
  const std::string name = text_of(atoms[0]);
  if (name.empty()) return MAX_ERR_NONE;  // as a patcher without a model is saved
  if (x->player->is_made)
    hand_to_main(x->player, {Job::kLoad, gensym(name.c_str()), false});
  else
    x->player->file.store(gensym(name.c_str()), std::memory_order_relaxed);
  return MAX_ERR_NONE;
}

t_max_err get_dim(Tilde *x, void *, long *count, t_atom **atoms) {
  return give_whole(count, atoms, x->player->dimension);
}

t_max_err set_dim(Tilde *x, void *, long count, t_atom *atoms) {
  Player *player = x->player;
  mdrnn_error error = {};
  int dimension = 0;
  const Arguments arguments = {"dim", count, atoms};
  if (expect_count(arguments, 1, "1", &error) || read_whole(arguments, 0, 2, MDRNN_MAX_DIMENSION, &dimension, &error))
    return refused(player, error);
  if (!player->is_made) player->dimension = dimension;
  if (dimension == player->dimension) return MAX_ERR_NONE;
  refuse(&error, "dim: the object has its inlets and outlets, expected '@dim %d' in its box", dimension);
  return refused(player, error);
}

t_max_err get_mc(Tilde *x, void *, long *count, t_atom **atoms) {
  return give_whole(count, atoms, x->player->is_multichannel ? 1 : 0);
}

t_max_err set_mc(Tilde *x, void *, long count, t_atom *atoms) {
  Player *player = x->player;
  mdrnn_error error = {};
  int is_multichannel = 0;
  const Arguments arguments = {"mc", count, atoms};
  if (expect_count(arguments, 1, "1", &error) || read_whole(arguments, 0, 0, 1, &is_multichannel, &error))
    return refused(player, error);
  if (!player->is_made) player->is_multichannel = is_multichannel != 0;
  if ((is_multichannel != 0) == player->is_multichannel) return MAX_ERR_NONE;
  refuse(&error, "mc: the object has its inlets and outlets, expected '@mc %d' in its box", is_multichannel);
  return refused(player, error);
}

// The draws of the running performer have no number that could be told: what was asked for last, or -1.
t_max_err get_seed(Tilde *x, void *, long *count, t_atom **atoms) {
  return give_whole(count, atoms, static_cast<t_atom_long>(x->player->seed.load(std::memory_order_relaxed)));
}

t_max_err set_seed(Tilde *x, void *, long count, t_atom *atoms) {
  Player *player = x->player;
  mdrnn_error error = {};
  int seed = 0;
  const Arguments arguments = {"seed", count, atoms};
  if (expect_count(arguments, 1, "1 (a whole number)", &error) || read_whole(arguments, 0, 0, INT_MAX, &seed, &error))
    return refused(player, error);
  player->seed.store(seed, std::memory_order_relaxed);
  if (player->is_made)
    ask(player, {Command::kSeed, 0.0, 0, static_cast<double>(seed), 0, {}});
  else
    mdrnn_seed(player->performer.get(), seed);
  return MAX_ERR_NONE;
}

t_max_err get_precision(Tilde *x, void *, long *count, t_atom **atoms) {
  return give_word(count, atoms, precision_name(x->player->precision.load(std::memory_order_relaxed)));
}

t_max_err set_precision(Tilde *x, void *, long count, t_atom *atoms) {
  mdrnn_error error = {};
  int place = 0;
  if (read_name({"precision", count, atoms}, kPrecisions, &place, &error)) return refused(x->player, error);
  x->player->precision.store(static_cast<mdrnn_precision>(place), std::memory_order_relaxed);
  return MAX_ERR_NONE;
}

t_max_err get_sense(Tilde *x, void *, long *count, t_atom **atoms) {
  return give_word(count, atoms, sense_name(x->player->sense.load(std::memory_order_relaxed)));
}

t_max_err set_sense(Tilde *x, void *, long count, t_atom *atoms) {
  mdrnn_error error = {};
  int place = 0;
  if (read_name({"sense", count, atoms}, kSenses, &place, &error)) return refused(x->player, error);
  x->player->sense.store(static_cast<Sense>(place), std::memory_order_relaxed);
  return MAX_ERR_NONE;
}

t_max_err get_glide(Tilde *x, void *, long *count, t_atom **atoms) {
  const Glide glide = x->player->glide.load(std::memory_order_relaxed);
  if (glide != Glide::kSlew) return give_word(count, atoms, glide == Glide::kHold ? "hold" : "linear");
  return give_number(count, atoms, x->player->glide_time.load(std::memory_order_relaxed));
}

t_max_err set_glide(Tilde *x, void *, long count, t_atom *atoms) {
  Player *player = x->player;
  mdrnn_error error = {};
  double time = 0.0;
  const Arguments arguments = {"glide", count, atoms};
  if (expect_count(arguments, 1, "1 (hold, linear or milliseconds)", &error)) return refused(player, error);
  const std::string name = text_of(atoms[0]);
  if (!is_number(atoms[0]) && name != "hold" && name != "linear") {
    refuse(&error, "glide: found '%s', expected hold, linear or milliseconds", name.c_str());
    return refused(player, error);
  }
  if (is_number(atoms[0]) && read_number(arguments, 0.0, kLongest, &time, &error)) return refused(player, error);
  player->glide_time.store(time, std::memory_order_relaxed);
  player->glide.store(is_number(atoms[0]) ? Glide::kSlew
                      : name == "linear"  ? Glide::kLinear
                                          : Glide::kHold,
                      std::memory_order_relaxed);
  return MAX_ERR_NONE;
}

t_max_err get_delta(Tilde *x, void *, long *count, t_atom **atoms) {
  return give_number(count, atoms, x->player->delta.load(std::memory_order_relaxed));
}

t_max_err set_delta(Tilde *x, void *, long count, t_atom *atoms) {
  mdrnn_error error = {};
  double value = 0.0;
  if (read_number({"delta", count, atoms}, 0.0, 1.0, &value, &error)) return refused(x->player, error);
  x->player->delta.store(value, std::memory_order_relaxed);
  return MAX_ERR_NONE;
}

t_max_err get_gap(Tilde *x, void *, long *count, t_atom **atoms) {
  return give_number(count, atoms, x->player->gap.load(std::memory_order_relaxed));
}

t_max_err set_gap(Tilde *x, void *, long count, t_atom *atoms) {
  mdrnn_error error = {};
  double value = 0.0;
  if (read_number({"gap", count, atoms}, 0.0, kLongest, &value, &error)) return refused(x->player, error);
  x->player->gap.store(value, std::memory_order_relaxed);
  return MAX_ERR_NONE;
}

// ---- what the inspector shows
// -------------------------------------------------------------------------------------------

// "pi_temperature" reads "Pi Temperature".
std::string label_of(const char *name) {
  std::string label = name;
  for (size_t i = 0; i < label.size(); ++i) {
    if (label[i] == '_') label[i] = ' ';
    const bool is_first = i == 0 || label[i - 1] == ' ';
    if (is_first && label[i] >= 'a' && label[i] <= 'z') label[i] = static_cast<char>(label[i] - 'a' + 'A');
  }
  return label;
}

constexpr int kDigits = 10;

void add(t_class *type, const char *name, const char *value_type, const char *category, const Accessors &accessors) {
  class_addattr(type, attr_offset_new(name, gensym(value_type), 0, accessors.get, accessors.set, 0));
  CLASS_ATTR_LABEL(type, name, 0, label_of(name).c_str());
  CLASS_ATTR_CATEGORY(type, name, 0, category);
}

// Saved with the patcher where it is not what stands in the box.
void save(t_class *type, const char *name, const std::string &standard) {
  CLASS_ATTR_DEFAULT(type, name, 0, standard.c_str());
  CLASS_ATTR_SAVE(type, name, 0);
}

void limit(t_class *type, const char *name, double minimum, double maximum) {
  CLASS_ATTR_MIN(type, name, 0, mdrnn::number_text(minimum, kDigits).c_str());
  CLASS_ATTR_MAX(type, name, 0, mdrnn::number_text(maximum, kDigits).c_str());
}

void add_choice(t_class *type, const char *name, const std::string &choices, const char *standard, const char *category,
                const Accessors &accessors) {
  add(type, name, "symbol", category, accessors);
  CLASS_ATTR_ENUM(type, name, 0, choices.c_str());
  save(type, name, standard);
}

void add_number(t_class *type, const char *name, double minimum, double maximum, double standard, const char *category,
                const Accessors &accessors) {
  add(type, name, "float64", category, accessors);
  limit(type, name, minimum, maximum);
  save(type, name, mdrnn::number_text(standard, kDigits));
}

void add_parameter(t_class *type, int parameter, const Accessors &accessors) {
  const mdrnn_parameter_info &info = *mdrnn_describe(parameter);
  if (is_unit(parameter, "mode"))
    return add_choice(type, info.name, joined(mode_names(), " "), mdrnn_mode_name(static_cast<int>(info.standard)),
                      "Playing", accessors);
  if (!is_unit(parameter, "switch"))
    return add_number(type, info.name, info.minimum, info.maximum, info.standard, "Playing", accessors);
  add(type, info.name, "long", "Playing", accessors);
  CLASS_ATTR_STYLE(type, info.name, 0, "onoff");
  save(type, info.name, mdrnn::number_text(info.standard, kDigits));
}

void add_model_attributes(t_class *type) {
  add(type, "model", "symbol", "Model", {as_method(get_model), as_method(set_model)});
  CLASS_ATTR_STYLE(type, "model", 0, "file");
  CLASS_ATTR_SAVE(type, "model", 0);
  add(type, "dim", "long", "Model", {as_method(get_dim), as_method(set_dim)});
  limit(type, "dim", 2, MDRNN_MAX_DIMENSION);
  add_choice(type, "precision", joined(kPrecisions, " "), kPrecisions[0], "Model",
             {as_method(get_precision), as_method(set_precision)});
}

void add_seed(t_class *type) { add(type, "seed", "long", "Playing", {as_method(get_seed), as_method(set_seed)}); }

void add_signal_attributes(t_class *type) {
  add(type, "mc", "long", "Signals", {as_method(get_mc), as_method(set_mc)});
  CLASS_ATTR_STYLE(type, "mc", 0, "onoff");
  add(type, "glide", "atom", "Signals", {as_method(get_glide), as_method(set_glide)});
  save(type, "glide", "hold");
  add_choice(type, "sense", joined(kSenses, " "), "trigger", "Signals", {as_method(get_sense), as_method(set_sense)});
  add_number(type, "delta", 0.0, 1.0, 0.01, "Signals", {as_method(get_delta), as_method(set_delta)});
  add_number(type, "gap", 0.0, kLongest, 10.0, "Signals", {as_method(get_gap), as_method(set_gap)});
}

}  // namespace

void add_attributes(t_class *type) {
  const auto accessors = accessors_of(std::make_integer_sequence<int, MDRNN_PARAMETER_COUNT>());
  add_model_attributes(type);
  for (int i = 0; i < MDRNN_PARAMETER_COUNT; ++i) add_parameter(type, i, accessors[static_cast<size_t>(i)]);
  add_seed(type);
  add_signal_attributes(type);
}

const char *precision_name(mdrnn_precision precision) { return kPrecisions[precision]; }

const char *sense_name(Sense sense) { return kSenses[static_cast<int>(sense)]; }
