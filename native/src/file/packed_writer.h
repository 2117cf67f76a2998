// SPDX-License-Identifier: MIT
// A model -> its packed form.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "step/packed.h"

namespace mdrnn {

// Throws std::bad_alloc.
std::vector<uint8_t> write_packed_form(const Weights &weights, mdrnn_precision precision, const std::string &metadata);

}  // namespace mdrnn
