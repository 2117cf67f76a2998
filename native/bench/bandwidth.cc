// SPDX-License-Identifier: MIT
// How fast this processor reads a buffer repeatedly: a lower bound for a step, which reads every weight.
#include "bench/bandwidth.h"

#include <atomic>

#include "bench/read_sweep.h"
#include "step/kernels.h"

namespace mdrnn {
namespace {

std::atomic<int> g_bits{0};  // a side effect, so the compiler keeps every read

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
