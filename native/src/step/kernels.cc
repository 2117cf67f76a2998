// SPDX-License-Identifier: MIT
// The loops that stream the weights: this source is compiled once for each instruction set.
//
// The compiler's vector extensions carry the SIMD, so that one text serves all of them. Nothing but declarations and
// the compiler's own intrinsics may be included: an inline function of a library, compiled here for a newer processor,
// could be linked into everyone's code.
#include "step/kernels.h"

#include "step/limits.h"

#if defined(__SSE__) && !defined(__AVX512F__)
#include <immintrin.h>
#endif

#ifndef MDRNN_ISA
#define MDRNN_ISA baseline
#define MDRNN_WIDTH 4
#endif

#define MDRNN_JOIN_(a, b) a##b
#define MDRNN_JOIN(a, b) MDRNN_JOIN_(a, b)
#define MDRNN_STRING_(a) #a
#define MDRNN_STRING(a) MDRNN_STRING_(a)

namespace mdrnn {
namespace {

constexpr int kWidth = MDRNN_WIDTH;
typedef float Vec __attribute__((vector_size(kWidth * sizeof(float)), may_alias));
typedef float LooseVec __attribute__((vector_size(kWidth * sizeof(float)), aligned(sizeof(float)), may_alias));
typedef int IntVec __attribute__((vector_size(kWidth * sizeof(int)), may_alias));
typedef unsigned short HalfVec __attribute__((vector_size(kWidth * sizeof(short)), may_alias));

inline Vec load(const float *from) { return *reinterpret_cast<const Vec *>(from); }
inline void store(float *to, Vec value) { *reinterpret_cast<Vec *>(to) = value; }
inline Vec broadcast(float value) { return Vec{} + value; }

// The operands stand so that a NaN in x stays one. Without the intrinsics a comparison becomes two slow operations;
// with AVX-512 it does not.
#if defined(__AVX__) && !defined(__AVX512F__)
inline Vec at_least(float low, Vec x) { return _mm256_max_ps(broadcast(low), x); }
inline Vec at_most(float high, Vec x) { return _mm256_min_ps(broadcast(high), x); }
#elif defined(__SSE__) && !defined(__AVX512F__)
inline Vec at_least(float low, Vec x) { return _mm_max_ps(broadcast(low), x); }
inline Vec at_most(float high, Vec x) { return _mm_min_ps(broadcast(high), x); }
#else
inline Vec at_least(float low, Vec x) { return x < broadcast(low) ? broadcast(low) : x; }
inline Vec at_most(float high, Vec x) { return x > broadcast(high) ? broadcast(high) : x; }
#endif

// 2^z = 2^n * 2^r with a whole n and |r| <= 0.5; 2^r by a polynomial fitted there, relative error 2.4e-7 in single
// precision. Outside -57..57 it stays as it is there, which no sum with 1 can tell and no product of two can overflow.
inline Vec exp2(Vec z) {
  z = at_most(57.0f, at_least(-57.0f, z));
  const Vec magic = broadcast(12582912.0f + 127.0f);  // 1.5 * 2^23 + 127: adding it rounds to a whole number,
  const Vec sum = z + magic;                          // and leaves n + 127, the exponent of 2^n, in the lowest bits
  const Vec r = z - (sum - magic);
  const Vec r2 = r * r;  // in pairs (Estrin), so that fewer operations wait for one another
  const Vec low = (r * 0.693146944f + 1.00000012f) + r2 * (r * 0.0555071309f + 0.240221202f);
  const Vec fraction = low + r2 * r2 * (r * 0.00132764713f + 0.00967554096f);
  const IntVec whole = reinterpret_cast<const IntVec &>(sum) << 23;
  return fraction * reinterpret_cast<const Vec &>(whole);
}

constexpr float kLog2E = 1.44269504f;

inline Vec sigmoid(Vec x) { return 1.0f / (exp2(x * -kLog2E) + 1.0f); }

// sigmoid(x) * tanh(y), with one division: tanh(y) = (1 - e^-2y) / (1 + e^-2y).
inline Vec sigmoid_tanh(Vec x, Vec y) {
  const Vec e = exp2(y * (-2.0f * kLog2E));
  return (1.0f - e) / ((exp2(x * -kLog2E) + 1.0f) * (e + 1.0f));
}

// sums += weights @ input for weights that widen() turns into float32.
template <class Precision, int Rows>
inline const typename Precision::Weight *sweep_widened(const typename Precision::Weight *weights,
                                                       const typename Precision::Input &input, Vec (&sums)[Rows]) {
  for (int k = 0; k < input.count; ++k) {
    const Vec x = broadcast(input.numbers[k]);
    for (int row = 0; row < Rows; ++row) sums[row] += Precision::widen(weights + row * kWidth) * x;
    weights += Rows * kWidth;
  }
  return weights;
}

// A precision says how its weights lie and how `Rows` SIMD vectors of sums += weights @ input stream them, once, from
// front to back. Input is what it wants of the vector that is multiplied.
struct Float32 {
  static constexpr mdrnn_precision kPrecision = MDRNN_FLOAT32;
  using Weight = float;

