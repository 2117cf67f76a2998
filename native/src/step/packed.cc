// SPDX-License-Identifier: MIT
// The weights in the order in which the kernels stream them, in one aligned block.
#include "step/packed.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>
#include <utility>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace mdrnn {
namespace {

constexpr size_t kHugePage = size_t{2} << 20;  // bytes

// A matrix (rows, columns) whose columns are split evenly among `parts` (the four gates; one for the head).
struct Matrix {
  const float *numbers;
  const float *scales;  // (columns): scales of weights that are int8 in the file, else 0; null: all 0
  int rows;
  int parts;
  int outputs;  // columns of one part

  // 0 beyond the last output or row: the padding.
  float at(int row, int part, int output) const {
    if (output >= outputs || row >= rows) return 0.0f;
    return numbers[static_cast<size_t>(row) * parts * outputs + part * outputs + output];
  }

  // The int8 scale: the file's own if it has one, otherwise the largest weight / 127.
  float scale(int part, int output) const {
    if (output >= outputs) return 1.0f;
    const float found = scales != nullptr ? scales[part * outputs + output] : 0.0f;
    if (found > 0.0f && found <= kLargestWeight) return found;
    float largest = 0.0f;
    for (int row = 0; row < rows; ++row) largest = std::max(largest, std::fabs(at(row, part, output)));
    const float step = largest / 127.0f;  // 0 also for the smallest denormals
    return step > 0.0f ? step : 1.0f;
  }
};

// Writes numbers one after another.
struct WordWriter {
  unsigned char *place;

