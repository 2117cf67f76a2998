// SPDX-License-Identifier: MIT
// Constants of a graph as numbers: float32, float16, or int8 with its scales.
#pragma once

#include "file/graph_walk.h"

namespace mdrnn {

// Number `index` of a constant that find_constant() has accepted.
float element(const Tensor &constant, uint32_t index);

// Replaces `value` by the constant behind it. False, with a sentence: it is none, or its size is wrong. `role` names
// it.
bool find_constant(GraphWalk &graph, Value *value, const std::string &role);

// A weight is finite, and small enough that no scale and no event make the network overflow.
bool check_number(GraphWalk &graph, Value value, int64_t index, const std::string &role);

}  // namespace mdrnn
