// SPDX-License-Identifier: MIT
// Where each matrix is in packed weights that the caller owns.
#pragma once

#include <cstddef>

#include "step/config.h"
#include "step/kernels.h"

namespace mdrnn {

// For the order of numbers in a matrix see kernels.h. Each matrix begins at a multiple of kAlignment
// from the first, in the order of a step: first what does not depend on the event, then the rest.
//   for each layer: bias, recurrent; rates; for each layer: kernel; head bias, head kernel
class PackedView {
 public:
  struct Layer {
    const void *kernel;
    const void *recurrent;
    const float *bias;
  };

  PackedView() = default;
  PackedView(const Config &config, const Kernels &kernels, float sigma_offset, const void *bytes = nullptr);

  const Config &config() const { return config_; }
  const Kernels &kernels() const { return *kernels_; }
  float sigma_offset() const { return sigma_offset_; }
  size_t bytes() const { return head_kernel_ + head_size_; }
  Layer layer(int index) const {
    const unsigned char *front = bytes_ + static_cast<size_t>(index) * (bias_size_ + recurrent_size_);
    const size_t before = index == 0 ? 0 : first_size_ + static_cast<size_t>(index - 1) * kernel_size_;
    return {bytes_ + kernels_at_ + before, front + bias_size_, reinterpret_cast<const float *>(front)};
  }
  // (carried): see model.h.
  const float *rates() const { return reinterpret_cast<const float *>(bytes_ + rates_); }
  const float *head_bias() const { return reinterpret_cast<const float *>(bytes_ + head_bias_); }
  const float *head_kernel() const { return reinterpret_cast<const float *>(bytes_ + head_kernel_); }
  int padded_units() const { return pad(config_.units, kernels_->width); }
  int padded_outputs() const { return pad(config_.mixture_size(), kernels_->width); }

 private:
  Config config_;
  const Kernels *kernels_ = nullptr;
  float sigma_offset_ = 1.0f;
  const unsigned char *bytes_ = nullptr;
  size_t bias_size_ = 0, recurrent_size_ = 0;  // bytes, of each layer
  size_t first_size_ = 0, kernel_size_ = 0;    // bytes of the first layer's kernel, and of each other one
  size_t rates_ = 0;                           // bytes before them
  size_t kernels_at_ = 0;                      // bytes before the first kernel
  size_t head_bias_ = 0, head_kernel_ = 0;     // bytes before them
  size_t head_size_ = 0;                       // bytes of the head's kernel
};

constexpr int kGates = 4;
constexpr int kBlock = 2;  // SIMD vectors of units

// 32-bit words for one output of a matrix of `rows`, without its scale.
static constexpr int groups(int rows, mdrnn_precision precision) {
  return pad(rows, group_size(precision)) / group_size(precision);
}

}  // namespace mdrnn
