// SPDX-License-Identifier: MIT
// Computes one step: scaled event and state in, mixture and next state out.
#pragma once

#ifdef MDRNN_BARE
#include "step/lstm.h"

namespace mdrnn {

using Engine = Lstm;  // the only engine here, so calls need not be virtual

}  // namespace mdrnn

#else
#include "step/config.h"

namespace mdrnn {

class Engine {
 public:
  virtual ~Engine() = default;
  virtual const Config &config() const = 0;
  // input (D,), scaled -> mixture (M * (2 D + 1),); advances the state. False if the engine itself fails.
  virtual bool forward(const float *input, float *mixture) noexcept = 0;
  // Computes the part of the next forward that does not depend on its input. Changes no result.
  virtual void prepare() noexcept = 0;
  // (layers, 2, units): h then c of each layer.
  virtual void get_state(float *state) const noexcept = 0;
  virtual void set_state(const float *state) noexcept = 0;
  virtual bool is_finite() const noexcept = 0;  // the state
  virtual void reset() noexcept = 0;
};

}  // namespace mdrnn

#endif
