// SPDX-License-Identifier: MIT
// An engine and the buffers of its steps: scale, repair, draw, clamp.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "mdrnn/mdrnn.h"
#include "step/engine.h"
#include "step/mixture.h"
#include "step/random.h"

namespace mdrnn {

constexpr double kMinDt = 0.001;  // seconds between two events; so at most 1000 events a second

struct DrawSettings {
  Temperatures temperatures;
  double grain = -1.0;  // of every value, in 0..1; 0: none; below 0: as the model says
  double max_dt = 5.0;  // seconds
};

struct StepRequest {
  std::array<float, MDRNN_MAX_DIMENSION> event;  // (D,)
  DrawSettings settings;
  Random random;  // a copy for this draw, so that it equals the draw of a step in place
};

struct StepResult {
  std::array<float, MDRNN_MAX_DIMENSION> next;  // (D,)
  bool is_finite;                               // otherwise `next` is not set
  int64_t repaired_states;                      // in this step
};

// Size, in floats, of the values of all events in a performer's two queues when full.
inline size_t queue_floats(const Config &config) {
  return size_t{2} * MDRNN_QUEUE_SIZE * static_cast<size_t>(config.dimension - 1);
}

class Stepper {
 public:
  // Size, in floats, of the buffers of a step, without the engine's.
  static size_t room(const Config &config) {
    return static_cast<size_t>(config.dimension + config.mixture_size() + config.state_size());
  }

  // grain: the model's, (D - 1,), or null.
  Stepper(Engine *engine, float *room, const float *grain = nullptr)
      : engine_(engine),
        grain_(grain),
        input_(room),
        mixture_(room + engine->config().dimension),
        saved_state_(mixture_ + engine->config().mixture_size()) {}

  // event (D,) finite, unscaled -> mixture (M * (2 D + 1),), scaled, valid until the next call. If the
  // network outputs a non-finite number it is reset and tried once more; null if that fails too.
  const float *forward(const float *event) noexcept;

  // One forward and one draw. next (D,): dt in kMinDt..max_dt, values in 0..1. False if forward fails.
  // Takes draws(D) numbers from `random` either way.
  bool step(const float *event, const DrawSettings &settings, Random *random, float *next) noexcept;
  static int draws(int dimension) { return dimension + 1; }

  // Moves the values of an event (D,) to the nearest points of their grids. setting: as in DrawSettings.
  void put_on_grid(double setting, float *event) const noexcept;

  // For callers that undo a step.
  void save_state() noexcept { engine_->get_state(saved_state_); }
  void restore_state() noexcept { engine_->set_state(saved_state_); }

  Engine &engine() const { return *engine_; }
  const float *model_grain() const { return grain_; }
  int64_t repaired_states() const { return repaired_states_; }

 private:
  bool forward_once() noexcept;
  Grain grain_of(double setting) const { return setting < 0.0 ? Grain{0.0, grain_} : Grain{setting}; }

  Engine *engine_;      // owned by the caller, like the buffers
  const float *grain_;  // (D - 1,), or null
  float *input_;        // (D,), scaled
  float *mixture_;      // (M * (2 D + 1),)
  float *saved_state_;  // (layers, 2, units)
  int64_t repaired_states_ = 0;
};

}  // namespace mdrnn
