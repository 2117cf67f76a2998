// SPDX-License-Identifier: MIT
// The native engine: an LSTM and the memory it needs. Allocates only in its constructor.
#pragma once

#include <memory>
#include <utility>

#include "step/engine.h"
#include "step/lstm.h"
#include "step/packed.h"

namespace mdrnn {

class NativeEngine final : public Engine {
 public:
  explicit NativeEngine(std::shared_ptr<const PackedWeights> weights)
      : weights_(std::move(weights)),
        room_(make_aligned(Lstm::room(weights_->view()))),
        lstm_(weights_->view(), room_.get()) {}

  const Config &config() const override { return lstm_.config(); }
  bool forward(const float *input, float *mixture) noexcept override { return lstm_.forward(input, mixture); }
  void prepare() noexcept override { lstm_.prepare(); }
  bool is_finite() const noexcept override { return lstm_.is_finite(); }
  void get_state(float *state) const noexcept override { lstm_.get_state(state); }
  void set_state(const float *state) noexcept override { lstm_.set_state(state); }
  void reset() noexcept override { lstm_.reset(); }

 private:
  std::shared_ptr<const PackedWeights> weights_;
  AlignedFloats room_;
  Lstm lstm_;
};

}  // namespace mdrnn
