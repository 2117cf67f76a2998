// SPDX-License-Identifier: MIT
// Reads a buffer once from front to back, nothing else; compiled once for each SIMD width.
#pragma once

#include <cstddef>

namespace mdrnn {

constexpr size_t kSweepFloats = 128;  // a sweep reads whole strides of these

// Reads `floats` floats (a multiple of kSweepFloats, aligned to kAlignment). The result, all bits
// combined, keeps the compiler from removing the reads.
int read_sweep_4(const float *buffer, size_t floats);
int read_sweep_8(const float *buffer, size_t floats);
int read_sweep_16(const float *buffer, size_t floats);

}  // namespace mdrnn
