// SPDX-License-Identifier: MIT
// The cell of an LSTM layer in a graph (Gers et al. 2000).
#pragma once

#include "file/graph_affine.h"

namespace mdrnn {

struct Cell {
  Value h_before, c_before, h_after, c_after, input;
  int units = 0;
  Affine gates[4];  // i f c o
};

// Recognises the cell whose new hidden state is `h`. False, with a sentence: it is none.
bool match_cell(GraphWalk &graph, AffineReader &affine, Value h, Cell *cell);

}  // namespace mdrnn
