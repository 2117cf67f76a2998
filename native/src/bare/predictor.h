// SPDX-License-Identifier: MIT
// What a performer has where there is no operating system: one model in place, in an arena; no worker, no file.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "file/packed_form.h"
#include "step/stepper.h"

namespace mdrnn {

struct StepResult {
  std::array<float, MDRNN_MAX_DIMENSION> next;
  bool is_finite;
};

class Predictor {
 public:
  explicit Predictor(uint64_t seed) : random_(seed) {}

  // [control] Memory for the model's state and the performer's queues.
  void use(float *room, size_t floats) {
    room_ = room;
    room_size_ = floats;
  }
  // `queue_floats`: room for the performer's queues, at queue_room(). After a failure it is as it was.
  mdrnn_status load(const PackedModel &model, size_t queue_floats, mdrnn_error *error) noexcept;
  float *queue_room() const { return room_; }

  bool has_model() const { return has_model_; }
  const Config &config() const { return lstm_.config(); }
  const PackedModel &model() const { return model_; }  // where there is one
  mdrnn_model_info info() const noexcept;

  const float *forward(const float *event) noexcept { return stepper_.forward(event); }
  bool step(const float *event, Temperatures temperatures, double max_dt, float *next) noexcept {
    return stepper_.step(event, temperatures, max_dt, &random_, next);
  }
  void prepare() noexcept {
    if (has_model()) lstm_.prepare();
  }
  void reset() noexcept {
    if (has_model()) lstm_.reset();
  }
  Random &random() { return random_; }
  void get_state(float *state) noexcept { lstm_.get_state(state); }
  void set_state(const float *state) noexcept { lstm_.set_state(state); }
  void save_state() noexcept { stepper_.save_state(); }
  void restore_state() noexcept { stepper_.restore_state(); }
  int64_t repaired_states() const { return stepper_.repaired_states(); }

  // Every step is made in place.
  static constexpr bool has_ahead() { return false; }
  static void set_alert(bool) noexcept {}
  static constexpr bool is_pending() { return false; }
  static bool request(const float *, Temperatures, double) noexcept { return false; }
  static const StepResult *take() noexcept { return nullptr; }
  static const StepResult *compute() noexcept { return nullptr; }

 private:
  Random random_;
  Lstm lstm_;
  Stepper stepper_{&lstm_, nullptr};
  PackedModel model_{};
  bool has_model_ = false;
  float *room_ = nullptr;
  size_t room_size_ = 0;  // floats
};

class Recorder {
 public:
  static void write(const mdrnn_event &) noexcept {}
  static void set_rate(int64_t, double, int64_t, double) noexcept {}
  static int64_t dropped_rows() noexcept { return 0; }
};

}  // namespace mdrnn
