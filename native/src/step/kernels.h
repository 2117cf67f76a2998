// SPDX-License-Identifier: MIT
// The loops that stream the weights, once for each instruction set, and the choice among them at run time.
#pragma once

#include "mdrnn/mdrnn.h"

namespace mdrnn {

// Arrays are aligned to kAlignment bytes. Vectors of units or outputs are padded with zeros to whole SIMD vectors,
// `padded` floats long. A block is two SIMD vectors of units, or one at the end.
constexpr int kAlignment = 64;

// Weights lie [block][k][gate][vector] (the head: [run of up to 6 vectors][k][vector]) as float32 or bfloat16. As int8
// each block begins with the scales of its rows, [gate][vector] as float32, and k comes in pairs:
// [block][pair of k][gate][vector][2]; an odd last k has a zero beside it.
struct Kernels {
  const char *name;
  mdrnn_precision precision;
  int width;  // floats in a SIMD vector

  // prepared = bias + recurrent @ h, the half of a layer's gates that does not need the next input.
  // bias, prepared: [block][gate][vector], float32. h: at most 1 in size, as what a cell gives is.
  void (*prepare)(const void *recurrent, const float *bias, const float *h, int units, int padded, float *prepared);

  // Gates = prepared + kernel @ input; then the cell of Gers et al. 2000 updates c and h (padded) in place.
  // The first layer's kernel is float32 in every precision: it is small, and an event's numbers have no bound.
  void (*first_cell)(const void *kernel, const float *prepared, const float *input, int inputs, int padded, float *c,
                     float *h);
  void (*cell)(const void *kernel, const float *prepared, const float *input, int inputs, int padded, float *c,
               float *h);

  // outputs = bias + kernel @ h, `padded` outputs.
  void (*head)(const void *kernel, const float *bias, const float *h, int units, int padded, float *outputs);

  // sigma = elu(sigma) + offset, `count` floats that need not be aligned (Clevert et al. 2016).
  void (*elu)(float *sigma, int count, float offset);

  // No NaN and no infinity among them.
  bool (*all_finite)(const float *numbers, int count);
};

constexpr int kHeadVectors = 6;  // accumulators of one run of the head

// Those of the best instruction set that this processor has; the same at every call.
const Kernels &best_kernels(mdrnn_precision precision = MDRNN_FLOAT32);

// Every variant that this processor can run, the best first, all precisions; ends with null.
const Kernels *const *usable_kernels();

}  // namespace mdrnn
