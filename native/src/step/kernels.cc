// SPDX-License-Identifier: MIT
// The loops that stream the weights: this source is compiled once for each instruction set.
//
// SIMD is written with the compiler's vector extensions, so one source serves all instruction sets.
// Include only declarations and the compiler's intrinsics: the linker could use a library's inline
// function, compiled here for a newer processor, elsewhere.
#include "step/kernels.h"

#include "step/limits.h"

#if defined(__SSE2__)
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
typedef int LooseIntVec __attribute__((vector_size(kWidth * sizeof(int)), aligned(sizeof(int)), may_alias));
typedef unsigned UnsignedVec __attribute__((vector_size(kWidth * sizeof(unsigned)), may_alias));

inline Vec load(const float *from) { return *reinterpret_cast<const Vec *>(from); }
inline void store(float *to, Vec value) { *reinterpret_cast<Vec *>(to) = value; }
inline Vec broadcast(float value) { return value - Vec{}; }  // x - 0 is always x; -0 + 0 is not -0
inline IntVec broadcast(int value) { return IntVec{} + value; }

#if MDRNN_WIDTH == 4
constexpr IntVec kLanes = {0, 1, 2, 3};
#elif MDRNN_WIDTH == 8
constexpr IntVec kLanes = {0, 1, 2, 3, 4, 5, 6, 7};
#else
constexpr IntVec kLanes = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
#endif

constexpr float kMagic = 12582912.0f;   // 1.5 * 2^23: adding it rounds to a whole number,
constexpr int kMagicBits = 0x4b400000;  // which is then in the lowest bits

// The order of the operands keeps a NaN in x. Without intrinsics the comparison becomes two slow
// operations, except with AVX-512.
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

// 2^z = 2^n * 2^r with a whole n and |r| <= 0.5; 2^r by a fitted polynomial, relative error 2.4e-7 in
// single precision. z is clamped to -57..57: beyond, adding 1 makes no difference, and within, a
// product of two cannot overflow.
inline Vec exp2(Vec z) {
  z = at_most(57.0f, at_least(-57.0f, z));
  const Vec magic = broadcast(kMagic + 127.0f);  // puts n + 127, the exponent of 2^n, into the lowest bits
  const Vec sum = z + magic;
  const Vec r = z - (sum - magic);
  const Vec low = r * 0.693146944f + 1.00000012f;  // in pairs (Estrin): shorter dependency chains
  const Vec middle = r * 0.0555071309f + 0.240221202f;
  const Vec high = r * 0.00132764713f + 0.00967554096f;
  const Vec r2 = r * r;
  const UnsignedVec whole = reinterpret_cast<const UnsignedVec &>(sum) << 23;
  return (low + r2 * (middle + r2 * high)) * reinterpret_cast<const Vec &>(whole);
}

constexpr float kLog2E = 1.44269504f;

// An activation computes a gate, and gate(x) * tanh(y) with a single division:
// tanh(y) = (1 - e^-2y) / (1 + e^-2y).
struct Sigmoid {
  static Vec gate(Vec x) { return 1.0f / (exp2(x * -kLog2E) + 1.0f); }
  static Vec gate_tanh(Vec x, Vec y) {
    const Vec e = exp2(y * (-2.0f * kLog2E));
    return (1.0f - e) / ((exp2(x * -kLog2E) + 1.0f) * (e + 1.0f));
  }
};

struct HardSigmoid {
  static Vec gate(Vec x) { return at_most(1.0f, at_least(0.0f, x * 0.2f + 0.5f)); }
  static Vec gate_tanh(Vec x, Vec y) {
    const Vec e = exp2(y * (-2.0f * kLog2E));
    return gate(x) * (1.0f - e) / (e + 1.0f);
  }
};

// ---- pairs of 16 bits in a word -------------------------------------------------------------------------------------

// Wraps on overflow.
inline IntVec add(IntVec a, IntVec b) { return (IntVec)((UnsignedVec)a + (UnsignedVec)b); }
inline IntVec to_upper(IntVec words) { return (IntVec)((UnsignedVec)words << 16); }

