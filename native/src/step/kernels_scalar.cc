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

constexpr float kMost = 57.0f;  // of z; beyond it is as it is there

// e^-x = 2^z, as exp2 in kernels.cc has it.
#if MDRNN_CORTEX_M
// The polynomial is one of x + n * ln 2, so that z need not be known. Where x is not a number the clamps give the other
// one: who calls has to see to it.
inline float exp_minus(float x) {
  constexpr float kLn2 = 0.693147181f, kLog2E2 = kLog2E * kLog2E;
  static constexpr float kFirst[] = {kMagic + 127.0f, 1.00000012f, 0.240221202f * kLog2E2,
                                     0.00967554096f * kLog2E2 * kLog2E2};
  float r, part;
  unsigned bits;
  __asm__(
      "vmaxnm.f32 %[r], %[x], %[least]\n\t"
      "vldmia %[first], {s0-s3}\n\t"
      "vminnm.f32 %[r], %[r], %[most]\n\t"
      "vfms.f32 s0, %[r], %[log2e]\n\t"
      "vsub.f32 %[part], s0, %[magic]\n\t"
      "vmov %[bits], s0\n\t"
      "vfma.f32 %[r], %[part], %[ln2]\n\t"
      "lsl %[bits], %[bits], #23\n\t"
      "vmul.f32 %[part], %[r], %[r]\n\t"
      "vfms.f32 s3, %[r], %[c5]\n\t"
      "vfms.f32 s2, %[r], %[c3]\n\t"
      "vfms.f32 s1, %[r], %[c1]\n\t"
      "vmov s0, %[bits]\n\t"
      "vfma.f32 s2, %[part], s3\n\t"
      "vfma.f32 s1, %[part], s2\n\t"
      "vmul.f32 %[r], s1, s0"
      : [r] "=&t"(r), [part] "=&t"(part), [bits] "=&r"(bits)
      : [x] "t"(x), [least] "t"(-kMost * kLn2), [most] "t"(kMost * kLn2), [log2e] "t"(kLog2E),
        [magic] "t"(kMagic + 127.0f), [ln2] "t"(kLn2), [c1] "t"(0.693146944f * kLog2E),
        [c3] "t"(0.0555071309f * kLog2E * kLog2E2), [c5] "t"(0.00132764713f * kLog2E * kLog2E2 * kLog2E2),
        [first] "r"(kFirst), "m"(kFirst)
      : "s0", "s1", "s2", "s3");
  return r;
}

inline float within_one(float x) {
  __asm__("vmaxnm.f32 %0, %0, %1\n\tvminnm.f32 %0, %0, %2" : "+t"(x) : "t"(-1.0f), "t"(1.0f));
  return x;
}
#else
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

inline float within_one(float x) {
  x = x < -1.0f ? -1.0f : x;
  return x > 1.0f ? 1.0f : x;
}
#endif

inline float sigmoid(float x) { return 1.0f / (exp_minus(x) + 1.0f); }

inline float sigmoid_tanh(float x, float y) {
  const float e = exp_minus(y + y);
  return (1.0f - e) / ((exp_minus(x) + 1.0f) * (e + 1.0f));
}

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

#if MDRNN_CORTEX_M
constexpr float kZeros[8] = {};

// One input: its words come together, then as many sums grow.
#define MDRNN_ADD8(x)                                                                                   \
  "vldmia %[w]!, {s8-s15}\n\t"                                                                          \
  "vfma.f32 s0, s8, " x "\n\tvfma.f32 s1, s9, " x "\n\tvfma.f32 s2, s10, " x "\n\tvfma.f32 s3, s11, " x \
  "\n\tvfma.f32 s4, s12, " x "\n\tvfma.f32 s5, s13, " x "\n\tvfma.f32 s6, s14, " x "\n\tvfma.f32 s7, s15, " x "\n\t"
#define MDRNN_ADD6(x)                                                                                   \
  "vldmia %[w]!, {s8-s13}\n\t"                                                                          \
  "vfma.f32 s0, s8, " x "\n\tvfma.f32 s1, s9, " x "\n\tvfma.f32 s2, s10, " x "\n\tvfma.f32 s3, s11, " x \
  "\n\tvfma.f32 s4, s12, " x "\n\tvfma.f32 s5, s13, " x "\n\t"

