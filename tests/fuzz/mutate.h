// SPDX-License-Identifier: MIT
// Damages a .tflite file or a packed model but keeps most of it plausible.
#pragma once

#include <cstdint>
#include <vector>

#include "step/random.h"

using File = std::vector<uint8_t>;

enum class Damage { kStructure, kMetadata, kAnyByte, kTruncation, kCount };

// `other`: a file to borrow numbers from. The same arguments and random state give the same mutant.
File mutate(const File &file, const File &other, Damage damage, mdrnn::Random &random);
