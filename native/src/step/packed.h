// SPDX-License-Identifier: MIT
// The weights in the order in which the kernels stream them, in one aligned place.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "step/kernels.h"
#include "step/model.h"

namespace mdrnn {

struct FreeAligned {
  void operator()(float *memory) const;
};
using AlignedFloats = std::unique_ptr<float[], FreeAligned>;

// Zeros, aligned to kAlignment; large ones to huge pages where the system has them. Throws std::bad_alloc.
AlignedFloats make_aligned(size_t floats);

// Read-only once made; instances of one model share it. The order of the numbers is told in kernels.h.
class PackedWeights {
 public:
  PackedWeights(const Weights &weights, const Kernels &kernels);

  struct Layer {
    const void *kernel;
    const void *recurrent;
    const float *bias;
  };

  const Config &config() const { return config_; }
  size_t bytes() const { return size_ * sizeof(float); }
  const Kernels &kernels() const { return kernels_; }
  float sigma_offset() const { return sigma_offset_; }
  const Layer &layer(int index) const { return layers_[static_cast<size_t>(index)]; }
  const float *head_kernel() const { return head_kernel_; }
  const float *head_bias() const { return head_bias_; }
  int padded_units() const { return pad(config_.units, kernels_.width); }
  int padded_outputs() const { return pad(config_.mixture_size(), kernels_.width); }

  // Same sizes, same kernels, same numbers.
  bool operator==(const PackedWeights &other) const;

 private:
  Config config_;
  const Kernels &kernels_;
  float sigma_offset_;
  size_t size_;  // floats of memory_
  AlignedFloats memory_;
  std::vector<Layer> layers_;
  const float *head_kernel_ = nullptr;
  const float *head_bias_ = nullptr;
};

}  // namespace mdrnn
