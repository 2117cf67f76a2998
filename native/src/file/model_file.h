// SPDX-License-Identifier: MIT
// A path -> a model that has taken one step and is ready to play.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "step/engine.h"
#include "step/error.h"
#include "step/packed.h"

namespace mdrnn {

struct Model {
  std::unique_ptr<Engine> engine;
  std::shared_ptr<const PackedWeights> weights;  // for another native engine on the same model; null with TFLite
  std::string path;
  std::string metadata;            // the file's JSON entry "mdrnn", or empty
  double pi_temperature = 0.0;     // from the metadata, NaN if it recommends none
  double sigma_temperature = 0.0;  // as above
  std::vector<float> grain;        // from the metadata, of each value; empty if it has none
  const char *kind = "";
  const char *engine_name = "";
  const char *precision = "";
};

// `bytes`: the whole file. `model->path` stays empty.
mdrnn_status open_model_bytes(std::vector<uint8_t> &&bytes, const mdrnn_load_options &options, Model *model,
                              mdrnn_error *error);

mdrnn_status open_model(const char *path, const mdrnn_load_options &options, Model *model, mdrnn_error *error);

}  // namespace mdrnn
