// SPDX-License-Identifier: MIT
// Preloaded into a process that runs libpd: counts allocations, locks and system calls in ticks of Pd, with messages.
#include <cstdint>

#include "counters.h"

namespace {

void add(int64_t *sums, const Counts &counts) {
  sums[0] += counts.allocations;
  sums[1] += counts.locks;
  sums[2] += counts.syscalls;
}

}  // namespace

// `process` is libpd_process_float; `sums` (3,): allocations, locks, and ticks with system calls, or -1 if these cannot
// be counted.
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
