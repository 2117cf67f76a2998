// SPDX-License-Identifier: MIT
// Writes the packed form of a model.
#pragma once

#include <cstdint>
#include <vector>

#include "file/model_file.h"

namespace mdrnn {

// `model` must be on the native engine; keeps its precision. Throws std::bad_alloc.
std::vector<uint8_t> write_packed_form(const Model &model);

}  // namespace mdrnn
