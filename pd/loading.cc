// SPDX-License-Identifier: MIT
// Models: where Pd looks for them, and how they come in while another plays.

#include <cstring>
#include <string>

#include "tilde.h"

namespace {

constexpr double kLookDelay = 5.0;  // milliseconds until a model that is under way is looked for again
const char *const kPrecisions[MDRNN_PRECISION_COUNT] = {"float32", "bfloat16", "int8"};

// Beside the patch, in [declare]d paths, in Pd's search path, or absolute; then among the models that are installed
// with the object. With or without .tflite. "" when nowhere.
std::string find_model(const Tilde *x, const char *name) {
  const std::string installed = std::string(class_gethelpdir(pd_class(&x->object.ob_pd))) + "/models/" + name;
  for (const char *place : {name, installed.c_str()})
    for (const char *extension : {"", ".tflite"}) {
      char folder[MAXPDSTRING];
      char *file = nullptr;
      const int descriptor = canvas_open(x->canvas, place, extension, folder, &file, sizeof folder, 1);
      if (descriptor < 0) continue;
      sys_close(descriptor);
      return std::string(folder) + "/" + file;
    }
  return "";
}

// For rendering: the core does all of its work where it is asked for it.
bool is_synchronous(const Tilde *x) { return mdrnn_get(x->performer, MDRNN_SYNCHRONOUS) != 0.0; }

// The outlet comes last, for it may lead back here.
void tell_taken(Tilde *x) {
  x->has_word = false;
  on_clock(x);
  tell(x, "model", gensym(mdrnn_get_model_info(x->performer).path));
}

mdrnn_status load_while_playing(Tilde *x, t_symbol *name, mdrnn_error *error) {
  const bool at_once = is_synchronous(x);
  if (const mdrnn_status status = load_file(x, name, at_once ? When::kAtOnce : When::kLater, error)) return status;
  if (at_once)
    tell_taken(x);
  else
    clock_delay(x->load_clock, kLookDelay);
  return MDRNN_OK;
}

}  // namespace

mdrnn_status load_file(Tilde *x, t_symbol *name, When when, mdrnn_error *error) {
  x->file = name;
  const std::string path = find_model(x, name->s_name);
  if (path.empty()) {
    refuse(error, "cannot find model '%s', looked beside the patch and in Pd's search path", name->s_name);
    return error->status = MDRNN_BAD_FILE;
  }
  const mdrnn_load_options options = {MDRNN_AUTO, nullptr, x->dimension, x->precision, 0.0};
  return (when == When::kLater ? mdrnn_load_later : mdrnn_load)(x->performer, path.c_str(), &options, error);
}

mdrnn_status load(Tilde *x, const Arguments &arguments, mdrnn_error *error) {
  if (const mdrnn_status status = expect_count(arguments, 1, "1 (a file name; blanks in it as '\\ ')", error))
    return status;
  return load_while_playing(x, gensym(text_of(arguments.atoms[0]).c_str()), error);
}

mdrnn_status reload(Tilde *x, const Arguments &arguments, mdrnn_error *error) {
  if (const mdrnn_status status = expect_count(arguments, 0, "none", error)) return status;
  if (!x->file) return refuse(error, "reload: no file has been asked for yet, expected 'load FILE' before");
  return load_while_playing(x, x->file, error);
}

// Until every load has come to its end and that has been told.
void on_load_clock(Tilde *x) {
  mdrnn_error error = {};
  on_clock(x);
  const mdrnn_load_state state = mdrnn_poll_load(x->performer, &error);
  if (state != MDRNN_LOAD_IDLE) clock_delay(x->load_clock, kLookDelay);
  if (state == MDRNN_LOAD_FAILED) complain(x, error);
  if (state == MDRNN_LOAD_TAKEN) tell_taken(x);
}

const char *precision_name(mdrnn_precision precision) { return kPrecisions[precision]; }

mdrnn_status set_precision(Tilde *x, const Arguments &arguments, mdrnn_error *error) {
  if (const mdrnn_status status = expect_count(arguments, 1, "1", error)) return status;
  const std::string name = text_of(arguments.atoms[0]);
  for (int i = 0; i < MDRNN_PRECISION_COUNT; ++i)
    if (name == kPrecisions[i]) {
      x->precision = static_cast<mdrnn_precision>(i);
      return MDRNN_OK;
    }
  return refuse(error, "%s: found '%s', expected float32, bfloat16 or int8", arguments.word, name.c_str());
}
