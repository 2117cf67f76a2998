// SPDX-License-Identifier: MIT
// The loops that stream the weights, once for each instruction set, and the choice among them at run time.
#pragma once

namespace mdrnn {

// Arrays are aligned to kAlignment bytes. Vectors of units or outputs are padded with zeros to whole SIMD vectors,
// `padded` floats long. A block is two SIMD vectors of units, or one at the end.
constexpr int kAlignment = 64;

struct Kernels {
  const char *name;
  int width;  // floats in a SIMD vector

  // prepared = bias + recurrent @ h, the half of a layer's gates that does not need the next input.
  // recurrent: [block][k < units][gate][vector]; bias, prepared: [block][gate][vector].
  void (*prepare)(const float *recurrent, const float *bias, const float *h, int units, int padded, float *prepared);

  // Gates = prepared + kernel @ input; then the cell of Gers et al. 2000 updates c and h (padded) in place.
  // kernel: [block][k < inputs][gate][vector].
  void (*cell)(const float *kernel, const float *prepared, const float *input, int inputs, int padded, float *c,
               float *h);

  // outputs = bias + kernel @ h, `padded` outputs. kernel: [run of up to 6 vectors][k < units][vector].
  void (*head)(const float *kernel, const float *bias, const float *h, int units, int padded, float *outputs);

  // sigma = elu(sigma) + offset, `count` floats that need not be aligned (Clevert et al. 2016).
  void (*elu)(float *sigma, int count, float offset);

  // No NaN and no infinity among them.
  bool (*all_finite)(const float *numbers, int count);
};

constexpr int kHeadVectors = 6;  // accumulators of one run of the head

// Those of the best instruction set that this processor has; the same at every call.
const Kernels &best_kernels();

// Every variant that this processor can run, the best first; ends with null.
const Kernels *const *usable_kernels();

}  // namespace mdrnn
