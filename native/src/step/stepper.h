// SPDX-License-Identifier: MIT
// An engine and the places that its steps need: scale, repair, draw, clamp.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "mdrnn/mdrnn.h"
#include "step/engine.h"
#include "step/mixture.h"
#include "step/random.h"

namespace mdrnn {

constexpr double kMinDt = 0.001;  // seconds; the shortest wait, and so at most 1000 events a second

struct StepRequest {
  std::array<float, MDRNN_MAX_DIMENSION> event;  // (D,)
  Temperatures temperatures;
  double max_dt;  // seconds
  Random random;  // the draw's own, so that it is the one that a step in place would make
};

struct StepResult {
  std::array<float, MDRNN_MAX_DIMENSION> next;  // (D,)
  bool is_finite;                               // else there is no next
  int64_t repaired_states;                      // in this step
};

// Floats that the values of all events take which can wait in a performer's two queues.
inline size_t queue_floats(const Config &config) {
  return size_t{2} * MDRNN_QUEUE_SIZE * static_cast<size_t>(config.dimension - 1);
}

class Stepper {
 public:
  // Floats that a step takes beside the engine.
  static size_t room(const Config &config) {
    return static_cast<size_t>(config.dimension + config.mixture_size() + config.state_size());
  }

  Stepper(Engine *engine, float *room, int64_t repaired_states = 0)
      : engine_(engine),
        input_(room),
        mixture_(room + engine->config().dimension),
        saved_state_(mixture_ + engine->config().mixture_size()),
        repaired_states_(repaired_states) {}

  // event (D,) finite, unscaled -> mixture (M * (2 D + 1),), scaled, valid until the next call. Where the network gives
  // a number that is not finite it is reset and tried once more: null when that fails too.
  const float *forward(const float *event) noexcept;

  // One forward and one draw. next (D,): dt in kMinDt..max_dt, values in 0..1. False where forward fails. Takes
  // draws(D) numbers from `random`, whatever happens.
  bool step(const float *event, Temperatures temperatures, double max_dt, Random *random, float *next) noexcept;
  static int draws(int dimension) { return dimension + 1; }

  // For a caller that undoes a step.
  void save_state() noexcept { engine_->get_state(saved_state_); }
  void restore_state() noexcept { engine_->set_state(saved_state_); }

  Engine &engine() const { return *engine_; }
  int64_t repaired_states() const { return repaired_states_; }

 private:
  bool forward_once() noexcept;

  Engine *engine_;      // kept by the caller, as the others are
  float *input_;        // (D,), scaled
  float *mixture_;      // (M * (2 D + 1),)
  float *saved_state_;  // (layers, 2, units)
  int64_t repaired_states_;
};

}  // namespace mdrnn
