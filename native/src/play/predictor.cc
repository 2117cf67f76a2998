// SPDX-License-Identifier: MIT
// A model and its state: steps and draws, in place or ahead. Knows nothing of time.
#include "play/predictor.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>
#include <vector>

#include "step/native_engine.h"

namespace mdrnn {
namespace {

// Seconds of one step, the shortest of a few: the first ones bring the weights into the cache. Leaves the state zero.
double time_step(Engine *engine) {
  using Clock = std::chrono::steady_clock;
  const std::vector<float> input(static_cast<size_t>(engine->config().dimension), 0.25f);
  std::vector<float> mixture(static_cast<size_t>(engine->config().mixture_size()));
  Clock::duration shortest = Clock::duration::max();
  for (int i = 0; i < 4; ++i) {
    const Clock::time_point start = Clock::now();
    engine->forward(input.data(), mixture.data());
    shortest = std::min(shortest, Clock::now() - start);
  }
  engine->reset();
  return std::chrono::duration<double>(shortest).count();
}

}  // namespace

ReadyModel::ReadyModel(Model &&opened)
    : model(std::move(opened)), room(Stepper::room(model.engine->config())), stepper(model.engine.get(), room.data()) {}

mdrnn_status open_ready_model(const char *path, const mdrnn_load_options &options, std::unique_ptr<ReadyModel> *ready,
                              mdrnn_error *error) noexcept {
  try {
    if (!(options.step_budget >= 0.0))
      return fail(error, MDRNN_BAD_ARGUMENT, "step_budget is %g, expected 0 or more seconds", options.step_budget);
    Model model;
    if (const mdrnn_status status = open_model(path, options, &model, error)) return status;
    auto opened = std::make_unique<ReadyModel>(std::move(model));
    const double budget = options.step_budget > 0.0 ? options.step_budget : kStepBudget;
    const auto &weights = opened->model.weights;  // TFLite's are not shared: it has no second engine
    if (weights != nullptr && time_step(opened->model.engine.get()) > budget)
      opened->ahead = std::make_unique<Ahead>(std::make_unique<NativeEngine>(weights), &opened->stepper);
    opened->model.engine->prepare();
    *ready = std::move(opened);
    return MDRNN_OK;
  } catch (const std::exception &) {
    return fail(error, MDRNN_OUT_OF_MEMORY, "%.400s: there is not enough memory to load it", path);
  }
}

// ---- in place -------------------------------------------------------------------------------------------------------

const float *Predictor::forward(const float *event) noexcept {
  settle();
  const int64_t repaired = ready_->stepper.repaired_states();
  const float *mixture = ready_->stepper.forward(event);
  repaired_states_ += ready_->stepper.repaired_states() - repaired;
  return mixture;
}

bool Predictor::step(const float *event, Temperatures temperatures, double max_dt, float *next) noexcept {
  settle();
  const int64_t repaired = ready_->stepper.repaired_states();
  const bool is_finite = ready_->stepper.step(event, temperatures, max_dt, &random_, next);
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

// ---- ahead ----------------------------------------------------------------------------------------------------------

bool Predictor::ask(const float *event, Temperatures temperatures, double max_dt) noexcept {
  const int dimension = config().dimension;
  Ask ask{{}, temperatures, max_dt, random_};
  std::copy(event, event + dimension, ask.event.begin());
  if (!ready_->ahead->ask(ask)) return false;
  for (int i = 0; i < Stepper::draws(dimension); ++i) random_.next();
  return true;
}

const Outcome *Predictor::noticed(const Outcome *outcome) noexcept {
  if (outcome != nullptr) repaired_states_ += outcome->repaired_states;
  return outcome;
}

const Outcome *Predictor::take() noexcept { return has_ahead() ? noticed(ready_->ahead->take()) : nullptr; }

const Outcome *Predictor::make() noexcept { return noticed(&ready_->ahead->make()); }

}  // namespace mdrnn
