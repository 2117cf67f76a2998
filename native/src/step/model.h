// SPDX-License-Identifier: MIT
// What a mixture density recurrent network is made of: its sizes and its weights.
#pragma once

#include <cstddef>
#include <vector>

namespace mdrnn {

// What every size is at most, so that products of sizes never overflow and a damaged file cannot ask for the moon.
constexpr int kMaxLayers = 128;
constexpr int kMaxUnits = 16384;
constexpr int kMaxMixtures = 1024;

struct Config {
  int dimension = 0;  // D: length of an event, dt included
  int layers = 0;
  int units = 0;     // of every layer
  int mixtures = 0;  // M
  double scale = 10.0;

  int mixture_size() const { return mixtures * (2 * dimension + 1); }
  int state_size() const { return layers * 2 * units; }
  int inputs(int layer) const { return layer == 0 ? dimension : units; }
};

// One LSTM layer. `kernel` is stored by input, so that a step streams it once from front to back.
struct Layer {
  std::vector<float> kernel;  // (inputs + units, 4 * units): rows x then h, columns in gate order i f c o
  std::vector<float> bias;    // (4 * units)
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
};

}  // namespace mdrnn
