// SPDX-License-Identifier: MIT
// A model and its state: scaled steps, draws and clamps. Knows nothing of time.
#pragma once

#include <vector>

#include "file/model_file.h"
#include "step/mixture.h"
#include "step/random.h"

namespace mdrnn {

constexpr double kMinDt = 0.001;  // seconds; the shortest wait, and so at most 1000 events a second

class Predictor {
 public:
  explicit Predictor(uint64_t seed) : random_(seed) {}

  void take(Model &&model);
  const Model &model() const { return model_; }
  bool has_model() const { return model_.engine != nullptr; }
  const Config &config() const { return has_model() ? model_.engine->config() : no_model_; }

  // event (D,) finite, unscaled -> mixture (M * (2 D + 1),), scaled, valid until the next call. Where the network gives
  // a number that is not finite it is reset and tried once more: null when that fails too.
  const float *forward(const float *event) noexcept;

  // One forward and one draw. next (D,): dt in kMinDt..max_dt, values in 0..1.
  bool step(const float *event, Temperatures temperatures, double max_dt, float *next) noexcept;

  // Does the part of the next step that needs no event. Changes no result.
  void prepare() noexcept {
    if (has_model()) model_.engine->prepare();
  }

  void reset() noexcept;
  Random &random() { return random_; }
  void get_state(float *state) const noexcept { model_.engine->get_state(state); }
  void set_state(const float *state) noexcept { model_.engine->set_state(state); }
  int64_t repaired_states() const { return repaired_states_; }

 private:
  bool forward_once() noexcept;

  Config no_model_;
  Model model_;
  Random random_;
  std::vector<float> input_;    // (D,), scaled
  std::vector<float> mixture_;  // (M * (2 D + 1),)
  int64_t repaired_states_ = 0;
};

}  // namespace mdrnn
