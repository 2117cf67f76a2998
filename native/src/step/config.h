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
  bool is_relative = false;       // hears how far each value has moved; its means are relative to the last event

  // Values of the last event, with which the state begins: in place of the first units' h, which the first layer
  // then does not hear.
  int carried() const { return is_relative ? dimension - 1 : 0; }
  int mixture_size() const { return mixtures * (2 * dimension + 1); }
  int state_size() const { return layers * 2 * units; }
  int inputs(int layer) const { return layer == 0 ? dimension + carried() : units; }
};

}  // namespace mdrnn
