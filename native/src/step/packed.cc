// SPDX-License-Identifier: MIT
// The weights in the order in which the kernels stream them, in one aligned place.
#include "step/packed.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace mdrnn {
namespace {

constexpr size_t kHugePage = size_t{2} << 20;  // bytes

// Writes one number after the other.
struct Pen {
  float *place;
  void put(float number) { *place++ = number; }
};

// [block][row][gate][vector] of a matrix (rows, 4 * units), gate order i f c o; units beyond the last are zero.
void pack_gates(const float *matrix, int rows, int units, int width, Pen *pen) {
  const int padded = pad(units, width);
  for (int begin = 0; begin < padded; begin += 2 * width) {
    const int end = std::min(begin + 2 * width, padded);
    for (int row = 0; row < rows; ++row)
      for (int gate = 0; gate < 4; ++gate)
        for (int unit = begin; unit < end; ++unit)
          pen->put(unit < units ? matrix[(static_cast<size_t>(row) * 4 + gate) * units + unit] : 0.0f);
  }
}

// [run][row][vector] of a matrix (rows, outputs); outputs beyond the last are zero.
void pack_head(const float *matrix, int rows, int outputs, int width, Pen *pen) {
  const int padded = pad(outputs, width);
  for (int begin = 0; begin < padded; begin += kHeadVectors * width) {
    const int end = std::min(begin + kHeadVectors * width, padded);
    for (int row = 0; row < rows; ++row)
      for (int output = begin; output < end; ++output)
        pen->put(output < outputs ? matrix[static_cast<size_t>(row) * outputs + output] : 0.0f);
  }
}

size_t packed_size(const Config &config, int width) {
  const size_t gates = static_cast<size_t>(4) * pad(config.units, width);
  size_t size = static_cast<size_t>(config.units + 1) * pad(config.mixture_size(), width);
  for (int l = 0; l < config.layers; ++l) size += gates * (config.inputs(l) + config.units + 1);
  return size;
}

}  // namespace

void FreeAligned::operator()(float *memory) const {
#ifdef _WIN32
  _aligned_free(memory);
#else
  std::free(memory);
#endif
}

AlignedFloats make_aligned(size_t floats) {
  const size_t alignment = floats * sizeof(float) >= kHugePage ? kHugePage : kAlignment;
  const size_t bytes = (std::max<size_t>(floats, 1) * sizeof(float) + alignment - 1) / alignment * alignment;
#ifdef _WIN32
  void *memory = _aligned_malloc(bytes, alignment);
#else
  void *memory = std::aligned_alloc(alignment, bytes);
#endif
  if (memory == nullptr) throw std::bad_alloc();
#ifdef MADV_HUGEPAGE
  if (alignment == kHugePage) madvise(memory, bytes, MADV_HUGEPAGE);  // a wish; small pages work too
#endif
  std::memset(memory, 0, bytes);
  return AlignedFloats(static_cast<float *>(memory));
}

PackedWeights::PackedWeights(const Weights &weights, const Kernels &kernels)
    : config_(weights.config),
      kernels_(kernels),
      sigma_offset_(weights.head.sigma_offset),
      size_(packed_size(weights.config, kernels.width)),
      memory_(make_aligned(size_)) {
  const int units = config_.units, width = kernels.width;
  Pen pen{memory_.get()};
  for (int l = 0; l < config_.layers; ++l) {
    const float *kernel = weights.layers[static_cast<size_t>(l)].kernel.data();
    const int inputs = config_.inputs(l);
    Layer layer{};
    layer.kernel = pen.place;
    pack_gates(kernel, inputs, units, width, &pen);
    layer.recurrent = pen.place;
    pack_gates(kernel + static_cast<size_t>(inputs) * 4 * units, units, units, width, &pen);
    layer.bias = pen.place;
    pack_gates(weights.layers[static_cast<size_t>(l)].bias.data(), 1, units, width, &pen);
    layers_.push_back(layer);
  }
  head_kernel_ = pen.place;
  pack_head(weights.head.kernel.data(), units, config_.mixture_size(), width, &pen);
  head_bias_ = pen.place;
  pack_head(weights.head.bias.data(), 1, config_.mixture_size(), width, &pen);
}

bool PackedWeights::operator==(const PackedWeights &other) const {
  return config_.dimension == other.config_.dimension && config_.layers == other.config_.layers &&
         config_.units == other.config_.units && config_.mixtures == other.config_.mixtures &&
         config_.scale == other.config_.scale && sigma_offset_ == other.sigma_offset_ && &kernels_ == &other.kernels_ &&
         std::memcmp(memory_.get(), other.memory_.get(), size_ * sizeof(float)) == 0;
}

}  // namespace mdrnn
