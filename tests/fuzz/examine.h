// SPDX-License-Identifier: MIT
// What must hold for every file, however hostile: the fuzzers look for files that break it.
#pragma once

#include <cstddef>
#include <cstdint>

enum class Verdict { kRefused, kAccepted };

// Loads the bytes as a model. Ends the process with a sentence if the load takes over 1 s of CPU time,
// if a refusal has no sentence or took more memory than twice the file and 8 MB, or if an accepted
// model outputs a non-finite number. Crashes are reported by the sanitizer.
Verdict examine(const uint8_t *data, size_t size);
