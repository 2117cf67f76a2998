// SPDX-License-Identifier: MIT
// Counts of operator new and delete so far; counted in test_c_api.cc.
#pragma once

#include <cstdint>

int64_t allocations_of_this_thread();
int64_t frees_of_this_thread();
int64_t live_allocations();  // of all threads
