// SPDX-License-Identifier: MIT
// One set of packed weights for all instances of one model.
#pragma once

#include <memory>

#include "step/packed.h"

namespace mdrnn {

// The set in use already that holds the same numbers, or this one. From any thread; takes the fork lock.
std::shared_ptr<const PackedWeights> share_weights(std::shared_ptr<const PackedWeights> weights);

}  // namespace mdrnn
