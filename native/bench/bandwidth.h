// SPDX-License-Identifier: MIT
// How fast this processor reads a buffer repeatedly: a lower bound for a step, which reads every weight.
#pragma once

#include <cstddef>

#include "step/packed.h"

namespace mdrnn {

// A buffer as large as the weights, read with vectors as wide as the kernels'.
class ReadSweep {
 public:
  explicit ReadSweep(size_t bytes);
  size_t bytes() const { return floats_ * sizeof(float); }  // rounded up to whole strides
  void operator()() const;

 private:
  size_t floats_;
  AlignedFloats buffer_;
  int (*sweep_)(const float *, size_t);
};

}  // namespace mdrnn
