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

mdrnn_status check_budget(const mdrnn_load_options &options, mdrnn_error *error) {
  if (options.step_budget >= 0.0) return MDRNN_OK;
  return fail(error, MDRNN_BAD_ARGUMENT, "step_budget is %g, expected 0 or more seconds", options.step_budget);
}

std::unique_ptr<ReadyModel> make_ready(Model &&model, const mdrnn_load_options &options) {
  auto made = std::make_unique<ReadyModel>(std::move(model));
  const double budget = options.step_budget > 0.0 ? options.step_budget : kStepBudget;
  const auto &weights = made->model.weights;  // TFLite's are not shared: it has no second engine
  if (weights != nullptr && time_step(made->model.engine.get()) > budget)
    made->ahead = std::make_unique<Ahead>(std::make_unique<NativeEngine>(weights), &made->stepper);
  made->model.engine->prepare();
  return made;
}

}  // namespace

ReadyModel::ReadyModel(Model &&opened)
    : model(std::move(opened)), room(Stepper::room(model.engine->config())), stepper(model.engine.get(), room.data()) {}

mdrnn_status open_ready_model(const char *path, const mdrnn_load_options &options, std::unique_ptr<ReadyModel> *ready,
                              mdrnn_error *error) noexcept {
  try {
    if (const mdrnn_status status = check_budget(options, error)) return status;
    Model model;
    if (const mdrnn_status status = open_model(path, options, &model, error)) return status;
    *ready = make_ready(std::move(model), options);
    return MDRNN_OK;
  } catch (const std::exception &) {
    return fail(error, MDRNN_OUT_OF_MEMORY, "%.400s: there is not enough memory to load it", path);
  }
}

mdrnn_status open_ready_model(const void *bytes, size_t size, const mdrnn_load_options &options,
                              std::unique_ptr<ReadyModel> *ready, mdrnn_error *error) noexcept {
  try {
    if (const mdrnn_status status = check_budget(options, error)) return status;
    const auto *first = static_cast<const uint8_t *>(bytes);
    Model model;
    if (const mdrnn_status status = open_model_bytes({first, first + size}, options, &model, error)) return status;
    *ready = make_ready(std::move(model), options);
    return MDRNN_OK;
  } catch (const std::exception &) {
    return fail(error, MDRNN_OUT_OF_MEMORY, "there is not enough memory to load the model");
  }
}

mdrnn_model_info Predictor::info() const noexcept {
  if (!has_model()) return {0, 0, 0, 0, 0.0, "", "", "", "", ""};
  const Model &loaded = model();
  return {config().dimension, config().layers,    config().units,   config().mixtures,   config().scale,
          loaded.kind,        loaded.engine_name, loaded.precision, loaded.path.c_str(), loaded.metadata.c_str()};
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
