// SPDX-License-Identifier: MIT
// Recognises the cell of an LSTM layer in a graph (Gers et al. 2000).
#pragma once

#include "file/graph_affine.h"
#include "step/gates.h"

namespace mdrnn {

struct Cell {
  Value h_before, c_before, h_after, c_after, input;
  int units = 0;
  int carried = 0;  // numbers at the beginning of h_before that are not part of the sums
  Value moves;      // a second input, a tanh; usually none
  Affine gates[4];  // i f c o
  Gates activation = Gates::kSigmoid;
  float stretch[4] = {1.0f, 1.0f, 1.0f, 1.0f};  // a factor for the weights of each gate
};

// Recognises the cell whose new hidden state is `h`. False, with a sentence, if it is not one.
bool match_cell(GraphWalk &graph, AffineReader &affine, Value h, Cell *cell);

}  // namespace mdrnn
