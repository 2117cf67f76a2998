// SPDX-License-Identifier: MIT
// A model -> its packed form.
#pragma once

#include <cstdint>
#include <vector>

#include "file/model_file.h"

namespace mdrnn {

// Of a model on the native engine, in the precision that it has. Throws std::bad_alloc.
std::vector<uint8_t> write_packed_form(const Model &model);

}  // namespace mdrnn
