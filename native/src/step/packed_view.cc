// SPDX-License-Identifier: MIT
// Where each matrix is in packed weights that the caller owns.
#include "step/packed_view.h"

namespace mdrnn {
namespace {

// Bytes of a packed matrix, padding after it included.
size_t matrix_size(int rows, int parts, int outputs, mdrnn_precision precision, int width) {
  const size_t columns = static_cast<size_t>(parts) * pad(outputs, width);
  const size_t bytes = columns * 4 * (groups(rows, precision) + (precision == MDRNN_INT8 ? 1 : 0));
  return (bytes + kAlignment - 1) / kAlignment * kAlignment;
}

}  // namespace

PackedView::PackedView(const Config &config, const Kernels &kernels, float sigma_offset, const void *bytes)
    : config_(config),
      kernels_(&kernels),
      sigma_offset_(sigma_offset),
      bytes_(static_cast<const unsigned char *>(bytes)) {
  const int width = kernels.width, units = config.units, outputs = config.mixture_size();
  bias_size_ = matrix_size(1, kGates, units, MDRNN_FLOAT32, width);
  recurrent_size_ = matrix_size(units, kGates, units, kernels.precision, width);
  first_size_ = matrix_size(config.inputs(0), kGates, units, MDRNN_FLOAT32, width);
  kernel_size_ = matrix_size(units, kGates, units, kernels.precision, width);
  const size_t layers = static_cast<size_t>(config.layers);
  rates_ = layers * (bias_size_ + recurrent_size_);
  kernels_at_ = rates_ + matrix_size(1, 1, config.carried(), MDRNN_FLOAT32, 1);
  head_bias_ = kernels_at_ + first_size_ + (layers - 1) * kernel_size_;
  head_kernel_ = head_bias_ + matrix_size(1, 1, outputs, MDRNN_FLOAT32, width);
  head_size_ = matrix_size(units, 1, outputs, MDRNN_FLOAT32, width);
}

}  // namespace mdrnn
