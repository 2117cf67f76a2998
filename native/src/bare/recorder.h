// SPDX-License-Identifier: MIT
// Replaces background/recorder.h on a microcontroller: no logs, since there are no files.
#pragma once

#include <cstdint>

#include "mdrnn/mdrnn.h"

namespace mdrnn {

class Recorder {
 public:
  static void write(const mdrnn_event &) noexcept {}
  static void set_rate(int64_t, double, int64_t, double) noexcept {}
  static int64_t dropped_rows() noexcept { return 0; }
};

}  // namespace mdrnn