  struct Input {
    const float *numbers;
    int count;
    Input(const float *vector, int length) : numbers(vector), count(length) {}
  };

  static Vec widen(const float *from) { return load(from); }

  template <int Rows>
  static const float *sweep(const float *weights, const Input &input, Vec (&sums)[Rows]) {
    return sweep_widened<Float32>(weights, input, sums);
  }
};

// The upper half of a float32.
struct BFloat16 {
  static constexpr mdrnn_precision kPrecision = MDRNN_BFLOAT16;
  using Weight = unsigned short;
  using Input = Float32::Input;

#if defined(__AVX2__) && !defined(__AVX512F__)
  static Vec widen(const unsigned short *from) {
    const __m256i wide = _mm256_cvtepu16_epi32(_mm_load_si128(reinterpret_cast<const __m128i *>(from)));
    return _mm256_castsi256_ps(_mm256_slli_epi32(wide, 16));
  }
#elif defined(__SSE2__) && !defined(__AVX512F__)
  static Vec widen(const unsigned short *from) {
    const __m128i halves = _mm_loadl_epi64(reinterpret_cast<const __m128i *>(from));
    return _mm_castsi128_ps(_mm_unpacklo_epi16(_mm_setzero_si128(), halves));
  }
#else
  static Vec widen(const unsigned short *from) {
    const HalfVec halves = *reinterpret_cast<const HalfVec *>(from);
    const IntVec bits = __builtin_convertvector(halves, IntVec) << 16;
    return reinterpret_cast<const Vec &>(bits);
  }
#endif

  template <int Rows>
  static const unsigned short *sweep(const unsigned short *weights, const Input &input, Vec (&sums)[Rows]) {
    return sweep_widened<BFloat16>(weights, input, sums);
  }
};

// int8 weights, a scale for each row; inputs of 16 bits; sums of 32 bits that cannot overflow.
struct Int8 {
  static constexpr mdrnn_precision kPrecision = MDRNN_INT8;
  using Weight = signed char;

  struct Input {
    short numbers[kMaxUnits];
    int pairs;
    float step;  // what 1 stands for

    // Numbers are within -1..1; what a state set by hand has beyond is cut off.
    Input(const float *vector, int count) : pairs((count + 1) / 2) {
      const int fits = 2147483647 / 127 / (2 * pairs);
      const float scale = static_cast<float>(fits < 32767 ? fits : 32767);
      step = 1.0f / scale;
      for (int k = 0; k < count; ++k) {
        const float bounded = vector[k] > 1.0f ? 1.0f : vector[k] >= -1.0f ? vector[k] : -1.0f;
        const float scaled = bounded * scale;
        numbers[k] = static_cast<short>(scaled < 0.0f ? scaled - 0.5f : scaled + 0.5f);
      }
      if (count % 2 != 0) numbers[count] = 0;
    }
  };

