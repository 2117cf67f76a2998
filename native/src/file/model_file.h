// SPDX-License-Identifier: MIT
// A path -> a model that has taken one step and is ready to play.
#pragma once

#include <memory>
#include <string>

#include "step/engine.h"
#include "step/error.h"

namespace mdrnn {

struct Model {
  std::unique_ptr<Engine> engine;
  std::string path;
  std::string metadata;  // the file's JSON entry "mdrnn", or empty
  const char *kind = "";
  const char *engine_name = "";
  const char *precision = "";
};

mdrnn_status open_model(const char *path, const mdrnn_load_options &options, Model *model, mdrnn_error *error);

}  // namespace mdrnn
