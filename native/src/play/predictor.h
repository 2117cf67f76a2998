// SPDX-License-Identifier: MIT
// A model and its state: steps and draws, in place or on a worker thread. Knows nothing of time.
#pragma once

#include <utility>

#include "play/background.h"

namespace mdrnn {

class Predictor {
 public:
  explicit Predictor(uint64_t seed) : random_(seed) {}

  void swap(ReadyModelPointer *ready) noexcept { std::swap(ready_, *ready); }
  ReadyModelPointer &ready() noexcept { return ready_; }  // for a model slot
  const auto &model() const { return ready_->model; }     // needs a model
  bool has_model() const { return ready_ != nullptr; }
  mdrnn_model_info info() const noexcept;
  const Config &config() const { return has_model() ? engine().config() : no_model_; }

  // In place, as in Stepper; nothing may be pending.
  const float *forward(const float *event) noexcept;
  bool step(const float *event, const DrawSettings &settings, float *next) noexcept;

  // Ahead, with the same draw as a step in place, so the event is the same. False if too many are pending.
  bool has_ahead() const { return has_model() && ready_->ahead != nullptr; }
  bool request(const float *event, const DrawSettings &settings) noexcept;
  void set_alert(bool is_alert) noexcept { ready_->ahead->set_alert(is_alert); }  // needs has_ahead
  bool is_pending() const noexcept { return has_ahead() && ready_->ahead->is_pending(); }
  const StepResult *take() noexcept;     // the oldest, valid until the next request; null until it is ready
  const StepResult *compute() noexcept;  // the oldest pending one, in place; the others must follow

  void put_on_grid(double grain, float *event) const noexcept { ready_->stepper.put_on_grid(grain, event); }

  // Computes the part of the next step in place that does not depend on its event. Changes no result.
  void prepare() noexcept {
    if (has_model()) engine().prepare();
  }

  void reset() noexcept;  // cancels what is pending
  Random &random() { return random_; }
  void get_state(float *state) noexcept;        // no request may be pending
  void set_state(const float *state) noexcept;  // no request may be pending
  void save_state() noexcept {                  // no request may be pending
    settle();
    ready_->stepper.save_state();
  }
  void restore_state() noexcept { ready_->stepper.restore_state(); }
  int64_t repaired_states() const { return repaired_states_; }

 private:
  Engine &engine() const { return ready_->engine(); }
  void settle() noexcept {
    if (has_ahead()) ready_->ahead->settle();
  }
  const StepResult *noticed(const StepResult *outcome) noexcept;

  Config no_model_;
  ReadyModelPointer ready_{};
  Random random_;
  int64_t repaired_states_ = 0;
};

}  // namespace mdrnn
