// SPDX-License-Identifier: MIT
// Limits, so that products of sizes never overflow and a damaged file cannot request all memory.
#pragma once

namespace mdrnn {

constexpr float kLargestWeight = 1e9f;  // no activation of such weights overflows, whatever scale and event
constexpr double kMinScale = 1e-6, kMaxScale = 1e6;
constexpr double kMaxTemperature = 1000.0;
constexpr double kMaxGrain = 0.5;
constexpr int kMaxLayers = 128;
constexpr int kMaxUnits = 4096;
#ifdef MDRNN_BARE
constexpr int kMaxMixtures = 64;  // a draw keeps their weights on the stack
#else
constexpr int kMaxMixtures = 1024;
#endif

}  // namespace mdrnn
