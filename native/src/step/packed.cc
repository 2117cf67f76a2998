// SPDX-License-Identifier: MIT
// The weights in the order in which the kernels stream them, in one aligned place.
#include "step/packed.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace mdrnn {
namespace {

constexpr size_t kHugePage = size_t{2} << 20;  // bytes

// A matrix (rows, columns) whose columns are split evenly among `parts` (the four gates; one for the head).
struct Matrix {
  const float *numbers;
  const float *scales;  // (columns): of what was int8 in the file, or 0; null: all 0
  int rows;
  int parts;
  int outputs;  // columns of one part

  // 0 beyond the last output and the last row: the padding.
  float at(int row, int part, int output) const {
    if (output >= outputs || row >= rows) return 0.0f;
    return numbers[static_cast<size_t>(row) * parts * outputs + part * outputs + output];
  }

  // One step of int8: the file's own where it had one, else the largest weight is 127 of them.
  float scale(int part, int output) const {
    if (output >= outputs) return 1.0f;
    if (scales != nullptr && scales[part * outputs + output] > 0.0f) return scales[part * outputs + output];
    float largest = 0.0f;
    for (int row = 0; row < rows; ++row) largest = std::max(largest, std::fabs(at(row, part, output)));
    return largest > 0.0f ? largest / 127.0f : 1.0f;
  }
};

// Writes one number after the other.
struct Pen {
  unsigned char *place;

  template <typename Number>
  void put(Number number) {
    std::memcpy(place, &number, sizeof number);
    place += sizeof number;
  }

  void align() {
    while (reinterpret_cast<uintptr_t>(place) % kAlignment != 0) put(static_cast<unsigned char>(0));
  }
};

// To the nearest, ties to even; what rounds beyond the largest number stays finite.
uint16_t to_bfloat16(float number) {
  uint32_t bits;
  std::memcpy(&bits, &number, sizeof bits);
  const uint32_t rounded = bits + 0x7fff + (bits >> 16 & 1);
  return static_cast<uint16_t>(((rounded & 0x7f800000) == 0x7f800000 ? bits : rounded) >> 16);
}

int8_t to_int8(float number, float scale) {
  return static_cast<int8_t>(std::clamp(std::nearbyint(number / scale), -127.0f, 127.0f));
}

// The outputs from `begin` to `end` of a matrix, all rows.
void pack_block(const Matrix &matrix, mdrnn_precision precision, int begin, int end, Pen *pen) {
  const int step = precision == MDRNN_INT8 ? 2 : 1;  // rows that lie side by side
  const auto each = [&](const auto &visit) {
    for (int part = 0; part < matrix.parts; ++part)
      for (int output = begin; output < end; ++output) visit(part, output);
  };
  std::vector<float> scales;
  if (precision == MDRNN_INT8) each([&](int part, int output) { scales.push_back(matrix.scale(part, output)); });
  for (const float scale : scales) pen->put(scale);
  for (int row = 0; row < matrix.rows; row += step) {
    size_t column = 0;
    each([&](int part, int output) {
      const float number = matrix.at(row, part, output);
      if (precision == MDRNN_FLOAT32) pen->put(number);
      if (precision == MDRNN_BFLOAT16) pen->put(to_bfloat16(number));
      if (precision != MDRNN_INT8) return;
      pen->put(to_int8(number, scales[column]));
      pen->put(to_int8(matrix.at(row + 1, part, output), scales[column++]));
    });
  }
}

const unsigned char *pack(const Matrix &matrix, mdrnn_precision precision, int width, int block, Pen *pen) {
  pen->align();
  const unsigned char *start = pen->place;
  const int padded = pad(matrix.outputs, width);
  for (int begin = 0; begin < padded; begin += block * width)
    pack_block(matrix, precision, begin, std::min(begin + block * width, padded), pen);
  return start;
}

// Bytes of a packed matrix, the space before it included.
size_t packed_size(int rows, int parts, int outputs, mdrnn_precision precision, int width) {
  const size_t columns = static_cast<size_t>(parts) * pad(outputs, width);
  if (precision == MDRNN_INT8) return kAlignment + columns * (sizeof(float) + pad(rows, 2));
  return kAlignment + columns * rows * (precision == MDRNN_BFLOAT16 ? 2 : 4);
}

constexpr int kGates = 4;
constexpr int kBlock = 2;  // SIMD vectors

size_t packed_size(const Config &config, const Kernels &kernels) {
  const int width = kernels.width, units = config.units, outputs = config.mixture_size();
  size_t size =
      packed_size(units, 1, outputs, kernels.precision, width) + packed_size(1, 1, outputs, MDRNN_FLOAT32, width);
  for (int l = 0; l < config.layers; ++l)
    size += packed_size(config.inputs(l), kGates, units, l == 0 ? MDRNN_FLOAT32 : kernels.precision, width) +
            packed_size(units, kGates, units, kernels.precision, width) +
            packed_size(1, kGates, units, MDRNN_FLOAT32, width);
  return size;
}

const float *scales_or_null(const std::vector<float> &scales) { return scales.empty() ? nullptr : scales.data(); }

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
      size_(packed_size(weights.config, kernels) / sizeof(float) + 1),
      memory_(make_aligned(size_)) {
  const int units = config_.units, width = kernels.width, outputs = config_.mixture_size();
  const mdrnn_precision precision = kernels.precision;
  Pen pen{reinterpret_cast<unsigned char *>(memory_.get())};
  const auto floats = [&](const float *numbers, int parts, int count, int block) {
    const Matrix row{numbers, nullptr, 1, parts, count};
    return reinterpret_cast<const float *>(pack(row, MDRNN_FLOAT32, width, block, &pen));
  };
  for (int l = 0; l < config_.layers; ++l) {
    const mdrnn::Layer &layer = weights.layers[static_cast<size_t>(l)];
    const float *recurrent = layer.kernel.data() + static_cast<size_t>(config_.inputs(l)) * kGates * units;
    const Matrix below{layer.kernel.data(), scales_or_null(layer.kernel_scales), config_.inputs(l), kGates, units};
    const Matrix own{recurrent, scales_or_null(layer.recurrent_scales), units, kGates, units};
    const unsigned char *kernel = pack(below, l == 0 ? MDRNN_FLOAT32 : precision, width, kBlock, &pen);
    const unsigned char *packed = pack(own, precision, width, kBlock, &pen);
    layers_.push_back({kernel, packed, floats(layer.bias.data(), kGates, units, kBlock)});
  }
  const Matrix heads{weights.head.kernel.data(), scales_or_null(weights.head.scales), units, 1, outputs};
  head_kernel_ = pack(heads, precision, width, kHeadVectors, &pen);
  head_bias_ = floats(weights.head.bias.data(), 1, outputs, kHeadVectors);
}

bool PackedWeights::operator==(const PackedWeights &other) const {
  return config_.dimension == other.config_.dimension && config_.layers == other.config_.layers &&
         config_.units == other.config_.units && config_.mixtures == other.config_.mixtures &&
         config_.scale == other.config_.scale && sigma_offset_ == other.sigma_offset_ && &kernels_ == &other.kernels_ &&
         std::memcmp(memory_.get(), other.memory_.get(), size_ * sizeof(float)) == 0;
}

}  // namespace mdrnn
