// SPDX-License-Identifier: MIT
// Takes steps with one sort of inputs and states, for tools that count instructions; prints the
// shortest time. `mdrnn_steps MODEL SORT [GRAIN]`
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "mdrnn/mdrnn.hpp"

namespace {

struct Sort {
  const char *name;
  float h, c, value;
};

// Ordinary values; values that saturate all gates; denormal numbers; zeros.
constexpr Sort kSorts[] = {{"plain", 0.3f, 0.4f, 0.5f},
                           {"saturated", 1.0f, 500.0f, 1000.0f},
                           {"denormal", 1e-40f, 1e-41f, 1e-42f},
                           {"zero", 0, 0, 0}};
constexpr int kSteps = 100;

void take_steps(mdrnn_performer *performer, const Sort &sort) {
  const mdrnn_model_info info = mdrnn_get_model_info(performer);
  std::vector<float> event(static_cast<size_t>(info.dimension), sort.value), next(event.size());
  std::vector<float> state;
  for (int part = 0; part < 2 * info.layers; ++part)
    state.insert(state.end(), static_cast<size_t>(info.units), part % 2 == 0 ? sort.h : sort.c);
  double shortest_us = 1e9;
  for (int i = 0; i < kSteps; ++i) {
    mdrnn_set_state(performer, state.data(), nullptr);
    const auto start = std::chrono::steady_clock::now();
    mdrnn_step(performer, event.data(), next.data(), nullptr);
    const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - start;
    shortest_us = std::min(shortest_us, took.count());
  }
  std::printf("%-10s %7.2f us a step, the shortest of %d\n", sort.name, shortest_us, kSteps);
}

}  // namespace

int main(int count, char **arguments) {
  const mdrnn::Handle performer(mdrnn_create(48000.0, 7, nullptr));
  mdrnn_error error{};
  mdrnn_load_options in_place{};
  in_place.step_budget = HUGE_VAL;  // no worker: its instructions would be counted, too
  if (count < 3 || mdrnn_load(performer.get(), arguments[1], &in_place, &error) != MDRNN_OK ||
      (count == 4 && mdrnn_set(performer.get(), MDRNN_GRAIN, std::atof(arguments[3]), &error) != MDRNN_OK)) {
    std::fprintf(stderr, "mdrnn_steps MODEL SORT [GRAIN]: %s\n", error.sentence);
    return 2;
  }
  for (const Sort &sort : kSorts)
    if (std::strcmp(sort.name, arguments[2]) == 0) {
      take_steps(performer.get(), sort);
      return 0;
    }
  std::fprintf(stderr, "there is no sort '%s'\n", arguments[2]);
  return 2;
}
