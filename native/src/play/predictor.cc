// SPDX-License-Identifier: MIT
// A model and its state: scaled steps, draws and clamps. Knows nothing of time.
#include "play/predictor.h"

#include <algorithm>
#include <utility>

#include "step/kernels.h"

namespace mdrnn {
void Predictor::take(Model &&model) {
  const Config &config = model.engine->config();
  input_.assign(static_cast<size_t>(config.dimension), 0.0f);
  mixture_.assign(static_cast<size_t>(config.mixture_size()), 0.0f);
  model_ = std::move(model);
}

bool Predictor::forward_once() noexcept {
  return model_.engine->forward(input_.data(), mixture_.data()) && model_.engine->is_finite() &&
         best_kernels().all_finite(mixture_.data(), static_cast<int>(mixture_.size()));
}

const float *Predictor::forward(const float *event) noexcept {
  const Config &config = model_.engine->config();
  const auto scale = static_cast<float>(config.scale);
  for (int i = 0; i < config.dimension; ++i) input_[static_cast<size_t>(i)] = event[i] * scale;
  if (forward_once()) return mixture_.data();
  ++repaired_states_;
  model_.engine->reset();
  if (forward_once()) return mixture_.data();
  model_.engine->reset();
  return nullptr;
}

bool Predictor::step(const float *event, Temperatures temperatures, double max_dt, float *next) noexcept {
  const float *mixture = forward(event);
  if (mixture == nullptr) return false;
  const Config &config = model_.engine->config();
  draw(config, mixture, temperatures, random_, next);
  const auto scale = static_cast<float>(config.scale);
  next[0] = std::clamp(next[0] / scale, static_cast<float>(kMinDt), static_cast<float>(max_dt));
  for (int i = 1; i < config.dimension; ++i) next[i] = std::clamp(next[i] / scale, 0.0f, 1.0f);
  return true;
}

void Predictor::reset() noexcept {
  if (has_model()) model_.engine->reset();
}

}  // namespace mdrnn
