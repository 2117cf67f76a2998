// SPDX-License-Identifier: MIT
// The native engine: stacked LSTM layers and the three mixture heads, without allocation after construction.
#include "step/lstm.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace mdrnn {
namespace {

float sigmoid(float x) { return 1.0f / (1.0f + std::exp(-x)); }

// sums (columns) += input (rows) @ kernel (rows, columns)
void accumulate(const float *kernel, const float *input, int rows, int columns, float *sums) {
  for (int row = 0; row < rows; ++row) {
    const float factor = input[row];
    const float *weights = kernel + static_cast<size_t>(row) * columns;
    for (int column = 0; column < columns; ++column) sums[column] += weights[column] * factor;
  }
}

// Hochreiter & Schmidhuber 1997 with the forget gate of Gers et al. 2000:
//   c' = sigmoid(f) * c + sigmoid(i) * tanh(g)     h' = sigmoid(o) * tanh(c')
void update_cell(const float *gates, int units, float *h, float *c) {
  const float *i = gates, *f = gates + units, *g = gates + 2 * units, *o = gates + 3 * units;
  for (int unit = 0; unit < units; ++unit) {
    c[unit] = sigmoid(f[unit]) * c[unit] + sigmoid(i[unit]) * std::tanh(g[unit]);
    h[unit] = sigmoid(o[unit]) * std::tanh(c[unit]);
  }
}

// Clevert et al. 2016, plus an offset that keeps the standard deviation above zero.
void elu_plus_offset(float *sigma, int count, float offset) {
  for (int index = 0; index < count; ++index) {
    const float z = sigma[index];
    sigma[index] = (z > 0.0f ? z : std::expm1(z)) + offset;
  }
}

}  // namespace

NativeEngine::NativeEngine(std::shared_ptr<const Weights> weights)
    : weights_(std::move(weights)),
      state_(static_cast<size_t>(weights_->config.state_size()), 0.0f),
      gates_(static_cast<size_t>(4) * weights_->config.units, 0.0f) {}

bool NativeEngine::forward(const float *input, float *mixture) noexcept {
  const Config &config = weights_->config;
  const int units = config.units;
  for (int index = 0; index < config.layers; ++index) {
    const Layer &layer = weights_->layers[static_cast<size_t>(index)];
    const int inputs = config.inputs(index);
    float *h = &state_[static_cast<size_t>(index) * 2 * units];
    std::copy(layer.bias.begin(), layer.bias.end(), gates_.begin());
    accumulate(layer.kernel.data(), input, inputs, 4 * units, gates_.data());
    accumulate(layer.kernel.data() + static_cast<size_t>(inputs) * 4 * units, h, units, 4 * units, gates_.data());
    update_cell(gates_.data(), units, h, h + units);
    input = h;
  }
  const Head &head = weights_->head;
  std::copy(head.bias.begin(), head.bias.end(), mixture);
  accumulate(head.kernel.data(), input, units, config.mixture_size(), mixture);
  const int components = config.mixtures * config.dimension;
  elu_plus_offset(mixture + components, components, head.sigma_offset);
  return true;
}

void NativeEngine::get_state(float *state) const noexcept { std::copy(state_.begin(), state_.end(), state); }

void NativeEngine::set_state(const float *state) noexcept { std::copy(state, state + state_.size(), state_.begin()); }

void NativeEngine::reset() noexcept { std::fill(state_.begin(), state_.end(), 0.0f); }

}  // namespace mdrnn
