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

int groups(int rows, mdrnn_precision precision) { return pad(rows, group_size(precision)) / group_size(precision); }

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

uint32_t bits_of(float number) {
  uint32_t bits;
  std::memcpy(&bits, &number, sizeof bits);
  return bits;
}

constexpr uint32_t kInfinity = 0x7f800000;  // as bits
constexpr uint32_t kSmallest = 0x21800000;  // 2^-60

// To the nearest, ties to even; what rounds beyond the largest number stays finite.
uint32_t to_bfloat16(float number) {
  const uint32_t bits = bits_of(number);
  const uint32_t rounded = bits + 0x7fff + (bits >> 16 & 1);
  return ((rounded & kInfinity) == kInfinity ? bits : rounded) >> 16;
}

// The bfloat16 that comes nearest to `number` when it is read as a float32 that ends with the bits `lower`. A zero
// would become a denormal number, which is slow on many processors: it counts as 2^-60.
uint32_t to_bfloat16_above(uint32_t lower, float number) {
  if (lower == 0) return to_bfloat16(number);
  const uint32_t sign = bits_of(number) & 0x80000000, magnitude = bits_of(number) & 0x7fffffff;
  const uint32_t rounded = (std::max(magnitude, kSmallest) - lower + 0x8000) & 0xffff0000;
  return (sign | (rounded >= kInfinity ? magnitude & 0xffff0000 : rounded)) >> 16;
}

int to_int8(float number, float scale) {
  return static_cast<int>(std::clamp(std::nearbyint(number / scale), -127.0f, 127.0f));
}

// The rows of group `group` in one output.
uint32_t to_word(const Matrix &matrix, mdrnn_precision precision, int group, int part, int output, float scale) {
  const int row = precision == MDRNN_BFLOAT16 ? 2 * group : group;
  const float number = matrix.at(row, part, output);
  if (precision == MDRNN_FLOAT32) return bits_of(number);
  if (precision == MDRNN_BFLOAT16) {
    const uint32_t lower = to_bfloat16(number);
    return to_bfloat16_above(lower, matrix.at(row + 1, part, output)) << 16 | lower;
  }
  uint32_t word = 0;
  for (int i = 0; i < group_size(MDRNN_INT8); ++i)
    word |=
        static_cast<uint32_t>(128 + to_int8(matrix.at(row + i * groups(matrix.rows, precision), part, output), scale))
        << 8 * i;
  return word;
}

// The outputs from `begin` to `end` of a matrix, all rows.
void pack_block(const Matrix &matrix, mdrnn_precision precision, int begin, int end, Pen *pen) {
  const auto each = [&](const auto &visit) {
    for (int part = 0; part < matrix.parts; ++part)
      for (int output = begin; output < end; ++output) visit(part, output);
  };
  std::vector<float> scales;
  each([&](int part, int output) {
    scales.push_back(precision == MDRNN_INT8 ? matrix.scale(part, output) : 1.0f);
    if (precision == MDRNN_INT8) pen->put(scales.back());
  });
  for (int group = 0; group < groups(matrix.rows, precision); ++group) {
    const float *scale = scales.data();
    each([&](int part, int output) { pen->put(to_word(matrix, precision, group, part, output, *scale++)); });
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
  return kAlignment + columns * 4 * (groups(rows, precision) + (precision == MDRNN_INT8 ? 1 : 0));
}

constexpr int kGates = 4;
constexpr int kBlock = 2;  // SIMD vectors

size_t packed_size(const Config &config, const Kernels &kernels) {
  const int width = kernels.width, units = config.units, outputs = config.mixture_size();
  size_t size = packed_size(units, 1, outputs, MDRNN_FLOAT32, width) + packed_size(1, 1, outputs, MDRNN_FLOAT32, width);
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
  // In the order of a step: first what needs no event, then what follows it.
  for (int l = 0; l < config_.layers; ++l) {
    const mdrnn::Layer &layer = weights.layers[static_cast<size_t>(l)];
    const float *recurrent = layer.kernel.data() + static_cast<size_t>(config_.inputs(l)) * kGates * units;
    const Matrix matrix{recurrent, scales_or_null(layer.recurrent_scales), units, kGates, units};
    const float *bias = floats(layer.bias.data(), kGates, units, kBlock);
    layers_.push_back({nullptr, pack(matrix, precision, width, kBlock, &pen), bias});
  }
  for (int l = 0; l < config_.layers; ++l) {
    const mdrnn::Layer &layer = weights.layers[static_cast<size_t>(l)];
    const Matrix matrix{layer.kernel.data(), scales_or_null(layer.kernel_scales), config_.inputs(l), kGates, units};
    layers_[static_cast<size_t>(l)].kernel = pack(matrix, l == 0 ? MDRNN_FLOAT32 : precision, width, kBlock, &pen);
  }
  head_bias_ = floats(weights.head.bias.data(), 1, outputs, kHeadVectors);
  const Matrix heads{weights.head.kernel.data(), nullptr, units, 1, outputs};
  head_kernel_ = reinterpret_cast<const float *>(pack(heads, MDRNN_FLOAT32, width, kHeadVectors, &pen));
}

bool PackedWeights::operator==(const PackedWeights &other) const {
  return config_.dimension == other.config_.dimension && config_.layers == other.config_.layers &&
         config_.units == other.config_.units && config_.mixtures == other.config_.mixtures &&
         config_.scale == other.config_.scale && sigma_offset_ == other.sigma_offset_ && &kernels_ == &other.kernels_ &&
         std::memcmp(memory_.get(), other.memory_.get(), size_ * sizeof(float)) == 0;
}

}  // namespace mdrnn