  // sums[lane] += weights[2 lane] * x0 + weights[2 lane + 1] * x1
#if defined(__AVX2__) && !defined(__AVX512F__)
  static IntVec add_pair(IntVec sums, const signed char *weights, const short *x) {
    const __m256i wide = _mm256_cvtepi8_epi16(_mm_load_si128(reinterpret_cast<const __m128i *>(weights)));
    const __m256i both = _mm256_set1_epi32(_mm_cvtsi128_si32(_mm_loadu_si32(x)));
    return sums + reinterpret_cast<IntVec>(_mm256_madd_epi16(wide, both));
  }
#elif defined(__SSE2__) && !defined(__AVX512F__)
  static IntVec add_pair(IntVec sums, const signed char *weights, const short *x) {
    const __m128i bytes = _mm_loadl_epi64(reinterpret_cast<const __m128i *>(weights));
    const __m128i wide = _mm_srai_epi16(_mm_unpacklo_epi8(bytes, bytes), 8);
    const __m128i both = _mm_shuffle_epi32(_mm_loadu_si32(x), 0);
    return sums + reinterpret_cast<IntVec>(_mm_madd_epi16(wide, both));
  }
#else
  static IntVec add_pair(IntVec sums, const signed char *weights, const short *x) {
    typedef signed char Pairs __attribute__((vector_size(2 * kWidth), may_alias));
    typedef short WidePairs __attribute__((vector_size(4 * kWidth), may_alias));
    const WidePairs wide = __builtin_convertvector(*reinterpret_cast<const Pairs *>(weights), WidePairs);
    const IntVec both = reinterpret_cast<const IntVec &>(wide);  // little-endian: the first of a pair is the lower half
    return sums + ((both << 16) >> 16) * x[0] + (both >> 16) * x[1];
  }
#endif

