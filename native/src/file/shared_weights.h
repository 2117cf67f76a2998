// SPDX-License-Identifier: MIT
// One set of packed weights shared by all instances of one model.
#pragma once

#include <memory>

#include "step/packed.h"

namespace mdrnn {

// Returns a set with the same numbers that is already in use, or this one. Any thread; takes the fork
// lock.
std::shared_ptr<const PackedWeights> share_weights(std::shared_ptr<const PackedWeights> weights);

}  // namespace mdrnn
