// SPDX-License-Identifier: MIT
// Reads a buffer once from front to back, nothing else; compiled once for each SIMD width.
//
// Include only read_sweep.h: the linker could use a library's inline function, compiled here for a
// newer processor, elsewhere.
#include "bench/read_sweep.h"

#ifndef MDRNN_WIDTH
#define MDRNN_WIDTH 4
#endif

#define MDRNN_JOIN_(a, b) a##b
#define MDRNN_JOIN(a, b) MDRNN_JOIN_(a, b)

namespace mdrnn {

int MDRNN_JOIN(read_sweep_, MDRNN_WIDTH)(const float *buffer, size_t floats) {
  typedef int Vec __attribute__((vector_size(MDRNN_WIDTH * sizeof(int)), may_alias));
  constexpr size_t kVectors = 8;  // as many loads in flight as in the kernels
  static_assert(kSweepFloats % (kVectors * MDRNN_WIDTH) == 0, "a sweep ends with a whole stride");
  const Vec *next = reinterpret_cast<const Vec *>(buffer);
  const Vec *const end = next + floats / MDRNN_WIDTH;
  Vec seen[kVectors] = {};
  for (; next < end; next += kVectors)
    for (size_t part = 0; part < kVectors; ++part) seen[part] |= next[part];
  Vec all = (seen[0] | seen[1] | seen[2] | seen[3]) | (seen[4] | seen[5] | seen[6] | seen[7]);
  int bits = 0;
  for (int i = 0; i < MDRNN_WIDTH; ++i) bits |= all[i];
  return bits;
}

}  // namespace mdrnn