// odd_bytes: the second and the fourth byte of each word, each as 16 bits.
// add_pairs: sums + product of the lower halves + product of the upper halves, signed.
#if defined(__AVX512BW__)
inline IntVec odd_bytes(IntVec words) { return (IntVec)_mm512_srli_epi16((__m512i)words, 8); }
#if defined(__AVX512VNNI__)
inline IntVec add_pairs(IntVec sums, IntVec a, IntVec b) {
  return (IntVec)_mm512_dpwssd_epi32((__m512i)sums, (__m512i)a, (__m512i)b);
}
#else
inline IntVec add_pairs(IntVec sums, IntVec a, IntVec b) {
  return add(sums, (IntVec)_mm512_madd_epi16((__m512i)a, (__m512i)b));
}
#endif
#elif defined(__AVX2__)
inline IntVec odd_bytes(IntVec words) { return (IntVec)_mm256_srli_epi16((__m256i)words, 8); }
#if defined(__AVXVNNI__)
inline IntVec add_pairs(IntVec sums, IntVec a, IntVec b) {
  return (IntVec)_mm256_dpwssd_avx_epi32((__m256i)sums, (__m256i)a, (__m256i)b);
}
#else
inline IntVec add_pairs(IntVec sums, IntVec a, IntVec b) {
  return add(sums, (IntVec)_mm256_madd_epi16((__m256i)a, (__m256i)b));
}
#endif
#elif defined(__SSE2__)
inline IntVec odd_bytes(IntVec words) { return (IntVec)_mm_srli_epi16((__m128i)words, 8); }
inline IntVec add_pairs(IntVec sums, IntVec a, IntVec b) {
  return add(sums, (IntVec)_mm_madd_epi16((__m128i)a, (__m128i)b));
}
#else
inline IntVec odd_bytes(IntVec words) { return words >> 8 & 0x00ff00ff; }
inline IntVec add_pairs(IntVec sums, IntVec a, IntVec b) {
  const UnsignedVec lower = (UnsignedVec)(to_upper(a) >> 16) * (UnsignedVec)(to_upper(b) >> 16);
  return add(sums, (IntVec)(lower + (UnsignedVec)(a >> 16) * (UnsignedVec)(b >> 16)));
}
#endif

// ---- precisions -----------------------------------------------------------------------------------------------------

// A precision defines how many inputs k share a 32-bit word, and how sums += weights @ input streams
// the words once, from front to back: one word per row for each group of k. `kCode`: whether its
// input must be encoded.
struct Float32 {
  static constexpr mdrnn_precision kPrecision = MDRNN_FLOAT32;
  static constexpr bool kCode = false;
  static constexpr int kRun = 64;

  template <int Rows>
  static const float *sweep(const float *weights, const void *input, int first, int count, Vec (&sums)[Rows]) {
    const float *x = static_cast<const float *>(input);
    const int end = count - first < kRun ? count : first + kRun;
#if defined(__aarch64__)  // loads are separate instructions here
#pragma GCC unroll 4
#else
#pragma GCC unroll 2
#endif
    for (int k = first; k < end; ++k) {
      for (int row = 0; row < Rows; ++row) sums[row] += load(weights + row * kWidth) * broadcast(x[k]);
      weights += Rows * kWidth;
    }
    return weights;
  }
};

// Two in a word. The upper one is the word itself, read as float32: rounding took into account the
// lower one, which is then in its last bits.
struct BFloat16 {
  static constexpr mdrnn_precision kPrecision = MDRNN_BFLOAT16;
  static constexpr bool kCode = false;
  static constexpr int kRun = 64;

  template <int Rows>
  static const float *sweep(const float *weights, const void *input, int first, int count, Vec (&sums)[Rows]) {
    const float *x = static_cast<const float *>(input);
    const int end = count - first < kRun ? count : first + kRun;
    for (int k = first; k < end; k += 2) {
      for (int row = 0; row < Rows; ++row) {
        const Vec words = load(weights + row * kWidth);
        const UnsignedVec lower = reinterpret_cast<const UnsignedVec &>(words) << 16;
        sums[row] += reinterpret_cast<const Vec &>(lower) * broadcast(x[k]);
        sums[row] += words * broadcast(x[k + 1]);
      }
      weights += Rows * kWidth;
    }
    return weights;
  }
};

// Four in a word, one from each quarter of k, offset by 128 so that none is negative; each block
// begins with the scales of its rows. Inputs have 16 bits. Sums have 32 bits; they may wrap on the
// way, but the result fits.
struct Int8 {
  static constexpr mdrnn_precision kPrecision = MDRNN_INT8;
  static constexpr bool kCode = true;
  static constexpr int kRun = kMaxUnits;  // its sums are exact

  struct Code {
    int offset;  // -128 times the sum of the inputs
    float step;  // what 1 stands for
    // (2, padded quarter): 16-bit inputs; row 0 holds quarters 0 and 2, row 1 quarters 1 and 3, the
    // first of each in the lower half.
    int words[1];
  };

