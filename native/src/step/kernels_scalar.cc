// SPDX-License-Identifier: MIT
// The loops that stream the weights on a processor without float SIMD; packed models are made for them.
#include "step/kernels.h"

// Cortex-M7: 16-bit pair instructions and an FPv5 FPU. Compile with MDRNN_PLAIN_KERNELS for a
// Cortex-M4: it has FPv4, which no macro reveals.
#if defined(__ARM_FEATURE_SIMD32) && defined(__ARM_FP) && !defined(__ARM_NEON) && !defined(MDRNN_PLAIN_KERNELS)
#define MDRNN_CORTEX_M 1
#else
#define MDRNN_CORTEX_M 0
#endif

#include "step/scalar.h"
#if MDRNN_CORTEX_M
#include "step/cortex_m.h"
#endif

namespace mdrnn {
namespace {

constexpr int kRun = 64;  // inputs; then sums start at zero again, to stay close to double precision

// ---- int8 -----------------------------------------------------------------------------------------------------------

// To a whole number, ties to even, in the lower half of the word. Clips to -1..1: a state set by the
// caller may lie outside.
inline unsigned quantize(float x, float scale) { return to_bits(within(-1.0f, x) * scale + kMagic); }

// Encodes one number of each quarter (0 if there is none) and returns their sum.
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

void add_gates_int8(const void *matrix, const float *from, const void *input, int count, int units, float *gates) {
  const Code *code = static_cast<const Code *>(input);
  const int quarter = (count + 3) / 4;
  auto weights = static_cast<const float *>(matrix);
  Cursors cursors{from, gates};
  for (int pairs = units / 2; pairs > 0; --pairs) weights = Int8<8>::add(weights, code, quarter, &cursors);
  if (units % 2 != 0) Int8<4>::add(weights, code, quarter, &cursors);
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

// An activation computes a gate, and gate(x) * tanh(y) with a single division.
struct Sigmoid {
  static float gate(float x) { return 1.0f / (exp_minus(x) + 1.0f); }
  static float gate_tanh(float x, float y) {
    const float e = exp_minus(y + y);
    return (1.0f - e) / ((exp_minus(x) + 1.0f) * (e + 1.0f));
  }
};

struct HardSigmoid {
  static float gate(float x) { return within(0.0f, x * 0.2f + 0.5f); }
  static float gate_tanh(float x, float y) {
    const float e = exp_minus(y + y);
    return gate(x) * (1.0f - e) / (e + 1.0f);
  }
};

// The cell of Gers et al. 2000, gate order i f c o, `stride` apart. `strange` becomes NaN if a gate is
// not finite.
template <class Activation>
inline void update_unit(const float *gates, int stride, float *c, float *h, float *strange) {
  const float i = gates[0], f = gates[stride], g = gates[2 * stride], o = gates[3 * stride];
  *strange += i * 0.0f;
  *strange += f * 0.0f;
  *strange += g * 0.0f;
  *strange += o * 0.0f;
  *c = Activation::gate(f) * *c + Activation::gate_tanh(i, g);
  *h = Activation::gate_tanh(o, *c);
}

// Two units at a time, [gate][unit], and one at the end.
void update(const float *gates, int units, float *c, float *h, const void *) {
  float strange = 0.0f;
  int unit = 0;
  for (; unit + 2 <= units; unit += 2)
#pragma GCC unroll 2
    for (int k = unit; k < unit + 2; ++k) update_unit<Sigmoid>(gates + 3 * unit + k, 2, c + k, h + k, &strange);
  if (unit < units) update_unit<Sigmoid>(gates + 4 * unit, 1, c + unit, h + unit, &strange);
  c[0] += strange;
}

// The same as a loop, in a third of the flash: old models are rare, and their gates are cheaper.
void update_hard(const float *gates, int units, float *c, float *h, const void *) {
  float strange = 0.0f;
  for (int unit = 0; unit < units; ++unit) {
    const int first = unit & ~1, stride = first + 2 <= units ? 2 : 1;
    update_unit<HardSigmoid>(gates + 3 * first + unit, stride, c + unit, h + unit, &strange);
  }
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
  strange += take_eights(&numbers, &count);
  for (int i = 0; i < count; ++i) strange += numbers[i] * 0.0f;
  return strange == 0.0f;
}

constexpr auto kAddFloats = add_gates<add_product<Float32, 8>, add_product<Float32, 4>>;

}  // namespace

// In the order of mdrnn_precision.
extern const Kernels kernels_scalar[MDRNN_PRECISION_COUNT];
const Kernels kernels_scalar[MDRNN_PRECISION_COUNT] = {
    {"scalar", MDRNN_FLOAT32, 1, nullptr, kAddFloats, kAddFloats, {update, update_hard}, head, elu, all_finite},
    {"scalar",
     MDRNN_BFLOAT16,
     1,
     nullptr,
     add_gates<add_product<BFloat16, 8>, add_product<BFloat16, 4>>,
     kAddFloats,
     {update, update_hard},
     head,
     elu,
     all_finite},
    {"scalar", MDRNN_INT8, 1, encode, add_gates_int8, kAddFloats, {update, update_hard}, head, elu, all_finite}};

}  // namespace mdrnn