  template <int Rows>
  static const signed char *sweep(const signed char *weights, const Input &input, Vec (&sums)[Rows]) {
    const float *scales = reinterpret_cast<const float *>(weights);
    weights += Rows * kWidth * sizeof(float);
    IntVec products[Rows] = {};
    for (int k = 0; k < 2 * input.pairs; k += 2) {
      for (int row = 0; row < Rows; ++row)
        products[row] = add_pair(products[row], weights + row * 2 * kWidth, input.numbers + k);
      weights += Rows * 2 * kWidth;
    }
    for (int row = 0; row < Rows; ++row)
      sums[row] += __builtin_convertvector(products[row], Vec) * (load(scales + row * kWidth) * input.step);
    return weights;
  }
};

template <class Precision, int Vectors>
inline const typename Precision::Weight *prepare_block(const typename Precision::Weight *weights, const float *bias,
                                                       const typename Precision::Input &h, float *prepared) {
  Vec sums[4 * Vectors];
  for (int row = 0; row < 4 * Vectors; ++row) sums[row] = load(bias + row * kWidth);
  weights = Precision::template sweep<4 * Vectors>(weights, h, sums);
  for (int row = 0; row < 4 * Vectors; ++row) store(prepared + row * kWidth, sums[row]);
  return weights;
}

template <class Precision>
void prepare(const void *recurrent, const float *bias, const float *h, int units, int padded, float *prepared) {
  auto weights = static_cast<const typename Precision::Weight *>(recurrent);
  const typename Precision::Input input(h, units);
  int unit = 0;
  for (; unit + 2 * kWidth <= padded; unit += 2 * kWidth)
    weights = prepare_block<Precision, 2>(weights, bias + 4 * unit, input, prepared + 4 * unit);
  if (unit < padded) prepare_block<Precision, 1>(weights, bias + 4 * unit, input, prepared + 4 * unit);
}

template <class Precision, int Vectors>
inline const typename Precision::Weight *cell_block(const typename Precision::Weight *weights, const float *prepared,
                                                    const typename Precision::Input &input, float *c, float *h) {
  Vec sums[4 * Vectors];  // gate order i f c o
  for (int row = 0; row < 4 * Vectors; ++row) sums[row] = load(prepared + row * kWidth);
  weights = Precision::template sweep<4 * Vectors>(weights, input, sums);
  for (int v = 0; v < Vectors; ++v) {
    const Vec i = sums[v], f = sums[Vectors + v], g = sums[2 * Vectors + v], o = sums[3 * Vectors + v];
    const Vec next = sigmoid(f) * load(c + v * kWidth) + sigmoid_tanh(i, g);
    store(c + v * kWidth, next);
    store(h + v * kWidth, sigmoid_tanh(o, next));
  }
  return weights;
}

template <class Precision>
void cell(const void *kernel, const float *prepared, const float *vector, int inputs, int padded, float *c, float *h) {
  auto weights = static_cast<const typename Precision::Weight *>(kernel);
  const typename Precision::Input input(vector, inputs);
  int unit = 0;
  for (; unit + 2 * kWidth <= padded; unit += 2 * kWidth)
    weights = cell_block<Precision, 2>(weights, prepared + 4 * unit, input, c + unit, h + unit);
  if (unit < padded) cell_block<Precision, 1>(weights, prepared + 4 * unit, input, c + unit, h + unit);
}

template <class Precision, int Vectors>
inline const typename Precision::Weight *head_run(const typename Precision::Weight *weights, const float *bias,
                                                  const typename Precision::Input &h, float *outputs) {
  Vec sums[Vectors];
  for (int v = 0; v < Vectors; ++v) sums[v] = load(bias + v * kWidth);
  weights = Precision::template sweep<Vectors>(weights, h, sums);
  for (int v = 0; v < Vectors; ++v) store(outputs + v * kWidth, sums[v]);
  return weights;
}

template <class Precision>
void head(const void *kernel, const float *bias, const float *h, int units, int padded, float *outputs) {
  auto weights = static_cast<const typename Precision::Weight *>(kernel);
  const typename Precision::Input input(h, units);
  int left = padded / kWidth;
  for (; left >= kHeadVectors; left -= kHeadVectors) {
    weights = head_run<Precision, kHeadVectors>(weights, bias, input, outputs);
    bias += kHeadVectors * kWidth;
    outputs += kHeadVectors * kWidth;
  }
  switch (left) {
    case 1: head_run<Precision, 1>(weights, bias, input, outputs); break;
    case 2: head_run<Precision, 2>(weights, bias, input, outputs); break;
    case 3: head_run<Precision, 3>(weights, bias, input, outputs); break;
    case 4: head_run<Precision, 4>(weights, bias, input, outputs); break;
    case 5: head_run<Precision, 5>(weights, bias, input, outputs); break;
  }
}

inline Vec elu_vector(Vec z, float offset) { return (z > 0.0f ? z : exp2(z * kLog2E) - 1.0f) + offset; }

void elu(float *sigma, int count, float offset) {
  int i = 0;
  for (; i + kWidth <= count; i += kWidth) {
    LooseVec *place = reinterpret_cast<LooseVec *>(sigma + i);
    *place = elu_vector(*place, offset);
  }
  if (i == count) return;
  Vec rest{};
  for (int k = i; k < count; ++k) rest[k - i] = sigma[k];
  rest = elu_vector(rest, offset);
  for (int k = i; k < count; ++k) sigma[k] = rest[k - i];
}

// x - x is 0 for every finite x and NaN for the others.
bool all_finite(const float *numbers, int count) {
  Vec sum{};
  int i = 0;
  for (; i + kWidth <= count; i += kWidth) {
    const Vec x = *reinterpret_cast<const LooseVec *>(numbers + i);
    sum += x - x;
  }
  float total = 0.0f;
  for (int k = 0; k < kWidth; ++k) total += sum[k];
  for (; i < count; ++i) total += numbers[i] - numbers[i];
  return total == 0.0f;
}

}  // namespace

template <class Precision>
constexpr Kernels make_kernels() {
  return {MDRNN_STRING(MDRNN_ISA), Precision::kPrecision, kWidth, prepare<Precision>, cell<Float32>,
          cell<Precision>,         head<Precision>,       elu,    all_finite};
}

// In the order of mdrnn_precision.
extern const Kernels MDRNN_JOIN(kernels_, MDRNN_ISA)[MDRNN_PRECISION_COUNT];
const Kernels MDRNN_JOIN(kernels_, MDRNN_ISA)[MDRNN_PRECISION_COUNT] = {make_kernels<Float32>(),
                                                                        make_kernels<BFloat16>(), make_kernels<Int8>()};

}  // namespace mdrnn
