// SPDX-License-Identifier: MIT
// The inner loops of a step in assembly for the Cortex-M7: one instruction loads as many words as
// there are registers. Only for kernels_scalar.cc, after scalar.h, which has the same in plain C++.
#pragma once

namespace mdrnn {
namespace {

// e^-x = 2^z, as exp2 in kernels.cc. The polynomial is in x + n * ln 2, so z is never computed.
// Trap: if x is NaN the clamps return their other operand, so the caller must check for NaN.
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

inline float within(float low, float x) {
  __asm__("vmaxnm.f32 %0, %0, %1\n\tvminnm.f32 %0, %0, %2" : "+t"(x) : "t"(low), "t"(1.0f));
  return x;
}
inline unsigned pair(unsigned lower, unsigned upper) {
  unsigned both;
  __asm__("pkhbt %0, %1, %2, lsl #16" : "=r"(both) : "r"(lower), "r"(upper));
  return both;
}
constexpr float kZeros[8] = {};

// One input: loads its words at once, then adds to as many sums.
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

// Four inputs at a time, then the rest. `sums`, `words`: registers; `last`: to[row] = from[row] + sum.
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
struct Float32<5> {  // the remainder for five components in three dimensions
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
// Four of eight rows. The sums start from the offset, which is stored just before the step and inputs.
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

// There are registers for the sums of four rows only; what the other four need is kept in FPU registers.
template <>
struct Int8<8> {
  static const float *add(const float *scales, const Code *code, int quarter, Cursors *cursors) {
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
        "ldrd %[first], %[second], %[cursors]\n\t"
        "vldmia %[first]!, {s16-s23}\n\t"
        "vmul.f32 s0, s0, %[step]\n\tvcvt.f32.s32 s8, s8\n\tvmul.f32 s1, s1, %[step]\n\tvcvt.f32.s32 s9, s9\n\t"
        "vmul.f32 s2, s2, %[step]\n\tvcvt.f32.s32 s10, s10\n\tvmul.f32 s3, s3, %[step]\n\tvcvt.f32.s32 s11, s11\n\t"
        "vmul.f32 s4, s4, %[step]\n\tvcvt.f32.s32 s12, s12\n\tvmul.f32 s5, s5, %[step]\n\tvcvt.f32.s32 s13, s13\n\t"
        "vmul.f32 s6, s6, %[step]\n\tvcvt.f32.s32 s14, s14\n\tvmul.f32 s7, s7, %[step]\n\tvcvt.f32.s32 s15, s15\n\t"
        "vfma.f32 s16, s0, s8\n\tvfma.f32 s17, s1, s9\n\tvfma.f32 s18, s2, s10\n\tvfma.f32 s19, s3, s11\n\t"
        "vfma.f32 s20, s4, s12\n\tvfma.f32 s21, s5, s13\n\tvfma.f32 s22, s6, s14\n\tvfma.f32 s23, s7, s15\n\t"
        "vstmia %[second]!, {s16-s23}\n\t"
        "strd %[first], %[second], %[cursors]"
        : [a] "=&r"(a), [b] "=&r"(b), [c] "=&r"(c), [d] "=&r"(d), [words] "+r"(words), [inputs] "+r"(inputs),
          [count] "+r"(count), [first] "=&r"(first), [second] "=&r"(second), [evens] "=&r"(evens), [odds] "=&r"(odds),
          [bytes] "=&r"(bytes), [cursors] "+m"(*cursors)
        : [step] "t"(code->step)
        : "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "s12", "s13", "s14", "s15", "s16",
          "s17", "s18", "s19", "s20", "s21", "s22", "s23", "s24", "s25", "s26", "cc", "memory");
    return words - 4;  // the second half began four words later
  }
};
// Eight numbers at a time: returns 0, or NaN if one of them is not finite.
inline float take_eights(const float **from, int *left) {
  const float *numbers = *from;
  int count = *left;
  float strange = 0.0f;
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
  *from = numbers;
  *left = count;
  return strange;
}

}  // namespace
}  // namespace mdrnn
