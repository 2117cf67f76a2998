// SPDX-License-Identifier: MIT
// Model files: where Pd looks for them, and loading in the background.

#include <string>

#include "tilde.h"

namespace {

constexpr double kLookDelay = 5.0;  // milliseconds between two checks of a load

// Next to the patch, in [declare] paths, in Pd's search path, or absolute; then among the models that are installed
// with the object. With or without .tflite. "" if it is not found.
std::string find_model(const Tilde *x, const char *name) {
  const std::string installed = std::string(class_gethelpdir(pd_class(&x->object.ob_pd))) + "/models/" + name;
  for (const char *place : {name, installed.c_str()})
    for (const char *extension : mdrnn::kModelExtensions) {
      char folder[MAXPDSTRING];
      char *file = nullptr;
      const int descriptor = canvas_open(x->canvas, place, extension, folder, &file, sizeof folder, 1);
      if (descriptor < 0) continue;
      sys_close(descriptor);
      return std::string(folder) + "/" + file;
    }
  return "";
}

// For offline rendering: the core does all work within the call.
bool is_synchronous(const Tilde *x) { return mdrnn_get(x->performer, MDRNN_SYNCHRONOUS) != 0.0; }

mdrnn_status request(Tilde *x, t_symbol *name, const std::string &path, const mdrnn_load_options &options,
                     mdrnn_error *error) {
  x->model_name.on_request(name);
  const mdrnn_status status = mdrnn_load_later(x->performer, path.c_str(), &options, error);
  if (status != MDRNN_OK) x->model_name.on_failed();
  return status;
}

mdrnn_status load_in_place(Tilde *x, t_symbol *name, const std::string &path, const mdrnn_load_options &options,
                           mdrnn_error *error) {
  const mdrnn_status status = mdrnn_load(x->performer, path.c_str(), &options, error);
  if (status == MDRNN_OK)
    x->model_name.on_loaded(name);
  else
    x->model_name.on_refused(name);
  return status;
}

// The outlet comes last, because the patch may send a message back from it.
void report_loaded(Tilde *x) {
  x->gate.close();
  on_clock(x);
  output_info(x, "model", gensym(mdrnn_get_model_info(x->performer).path));
}

void poll_load(Tilde *x) {
  mdrnn_error error = {};
  const mdrnn_load_state state = mdrnn_poll_load(x->performer, &error);
  if (state != MDRNN_LOAD_IDLE) clock_delay(x->load_clock, kLookDelay);
  if (state == MDRNN_LOAD_TAKEN) x->model_name.on_taken();
  if (state == MDRNN_LOAD_FAILED) x->model_name.on_failed();
  if (state == MDRNN_LOAD_FAILED) complain(x, error);
  if (state == MDRNN_LOAD_TAKEN) report_loaded(x);
}

mdrnn_status load_while_playing(Tilde *x, t_symbol *name, mdrnn_error *error) {
  const bool at_once = is_synchronous(x);
  poll_load(x);  // reports a finished load before the next one is requested
  if (const mdrnn_status status = load_file(x, name, at_once ? When::kAtOnce : When::kLater, error)) return status;
  if (at_once)
    report_loaded(x);
  else
    clock_delay(x->load_clock, kLookDelay);
  return MDRNN_OK;
}

}  // namespace

mdrnn_status load_file(Tilde *x, t_symbol *name, When when, mdrnn_error *error) {
  const std::string path = find_model(x, name->s_name);
  if (path.empty()) {
    x->model_name.on_refused(name);
    return mdrnn::cannot_find_model(name->s_name, "next to the patch and in Pd's search path", error);
  }
  const mdrnn_load_options options = mdrnn::load_options(x->dimension, x->precision);
  return when == When::kLater ? request(x, name, path, options, error) : load_in_place(x, name, path, options, error);
}

mdrnn_status load(Tilde *x, const Arguments &arguments, mdrnn_error *error) {
  if (const mdrnn_status status = expect_count(arguments, 1, "1 (a file name; write spaces as '\\ ')", error))
    return status;
  return load_while_playing(x, gensym(text_of(arguments.atoms[0]).c_str()), error);
}

mdrnn_status reload(Tilde *x, const Arguments &arguments, mdrnn_error *error) {
  if (const mdrnn_status status = expect_count(arguments, 0, "none", error)) return status;
  t_symbol *name = x->model_name.current();
  return name ? load_while_playing(x, name, error) : mdrnn::nothing_to_reload(error);
}

// Until every load has ended and its end has been reported.
void on_load_clock(Tilde *x) {
  on_clock(x);
  poll_load(x);
}

mdrnn_status set_precision(Tilde *x, const Arguments &arguments, mdrnn_error *error) {
  return read_precision(arguments, &x->precision, error);
}
