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
  float *gates(int layer) const { return gates_.get() + static_cast<size_t>(4 * layer) * padded_; }
  float *code(int layer) const { return codes_.get() + static_cast<size_t>(layer) * code_size_; }
  const void *heard(int layer) const;
  void encode(int layer) const noexcept;
  void encode_all() const noexcept;

  std::shared_ptr<const PackedWeights> weights_;
  int padded_;           // units, as the kernels take them
  AlignedFloats state_;  // (layers, 2, padded): h then c
  AlignedFloats gates_;  // (layers, 4 * padded): U h + b of each layer, where is_prepared_
  size_t code_size_;     // 0 where the kernels take h itself
  AlignedFloats codes_;  // (layers, code_size): h of each layer, as the kernels take it
  AlignedFloats outputs_;
  bool is_prepared_ = false;
};

}  // namespace mdrnn
