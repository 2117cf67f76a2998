// SPDX-License-Identifier: MIT
// Numbers below FLT_MIN are slow on many processors: the network never produces any, whatever its input.
#include <doctest/doctest.h>

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <vector>

#include "step/native_engine.h"
#include "step/random.h"

using namespace mdrnn;

namespace {

constexpr int kUnits = 37;

// 1e-44 to 1e4, with either sign.
float any_number(Random &random) {
  const double magnitude = std::pow(10.0, 48.0 * random.uniform() - 44.0);
  return static_cast<float>(random.next() % 2 == 0 ? magnitude : -magnitude);
}

std::vector<float> weights(Random &random, size_t count) {
  std::vector<float> made(count);
  for (float &weight : made) weight = static_cast<float>(0.3 * random.normal());
  return made;
}

NativeEngine make_engine(const Kernels &kernels, Random &random) {
  Weights made;
  made.config = {3, 1, kUnits, 2, 10.0};
  made.layers.push_back({weights(random, (3 + kUnits) * 4 * kUnits), weights(random, 4 * kUnits)});
  made.head.kernel = weights(random, static_cast<size_t>(kUnits * made.config.mixture_size()));
  made.head.bias = weights(random, static_cast<size_t>(made.config.mixture_size()));
  return NativeEngine(std::make_shared<PackedWeights>(made, kernels));
}

}  // namespace

TEST_CASE("a hidden state is zero or far from denormal, whatever it was before") {
  for (auto kernels = usable_kernels(); *kernels != nullptr; ++kernels) {
    CAPTURE((*kernels)->name);
    Random random(1);
    NativeEngine engine = make_engine(**kernels, random);
    float event[3], mixture[14], least = 1.0f;
    std::vector<float> state(2 * kUnits);
    for (int step = 0; step < 3000; ++step) {
      for (float &number : state) number = any_number(random);
      for (float &number : event) number = any_number(random);
      engine.set_state(state.data());
      REQUIRE(engine.forward(event, mixture));
      engine.get_state(state.data());
      for (int unit = 0; unit < kUnits; ++unit)
        if (state[static_cast<size_t>(unit)] != 0.0f)
          least = std::min(least, std::fabs(state[static_cast<size_t>(unit)]));
    }
    CHECK(least > 1e10f * FLT_MIN);
    CHECK(least < 1.0f);
  }
}

TEST_CASE("setting a state removes denormal numbers") {
  Random random(1);
  NativeEngine engine = make_engine(*usable_kernels()[0], random);
  std::vector<float> state(2 * kUnits, 1e-40f), found(2 * kUnits, 1.0f);
  state[3] = -0.5f;
  engine.set_state(state.data());
  engine.get_state(found.data());
  for (size_t i = 0; i < found.size(); ++i) CHECK(found[i] == (i == 3 ? -0.5f : 0.0f));
}
