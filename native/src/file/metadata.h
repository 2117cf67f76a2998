// SPDX-License-Identifier: MIT
// What the core needs from a model's JSON entry: the scale, and the temperatures that the trainer found.
#pragma once

#include <string_view>

#include "step/error.h"

namespace mdrnn {

// "scale" of the outermost object -> `scale`, which keeps its value where the entry does not have one. Refuses what is
// not an object, and a scale that is not a number above 0.
mdrnn_status read_scale(std::string_view json, double *scale, mdrnn_error *error);

// `name` of the outermost object's "recommended", NaN where there is no such number.
double read_recommended(std::string_view json, std::string_view name) noexcept;

}  // namespace mdrnn
