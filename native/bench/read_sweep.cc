// SPDX-License-Identifier: MIT
// Reads a buffer once from front to back and does nothing else: compiled once for each width of SIMD vectors.
//
// Nothing but read_sweep.h may be included: an inline function of a library, compiled here for a newer processor, could
// be linked into everyone's code.
#include "bench/read_sweep.h"

#ifndef MDRNN_WIDTH
#define MDRNN_WIDTH 4
#endif

#define MDRNN_JOIN_(a, b) a##b
#define MDRNN_JOIN(a, b) MDRNN_JOIN_(a, b)

namespace mdrnn {

int MDRNN_JOIN(read_sweep_, MDRNN_WIDTH)(const float *buffer, size_t floats) {
  typedef int Vec __attribute__((vector_size(MDRNN_WIDTH * sizeof(int)), may_alias));
  constexpr size_t kStride = kSweepFloats / MDRNN_WIDTH;  // vectors
  static_assert(kStride >= 8, "as many loads in flight as the kernels have");
  const Vec *next = reinterpret_cast<const Vec *>(buffer);
  const Vec *const end = next + floats / MDRNN_WIDTH;
  Vec seen[8] = {};
  for (; next < end; next += kStride)
    for (size_t part = 0; part < kStride; ++part) seen[part % 8] |= next[part];
  Vec all = (seen[0] | seen[1] | seen[2] | seen[3]) | (seen[4] | seen[5] | seen[6] | seen[7]);
  int bits = 0;
  for (int i = 0; i < MDRNN_WIDTH; ++i) bits |= all[i];
  return bits;
}

}  // namespace mdrnn
