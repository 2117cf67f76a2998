// SPDX-License-Identifier: MIT
// How much memory a performer needs if the host provides all of it.
#pragma once

#include <cstddef>

#include "file/packed_form.h"
#include "step/lstm.h"
#include "step/stepper.h"

namespace mdrnn {

// An upper bound for all processors, so that mdrnn export can write it down for another one.
constexpr size_t kPerformerBytes = 4352;
constexpr size_t kArenaAlignment = 8;

// Bytes, for any alignment of the arena.
inline size_t arena_size(const PackedModel &model) {
  const Config &config = model.view.config();
  const size_t floats = queue_floats(config) + Lstm::room(model.view) + Stepper::room(config) + model.grain_floats();
  return kArenaAlignment - 1 + kPerformerBytes + floats * sizeof(float);
}

}  // namespace mdrnn
