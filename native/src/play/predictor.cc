// SPDX-License-Identifier: MIT
// A model and its state: steps and draws, in place or on a worker thread. Knows nothing of time.
#include "play/predictor.h"

#include <algorithm>

namespace mdrnn {

mdrnn_model_info Predictor::info() const noexcept {
  if (!has_model()) return {0, 0, 0, 0, 0.0, "", "", "", "", "", nullptr};
  return ready_->info();
}

// ---- in place -------------------------------------------------------------------------------------------------------

const float *Predictor::forward(const float *event) noexcept {
  settle();
  const int64_t repaired = ready_->stepper.repaired_states();
  const float *mixture = ready_->stepper.forward(event);
  repaired_states_ += ready_->stepper.repaired_states() - repaired;
  return mixture;
}

bool Predictor::step(const float *event, const DrawSettings &settings, float *next) noexcept {
  settle();
  const int64_t repaired = ready_->stepper.repaired_states();
  const bool is_finite = ready_->stepper.step(event, settings, &random_, next);
  repaired_states_ += ready_->stepper.repaired_states() - repaired;
  return is_finite;
}

void Predictor::reset() noexcept {
  if (!has_model()) return;
  if (has_ahead()) ready_->ahead->drop();
  engine().reset();
}

void Predictor::get_state(float *state) noexcept {
  settle();
  engine().get_state(state);
}

void Predictor::set_state(const float *state) noexcept {
  settle();
  engine().set_state(state);
}

// ---- on the worker --------------------------------------------------------------------------------------------------

bool Predictor::request(const float *event, const DrawSettings &settings) noexcept {
  const int dimension = config().dimension;
  StepRequest request{{}, settings, random_};
  std::copy(event, event + dimension, request.event.begin());
  if (!ready_->ahead->request(request)) return false;
  for (int i = 0; i < Stepper::draws(dimension); ++i) random_.next();
  return true;
}

const StepResult *Predictor::noticed(const StepResult *outcome) noexcept {
  if (outcome != nullptr) repaired_states_ += outcome->repaired_states;
  return outcome;
}

const StepResult *Predictor::take() noexcept { return has_ahead() ? noticed(ready_->ahead->take()) : nullptr; }

const StepResult *Predictor::compute() noexcept { return noticed(ready_->ahead->compute()); }

}  // namespace mdrnn