#define MDRNN_ADD5(x)                                                                                   \
  "vldmia %[w]!, {s8-s12}\n\t"                                                                          \
  "vfma.f32 s0, s8, " x "\n\tvfma.f32 s1, s9, " x "\n\tvfma.f32 s2, s10, " x "\n\tvfma.f32 s3, s11, " x \
  "\n\tvfma.f32 s4, s12, " x "\n\t"

// Four inputs at a time, then what is left of them. `sums`, `words`: the registers; `last`: to[row] = from[row] + sum.
#define MDRNN_ADD_PRODUCT(add, sums, words, last)                                                                       \
  unsigned fours = static_cast<unsigned>(count) / 4, rest = static_cast<unsigned>(count) % 4;                           \
  __asm__ volatile(                                                                                                   \
      "vldmia %[zeros], " sums                                                                                        \
      "\n\t"                                                                                                          \
      "cmp %[fours], #0\n\t"                                                                                          \
      "beq 2f\n"                                                                                                      \
      "1:\n\t"                                                                                                        \
      "vldmia %[x]!, {s16-s19}\n\t"                                                                                   \
      "subs %[fours], #1\n\t" add("s16") add("s17") add("s18") add("s19")                                            \
      "bne 1b\n"                                                                                                      \
      "2:\n\t"                                                                                                        \
      "cmp %[rest], #0\n\t"                                                                                           \
      "beq 4f\n"                                                                                                      \
      "3:\n\t"                                                                                                        \
      "vldmia %[x]!, {s16}\n\t"                                                                                       \
      "subs %[rest], #1\n\t" add("s16")                                                                              \
      "bne 3b\n"                                                                                                      \
      "4:\n\t"                                                                                                        \
      "vldmia %[from], " words                                                                                        \
      "\n\t" last                                                                                                     \
      "vstmia %[to], " sums                                                                                           \
      : [w] "+r"(weights), [x] "+r"(x), [fours] "+r"(fours), [rest] "+r"(rest)                                        \
      : [from] "r"(from), [to] "r"(to), [zeros] "r"(kZeros)                                                           \
      : "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "s12", "s13", "s14", "s15", "s16", \
        "s17", "s18", "s19", "cc", "memory"); \
  return weights;

template <>
struct Float32<8> {
  static const float *add(const float *weights, const float *x, int count, const float *from, float *to) {
    MDRNN_ADD_PRODUCT(MDRNN_ADD8, "{s0-s7}", "{s8-s15}",
                      "vadd.f32 s0, s0, s8\n\tvadd.f32 s1, s1, s9\n\t"
                      "vadd.f32 s2, s2, s10\n\tvadd.f32 s3, s3, s11\n\t"
                      "vadd.f32 s4, s4, s12\n\tvadd.f32 s5, s5, s13\n\t"
                      "vadd.f32 s6, s6, s14\n\tvadd.f32 s7, s7, s15\n\t")
  }
};

template <>
struct Float32<5> {  // what is left of five components of three numbers each
  static const float *add(const float *weights, const float *x, int count, const float *from, float *to) {
    MDRNN_ADD_PRODUCT(MDRNN_ADD5, "{s0-s4}", "{s8-s12}",
                      "vadd.f32 s0, s0, s8\n\tvadd.f32 s1, s1, s9\n\t"
                      "vadd.f32 s2, s2, s10\n\tvadd.f32 s3, s3, s11\n\t"
                      "vadd.f32 s4, s4, s12\n\t")
  }
};

template <>
struct Float32<6> {
  static const float *add(const float *weights, const float *x, int count, const float *from, float *to) {
    MDRNN_ADD_PRODUCT(MDRNN_ADD6, "{s0-s5}", "{s8-s13}",
                      "vadd.f32 s0, s0, s8\n\tvadd.f32 s1, s1, s9\n\t"
                      "vadd.f32 s2, s2, s10\n\tvadd.f32 s3, s3, s11\n\t"
                      "vadd.f32 s4, s4, s12\n\tvadd.f32 s5, s5, s13\n\t")
  }
};
#endif

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

// ---- int8 -----------------------------------------------------------------------------------------------------------

// h with 16 bits: for each quarter of k a word of those of quarters 0 and 2, and one of 1 and 3, the former in the
// lower half.
struct Code {
  int offset;  // -128 times the sum of the inputs
  float step;  // what 1 stands for
  unsigned words[1];
};

// As bits, to a whole number, ties to even: in the lower half of the word. What a state set by hand has beyond -1..1 is
// cut off.
inline unsigned quantize(float x, float scale) { return to_bits(within_one(x) * scale + kMagic); }

#if MDRNN_CORTEX_M
inline unsigned pair(unsigned lower, unsigned upper) {
  unsigned both;
  __asm__("pkhbt %0, %1, %2, lsl #16" : "=r"(both) : "r"(lower), "r"(upper));
  return both;
}
#else
inline unsigned pair(unsigned lower, unsigned upper) { return (lower & 0xffff) | upper << 16; }
#endif

// One number of each quarter, 0 where there is none: their sum.
inline unsigned encode_four(float first, float second, float third, float fourth, float scale, unsigned *words) {
  const unsigned x[] = {quantize(first, scale), quantize(second, scale), quantize(third, scale),
                        quantize(fourth, scale)};
  words[0] = pair(x[0], x[2]);
  words[1] = pair(x[1], x[3]);
  return x[0] + x[1] + x[2] + x[3];
}

void encode(const float *numbers, int count, void *place) {
  Code *code = static_cast<Code *>(place);
  const int quarter = (count + 3) / 4;
  const int fits = 2147483647 / 128 / (4 * quarter);
  const float scale = static_cast<float>(fits < 32767 ? fits : 32767);
  const float *second = numbers + quarter, *third = second + quarter, *fourth = third + quarter;
  unsigned sum = 0u - static_cast<unsigned>(4 * quarter) * to_bits(kMagic), *words = code->words;
  int k = 0;
  for (; k < count - 3 * quarter; ++k, words += 2)
    sum += encode_four(numbers[k], second[k], third[k], fourth[k], scale, words);
  for (; k < quarter; ++k, words += 2) {
    const auto at = [=](int i) { return i < count ? numbers[i] : 0.0f; };
    sum += encode_four(numbers[k], at(quarter + k), at(2 * quarter + k), at(3 * quarter + k), scale, words);
  }
  code->offset = static_cast<int>(0u - 128u * sum);
  code->step = 1.0f / scale;
}

// Where the next rows come from and go to.
struct Places {
  const float *from;
  float *to;
};

// The scales of the rows stand before their words. All of `count` at once: its sums are exact.
template <int Rows>
struct Int8 {
  // Wraps round where a sum does not fit: what it ends with does.
  static unsigned product(unsigned weight, unsigned input, int shift) {
    return (weight & 0xff) * static_cast<unsigned>(static_cast<short>(input >> shift));
  }

  static const float *add(const float *scales, const Code *code, int quarter, Places *places) {
    const unsigned *words = reinterpret_cast<const unsigned *>(scales + Rows), *inputs = code->words;
    unsigned sums[Rows];
    for (unsigned &sum : sums) sum = static_cast<unsigned>(code->offset);
    for (int k = 0; k < quarter; ++k, words += Rows, inputs += 2)
      for (int row = 0; row < Rows; ++row)
        sums[row] += product(words[row], inputs[0], 0) + product(words[row] >> 8, inputs[1], 0) +
                     product(words[row] >> 16, inputs[0], 16) + product(words[row] >> 24, inputs[1], 16);
    for (int row = 0; row < Rows; ++row)
      *places->to++ = *places->from++ + static_cast<float>(static_cast<int>(sums[row])) * (scales[row] * code->step);
    return reinterpret_cast<const float *>(words);
  }
};

#if MDRNN_CORTEX_M
#define MDRNN_ADD4(sum, word)                    \
  "uxtb16 %[bytes], %[" word                     \
  "]\n\t"                                        \
  "smlad %[" sum "], %[bytes], %[evens], %[" sum \
  "]\n\t"                                        \
  "uxtb16 %[bytes], %[" word                     \
  "], ror #8\n\t"                                \
  "smlad %[" sum "], %[bytes], %[odds], %[" sum "]\n\t"
#define MDRNN_ADD16                                                                                      \
  "ldrd %[evens], %[odds], [%[inputs]], #8\n\t"                                                          \
  "ldrd %[first], %[second], [%[words]], #8\n\t" MDRNN_ADD4("a", "first")                                \
      MDRNN_ADD4("b", "second") "ldrd %[first], %[second], [%[words]], #24\n\t" MDRNN_ADD4("c", "first") \
          MDRNN_ADD4("d", "second")
// Four of eight rows, from the offset that stands before the step and the inputs.
#define MDRNN_HALF                                         \
  "ldr %[a], [%[inputs], #-8]\n\t"                         \
  "mov %[b], %[a]\n\t"                                     \
  "mov %[c], %[a]\n\t"                                     \
  "mov %[d], %[a]\n\t"                                     \
  "subs %[count], #4\n\t"                                  \
  "bmi 2f\n"                                               \
  "1:\n\t" MDRNN_ADD16 MDRNN_ADD16 MDRNN_ADD16 MDRNN_ADD16 \
  "subs %[count], #4\n\t"                                  \
  "bpl 1b\n"                                               \
  "2:\n\t"                                                 \
  "adds %[count], #4\n\t"                                  \
  "beq 4f\n"                                               \
  "3:\n\t" MDRNN_ADD16                                     \
  "subs %[count], #1\n\t"                                  \
  "bne 3b\n"                                               \
  "4:\n\t"

// There are registers for the sums of four rows; what the second four need again waits in those of the FPU.
template <>
struct Int8<8> {
  static const float *add(const float *scales, const Code *code, int quarter, Places *places) {
    const float *words = scales;
    const unsigned *inputs = code->words;
    int count = quarter, a, b, c, d;
    unsigned first, second, evens, odds, bytes;
    __asm__ volatile(
        "vldmia %[words]!, {s0-s7}\n\t"
        "vmov s24, s25, %[words], %[inputs]\n\t"
        "vmov s26, %[count]\n\t" MDRNN_HALF
        "vmov s8, s9, %[a], %[b]\n\t"
        "vmov s10, s11, %[c], %[d]\n\t"
        "vmov %[words], %[inputs], s24, s25\n\t"
        "vmov %[count], s26\n\t"
        "adds %[words], %[words], #16\n\t" MDRNN_HALF
        "vmov s12, s13, %[a], %[b]\n\t"
        "vmov s14, s15, %[c], %[d]\n\t"
        "ldrd %[first], %[second], %[places]\n\t"
        "vldmia %[first]!, {s16-s23}\n\t"
        "vmul.f32 s0, s0, %[step]\n\tvcvt.f32.s32 s8, s8\n\tvmul.f32 s1, s1, %[step]\n\tvcvt.f32.s32 s9, s9\n\t"
        "vmul.f32 s2, s2, %[step]\n\tvcvt.f32.s32 s10, s10\n\tvmul.f32 s3, s3, %[step]\n\tvcvt.f32.s32 s11, s11\n\t"
        "vmul.f32 s4, s4, %[step]\n\tvcvt.f32.s32 s12, s12\n\tvmul.f32 s5, s5, %[step]\n\tvcvt.f32.s32 s13, s13\n\t"
        "vmul.f32 s6, s6, %[step]\n\tvcvt.f32.s32 s14, s14\n\tvmul.f32 s7, s7, %[step]\n\tvcvt.f32.s32 s15, s15\n\t"
        "vfma.f32 s16, s0, s8\n\tvfma.f32 s17, s1, s9\n\tvfma.f32 s18, s2, s10\n\tvfma.f32 s19, s3, s11\n\t"
        "vfma.f32 s20, s4, s12\n\tvfma.f32 s21, s5, s13\n\tvfma.f32 s22, s6, s14\n\tvfma.f32 s23, s7, s15\n\t"
        "vstmia %[second]!, {s16-s23}\n\t"
        "strd %[first], %[second], %[places]"
        : [a] "=&r"(a), [b] "=&r"(b), [c] "=&r"(c), [d] "=&r"(d), [words] "+r"(words), [inputs] "+r"(inputs),
          [count] "+r"(count), [first] "=&r"(first), [second] "=&r"(second), [evens] "=&r"(evens), [odds] "=&r"(odds),
          [bytes] "=&r"(bytes), [places] "+m"(*places)
        : [step] "t"(code->step)
        : "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "s12", "s13", "s14", "s15", "s16",
          "s17", "s18", "s19", "s20", "s21", "s22", "s23", "s24", "s25", "s26", "cc", "memory");
    return words - 4;  // the second half began four words later
  }
};
#endif

void add_gates_int8(const void *matrix, const float *from, const void *input, int count, int units, float *gates) {
  const Code *code = static_cast<const Code *>(input);
  const int quarter = (count + 3) / 4;
  auto weights = static_cast<const float *>(matrix);
  Places places{from, gates};
  for (int pairs = units / 2; pairs > 0; --pairs) weights = Int8<8>::add(weights, code, quarter, &places);
  if (units % 2 != 0) Int8<4>::add(weights, code, quarter, &places);
}

// ---- one layer ------------------------------------------------------------------------------------------------------

template <template <int> class Precision, int Rows>
const float *add_product(const float *weights, const void *input, int count, const float *from, float *to) {
  const float *x = static_cast<const float *>(input);
  if (count <= kRun) return Precision<Rows>::add(weights, x, count, from, to);
  for (int first = 0; first < count; first += kRun, from = to)
    weights = Precision<Rows>::add(weights, x + first, count - first < kRun ? count - first : kRun, from, to);
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

// The cell of Gers et al. 2000, gate order i f c o; gates of `Units` units: [gate][unit]. `strange` becomes not a
// number where a gate is not finite.
template <int Units>
inline void update_block(const float *gates, float *c, float *h, float *strange) {
#pragma GCC unroll 2
  for (int unit = 0; unit < Units; ++unit) {
    const float i = gates[unit], f = gates[Units + unit], g = gates[2 * Units + unit], o = gates[3 * Units + unit];
    *strange += i * 0.0f;
    *strange += f * 0.0f;
    *strange += g * 0.0f;
    *strange += o * 0.0f;
    c[unit] = sigmoid(f) * c[unit] + sigmoid_tanh(i, g);
    h[unit] = sigmoid_tanh(o, c[unit]);
  }
}

void update(const float *gates, int units, float *c, float *h, const void *) {
  float strange = 0.0f;
  int unit = 0;
  for (; unit + 2 <= units; unit += 2) update_block<2>(gates + 4 * unit, c + unit, h + unit, &strange);
  if (unit < units) update_block<1>(gates + 4 * unit, c + unit, h + unit, &strange);
  c[0] += strange;
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
    outputs[i] = (z > 0.0f ? z : exp_minus(-z) - 1.0f + z * 0.0f) + offset;
  }
}

// x * 0 is 0 for every finite x and NaN for the others.
bool all_finite(const float *numbers, int count) {
  float strange = 0.0f;
#if MDRNN_CORTEX_M
  for (; count >= 8; count -= 8)
    __asm__(
        "vldmia %[numbers]!, {s0-s7}\n\t"
        "vfma.f32 %[sum], s0, %[zero]\n\tvfma.f32 %[sum], s1, %[zero]\n\t"
        "vfma.f32 %[sum], s2, %[zero]\n\tvfma.f32 %[sum], s3, %[zero]\n\t"
        "vfma.f32 %[sum], s4, %[zero]\n\tvfma.f32 %[sum], s5, %[zero]\n\t"
        "vfma.f32 %[sum], s6, %[zero]\n\tvfma.f32 %[sum], s7, %[zero]"
        : [numbers] "+r"(numbers), [sum] "+t"(strange)
        : [zero] "t"(0.0f)
        : "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "memory");
#endif
  for (int i = 0; i < count; ++i) strange += numbers[i] * 0.0f;
  return strange == 0.0f;
}

constexpr auto kAddFloats = add_gates<add_product<Float32, 8>, add_product<Float32, 4>>;

}  // namespace

// In the order of mdrnn_precision.
extern const Kernels kernels_scalar[MDRNN_PRECISION_COUNT];
const Kernels kernels_scalar[MDRNN_PRECISION_COUNT] = {
    {"scalar", MDRNN_FLOAT32, 1, nullptr, kAddFloats, kAddFloats, update, head, elu, all_finite},
    {"scalar", MDRNN_BFLOAT16, 1, nullptr, add_gates<add_product<BFloat16, 8>, add_product<BFloat16, 4>>, kAddFloats,
     update, head, elu, all_finite},
    {"scalar", MDRNN_INT8, 1, encode, add_gates_int8, kAddFloats, update, head, elu, all_finite}};

}  // namespace mdrnn
