// SPDX-License-Identifier: MIT
// What the core needs besides the weights: the scale, the grain, and the temperatures that the trainer recommends.
#pragma once

#include <string_view>

#include "step/error.h"

namespace mdrnn {

// "scale" of the outermost object -> `scale`, which keeps its value if the entry has none. Refuses an entry that is not
// a complete object, and a scale that is not a number from kMinScale to kMaxScale.
mdrnn_status read_scale(std::string_view json, double *scale, mdrnn_error *error);

// 12 for `models/mine-scale12.tflite`, as IMPSY names its files; `standard` if the name of the file has no such number,
// or one that no scale can be.
double scale_in_name(std::string_view path, double standard) noexcept;

// `name` of the outermost object's "recommended"; NaN if it is missing, or not a number from 0 to kMaxTemperature.
double read_recommended(std::string_view json, std::string_view name) noexcept;

// "grain" of the outermost object -> `grain` (count,), one number for each value, all 0 if the entry has none.
// `has_grain`: one of them is above 0. Refuses a list of another length, and numbers outside 0..kMaxGrain.
mdrnn_status read_grain(std::string_view json, int count, float *grain, bool *has_grain, mdrnn_error *error);

}  // namespace mdrnn
