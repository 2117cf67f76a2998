// SPDX-License-Identifier: MIT
// What a performer has where there is no operating system: one model in place, in an arena; no worker, no file.
#include "bare/predictor.h"

#include <algorithm>

namespace mdrnn {

mdrnn_status Predictor::load(const PackedModel &model, size_t queue_floats, mdrnn_error *error) noexcept {
  const Config &config = model.view.config();
  const size_t state = Lstm::room(model.view), floats = queue_floats + state + Stepper::room(config);
  if (floats > room_size_)
    return fail(error, MDRNN_OUT_OF_MEMORY, "the arena is %d bytes too small for this model, see mdrnn_arena_size",
                static_cast<int>((floats - room_size_) * sizeof(float)));
  const int64_t repaired = stepper_.repaired_states();
  std::fill_n(room_, floats, 0.0f);
  model_ = model;
  lstm_ = Lstm(model.view, room_ + queue_floats);
  stepper_ = Stepper(&lstm_, room_ + queue_floats + state, repaired);
  has_model_ = true;
  return MDRNN_OK;
}

mdrnn_model_info Predictor::info() const noexcept {
  if (!has_model()) return {0, 0, 0, 0, 0.0, "", "", "", "", ""};
  return {config().dimension,
          config().layers,
          config().units,
          config().mixtures,
          config().scale,
          "packed",
          "native",
          kPrecisionNames[model_.view.kernels().precision],
          "",
          model_.metadata};
}

}  // namespace mdrnn
