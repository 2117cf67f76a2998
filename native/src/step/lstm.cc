// SPDX-License-Identifier: MIT
// The native engine: stacked LSTM layers and the three mixture heads, without allocation after construction.
#include "step/lstm.h"

#include <algorithm>
#include <utility>

namespace mdrnn {

NativeEngine::NativeEngine(std::shared_ptr<const PackedWeights> weights)
    : weights_(std::move(weights)),
      padded_(weights_->padded_units()),
      state_(make_aligned(static_cast<size_t>(2 * config().layers) * padded_)),
      gates_(make_aligned(static_cast<size_t>(4 * config().layers) * padded_)),
      outputs_(make_aligned(static_cast<size_t>(weights_->padded_outputs()))) {}

void NativeEngine::prepare() noexcept {
  if (is_prepared_) return;
  for (int l = 0; l < config().layers; ++l) {
    const PackedWeights::Layer &layer = weights_->layer(l);
    weights_->kernels().prepare(layer.recurrent, layer.bias, h(l), config().units, padded_, prepared(l));
  }
  is_prepared_ = true;
}

bool NativeEngine::forward(const float *input, float *mixture) noexcept {
  prepare();
  const Kernels &kernels = weights_->kernels();
  for (int l = 0; l < config().layers; ++l) {
    const auto cell = l == 0 ? kernels.first_cell : kernels.cell;
    cell(weights_->layer(l).kernel, prepared(l), input, config().inputs(l), padded_, c(l), h(l));
    input = h(l);
  }
  is_prepared_ = false;
  kernels.head(weights_->head_kernel(), weights_->head_bias(), input, config().units, weights_->padded_outputs(),
               outputs_.get());
  std::copy(outputs_.get(), outputs_.get() + config().mixture_size(), mixture);
  const int components = config().mixtures * config().dimension;
  kernels.elu(mixture + components, components, weights_->sigma_offset());
  return true;
}

bool NativeEngine::is_finite() const noexcept {
  return weights_->kernels().all_finite(state_.get(), 2 * config().layers * padded_);
}

void NativeEngine::get_state(float *state) const noexcept {
  for (int part = 0; part < 2 * config().layers; ++part)
    std::copy_n(state_.get() + static_cast<size_t>(part) * padded_, config().units,
                state + static_cast<size_t>(part) * config().units);
}

void NativeEngine::set_state(const float *state) noexcept {
  for (int part = 0; part < 2 * config().layers; ++part)
    std::copy_n(state + static_cast<size_t>(part) * config().units, config().units,
                state_.get() + static_cast<size_t>(part) * padded_);
  is_prepared_ = false;
}

void NativeEngine::reset() noexcept {
  std::fill_n(state_.get(), static_cast<size_t>(2 * config().layers) * padded_, 0.0f);
  is_prepared_ = false;
}

}  // namespace mdrnn
