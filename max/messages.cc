// SPDX-License-Identifier: MIT
// All messages to the object. Max turns messages that set an attribute into calls of attributes.cc.

#include <cstring>
#include <string>

#include "ext_drag.h"
#include "ext_obex.h"
#include "patcher/events.h"
#include "patcher/record.h"
#include "tilde.h"

namespace {

Command command_of(Command::Kind kind) { return {kind, 0.0, 0, 0.0, 0, {}}; }

mdrnn_status send_values(Player *player, Command::Kind kind, long room, const Arguments &arguments,
                         mdrnn_error *error) {
  Command command = command_of(kind);
  const mdrnn_status status = read_values(arguments, room, command.values, &command.count, error);
  if (status == MDRNN_OK) send_command(player, command);
  return status;
}

mdrnn_status feed(Player *player, const Arguments &arguments, mdrnn_error *error) {
  return send_values(player, Command::kFeed, MDRNN_MAX_VALUES, arguments, error);
}

mdrnn_status feed_one(Player *player, const Arguments &arguments, mdrnn_error *error) {
  Command command = command_of(Command::kFeedOne);
  if (const mdrnn_status status = read_one_value(arguments, &command.index, &command.values[0], error)) return status;
  send_command(player, command);
  return MDRNN_OK;
}

mdrnn_status step(Player *player, const Arguments &arguments, mdrnn_error *error) {
  return send_values(player, Command::kStep, MDRNN_MAX_DIMENSION, arguments, error);
}

mdrnn_status reset(Player *player, const Arguments &arguments, mdrnn_error *error) {
  if (const mdrnn_status status = expect_count(arguments, 0, "none", error)) return status;
  send_command(player, command_of(Command::kReset));
  return MDRNN_OK;
}

mdrnn_status info(Player *player, const Arguments &arguments, mdrnn_error *error) {
  if (const mdrnn_status status = expect_count(arguments, 0, "none", error)) return status;
  send_command(player, command_of(Command::kInfo));
  return MDRNN_OK;
}

mdrnn_status load(Player *player, const Arguments &arguments, mdrnn_error *error) {
  if (const mdrnn_status status = expect_count(arguments, 1, "1 (a file name; quote it if it has spaces)", error))
    return status;
  run_on_main(player, {Job::kLoad, gensym(text_of(arguments.atoms[0]).c_str())});
  return MDRNN_OK;
}

// Without a file: opens a dialog.
mdrnn_status read(Player *player, const Arguments &arguments, mdrnn_error *error) {
  if (arguments.count > 0) return load(player, arguments, error);
  run_on_main(player, {Job::kChoose, nullptr});
  return MDRNN_OK;
}

mdrnn_status reload(Player *player, const Arguments &arguments, mdrnn_error *error) {
  if (const mdrnn_status status = expect_count(arguments, 0, "none", error)) return status;
  run_on_main(player, {Job::kReload, nullptr});
  return MDRNN_OK;
}

// `record FILE`; `record 1`: a new file in the folder logs; `record 0`: stop.
mdrnn_status record(Player *player, const Arguments &arguments, mdrnn_error *error) {
  std::string name;
  if (const mdrnn_status status = read_record(arguments, &name, error)) return status;
  run_on_main(player, {Job::kRecord, name.empty() ? nullptr : gensym(name.c_str())});
  return MDRNN_OK;
}

// The alias of a parameter. Max sets the attribute and updates whatever displays it.
mdrnn_status set_by_alias(Player *player, const Arguments &arguments, mdrnn_error *error) {
  const mdrnn_parameter_info *info = mdrnn_describe(mdrnn_find_parameter(arguments.word));
  if (const mdrnn_status status = expect_count(arguments, 1, "1", error)) return status;
  t_atom atom = arguments.atoms[0];
  object_attr_setvalueof(player->box, gensym(info->name), 1, &atom);
  return MDRNN_OK;
}

struct Word {
  const char *name;
  mdrnn_status (*handle)(Player *, const Arguments &, mdrnn_error *);
};

const Word kWords[] = {{"list", feed},     {"value", feed_one}, {"load", load}, {"read", read},     {"open", read},
                       {"reload", reload}, {"reset", reset},    {"step", step}, {"record", record}, {"info", info}};
const Word kAlias = {"", set_by_alias};

const Word *find_word(const char *name) {
  for (const Word &word : kWords)
    if (std::strcmp(word.name, name) == 0) return &word;
  return mdrnn_find_parameter(name) >= 0 ? &kAlias : nullptr;
}

void on_message(Tilde *x, t_symbol *selector, long count, t_atom *atoms) {
  const Word *word = find_word(selector->s_name);
  mdrnn_error error = {};
  if (!word)
    object_error(object_of(x->player),
                 "no method for '%s', expected values or a message from the help patcher, such as 'info'",
                 selector->s_name);
  else if (word->handle(x->player, {selector->s_name, count, atoms}, &error))
    complain(x->player, error);
}

void on_list(Tilde *x, t_symbol *, long count, t_atom *atoms) { on_message(x, gensym("list"), count, atoms); }

void on_float(Tilde *x, double value) {
  t_atom atom;
  atom_setfloat(&atom, value);
  on_list(x, nullptr, 1, &atom);
}

void on_int(Tilde *x, t_atom_long value) { on_float(x, static_cast<double>(value)); }

void on_double_click(Tilde *x) {
  Command command = command_of(Command::kInfo);
  command.index = 1;
  send_command(x->player, command);
}

long on_drag(Tilde *x, t_object *drag, t_object *) {
  if (!jdrag_matchdragrole(drag, gensym("file"), 0)) return 0;
  jdrag_object_add(drag, object_of(x->player), gensym("load"));
  return 1;
}

}  // namespace

void add_words(t_class *type) {
  for (const Word &word : kWords)
    if (std::strcmp(word.name, "list") != 0) class_addmethod(type, as_method(on_message), word.name, A_GIMME, 0);
  for (int i = 0; i < MDRNN_PARAMETER_COUNT; ++i)
    if (*mdrnn_describe(i)->alias) class_addmethod(type, as_method(on_message), mdrnn_describe(i)->alias, A_GIMME, 0);
  class_addmethod(type, as_method(on_list), "list", A_GIMME, 0);
  class_addmethod(type, as_method(on_float), "float", A_FLOAT, 0);
  class_addmethod(type, as_method(on_int), "int", A_LONG, 0);
  class_addmethod(type, as_method(on_message), "anything", A_GIMME, 0);
  class_addmethod(type, as_method(on_double_click), "dblclick", A_CANT, 0);
  class_addmethod(type, as_method(on_drag), "acceptsdrag_locked", A_CANT, 0);
  class_addmethod(type, as_method(on_drag), "acceptsdrag_unlocked", A_CANT, 0);
}
