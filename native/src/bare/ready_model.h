// SPDX-License-Identifier: MIT
// Replaces background/ready_model.h on a microcontroller: a packed model, used where it is, and its state.
#pragma once

#include <cstddef>

#include "file/packed_form.h"
#include "step/lstm.h"
#include "step/stepper.h"

namespace mdrnn {

// There is no worker: every step is computed in place.
struct Ahead {
  static constexpr int kMaxPending = 1;  // never any, but an array needs a length
  static bool request(const StepRequest &) noexcept { return false; }
  static bool is_pending() noexcept { return false; }
  static const StepResult *take() noexcept { return nullptr; }
  static const StepResult *compute() noexcept { return nullptr; }
  static void settle() noexcept {}
  static void drop() noexcept {}
  static void set_alert(bool) noexcept {}
};

struct ReadyModel {
  ReadyModel() = default;
  ReadyModel(const PackedModel &packed, float *room)  // `room`: room_for(packed) zeros
      : model(packed),
        queue_room(room),
        lstm(packed.view, queue_room + queue_floats(packed.view.config())),
        stepper(&lstm, queue_room + queue_floats(packed.view.config()) + Lstm::room(packed.view),
                read_grain(packed, room + room_for(packed) - packed.grain_floats())) {}
  ReadyModel(const ReadyModel &) = delete;
  ReadyModel &operator=(const ReadyModel &) = delete;

  static size_t room_for(const PackedModel &packed) {
    const PackedView &view = packed.view;
    return queue_floats(view.config()) + Lstm::room(view) + Stepper::room(view.config()) + packed.grain_floats();
  }
  Lstm &engine() { return lstm; }
  const Lstm &engine() const { return lstm; }
  mdrnn_model_info info() const noexcept;

  // `room`: grain_floats. Null if the model has no grain.
  static const float *read_grain(const PackedModel &packed, float *room) noexcept;

  PackedModel model{};
  float *queue_room = nullptr;
  Lstm lstm;
  Stepper stepper{&lstm, nullptr};
  static constexpr Ahead *ahead = nullptr;
};

using ReadyModelPointer = ReadyModel *;  // points into the model slot

}  // namespace mdrnn
