// SPDX-License-Identifier: MIT
// The parameters of a performer: names, aliases, ranges, defaults, values.
#include "play/parameters.h"

#include <cmath>
#include <cstring>

#include "step/limits.h"

namespace mdrnn {

const mdrnn_parameter_info kParameters[MDRNN_PARAMETER_COUNT] = {
    {"mode", "", "mode", 0.0, MDRNN_MODE_COUNT - 1, MDRNN_CALLRESPONSE},
    {"threshold", "", "s", 0.0, 3600.0, 0.1},
    {"pi_temperature", "pitemp", "", 0.0, kMaxTemperature, 1.0},
    {"sigma_temperature", "sigmatemp", "", 0.0, kMaxTemperature, 0.01},
    {"timescale", "", "", 0.001, 1000.0, 1.0},
    {"max_dt", "", "s", 0.001, 86400.0, 5.0},
    {"pause", "", "switch", 0.0, 1.0, 0.0},
    {"thru", "", "switch", 0.0, 1.0, 0.0},
    {"synchronous", "", "switch", 0.0, 1.0, 0.0},
    {"autostart", "", "switch", 0.0, 1.0, 0.0},
    {"grain", "", "", -1.0, kMaxGrain, -1.0},
};

const char *const kModes[MDRNN_MODE_COUNT] = {"callresponse", "polyphony", "battle", "useronly"};

namespace {

bool is_in_range(const mdrnn_parameter_info &info, double value) {
  return value >= info.minimum && value <= info.maximum;  // NaN is not
}

}  // namespace

Parameters::Parameters() {
  for (int i = 0; i < MDRNN_PARAMETER_COUNT; ++i) values_[static_cast<size_t>(i)] = kParameters[i].standard;
}

mdrnn_status Parameters::set(int parameter, double value, mdrnn_error *error) {
  if (parameter < 0 || parameter >= MDRNN_PARAMETER_COUNT)
    return fail(error, MDRNN_BAD_ARGUMENT, "there is no parameter %d, expected 0 to %d", parameter,
                MDRNN_PARAMETER_COUNT - 1);
  const mdrnn_parameter_info &info = kParameters[parameter];
  if (!is_in_range(info, value))
    return fail(error, MDRNN_BAD_ARGUMENT, "%s is %g, expected %g to %g", info.name, value, info.minimum, info.maximum);
  const bool is_choice = std::strcmp(info.unit, "mode") == 0 || std::strcmp(info.unit, "switch") == 0;
  if (is_choice && value != std::floor(value))
    return fail(error, MDRNN_BAD_ARGUMENT, "%s is %g, expected a whole number", info.name, value);
  values_[static_cast<size_t>(parameter)] = value;
  is_set_[static_cast<size_t>(parameter)] = true;
  return MDRNN_OK;
}

void Parameters::suggest(mdrnn_parameter parameter, double value) noexcept {
  const mdrnn_parameter_info &info = kParameters[parameter];
  if (!is_set_[parameter]) values_[parameter] = is_in_range(info, value) ? value : info.standard;
}

}  // namespace mdrnn
