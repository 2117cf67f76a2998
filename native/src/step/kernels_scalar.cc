// SPDX-License-Identifier: MIT
// The loops that stream the weights, for a processor without SIMD of floats: the packed form of a model is for them.
//
// Plain C++, and the few loops that most of a step goes into once more as a Cortex-M4 or M7 likes them: as many words
// as there are registers come with one instruction.
#include "step/kernels.h"
#include "step/limits.h"

namespace mdrnn {
namespace {

#if defined(__ARM_FEATURE_SIMD32) && defined(__ARM_FP) && !defined(__ARM_NEON) && !defined(MDRNN_PLAIN_KERNELS)
#define MDRNN_CORTEX_M 1
#endif

constexpr int kRun = 64;  // inputs; then sums begin at zero again, so that they stay near what double gives

float to_float(unsigned bits) {
  float number;
  __builtin_memcpy(&number, &bits, sizeof number);
  return number;
}

unsigned to_bits(float number) {
  unsigned bits;
  __builtin_memcpy(&bits, &number, sizeof bits);
  return bits;
}

// The same as in kernels.cc, where it says why.
constexpr float kMagic = 12582912.0f;
constexpr float kLog2E = 1.44269504f;

inline float exp2(float z) {
  z = z < -57.0f ? -57.0f : z;
  z = z > 57.0f ? 57.0f : z;
  const float sum = z + (kMagic + 127.0f);
  const float r = z - (sum - (kMagic + 127.0f));
  const float low = r * 0.693146944f + 1.00000012f;
  const float middle = r * 0.0555071309f + 0.240221202f;
  const float high = r * 0.00132764713f + 0.00967554096f;
  const float r2 = r * r;
  return (low + r2 * (middle + r2 * high)) * to_float(to_bits(sum) << 23);
}

inline float sigmoid(float x) { return 1.0f / (exp2(x * -kLog2E) + 1.0f); }

inline float sigmoid_tanh(float x, float y) {
  const float e = exp2(y * (-2.0f * kLog2E));
  return (1.0f - e) / ((exp2(x * -kLog2E) + 1.0f) * (e + 1.0f));
}

// ---- sums[row] += weights[k][row] * x[k] ----------------------------------------------------------------------------

template <int Rows>
struct Float32 {
  static const float *sweep(const float *weights, const float *x, int count, float *sums) {
    for (int k = 0; k < count; ++k, weights += Rows)
      for (int row = 0; row < Rows; ++row) sums[row] += weights[row] * x[k];
    return weights;
  }
};

#if MDRNN_CORTEX_M
#define MDRNN_MAC8(x)                               \
  "vldmia %[weights]!, {s8-s15}\n\t"                \
  "vfma.f32 s0, s8, " x "\n\tvfma.f32 s1, s9, " x   \
  "\n\t"                                            \
  "vfma.f32 s2, s10, " x "\n\tvfma.f32 s3, s11, " x \
  "\n\t"                                            \
  "vfma.f32 s4, s12, " x "\n\tvfma.f32 s5, s13, " x \
  "\n\t"                                            \
  "vfma.f32 s6, s14, " x "\n\tvfma.f32 s7, s15, " x "\n\t"
#define MDRNN_CLOBBERED                                                                                               \
  "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "s12", "s13", "s14", "s15", "s16", "s17", \
      "s18", "s19", "cc", "memory"

template <>
struct Float32<8> {
  static const float *sweep(const float *weights, const float *x, int count, float *sums) {
    int fours = count / 4, rest = count % 4;
    __asm__ volatile(
        "vldmia %[sums], {s0-s7}\n\t"
        "cmp %[fours], #0\n\t"
        "beq 2f\n"
        "1:\n\t"
        "vldmia %[x]!, {s16-s19}\n\t"
        "subs %[fours], #1\n\t"
        MDRNN_MAC8("s16") MDRNN_MAC8("s17") MDRNN_MAC8("s18") MDRNN_MAC8("s19")
        "bne 1b\n"
        "2:\n\t"
        "cmp %[rest], #0\n\t"
        "beq 4f\n"
        "3:\n\t"
        "vldmia %[x]!, {s16}\n\t"
        "subs %[rest], #1\n\t"
        MDRNN_MAC8("s16")
        "bne 3b\n"
        "4:\n\t"
        "vstmia %[sums], {s0-s7}"
        : [weights] "+r"(weights), [x] "+r"(x), [fours] "+r"(fours), [rest] "+r"(rest)
        : [sums] "r"(sums)
        : MDRNN_CLOBBERED);
    return weights;
  }
};
#endif

template <int Rows>
struct BFloat16 {
  static const float *sweep(const float *weights, const float *x, int count, float *sums) {
    for (int k = 0; k < count; k += 2, weights += Rows) {
      const float second = k + 1 < count ? x[k + 1] : 0.0f;
      for (int row = 0; row < Rows; ++row) {
        sums[row] += to_float(to_bits(weights[row]) << 16) * x[k];
        sums[row] += weights[row] * second;
      }
    }
    return weights;
  }
};

// ---- int8 -----------------------------------------------------------------------------------------------------------

// h with 16 bits: for each quarter of k a word of those of quarters 0 and 2, and one of 1 and 3, the former in the
// lower half.
struct Code {
  int offset;  // -128 times the sum of the inputs
  float step;  // what 1 stands for
  unsigned words[1];
};

// To a whole number, ties to even; what a state set by hand has beyond -1..1 is cut off.
inline int quantize(const float *numbers, int k, int count, float scale) {
  if (k >= count) return 0;
  float x = numbers[k];
  x = x < -1.0f ? -1.0f : x;
  x = x > 1.0f ? 1.0f : x;
  return static_cast<int>(to_bits(x * scale + kMagic) - to_bits(kMagic));
}

inline unsigned pair(int lower, int upper) {
  return (static_cast<unsigned>(lower) & 0xffff) | static_cast<unsigned>(upper) << 16;
}

void encode(const float *numbers, int count, void *place) {
  Code *code = static_cast<Code *>(place);
  const int quarter = (count + 3) / 4;
  const int fits = 2147483647 / 128 / (4 * quarter);
  const float scale = static_cast<float>(fits < 32767 ? fits : 32767);
  unsigned sum = 0;
  for (int k = 0; k < quarter; ++k) {
    int x[4];
    for (int part = 0; part < 4; ++part) {
      x[part] = quantize(numbers, part * quarter + k, count, scale);
      sum += static_cast<unsigned>(x[part]);
    }
    code->words[2 * k] = pair(x[0], x[2]);
    code->words[2 * k + 1] = pair(x[1], x[3]);
  }
  code->offset = static_cast<int>(0u - 128u * sum);
  code->step = 1.0f / scale;
}

// products[i] += the four weights of words[i] times their inputs, for four rows of every `Stride` words
#if MDRNN_CORTEX_M
#define MDRNN_MAC4(sum, word)                    \
  "uxtb16 %[bytes], %[" word                     \
  "]\n\t"                                        \
  "smlad %[" sum "], %[bytes], %[evens], %[" sum \
  "]\n\t"                                        \
  "uxtb16 %[bytes], %[" word                     \
  "], ror #8\n\t"                                \
  "smlad %[" sum "], %[bytes], %[odds], %[" sum "]\n\t"

template <int Stride>
void add_four(const unsigned *words, const unsigned *inputs, int count, int *products) {
  int a = products[0], b = products[1], c = products[2], d = products[3];
  unsigned first, second, evens, odds, bytes;
  __asm__ volatile(
      "1:\n\t"
      "ldrd %[evens], %[odds], [%[inputs]], #8\n\t"
      "ldrd %[first], %[second], [%[words]], #8\n\t"
      "subs %[count], #1\n\t" MDRNN_MAC4("a", "first")
          MDRNN_MAC4("b", "second") "ldrd %[first], %[second], [%[words]], %[rest]\n\t" MDRNN_MAC4("c", "first")
              MDRNN_MAC4("d", "second") "bne 1b"
      : [a] "+r"(a), [b] "+r"(b), [c] "+r"(c), [d] "+r"(d), [words] "+r"(words), [inputs] "+r"(inputs),
        [count] "+r"(count), [first] "=&r"(first), [second] "=&r"(second), [evens] "=&r"(evens), [odds] "=&r"(odds),
        [bytes] "=&r"(bytes)
      : [rest] "i"(4 * Stride - 8)
      : "cc", "memory");
  products[0] = a;
  products[1] = b;
  products[2] = c;
  products[3] = d;
}
#else
// Wraps round where a sum does not fit: what it ends with does.
inline unsigned product(unsigned weight, unsigned input, int shift) {
  return (weight & 0xff) * static_cast<unsigned>(static_cast<short>(input >> shift));
}

template <int Stride>
void add_four(const unsigned *words, const unsigned *inputs, int count, int *products) {
  for (int k = 0; k < count; ++k, words += Stride, inputs += 2)
    for (int row = 0; row < 4; ++row)
      products[row] =
          static_cast<int>(static_cast<unsigned>(products[row]) + product(words[row], inputs[0], 0) +
                           product(words[row] >> 8, inputs[1], 0) + product(words[row] >> 16, inputs[0], 16) +
                           product(words[row] >> 24, inputs[1], 16));
}
#endif

// The scales of the rows stand before their words. All of `count` at once: its sums are exact.
template <int Rows>
const float *add_int8(const float *weights, const void *input, int count, const float *from, float *to) {
  const Code *code = static_cast<const Code *>(input);
  const int quarter = (count + 3) / 4;
  const unsigned *words = reinterpret_cast<const unsigned *>(weights + Rows);
  int products[Rows];
  for (int row = 0; row < Rows; ++row) products[row] = code->offset;
  for (int row = 0; row < Rows; row += 4) add_four<Rows>(words + row, code->words, quarter, products + row);
  for (int row = 0; row < Rows; ++row)
    to[row] = from[row] + static_cast<float>(products[row]) * (weights[row] * code->step);
  return weights + Rows + Rows * quarter;
}

// ---- one layer ------------------------------------------------------------------------------------------------------

template <template <int> class Precision, int Rows>
const float *add_product(const float *weights, const void *input, int count, const float *from, float *to) {
  const float *x = static_cast<const float *>(input);
  for (int first = 0; first < count; first += kRun) {
    float sums[Rows] = {};
    weights = Precision<Rows>::sweep(weights, x + first, count - first < kRun ? count - first : kRun, sums);
    for (int row = 0; row < Rows; ++row) to[row] = from[row] + sums[row];
    from = to;
  }
  return weights;
}

using AddProduct = const float *(*)(const float *, const void *, int, const float *, float *);

template <AddProduct Two, AddProduct One>
void add_gates(const void *matrix, const float *from, const void *input, int count, int units, float *gates) {
  auto weights = static_cast<const float *>(matrix);
  int unit = 0;
  for (; unit + 2 <= units; unit += 2) weights = Two(weights, input, count, from + 4 * unit, gates + 4 * unit);
  if (unit < units) One(weights, input, count, from + 4 * unit, gates + 4 * unit);
}

// The cell of Gers et al. 2000, gate order i f c o; gates of two units, or of one at the end: [gate][unit].
void update(const float *gates, int units, float *c, float *h, const void *) {
  for (int unit = 0; unit < units; ++unit) {
    const int first = unit & ~1, stride = first + 2 <= units ? 2 : 1;
    const float *gate = gates + 4 * first + (unit - first);
    c[unit] = sigmoid(gate[stride]) * c[unit] + sigmoid_tanh(gate[0], gate[2 * stride]);
    h[unit] = sigmoid_tanh(gate[3 * stride], c[unit]);
  }
}

// ---- the head -------------------------------------------------------------------------------------------------------

void head(const float *weights, const float *bias, const float *h, int units, int count, float *outputs) {
  constexpr AddProduct kRuns[] = {nullptr,
                                  add_product<Float32, 1>,
                                  add_product<Float32, 2>,
                                  add_product<Float32, 3>,
                                  add_product<Float32, 4>,
                                  add_product<Float32, 5>,
                                  add_product<Float32, 6>};
  static_assert(sizeof kRuns / sizeof *kRuns == kHeadVectors + 1, "a run for each count of outputs");
  for (int run; count > 0; count -= run, bias += run, outputs += run) {
    run = count < kHeadVectors ? count : kHeadVectors;
    weights = kRuns[run](weights, h, units, bias, outputs);
  }
}

void elu(float *outputs, int begin, int end, float offset) {
  for (int i = begin; i < end; ++i) {
    const float z = outputs[i];
    outputs[i] = (z > 0.0f ? z : exp2(z * kLog2E) - 1.0f) + offset;
  }
}

// x - x is 0 for every finite x and NaN for the others.
bool all_finite(const float *numbers, int count) {
  float rest = 0.0f;
  for (int i = 0; i < count; ++i) rest += numbers[i] - numbers[i];
  return rest == 0.0f;
}

constexpr auto kAddFloats = add_gates<add_product<Float32, 8>, add_product<Float32, 4>>;

}  // namespace

// In the order of mdrnn_precision.
extern const Kernels kernels_scalar[MDRNN_PRECISION_COUNT];
const Kernels kernels_scalar[MDRNN_PRECISION_COUNT] = {
    {"scalar", MDRNN_FLOAT32, 1, nullptr, kAddFloats, kAddFloats, update, head, elu, all_finite},
    {"scalar", MDRNN_BFLOAT16, 1, nullptr, add_gates<add_product<BFloat16, 8>, add_product<BFloat16, 4>>, kAddFloats,
     update, head, elu, all_finite},
    {"scalar", MDRNN_INT8, 1, encode, add_gates<add_int8<8>, add_int8<4>>, kAddFloats, update, head, elu, all_finite}};

}  // namespace mdrnn
