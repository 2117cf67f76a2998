// SPDX-License-Identifier: MIT
// Replaces background/model_slot.h on a microcontroller: one model at a time, in the host's arena.
#pragma once

#include <cstddef>
#include <new>

#include "bare/ready_model.h"

namespace mdrnn {

class ModelSlot {
 public:
  // [control] The memory for the model's state and the performer's queues.
  void use(float *room, size_t floats) {
    room_ = room;
    floats_ = floats;
  }

  // [control] Makes `model` point to the new one; a failure changes nothing.
  mdrnn_status load(const void *bytes, size_t size, const mdrnn_load_options &options, ReadyModelPointer *model,
                    mdrnn_error *error) noexcept;

  // Nothing is loaded in the background.
  static bool take(ReadyModelPointer *) noexcept { return false; }

 private:
  ReadyModel model_;
  float *room_ = nullptr;
  size_t floats_ = 0;
};

}  // namespace mdrnn
