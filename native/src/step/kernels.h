// SPDX-License-Identifier: MIT
// The loops that stream the weights, once for each instruction set, and the choice among them at run time.
#pragma once

#include "mdrnn/mdrnn.h"
#include "step/gates.h"

namespace mdrnn {

// Functions here are static: kernels.cc, compiled for a newer processor, must not lend its copy to everyone's code.

// Arrays are aligned to kAlignment bytes. Vectors of units or outputs are padded to whole SIMD vectors, `padded` floats
// long; what stands in the padding is no number of any meaning, but small. A block is two SIMD vectors of units, or one
// at the end.
constexpr int kAlignment = 64;

// How many rows k of a matrix (inputs, outputs) share a word of 32 bits, the first in its lowest bits: as bfloat16 two
// that follow each other, as int8 one of each quarter.
static constexpr int group_size(mdrnn_precision precision) {
  return precision == MDRNN_INT8 ? 4 : precision == MDRNN_BFLOAT16 ? 2 : 1;
}

// Weights lie as words [block][group of k][gate][vector] (the head: [run of up to 6 vectors][k][vector]);
// zeros stand where there is no more k. As int8 each block begins with the scales of its rows, [gate][vector] as
// float32.
constexpr const char *kPrecisionNames[MDRNN_PRECISION_COUNT] = {"float32", "bfloat16", "int8"};

using Update = void (*)(const float *gates, int padded, float *c, float *h, const void *upcoming);

struct Kernels {
  const char *name;
  mdrnn_precision precision;
  int width;  // floats in a SIMD vector

  // Brings a vector h (at most 1 in size, as what a cell gives is) into the form in which the functions below take it
  // as `input`, code_size() floats long. Reads up to a SIMD vector beyond h. Null: they take h itself.
  void (*encode)(const float *h, int count, void *code);

  // gates = from + weights @ input; from, gates: [block][gate][vector], float32, and may be the same place.
  void (*add_gates)(const void *weights, const float *from, const void *input, int count, int padded, float *gates);
  // The same for the first layer's kernel, which is float32 in every precision: it is small, and an event's numbers
  // have no bound.
  void (*add_event)(const void *weights, const float *from, const void *input, int count, int padded, float *gates);

  // The cell of Gers et al. 2000 updates c and h (padded) in place; one function for each kind of Gates. `upcoming` is
  // what will be read next; null: it is near enough.
  Update update[kGatesCount];

  // outputs = bias + kernel @ h, `padded` outputs. Float32 in every precision as well: the density is narrow, and feels
  // each bit that a mean is off.
  void (*head)(const float *kernel, const float *bias, const float *h, int units, int padded, float *outputs);

  // sigma = elu(sigma) + offset for the outputs from `begin` to `end` (Clevert et al. 2016).
  void (*elu)(float *outputs, int begin, int end, float offset);

  // No NaN and no infinity among them.
  bool (*all_finite)(const float *numbers, int count);
};

constexpr int kHeadVectors = 6;  // accumulators of one run of the head

// The smallest multiple of `width` that is not below `count`.
static constexpr int pad(int count, int width) { return (count + width - 1) / width * width; }

// Floats: two, and two rows that each hold half a word for each quarter of k.
static constexpr int code_size(int count, int width) { return 2 + 2 * pad((count + 3) / 4, width); }

// Those of the best instruction set that this processor has; the same at every call.
const Kernels &best_kernels(mdrnn_precision precision = MDRNN_FLOAT32);

// Those without SIMD, which every processor has; the packed form of a model is for them.
const Kernels &scalar_kernels(mdrnn_precision precision);

// Every variant that this processor can run, the best first, all precisions; ends with null.
const Kernels *const *usable_kernels();

}  // namespace mdrnn
