// SPDX-License-Identifier: MIT
// A mixture density recurrent network: its sizes and its weights.
#pragma once

#include <cstddef>
#include <vector>

#include "step/config.h"

namespace mdrnn {

// One LSTM layer. `kernel` is stored by input, so a step streams it once from front to back.
struct Layer {
  std::vector<float>
      kernel;  // (inputs + units, 4 * units): rows x (the event, and its moves) then h, columns in gate order i f c o
  std::vector<float> bias;  // (4 * units)
  // (4 * units) each: scales of weights that are int8 in the file, x part and h part; otherwise 0.
  std::vector<float> kernel_scales, recurrent_scales;
};

// The three dense heads as one matrix: columns mu (M * D) | sigma (M * D) | pi (M).
struct Head {
  std::vector<float> kernel;  // (units, M * (2 D + 1))
  std::vector<float> bias;    // (M * (2 D + 1))
  float sigma_offset = 1.0f;  // sigma = elu(z) + sigma_offset; 1 + 1e-7 in every known model
};

struct Weights {
  Config config;
  std::vector<Layer> layers;
  Head head;
  std::vector<float> rates;  // (carried): 1 / step of each value, scaled; a move is tanh(difference * rate)
};

}  // namespace mdrnn
