// SPDX-License-Identifier: MIT
// An engine and the buffers of its steps: scale, repair, draw, clamp.
#include "step/stepper.h"

#include <algorithm>

#include "step/kernels.h"

namespace mdrnn {

bool Stepper::forward_once() noexcept {
  return engine_->forward(input_, mixture_) && engine_->is_finite() &&
         best_kernels().all_finite(mixture_, engine_->config().mixture_size());
}

const float *Stepper::forward(const float *event) noexcept {
  const Config &config = engine_->config();
  const auto scale = static_cast<float>(config.scale);
  for (int i = 0; i < config.dimension; ++i) input_[i] = event[i] * scale;
  if (forward_once()) return mixture_;
  ++repaired_states_;
  engine_->reset();
  if (forward_once()) return mixture_;
  engine_->reset();
  return nullptr;
}

bool Stepper::step(const float *event, const DrawSettings &settings, Random *random, float *next) noexcept {
  const float *mixture = forward(event);
  const Config &config = engine_->config();
  if (mixture == nullptr) {
    for (int i = 0; i < draws(config.dimension); ++i) random->next();
    return false;
  }
  const Grain grain = grain_of(settings.grain);
  if (grain)
    draw_on_grid(config, mixture, settings.temperatures, grain, event, *random, next);
  else
    draw(config, mixture, settings.temperatures, *random, next);
  const auto scale = grain ? 1.0f : static_cast<float>(config.scale);
  next[0] = std::clamp(next[0] / scale, static_cast<float>(kMinDt), static_cast<float>(settings.max_dt));
  for (int i = 1; i < config.dimension; ++i) next[i] = std::clamp(next[i] / scale, 0.0f, 1.0f);
  return true;
}

void Stepper::put_on_grid(double setting, float *event) const noexcept {
  const Grain grain = grain_of(setting);
  for (int i = 1; i < engine_->config().dimension; ++i) event[i] = nearest_on_grid(event[i], grain[i - 1]);
}

}  // namespace mdrnn
