// SPDX-License-Identifier: MIT
// The sizes of a mixture density recurrent network, and the activation of its gates.
#pragma once

#include "step/gates.h"
#include "step/limits.h"

namespace mdrnn {

struct Config {
  int dimension = 0;  // D: length of an event, dt included
  int layers = 0;
  int units = 0;     // of every layer
  int mixtures = 0;  // M
  double scale = 10.0;
  Gates gates = Gates::kSigmoid;  // of every layer

  int mixture_size() const { return mixtures * (2 * dimension + 1); }
  int state_size() const { return layers * 2 * units; }
  int inputs(int layer) const { return layer == 0 ? dimension : units; }
};

}  // namespace mdrnn
