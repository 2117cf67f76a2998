// SPDX-License-Identifier: MIT
// To be preloaded into a process that plays libpd: counts what whole ticks of Pd ask of the system, messages included.
#include <cstdint>

#include "counters.h"

namespace {

void add(int64_t *sums, const Counts &counts) {
  sums[0] += counts.allocations;
  sums[1] += counts.locks;
  sums[2] += counts.syscalls;
}

}  // namespace

// `process` is libpd_process_float; `sums` (3,): allocations, locks, and ticks that entered the kernel, or -1 where
// that cannot be counted.
extern "C" __attribute__((visibility("default"))) void count_ticks(int (*process)(int, const float *, float *),
                                                                   float *output, int ticks, int64_t *sums) {
  const bool counts_syscalls = can_count_syscalls();
  sums[0] = sums[1] = sums[2] = 0;
  for (int i = 0; i < ticks; ++i) {
    start_counting();
    process(1, nullptr, output);
    add(sums, stop_counting());
  }
  if (!counts_syscalls) sums[2] = -1;
}
