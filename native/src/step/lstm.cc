// SPDX-License-Identifier: MIT
// The native engine: stacked LSTM layers and the three mixture heads, without allocation after construction.
#include "step/lstm.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace mdrnn {
namespace {

constexpr size_t kNear = 24 << 10;  // bytes; so many stay in the nearest cache from step to step
constexpr float kSilent = 1e-20f;   // of a state

}  // namespace

NativeEngine::NativeEngine(std::shared_ptr<const PackedWeights> weights)
    : weights_(std::move(weights)),
      padded_(weights_->padded_units()),
      state_(make_aligned(static_cast<size_t>(2 * config().layers) * padded_ + kAlignment / sizeof(float))),
      gates_(make_aligned(static_cast<size_t>(4 * config().layers) * padded_)),
      code_size_(weights_->kernels().encode == nullptr
                     ? 0
                     : static_cast<size_t>(code_size(config().units, weights_->kernels().width))),
      codes_(make_aligned(static_cast<size_t>(config().layers) * code_size_)),
      outputs_(make_aligned(static_cast<size_t>(weights_->padded_outputs()))) {
  encode_all();
}

// h of a layer, as the kernels take it.
const void *NativeEngine::heard(int layer) const { return code_size_ == 0 ? h(layer) : code(layer); }

void NativeEngine::encode(int layer) const noexcept {
  if (code_size_ != 0) weights_->kernels().encode(h(layer), config().units, code(layer));
}

void NativeEngine::encode_all() const noexcept {
  for (int l = 0; l < config().layers; ++l) encode(l);
}

void NativeEngine::prepare() noexcept {
  if (is_prepared_) return;
  for (int l = 0; l < config().layers; ++l) {
    const PackedWeights::Layer &layer = weights_->layer(l);
    weights_->kernels().add_gates(layer.recurrent, layer.bias, heard(l), config().units, padded_, gates(l));
  }
  is_prepared_ = true;
}

bool NativeEngine::forward(const float *event, float *mixture) noexcept {
  prepare();
  const Kernels &kernels = weights_->kernels();
  const int last = config().layers - 1;
  for (int l = 0; l <= last; ++l) {
    const auto add = l == 0 ? kernels.add_event : kernels.add_gates;
    add(weights_->layer(l).kernel, gates(l), l == 0 ? event : heard(l - 1), config().inputs(l), padded_, gates(l));
    const void *upcoming = l == last ? weights_->head_kernel() : weights_->layer(l + 1).kernel;
    kernels.update(gates(l), padded_, c(l), h(l), weights_->bytes() > kNear ? upcoming : nullptr);
    encode(l);
  }
  is_prepared_ = false;
  kernels.head(weights_->head_kernel(), weights_->head_bias(), h(last), config().units, weights_->padded_outputs(),
               outputs_.get());
  const int components = config().mixtures * config().dimension;
  kernels.elu(outputs_.get(), components, 2 * components, weights_->sigma_offset());
  std::copy(outputs_.get(), outputs_.get() + config().mixture_size(), mixture);
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

// What is too small to be heard comes in as zero: denormal numbers are slow on many processors.
void NativeEngine::set_state(const float *state) noexcept {
  for (int part = 0; part < 2 * config().layers; ++part) {
    const float *from = state + static_cast<size_t>(part) * config().units;
    float *to = state_.get() + static_cast<size_t>(part) * padded_;
    for (int unit = 0; unit < config().units; ++unit) to[unit] = std::fabs(from[unit]) < kSilent ? 0.0f : from[unit];
  }
  encode_all();
  is_prepared_ = false;
}

void NativeEngine::reset() noexcept {
  std::fill_n(state_.get(), static_cast<size_t>(2 * config().layers) * padded_, 0.0f);
  encode_all();
  is_prepared_ = false;
}

}  // namespace mdrnn
