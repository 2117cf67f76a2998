// SPDX-License-Identifier: MIT
// A model and its state: scaled steps, draws and clamps. Knows nothing of time.
#include "play/predictor.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "step/kernels.h"

namespace mdrnn {

ReadyModel::ReadyModel(Model &&opened)
    : model(std::move(opened)),
      input(static_cast<size_t>(model.engine->config().dimension)),
      mixture(static_cast<size_t>(model.engine->config().mixture_size())) {}

mdrnn_status open_ready_model(const char *path, const mdrnn_load_options &options, std::unique_ptr<ReadyModel> *ready,
                              mdrnn_error *error) noexcept {
  try {
    Model model;
    if (const mdrnn_status status = open_model(path, options, &model, error)) return status;
    model.engine->prepare();
    *ready = std::make_unique<ReadyModel>(std::move(model));
    return MDRNN_OK;
  } catch (const std::exception &) {
    return fail(error, MDRNN_OUT_OF_MEMORY, "%.400s: there is not enough memory to load it", path);
  }
}

bool Predictor::forward_once() noexcept {
  std::vector<float> &mixture = ready_->mixture;
  return engine().forward(ready_->input.data(), mixture.data()) && engine().is_finite() &&
         best_kernels().all_finite(mixture.data(), static_cast<int>(mixture.size()));
}

const float *Predictor::forward(const float *event) noexcept {
  const Config &config = engine().config();
  const auto scale = static_cast<float>(config.scale);
  for (int i = 0; i < config.dimension; ++i) ready_->input[static_cast<size_t>(i)] = event[i] * scale;
  if (forward_once()) return ready_->mixture.data();
  ++repaired_states_;
  engine().reset();
  if (forward_once()) return ready_->mixture.data();
  engine().reset();
  return nullptr;
}

bool Predictor::step(const float *event, Temperatures temperatures, double max_dt, float *next) noexcept {
  const float *mixture = forward(event);
  if (mixture == nullptr) return false;
  const Config &config = engine().config();
  draw(config, mixture, temperatures, random_, next);
  const auto scale = static_cast<float>(config.scale);
  next[0] = std::clamp(next[0] / scale, static_cast<float>(kMinDt), static_cast<float>(max_dt));
  for (int i = 1; i < config.dimension; ++i) next[i] = std::clamp(next[i] / scale, 0.0f, 1.0f);
  return true;
}

void Predictor::reset() noexcept {
  if (has_model()) engine().reset();
}

}  // namespace mdrnn
