// SPDX-License-Identifier: MIT
// Counts what this thread asks of the allocator, of locks and of the kernel.
#pragma once

#include <cstdint>

struct Counts {
  int64_t allocations = 0;
  int64_t locks = 0;
  int64_t syscalls = 0;
};

// False where the kernel cannot hand over this thread's syscalls: then they are not counted.
bool can_count_syscalls();

void start_counting();
Counts stop_counting();
