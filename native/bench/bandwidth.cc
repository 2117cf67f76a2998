// SPDX-License-Identifier: MIT
// How fast this processor reads a buffer again and again: the floor of a step that has to read every weight.
#include "bench/bandwidth.h"

#include <atomic>

#include "bench/read_sweep.h"
#include "step/kernels.h"

namespace mdrnn {
namespace {

std::atomic<int> g_bits{0};  // written so that no reading is left out

auto widest_sweep() {
#if MDRNN_HAS_AVX2
  if (best_kernels().width >= 16) return &read_sweep_16;
  if (best_kernels().width >= 8) return &read_sweep_8;
#endif
  return &read_sweep_4;
}

}  // namespace

ReadSweep::ReadSweep(size_t bytes)
    : floats_((bytes / sizeof(float) + kSweepFloats - 1) / kSweepFloats * kSweepFloats),
      buffer_(make_aligned(floats_)),
      sweep_(widest_sweep()) {}

void ReadSweep::operator()() const { g_bits.store(sweep_(buffer_.get(), floats_), std::memory_order_relaxed); }

}  // namespace mdrnn
