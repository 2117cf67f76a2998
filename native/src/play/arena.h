// SPDX-License-Identifier: MIT
// The size of a performer whose memory comes from the host, for microcontrollers.
#pragma once

#include <cstddef>

#include "step/lstm.h"
#include "step/stepper.h"

namespace mdrnn {

// An upper bound for every processor, so that mdrnn export can tell what another one needs.
constexpr size_t kPerformerBytes = 4352;
constexpr size_t kArenaAlignment = 8;

// In bytes, for an arena at any address.
inline size_t arena_size(const PackedView &view) {
  const Config &config = view.config();
  const size_t floats = queue_floats(config) + Lstm::room(view) + Stepper::room(config);
  return kArenaAlignment - 1 + kPerformerBytes + floats * sizeof(float);
}

}  // namespace mdrnn
