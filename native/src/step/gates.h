// SPDX-License-Identifier: MIT
// The activations that the gates of an LSTM (input, forget, output) can have.
#pragma once

namespace mdrnn {

enum class Gates : int {
  kSigmoid = 0,      // 1 / (1 + e^-z)
  kHardSigmoid = 1,  // 0.2 z + 0.5, clipped to 0..1: the default of Keras before 2.3
};

constexpr int kGatesCount = 2;

}  // namespace mdrnn
