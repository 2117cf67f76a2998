// SPDX-License-Identifier: MIT
// Reads a buffer once from front to back and does nothing else: compiled once for each width of SIMD vectors.
#pragma once

#include <cstddef>

namespace mdrnn {

constexpr size_t kSweepFloats = 128;  // a sweep reads whole strides of these

// Reads `floats` floats (a multiple of kSweepFloats, aligned to kAlignment) with vectors of that many floats. The
// result, all bits that were seen, keeps the compiler from leaving the reading out.
int read_sweep_4(const float *buffer, size_t floats);
int read_sweep_8(const float *buffer, size_t floats);
int read_sweep_16(const float *buffer, size_t floats);

}  // namespace mdrnn
