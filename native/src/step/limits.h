// SPDX-License-Identifier: MIT
// What every size is at most, so that products of sizes never overflow and a damaged file cannot ask for the moon.
#pragma once

namespace mdrnn {

constexpr int kMaxLayers = 128;
constexpr int kMaxUnits = 4096;
#ifdef MDRNN_BARE
constexpr int kMaxMixtures = 64;  // a draw has their weights on its stack
#else
constexpr int kMaxMixtures = 1024;
#endif

}  // namespace mdrnn
