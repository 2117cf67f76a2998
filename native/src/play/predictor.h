// SPDX-License-Identifier: MIT
// A model and its state: scaled steps, draws and clamps. Knows nothing of time.
#pragma once

#include <memory>
#include <vector>

#include "file/model_file.h"
#include "step/mixture.h"
#include "step/random.h"

namespace mdrnn {

constexpr double kMinDt = 0.001;  // seconds; the shortest wait, and so at most 1000 events a second

// A model and the places that its steps need, so that to take it is to swap a pointer.
struct ReadyModel {
  explicit ReadyModel(Model &&opened);

  Model model;
  std::vector<float> input;    // (D,), scaled
  std::vector<float> mixture;  // (M * (2 D + 1),)
};

// A model with its state zero and its first step prepared. After a failure `ready` is as it was.
mdrnn_status open_ready_model(const char *path, const mdrnn_load_options &options, std::unique_ptr<ReadyModel> *ready,
                              mdrnn_error *error) noexcept;

class Predictor {
 public:
  explicit Predictor(uint64_t seed) : random_(seed) {}

  void swap(std::unique_ptr<ReadyModel> *ready) noexcept { ready_.swap(*ready); }
  const Model &model() const { return ready_->model; }  // where there is one
  bool has_model() const { return ready_ != nullptr; }
  const Config &config() const { return has_model() ? engine().config() : no_model_; }

  // event (D,) finite, unscaled -> mixture (M * (2 D + 1),), scaled, valid until the next call. Where the network gives
  // a number that is not finite it is reset and tried once more: null when that fails too.
  const float *forward(const float *event) noexcept;

  // One forward and one draw. next (D,): dt in kMinDt..max_dt, values in 0..1.
  bool step(const float *event, Temperatures temperatures, double max_dt, float *next) noexcept;

  // Does the part of the next step that needs no event. Changes no result.
  void prepare() noexcept {
    if (has_model()) engine().prepare();
  }

  void reset() noexcept;
  Random &random() { return random_; }
  void get_state(float *state) const noexcept { engine().get_state(state); }
  void set_state(const float *state) noexcept { engine().set_state(state); }
  int64_t repaired_states() const { return repaired_states_; }

 private:
  bool forward_once() noexcept;
  Engine &engine() const { return *ready_->model.engine; }

  Config no_model_;
  std::unique_ptr<ReadyModel> ready_;
  Random random_;
  int64_t repaired_states_ = 0;
};

}  // namespace mdrnn