  template <typename Number>
  void put(Number number) {
    std::memcpy(place, &number, sizeof number);
    place += sizeof number;
  }
};

uint32_t bits_of(float number) {
  uint32_t bits;
  std::memcpy(&bits, &number, sizeof bits);
  return bits;
}

constexpr uint32_t kInfinity = 0x7f800000;  // as bits
constexpr uint32_t kSmallest = 0x21800000;  // 2^-60

// To the nearest, ties to even; the largest numbers do not round to infinity.
uint32_t to_bfloat16(float number) {
  const uint32_t bits = bits_of(number);
  const uint32_t rounded = bits + 0x7fff + (bits >> 16 & 1);
  return ((rounded & kInfinity) == kInfinity ? bits : rounded) >> 16;
}

// The bfloat16 that is closest to `number` when read as a float32 whose last bits are `lower`. Zero
// would become a denormal number, which is slow on many processors, so it becomes 2^-60.
uint32_t to_bfloat16_above(uint32_t lower, float number) {
  if (lower == 0) return to_bfloat16(number);
  const uint32_t sign = bits_of(number) & 0x80000000, magnitude = bits_of(number) & 0x7fffffff;
  const uint32_t rounded = (std::max(magnitude, kSmallest) - lower + 0x8000) & 0xffff0000;
  return (sign | (rounded >= kInfinity ? magnitude & 0xffff0000 : rounded)) >> 16;
}

int to_int8(float number, float scale) {
  return static_cast<int>(std::nearbyint(std::fmin(std::fmax(number / scale, -127.0f), 127.0f)));
}

// The word for one output: the rows of group `group`.
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

// All rows of the outputs `begin` to `end`.
void pack_block(const Matrix &matrix, mdrnn_precision precision, int begin, int end, WordWriter *writer) {
  const auto each = [&](const auto &visit) {
    for (int part = 0; part < matrix.parts; ++part)
      for (int output = begin; output < end; ++output) visit(part, output);
  };
  std::vector<float> scales;
  each([&](int part, int output) {
    scales.push_back(precision == MDRNN_INT8 ? matrix.scale(part, output) : 1.0f);
    if (precision == MDRNN_INT8) writer->put(scales.back());
  });
  for (int group = 0; group < groups(matrix.rows, precision); ++group) {
    const float *scale = scales.data();
    each([&](int part, int output) { writer->put(to_word(matrix, precision, group, part, output, *scale++)); });
  }
}

void pack(const Matrix &matrix, mdrnn_precision precision, int width, int block, const void *to) {
  WordWriter writer{static_cast<unsigned char *>(const_cast<void *>(to))};
  const int padded = pad(matrix.outputs, width);
  for (int begin = 0; begin < padded; begin += block * width)
    pack_block(matrix, precision, begin, std::min(begin + block * width, padded), &writer);
}

// ---- unpacking ------------------------------------------------------------------------------------------------------

float float_of(uint32_t bits) {
  float number;
  std::memcpy(&number, &bits, sizeof number);
  return number;
}

// Row `i` of those that share a word; the upper bfloat16 is the word itself.
float from_word(uint32_t word, mdrnn_precision precision, int i, float scale) {
  if (precision == MDRNN_INT8) return static_cast<float>(static_cast<int>(word >> 8 * i & 0xff) - 128) * scale;
  return float_of(precision == MDRNN_BFLOAT16 && i == 0 ? word << 16 : word);
}

// Reads what pack_block wrote: the numbers of a matrix and, as int8, the scales of its columns.
void unpack(const void *packed, mdrnn_precision precision, int width, int block, Matrix shape, float *numbers,
            float *scales) {
  const uint32_t *word = static_cast<const uint32_t *>(packed);
  const int padded = pad(shape.outputs, width), columns = shape.parts * shape.outputs;
  const int in_word = group_size(precision), group_count = groups(shape.rows, precision);
  for (int begin = 0; begin < padded; begin += block * width) {
    const int end = std::min(begin + block * width, padded), lanes = shape.parts * (end - begin);
    const uint32_t *scale = word;
    if (precision == MDRNN_INT8) word += lanes;
    for (int at = 0; at < group_count * lanes; ++at, ++word) {
      const int group = at / lanes, part = at % lanes / (end - begin), output = begin + at % (end - begin);
      if (output >= shape.outputs) continue;
      const int column = part * shape.outputs + output;
      const float step = precision == MDRNN_INT8 ? float_of(scale[at % lanes]) : 1.0f;
      if (scales != nullptr) scales[column] = step;
      for (int i = 0; i < in_word; ++i) {
        const int row = precision == MDRNN_BFLOAT16 ? 2 * group + i : group + i * group_count;
        if (row < shape.rows)
          numbers[static_cast<size_t>(row) * columns + column] = from_word(*word, precision, i, step);
      }
    }
  }
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
  if (alignment == kHugePage) madvise(memory, bytes, MADV_HUGEPAGE);  // a hint; small pages work too
#endif
  std::memset(memory, 0, bytes);
  return AlignedFloats(static_cast<float *>(memory));
}

PackedWeights::PackedWeights(const Weights &weights, const Kernels &kernels)
    : memory_(make_aligned(PackedView(weights.config, kernels, 1.0f).bytes() / sizeof(float))),
      view_(weights.config, kernels, weights.head.sigma_offset, memory_.get()) {
  const int units = weights.config.units, width = kernels.width, outputs = weights.config.mixture_size();
  const mdrnn_precision precision = kernels.precision;
  const auto pack_floats = [width](const float *numbers, int rows, int parts, int count, int block, const void *to) {
    pack({numbers, nullptr, rows, parts, count}, MDRNN_FLOAT32, width, block, to);
  };
  for (int l = 0; l < weights.config.layers; ++l) {
    const mdrnn::Layer &layer = weights.layers[static_cast<size_t>(l)];
    const int inputs = weights.config.inputs(l);
    const float *recurrent = layer.kernel.data() + static_cast<size_t>(inputs) * kGates * units;
    const Matrix from_x{layer.kernel.data(), scales_or_null(layer.kernel_scales), inputs, kGates, units};
    const Matrix from_h{recurrent, scales_or_null(layer.recurrent_scales), units, kGates, units};
    const PackedView::Layer place = view_.layer(l);
    pack_floats(layer.bias.data(), 1, kGates, units, kBlock, place.bias);
    pack(from_h, precision, width, kBlock, place.recurrent);
    pack(from_x, l == 0 ? MDRNN_FLOAT32 : precision, width, kBlock, place.kernel);
  }
  std::copy(weights.rates.begin(), weights.rates.end(), const_cast<float *>(view_.rates()));
  pack_floats(weights.head.bias.data(), 1, 1, outputs, kHeadVectors, view_.head_bias());
  pack_floats(weights.head.kernel.data(), units, 1, outputs, kHeadVectors, view_.head_kernel());
}

bool PackedWeights::operator==(const PackedWeights &other) const {
  const Config &a = view_.config(), &b = other.view_.config();
  return a.dimension == b.dimension && a.layers == b.layers && a.units == b.units && a.mixtures == b.mixtures &&
         a.scale == b.scale && a.gates == b.gates && a.is_relative == b.is_relative &&
         view_.sigma_offset() == other.view_.sigma_offset() && &view_.kernels() == &other.view_.kernels() &&
         std::memcmp(memory_.get(), other.memory_.get(), view_.bytes()) == 0;
}

Weights unpack(const PackedView &view) {
  const Config &config = view.config();
  const int units = config.units, width = view.kernels().width, outputs = config.mixture_size();
  const mdrnn_precision precision = view.kernels().precision;
  const auto room = [](int rows, int columns) { return std::vector<float>(static_cast<size_t>(rows) * columns); };
  Weights weights{config, {}, {room(units, outputs), room(1, outputs), view.sigma_offset()}, {}};
  weights.rates.assign(view.rates(), view.rates() + config.carried());
  for (int l = 0; l < config.layers; ++l) {
    const PackedView::Layer place = view.layer(l);
    const int inputs = config.inputs(l), columns = kGates * units;
    const mdrnn_precision first = l == 0 ? MDRNN_FLOAT32 : precision;
    mdrnn::Layer layer{room(inputs + units, columns), room(1, columns), {}, {}};
    if (first == MDRNN_INT8) layer.kernel_scales = room(1, columns);
    if (precision == MDRNN_INT8) layer.recurrent_scales = room(1, columns);
    const auto scales = [](std::vector<float> &of) { return of.empty() ? nullptr : of.data(); };
    float *recurrent = layer.kernel.data() + static_cast<size_t>(inputs) * columns;
    unpack(place.bias, MDRNN_FLOAT32, width, kBlock, {nullptr, nullptr, 1, kGates, units}, layer.bias.data(), nullptr);
    unpack(place.kernel, first, width, kBlock, {nullptr, nullptr, inputs, kGates, units}, layer.kernel.data(),
           scales(layer.kernel_scales));
    unpack(place.recurrent, precision, width, kBlock, {nullptr, nullptr, units, kGates, units}, recurrent,
           scales(layer.recurrent_scales));
    weights.layers.push_back(std::move(layer));
  }
  unpack(view.head_bias(), MDRNN_FLOAT32, width, kHeadVectors, {nullptr, nullptr, 1, 1, outputs},
         weights.head.bias.data(), nullptr);
  unpack(view.head_kernel(), MDRNN_FLOAT32, width, kHeadVectors, {nullptr, nullptr, units, 1, outputs},
         weights.head.kernel.data(), nullptr);
  return weights;
}

}  // namespace mdrnn