  // To a whole number, ties to even. Clips to -1..1: a state set by the caller may lie outside.
  static IntVec quantize(const float *numbers, float scale) {
    const Vec x = *reinterpret_cast<const LooseVec *>(numbers);
    const Vec sum = at_most(1.0f, at_least(-1.0f, x)) * scale + kMagic;
    return add(reinterpret_cast<const IntVec &>(sum), broadcast(-kMagicBits));
  }

  static void encode(const float *numbers, int count, void *place) {
    Code *code = static_cast<Code *>(place);
    const int quarter = (count + 3) / 4;
    const int fits = 2147483647 / 128 / (4 * quarter);
    const float scale = static_cast<float>(fits < 32767 ? fits : 32767);
    IntVec sums{};
    for (int k = 0; k < quarter; k += kWidth) {
      IntVec x[4];
      for (int part = 0; part < 4; ++part) x[part] = quantize(numbers + part * quarter + k, scale);
      *reinterpret_cast<LooseIntVec *>(code->words + k) = (x[0] & 0xffff) | to_upper(x[2]);
      *reinterpret_cast<LooseIntVec *>(code->words + pad(quarter, kWidth) + k) = (x[1] & 0xffff) | to_upper(x[3]);
      sums = add(sums, (kLanes + k < quarter) & add(add(x[0], x[1]), add(x[2], x[3])));
    }
    unsigned sum = 0;  // arbitrary if h is not finite
    for (int i = 0; i < kWidth; ++i) sum += static_cast<unsigned>(sums[i]);
    code->offset = static_cast<int>(0u - 128u * sum);
    code->step = 1.0f / scale;
  }

  // sums[lane] += its four weights times their inputs
  static IntVec add_products(IntVec sums, IntVec words, IntVec evens, IntVec odds) {
    return add_pairs(add_pairs(sums, words & 0x00ff00ff, evens), odd_bytes(words), odds);
  }

  template <int Rows>
  static const float *sweep(const float *weights, const void *input, int, int count, Vec (&sums)[Rows]) {
    const Code *code = static_cast<const Code *>(input);
    const float *scales = weights;
    weights += Rows * kWidth;
    IntVec products[Rows];
    for (int row = 0; row < Rows; ++row) products[row] = broadcast(code->offset);
    const int quarter = (count + 3) / 4;
    const int *const even_words = code->words, *const odd_words = code->words + pad(quarter, kWidth);
    for (int k = 0; k < quarter; ++k) {
      const IntVec evens = broadcast(even_words[k]), odds = broadcast(odd_words[k]);
      for (int row = 0; row < Rows; ++row) {
        const IntVec words = *reinterpret_cast<const IntVec *>(weights + row * kWidth);
        products[row] = add_products(products[row], words, evens, odds);
      }
      weights += Rows * kWidth;
    }
    for (int row = 0; row < Rows; ++row)
      sums[row] += __builtin_convertvector(products[row], Vec) * (load(scales + row * kWidth) * code->step);
    return weights;
  }
};

// ---- one layer ------------------------------------------------------------------------------------------------------

// to = from + weights @ input. Sums start at zero again after every kRun inputs: rounding errors grow
// with the length of a sum in single precision.
template <class Precision, int Rows>
inline const float *add_product(const float *weights, const void *input, int count, const float *from, float *to) {
  for (int first = 0; first < count; first += Precision::kRun) {
    Vec sums[Rows] = {};
    weights = Precision::template sweep<Rows>(weights, input, first, count, sums);
    for (int row = 0; row < Rows; ++row) store(to + row * kWidth, load(from + row * kWidth) + sums[row]);
    from = to;
  }
  return weights;
}

// gates = from + weights @ input
template <class Precision>
void add_gates(const void *matrix, const float *from, const void *input, int count, int padded, float *gates) {
  auto weights = static_cast<const float *>(matrix);
  int unit = 0;
  for (; unit + 2 * kWidth <= padded; unit += 2 * kWidth)
    weights = add_product<Precision, 8>(weights, input, count, from + 4 * unit, gates + 4 * unit);
  if (unit < padded) add_product<Precision, 4>(weights, input, count, from + 4 * unit, gates + 4 * unit);
}

// Prefetches the start of the next sweep while the processor computes and the memory bus would be
// idle. `kLines` lines of 64 bytes per SIMD vector are about as much as arrives in that time.
class Fetcher {
 public:
  explicit Fetcher(const void *upcoming) : next_(static_cast<const char *>(upcoming)) {}
  template <int kLines>
  void fetch() {
#if defined(__SSE2__)
    if (next_ == nullptr) return;
    for (int line = 0; line < kLines; ++line, next_ += 64) __builtin_prefetch(next_);
#endif
  }

 private:
  const char *next_;
};

