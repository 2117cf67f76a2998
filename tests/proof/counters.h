// SPDX-License-Identifier: MIT
// Counts this thread's allocations, locks and system calls.
#pragma once

#include <cstdint>

struct Counts {
  int64_t allocations = 0;
  int64_t locks = 0;
  int64_t syscalls = 0;
};

// False if the kernel cannot intercept this thread's system calls: then they are not counted.
bool can_count_syscalls();

void start_counting();
Counts stop_counting();
