// SPDX-License-Identifier: MIT
// Reads the player's events out of messages.
#pragma once

#include <algorithm>
#include <climits>

#include "mdrnn/mdrnn.h"
#include "patcher/arguments.h"

namespace mdrnn {

// The first `room` numbers into `values` (room,); `count` is how many there are, which the core checks.
template <typename Atom>
mdrnn_status read_values(const Arguments<Atom> &arguments, long room, float *values, int *count, mdrnn_error *error) {
  *count = static_cast<int>(std::min<long>(arguments.count, INT_MAX));
  return read_numbers(arguments, std::min(arguments.count, room), values, error);
}

// `value INDEX VALUE`
template <typename Atom>
mdrnn_status read_one_value(const Arguments<Atom> &arguments, int *index, float *value, mdrnn_error *error) {
  float numbers[2] = {};
  if (const mdrnn_status status = expect_count(arguments, 2, "2 (index and value)", error)) return status;
  if (const mdrnn_status status = read_whole(arguments, 0, 0, MDRNN_MAX_VALUES - 1, index, error)) return status;
  if (const mdrnn_status status = read_numbers(arguments, 2, numbers, error)) return status;
  *value = numbers[1];
  return MDRNN_OK;
}

// `step DT X1 .. XN`: `next` (D,) from `event` (count,), D from the model.
inline mdrnn_status step(mdrnn_performer *performer, const float *event, int count, float *next, mdrnn_error *error) {
  const int dimension = mdrnn_get_model_info(performer).dimension;
  if (dimension > 0 && count != dimension)
    return refuse(error, "step: found %d argument%s, expected %d (dt and the values)", count, count == 1 ? "" : "s",
                  dimension);
  return mdrnn_step(performer, event, next, error);
}

}  // namespace mdrnn