template <class Activation, int Vectors>
inline void update_c(const float *gates, float *c, Fetcher *fetcher) {
  for (int v = 0; v < Vectors; ++v) {
    const float *i = gates + v * kWidth, *f = i + Vectors * kWidth, *g = f + Vectors * kWidth;
    fetcher->fetch<MDRNN_WIDTH>();
    store(c + v * kWidth, Activation::gate(load(f)) * load(c + v * kWidth) + Activation::gate_tanh(load(i), load(g)));
  }
}

template <class Activation, int Vectors>
inline void update_h(const float *gates, const float *c, float *h, Fetcher *fetcher) {
  for (int v = 0; v < Vectors; ++v) {
    fetcher->fetch<MDRNN_WIDTH / 2>();
    store(h + v * kWidth, Activation::gate_tanh(load(gates + (3 * Vectors + v) * kWidth), load(c + v * kWidth)));
  }
}

// The cell of Gers et al. 2000, gate order i f c o. All of c first, then all of h: that gives the
// processor the most independent work at once.
template <class Activation>
void update(const float *gates, int padded, float *c, float *h, const void *upcoming) {
  Fetcher fetcher(upcoming);
  const int paired = padded / (2 * kWidth) * (2 * kWidth);
  for (int unit = 0; unit < paired; unit += 2 * kWidth) update_c<Activation, 2>(gates + 4 * unit, c + unit, &fetcher);
  if (paired < padded) update_c<Activation, 1>(gates + 4 * paired, c + paired, &fetcher);
  for (int unit = 0; unit < paired; unit += 2 * kWidth)
    update_h<Activation, 2>(gates + 4 * unit, c + unit, h + unit, &fetcher);
  if (paired < padded) update_h<Activation, 1>(gates + 4 * paired, c + paired, h + paired, &fetcher);
}

// ---- the head -------------------------------------------------------------------------------------------------------

void head(const float *weights, const float *bias, const float *h, int units, int padded, float *outputs) {
  int left = padded / kWidth;
  for (; left >= kHeadVectors; left -= kHeadVectors) {
    weights = add_product<Float32, kHeadVectors>(weights, h, units, bias, outputs);
    bias += kHeadVectors * kWidth;
    outputs += kHeadVectors * kWidth;
  }
  switch (left) {
    case 1: add_product<Float32, 1>(weights, h, units, bias, outputs); break;
    case 2: add_product<Float32, 2>(weights, h, units, bias, outputs); break;
    case 3: add_product<Float32, 3>(weights, h, units, bias, outputs); break;
    case 4: add_product<Float32, 4>(weights, h, units, bias, outputs); break;
    case 5: add_product<Float32, 5>(weights, h, units, bias, outputs); break;
  }
}

void elu(float *outputs, int begin, int end, float offset) {
  for (int i = begin / kWidth * kWidth; i < end; i += kWidth) {
    const Vec z = load(outputs + i);
    const Vec elu = (z > 0.0f ? z : exp2(z * kLog2E) - 1.0f) + offset;
    store(outputs + i, ((kLanes + i >= begin) & (kLanes + i < end)) ? elu : z);
  }
}

// x - x is +0 (all bits 0) for every finite x, and NaN for the others.
bool all_finite(const float *numbers, int count) {
  typedef long long LongVec __attribute__((vector_size(kWidth * sizeof(float)), may_alias));
  LongVec seen{};
  int i = 0;
  for (; i + kWidth <= count; i += kWidth) {
    const Vec x = *reinterpret_cast<const LooseVec *>(numbers + i);
    const Vec difference = x - x;
    seen |= reinterpret_cast<const LongVec &>(difference);
  }
  long long bits = 0;
  for (int k = 0; k < kWidth / 2; ++k) bits |= seen[k];
  float rest = 0.0f;
  for (; i < count; ++i) rest += numbers[i] - numbers[i];
  return bits == 0 && rest == 0.0f;
}

}  // namespace

template <class Precision>
constexpr Kernels make_kernels() {
  return {MDRNN_STRING(MDRNN_ISA),
          Precision::kPrecision,
          kWidth,
          Precision::kCode ? Int8::encode : nullptr,
          add_gates<Precision>,
          add_gates<Float32>,
          {update<Sigmoid>, update<HardSigmoid>},
          head,
          elu,
          all_finite};
}

// In the order of mdrnn_precision.
extern const Kernels MDRNN_JOIN(kernels_, MDRNN_ISA)[MDRNN_PRECISION_COUNT];
const Kernels MDRNN_JOIN(kernels_, MDRNN_ISA)[MDRNN_PRECISION_COUNT] = {make_kernels<Float32>(),
                                                                        make_kernels<BFloat16>(), make_kernels<Int8>()};

}  // namespace mdrnn
