// SPDX-License-Identifier: MIT
// The loops that stream the weights, one variant for each instruction set, chosen at run time.
#pragma once

#include "mdrnn/mdrnn.h"
#include "step/gates.h"

namespace mdrnn {

// Functions here are static: the linker must not use kernels.cc's copy, compiled for a newer
// processor, elsewhere.

// Arrays are aligned to kAlignment bytes. Vectors of units or outputs are padded to whole SIMD
// vectors, `padded` floats long; the padding holds small, meaningless numbers. A block is two SIMD
// vectors of units, or one at the end.
constexpr int kAlignment = 64;

// How many rows k of a matrix (inputs, outputs) share a 32-bit word, the first in its lowest bits:
// two consecutive rows as bfloat16, one from each quarter as int8.
static constexpr int group_size(mdrnn_precision precision) {
  return precision == MDRNN_INT8 ? 4 : precision == MDRNN_BFLOAT16 ? 2 : 1;
}

// Weights are stored as words [block][group of k][gate][vector] (the head: [run of up to 6
// vectors][k][vector]), with zeros for missing k. As int8, each block begins with the scales of its
// rows, [gate][vector] as float32.
constexpr const char *kPrecisionNames[MDRNN_PRECISION_COUNT] = {"float32", "bfloat16", "int8"};

using Update = void (*)(const float *gates, int padded, float *c, float *h, const void *upcoming);

struct Kernels {
  const char *name;
  mdrnn_precision precision;
  int width;  // floats in a SIMD vector

  // Encodes h (within -1..1, as a cell's output is) as the `input` of the functions below, code_size()
  // floats long. Reads up to one SIMD vector past h. Null: they take h itself.
  void (*encode)(const float *h, int count, void *code);

  // gates = from + weights @ input; from, gates: [block][gate][vector], float32, and may be the same place.
  void (*add_gates)(const void *weights, const float *from, const void *input, int count, int padded, float *gates);
  // The same for the first layer's kernel, which is float32 in every precision: it is small, and an
  // event's numbers are unbounded.
  void (*add_event)(const void *weights, const float *from, const void *input, int count, int padded, float *gates);

  // The cell of Gers et al. 2000 updates c and h (padded) in place; one function per kind of Gates.
  // `upcoming`: the data read next, to prefetch; null: it is in the cache anyway.
  Update update[kGatesCount];

  // outputs = bias + kernel @ h, `padded` outputs. Also float32 in every precision: densities are
  // narrow, so small errors of a mean matter.
  void (*head)(const float *kernel, const float *bias, const float *h, int units, int padded, float *outputs);

  // sigma = elu(sigma) + offset for the outputs from `begin` to `end` (Clevert et al. 2016).
  void (*elu)(float *outputs, int begin, int end, float offset);

  // Whether there is no NaN and no infinity.
  bool (*all_finite)(const float *numbers, int count);
};

constexpr int kHeadVectors = 6;  // accumulators of one run of the head

// `count` rounded up to a multiple of `width`.
static constexpr int pad(int count, int width) { return (count + width - 1) / width * width; }

// In floats: a header of two, then two rows, each with half a word for every quarter of k.
static constexpr int code_size(int count, int width) { return 2 + 2 * pad((count + 3) / 4, width); }

// The kernels for this processor's best instruction set; the same at every call.
const Kernels &best_kernels(mdrnn_precision precision = MDRNN_FLOAT32);

// The kernels without SIMD, for every processor; the packed form of a model is made for them.
const Kernels &scalar_kernels(mdrnn_precision precision);

// All variants that this processor can run, best first, in all precisions; ends with null.
const Kernels *const *usable_kernels();

}  // namespace mdrnn
