// SPDX-License-Identifier: MIT
// The weights in the order in which the kernels stream them, in one aligned block.
#pragma once

#include <cstddef>
#include <memory>

#include "step/model.h"
#include "step/packed_view.h"

namespace mdrnn {

struct FreeAligned {
  void operator()(float *memory) const;
};
using AlignedFloats = std::unique_ptr<float[], FreeAligned>;

// Zeros, aligned to kAlignment; large blocks use huge pages if available. Throws std::bad_alloc.
AlignedFloats make_aligned(size_t floats);

// Read-only after construction; instances of one model share it. Layout: packed_view.h.
class PackedWeights {
 public:
  PackedWeights(const Weights &weights, const Kernels &kernels);

  const PackedView &view() const { return view_; }
  const void *data() const { return memory_.get(); }

  // Same sizes, same kernels, same numbers.
  bool operator==(const PackedWeights &other) const;

 private:
  AlignedFloats memory_;
  PackedView view_;
};

// The weights, unpacked; int8 ones keep their scales, so packing them again gives the same bits.
Weights unpack(const PackedView &view);

}  // namespace mdrnn
