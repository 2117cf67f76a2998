// SPDX-License-Identifier: MIT
// Reads a graph's constants: float32, float16, or int8 with scales.
#pragma once

#include "file/graph_walk.h"

namespace mdrnn {

// Number `index` of a constant that find_constant() has accepted.
float element(const Tensor &constant, uint32_t index);

// Replaces `value` by the constant it comes from. False, with a sentence, if there is none or its size
// is wrong. `role` is its name in the sentence.
bool find_constant(GraphWalk &graph, Value *value, const std::string &role);

// Whether a weight is finite, and so small that no scale or event makes the network overflow.
bool check_number(GraphWalk &graph, Value value, int64_t index, const std::string &role);

}  // namespace mdrnn
