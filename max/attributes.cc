// SPDX-License-Identifier: MIT
// The attributes: the parameters of the core, from its table, and those of the object.

#include <array>
#include <cstring>
#include <string>
#include <utility>

#include "ext_obex.h"
#include "tilde.h"

namespace {

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

// Any setting that is one atomic value.
template <typename Value>
t_max_err store(Player *player, std::atomic<Value> Player::*setting, const Arguments &arguments,
                mdrnn_status (*read)(const Arguments &, Value *, mdrnn_error *)) {
  mdrnn_error error = {};
  Value value{};
  if (read(arguments, &value, &error)) return refused(player, error);
  (player->*setting).store(value, std::memory_order_relaxed);
  return MAX_ERR_NONE;
}

// "a b c"
template <typename Names>
std::string joined(const Names &names) {
  std::string text;
  for (const char *name : names) text += (text.empty() ? "" : " ") + std::string(name);
  return text;
}

// ---- the core's parameters ------------------------------------------------------------------------------------------

template <int parameter>
t_max_err get_parameter(Tilde *x, void *, long *count, t_atom **atoms) {
  const double value = x->player->parameters[parameter].value();
  if (mdrnn::has_unit(parameter, "mode")) return give_word(count, atoms, mdrnn_mode_name(static_cast<int>(value)));
  if (mdrnn::has_unit(parameter, "switch")) return give_whole(count, atoms, static_cast<t_atom_long>(value));
  return give_number(count, atoms, value);
}

template <int parameter>
t_max_err set_parameter(Tilde *x, void *, long count, t_atom *atoms) {
  Player *player = x->player;
  mdrnn_error error = {};
  double value = 0.0;
  if (read_parameter(Arguments{mdrnn_describe(parameter)->name, count, atoms}, parameter, &value, &error))
    return refused(player, error);
  if (player->is_made) {
    player->parameters[parameter].ask_for(value);
    if (send_command(player, {Command::kParameter, 0.0, parameter, value, 0, {}})) return MAX_ERR_NONE;
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

// ---- the object's own ----------------------------------------------------------------------------------------------

t_max_err get_model(Tilde *x, void *, long *count, t_atom **atoms) {
  const t_symbol *file = x->player->model_name.current();
  return give_word(count, atoms, file ? file->s_name : "");
}

t_max_err set_model(Tilde *x, void *, long count, t_atom *atoms) {
  mdrnn_error error = {};
  if (expect_count(Arguments{"model", count, atoms}, 1, "1 (a file name; quote it if it has spaces)", &error))
    return refused(x->player, error);
  const std::string name = text_of(atoms[0]);
  if (name.empty()) return MAX_ERR_NONE;  // a patcher without a model is saved like that
  if (x->player->is_made)
    run_on_main(x->player, {Job::kLoad, gensym(name.c_str())});
  else
    x->player->model_name.on_refused(gensym(name.c_str()));
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
  if (read_dimension(arguments, &dimension, &error)) return refused(player, error);
  if (!player->is_made) player->dimension = dimension;
  if (dimension == player->dimension) return MAX_ERR_NONE;
  refuse(&error, "dim: cannot change in an existing object, expected '@dim %d' in the object box", dimension);
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
  refuse(&error, "mc: cannot change in an existing object, expected '@mc %d' in the object box", is_multichannel);
  return refused(player, error);
}

// The seed that was set last, or -1: the state of the random generator is not a number.
t_max_err get_seed(Tilde *x, void *, long *count, t_atom **atoms) {
  return give_whole(count, atoms, static_cast<t_atom_long>(x->player->seed.load(std::memory_order_relaxed)));
}

t_max_err set_seed(Tilde *x, void *, long count, t_atom *atoms) {
  Player *player = x->player;
  mdrnn_error error = {};
  int seed = 0;
  if (read_seed(Arguments{"seed", count, atoms}, &seed, &error)) return refused(player, error);
  player->seed.store(seed, std::memory_order_relaxed);
  if (player->is_made)
    send_command(player, {Command::kSeed, 0.0, 0, static_cast<double>(seed), 0, {}});
  else
    mdrnn_seed(player->performer.get(), seed);
  return MAX_ERR_NONE;
}

t_max_err get_precision(Tilde *x, void *, long *count, t_atom **atoms) {
  return give_word(count, atoms, mdrnn::name_of(x->player->precision.load(std::memory_order_relaxed)));
}

t_max_err set_precision(Tilde *x, void *, long count, t_atom *atoms) {
  return store(x->player, &Player::precision, Arguments{"precision", count, atoms}, mdrnn::read_precision<t_atom>);
}

t_max_err get_sense(Tilde *x, void *, long *count, t_atom **atoms) {
  return give_word(count, atoms, mdrnn::name_of(x->player->sense.load(std::memory_order_relaxed)));
}

t_max_err set_sense(Tilde *x, void *, long count, t_atom *atoms) {
  return store(x->player, &Player::sense, Arguments{"sense", count, atoms}, mdrnn::read_sense<t_atom>);
}

t_max_err get_glide(Tilde *x, void *, long *count, t_atom **atoms) {
  if (const char *name = mdrnn::name_of(x->player->glide.load(std::memory_order_relaxed)))
    return give_word(count, atoms, name);
  return give_number(count, atoms, x->player->glide_time.load(std::memory_order_relaxed));
}

t_max_err set_glide(Tilde *x, void *, long count, t_atom *atoms) {
  mdrnn_error error = {};
  mdrnn::GlideSetting glide;
  if (read_glide(Arguments{"glide", count, atoms}, &glide, &error)) return refused(x->player, error);
  x->player->glide_time.store(glide.time, std::memory_order_relaxed);
  x->player->glide.store(glide.glide, std::memory_order_relaxed);
  return MAX_ERR_NONE;
}

t_max_err get_delta(Tilde *x, void *, long *count, t_atom **atoms) {
  return give_number(count, atoms, x->player->delta.load(std::memory_order_relaxed));
}

t_max_err set_delta(Tilde *x, void *, long count, t_atom *atoms) {
  return store(x->player, &Player::delta, Arguments{"delta", count, atoms}, mdrnn::read_delta<t_atom>);
}

t_max_err get_gap(Tilde *x, void *, long *count, t_atom **atoms) {
  return give_number(count, atoms, x->player->gap.load(std::memory_order_relaxed));
}

t_max_err set_gap(Tilde *x, void *, long count, t_atom *atoms) {
  return store(x->player, &Player::gap, Arguments{"gap", count, atoms}, mdrnn::read_gap<t_atom>);
}

// ---- what the inspector shows --------------------------------------------------------------------------------------

// Independent of the locale.
char upper(char letter) { return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter; }

// "pi_temperature" becomes "Pi Temperature".
std::string label_of(const char *name) {
  std::string label = name;
  for (size_t i = 0; i < label.size(); ++i) {
    if (label[i] == '_') label[i] = ' ';
    if (i == 0 || label[i - 1] == ' ') label[i] = upper(label[i]);
  }
  return label;
}

std::string text_of(double number) { return mdrnn::number_text(number, 10); }

void add(t_class *type, const char *name, const char *value_type, const char *category, const Accessors &accessors) {
  class_addattr(type, attr_offset_new(name, gensym(value_type), 0, accessors.get, accessors.set, 0));
  CLASS_ATTR_LABEL(type, name, 0, label_of(name).c_str());
  CLASS_ATTR_CATEGORY(type, name, 0, category);
}

// Saved with the patcher if it differs from the default.
void save(t_class *type, const char *name, const std::string &standard) {
  CLASS_ATTR_DEFAULT(type, name, 0, standard.c_str());
  CLASS_ATTR_SAVE(type, name, 0);
}

void limit(t_class *type, const char *name, double minimum, double maximum) {
  CLASS_ATTR_MIN(type, name, 0, text_of(minimum).c_str());
  CLASS_ATTR_MAX(type, name, 0, text_of(maximum).c_str());
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
  save(type, name, text_of(standard));
}

void add_parameter(t_class *type, int parameter, const Accessors &accessors) {
  const mdrnn_parameter_info &info = *mdrnn_describe(parameter);
  if (mdrnn::has_unit(parameter, "mode"))
    return add_choice(type, info.name, joined(mdrnn::mode_names()), mdrnn_mode_name(static_cast<int>(info.standard)),
                      "Playing", accessors);
  if (!mdrnn::has_unit(parameter, "switch"))
    return add_number(type, info.name, info.minimum, info.maximum, info.standard, "Playing", accessors);
  add(type, info.name, "long", "Playing", accessors);
  CLASS_ATTR_STYLE(type, info.name, 0, "onoff");
  save(type, info.name, text_of(info.standard));
}

void add_model_attributes(t_class *type) {
  add(type, "model", "symbol", "Model", {as_method(get_model), as_method(set_model)});
  CLASS_ATTR_STYLE(type, "model", 0, "file");
  CLASS_ATTR_SAVE(type, "model", 0);
  add(type, "dim", "long", "Model", {as_method(get_dim), as_method(set_dim)});
  limit(type, "dim", 2, MDRNN_MAX_DIMENSION);
  add_choice(type, "precision", joined(mdrnn::kPrecisionNames), mdrnn::kPrecisionNames[0], "Model",
             {as_method(get_precision), as_method(set_precision)});
}

void add_seed(t_class *type) { add(type, "seed", "long", "Playing", {as_method(get_seed), as_method(set_seed)}); }

void add_signal_attributes(t_class *type) {
  add(type, "mc", "long", "Signals", {as_method(get_mc), as_method(set_mc)});
  CLASS_ATTR_STYLE(type, "mc", 0, "onoff");
  add(type, "glide", "atom", "Signals", {as_method(get_glide), as_method(set_glide)});
  save(type, "glide", "hold");
  add_choice(type, "sense", joined(mdrnn::kSenseNames), "trigger", "Signals",
             {as_method(get_sense), as_method(set_sense)});
  add_number(type, "delta", 0.0, 1.0, 0.01, "Signals", {as_method(get_delta), as_method(set_delta)});
  add_number(type, "gap", 0.0, mdrnn::kLongest, 10.0, "Signals", {as_method(get_gap), as_method(set_gap)});
}

}  // namespace

void add_attributes(t_class *type) {
  const auto accessors = accessors_of(std::make_integer_sequence<int, MDRNN_PARAMETER_COUNT>());
  add_model_attributes(type);
  for (int i = 0; i < MDRNN_PARAMETER_COUNT; ++i) add_parameter(type, i, accessors[static_cast<size_t>(i)]);
  add_seed(type);
  add_signal_attributes(type);
}
