// SPDX-License-Identifier: MIT
// The native engine: stacked LSTM layers and the three mixture heads, without allocation after construction.
#pragma once

#include <memory>
#include <vector>

#include "step/engine.h"

namespace mdrnn {

class NativeEngine final : public Engine {
 public:
  explicit NativeEngine(std::shared_ptr<const Weights> weights);
  const Config &config() const override { return weights_->config; }
  bool forward(const float *input, float *mixture) noexcept override;
  void get_state(float *state) const noexcept override;
  void set_state(const float *state) noexcept override;
  void reset() noexcept override;

 private:
  std::shared_ptr<const Weights> weights_;
  std::vector<float> state_;  // (layers, 2, units)
  std::vector<float> gates_;  // (4 * units), gate order i f c o
};

}  // namespace mdrnn
