// SPDX-License-Identifier: MIT
// What holds for every file, however hostile: the promise that the fuzzers look for a hole in.
#pragma once

#include <cstddef>
#include <cstdint>

enum class Verdict { kRefused, kAccepted };

// Loads the bytes as a model. Ends the process with a sentence when the load takes over 1 s of the processor's time, a
// refusal has no sentence or took more memory than twice the file and 8 MB, or an accepted model steps to a number that
// is not finite. A crash is the sanitizer's to report.
Verdict examine(const uint8_t *data, size_t size);
