// SPDX-License-Identifier: MIT
// The inner loops of the kernels without SIMD, in plain C++. Only for kernels_scalar.cc.
#pragma once

namespace mdrnn {
namespace {

inline float to_float(unsigned bits) {
  float number;
  __builtin_memcpy(&number, &bits, sizeof number);
  return number;
}

inline unsigned to_bits(float number) {
  unsigned bits;
  __builtin_memcpy(&bits, &number, sizeof bits);
  return bits;
}

// As in kernels.cc, which explains them.
constexpr float kMagic = 12582912.0f;
constexpr float kLog2E = 1.44269504f;
constexpr float kMost = 57.0f;  // exponents of 2 are clamped to this

// h as 16-bit numbers: for each k of a quarter one word with those of quarters 0 and 2 and one with
// those of 1 and 3, the first of each in the lower half.
struct Code {
  int offset;  // -128 times the sum of the inputs
  float step;  // what 1 stands for
  unsigned words[1];
};

// Where the next rows are read from and written to.
struct Cursors {
  const float *from;
  float *to;
};

// ---- to[row] = from[row] + the sum of weights[k][row] * x[k] --------------------------------------------------------

template <int Rows>
struct Float32 {
  static const float *add(const float *weights, const float *x, int count, const float *from, float *to) {
    float sums[Rows] = {};
    for (int k = 0; k < count; ++k, weights += Rows)
#pragma GCC unroll 8
      for (int row = 0; row < Rows; ++row) sums[row] += weights[row] * x[k];
#pragma GCC unroll 8
    for (int row = 0; row < Rows; ++row) to[row] = from[row] + sums[row];
    return weights;
  }
};

template <int Rows>
struct BFloat16 {
  static const float *add(const float *weights, const float *x, int count, const float *from, float *to) {
    float sums[Rows] = {};
    for (int k = 0; k < count; k += 2, weights += Rows) {
      const float second = k + 1 < count ? x[k + 1] : 0.0f;
#pragma GCC unroll 8
      for (int row = 0; row < Rows; ++row) {
        sums[row] += to_float(to_bits(weights[row]) << 16) * x[k];
        sums[row] += weights[row] * second;
      }
    }
#pragma GCC unroll 8
    for (int row = 0; row < Rows; ++row) to[row] = from[row] + sums[row];
    return weights;
  }
};

// The scales of the rows come before their words. Takes all inputs at once: its sums are exact.
template <int Rows>
struct Int8 {
  // Sums may wrap on the way; the result fits.
  static unsigned product(unsigned weight, unsigned input, int shift) {
    return (weight & 0xff) * static_cast<unsigned>(static_cast<short>(input >> shift));
  }

  static const float *add(const float *scales, const Code *code, int quarter, Cursors *cursors) {
    const unsigned *words = reinterpret_cast<const unsigned *>(scales + Rows), *inputs = code->words;
    unsigned sums[Rows];
    for (unsigned &sum : sums) sum = static_cast<unsigned>(code->offset);
    for (int k = 0; k < quarter; ++k, words += Rows, inputs += 2)
      for (int row = 0; row < Rows; ++row)
        sums[row] += product(words[row], inputs[0], 0) + product(words[row] >> 8, inputs[1], 0) +
                     product(words[row] >> 16, inputs[0], 16) + product(words[row] >> 24, inputs[1], 16);
    for (int row = 0; row < Rows; ++row)
      *cursors->to++ = *cursors->from++ + static_cast<float>(static_cast<int>(sums[row])) * (scales[row] * code->step);
    return reinterpret_cast<const float *>(words);
  }
};

// ---- replaced by assembly on a Cortex-M7 ----------------------------------------------------------------------------

#if !MDRNN_CORTEX_M
// e^-x = 2^z, as exp2 in kernels.cc.
inline float exp_minus(float x) {
  float z = x * -kLog2E;
  z = z < -kMost ? -kMost : z;
  z = z > kMost ? kMost : z;
  const float sum = z + (kMagic + 127.0f);
  const float r = z - (sum - (kMagic + 127.0f));
  const float low = r * 0.693146944f + 1.00000012f;
  const float middle = r * 0.0555071309f + 0.240221202f;
  const float high = r * 0.00132764713f + 0.00967554096f;
  const float r2 = r * r;
  return (low + r2 * (middle + r2 * high)) * to_float(to_bits(sum) << 23);
}

// At least `low`, at most 1.
inline float within(float low, float x) {
  x = x < low ? low : x;
  return x > 1.0f ? 1.0f : x;
}
inline unsigned pair(unsigned lower, unsigned upper) { return (lower & 0xffff) | upper << 16; }

// Here there is no faster way than one number at a time: takes none.
inline float take_eights(const float **, int *) { return 0.0f; }
#endif

}  // namespace
}  // namespace mdrnn
