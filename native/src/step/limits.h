// SPDX-License-Identifier: MIT
// What every size is at most, so that products of sizes never overflow and a damaged file cannot ask for the moon.
#pragma once

namespace mdrnn {

constexpr int kMaxLayers = 128;
constexpr int kMaxUnits = 4096;
constexpr int kMaxMixtures = 1024;

}  // namespace mdrnn
