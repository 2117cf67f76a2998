// SPDX-License-Identifier: MIT
// How much memory a performer takes where the host hands in all of it.
#pragma once

#include <cstddef>

#include "step/lstm.h"
#include "step/stepper.h"

namespace mdrnn {

// A bound that every machine keeps, so that mdrnn export can write down what another one needs.
constexpr size_t kPerformerBytes = 4352;
constexpr size_t kArenaAlignment = 8;

// Bytes, wherever the arena begins.
inline size_t arena_size(const PackedView &view) {
  const Config &config = view.config();
  const size_t floats = queue_floats(config) + Lstm::room(view) + Stepper::room(config);
  return kArenaAlignment - 1 + kPerformerBytes + floats * sizeof(float);
}

}  // namespace mdrnn
