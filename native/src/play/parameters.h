// SPDX-License-Identifier: MIT
// The parameters of a performer: names, aliases, ranges, defaults, values.
#pragma once

#include <array>

#include "step/error.h"

namespace mdrnn {

extern const mdrnn_parameter_info kParameters[MDRNN_PARAMETER_COUNT];
extern const char *const kModes[MDRNN_MODE_COUNT];

class Parameters {
 public:
  Parameters();
  double operator[](mdrnn_parameter parameter) const { return values_[parameter]; }
  mdrnn_mode mode() const { return static_cast<mdrnn_mode>(values_[MDRNN_MODE]); }
  mdrnn_status set(int parameter, double value, mdrnn_error *error);

  // The default until the host sets the parameter; the built-in one if `value` is out of range.
  void suggest(mdrnn_parameter parameter, double value) noexcept;

 private:
  std::array<double, MDRNN_PARAMETER_COUNT> values_;
  std::array<bool, MDRNN_PARAMETER_COUNT> is_set_{};
};

}  // namespace mdrnn
