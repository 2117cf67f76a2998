// SPDX-License-Identifier: MIT
// The native engine: stacked LSTM layers and the three mixture heads, without allocation after construction.
#pragma once

#include <memory>

#include "step/engine.h"
#include "step/packed.h"

namespace mdrnn {

class NativeEngine final : public Engine {
 public:
  explicit NativeEngine(std::shared_ptr<const PackedWeights> weights);
  const Config &config() const override { return weights_->config(); }
  bool forward(const float *input, float *mixture) noexcept override;
  void prepare() noexcept override;
  bool is_finite() const noexcept override;
  void get_state(float *state) const noexcept override;
  void set_state(const float *state) noexcept override;
  void reset() noexcept override;

 private:
  float *h(int layer) const { return state_.get() + static_cast<size_t>(2 * layer) * padded_; }
  float *c(int layer) const { return h(layer) + padded_; }
  float *prepared(int layer) const { return gates_.get() + static_cast<size_t>(4 * layer) * padded_; }

  std::shared_ptr<const PackedWeights> weights_;
  int padded_;           // units, as the kernels take them
  AlignedFloats state_;  // (layers, 2, padded): h then c
  AlignedFloats gates_;  // (layers, 4 * padded): U h + b of each layer, where is_prepared_
  AlignedFloats outputs_;
  bool is_prepared_ = false;
};

}  // namespace mdrnn
