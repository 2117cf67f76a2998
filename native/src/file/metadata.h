// SPDX-License-Identifier: MIT
// The one number that the core needs from a model's JSON entry.
#pragma once

#include <string_view>

#include "step/error.h"

namespace mdrnn {

// "scale" of the outermost object -> `scale`, which keeps its value where the entry does not have one. Refuses what is
// not an object, and a scale that is not a number above 0.
mdrnn_status read_scale(std::string_view json, double *scale, mdrnn_error *error);

}  // namespace mdrnn
