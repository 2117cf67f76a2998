// SPDX-License-Identifier: MIT
// A model and everything its steps need, so that switching to it is a swap of pointers.
#pragma once

#include <memory>
#include <vector>

#include "background/ahead.h"
#include "file/model_file.h"
#include "step/stepper.h"

namespace mdrnn {

// Seconds that a step may take in an audio thread: a sixteenth of a block of 64 frames at 48 kHz. It is
// measured with a warm cache; with a cold one a step takes several times as long, and the rest of the
// block is needed by others.
constexpr double kStepBudget = 64.0 / 48000.0 / 16.0;

// Everything that a model's steps need. Switching models swaps pointers to these.
struct ReadyModel {
  explicit ReadyModel(Model &&opened);

  Engine &engine() { return *model.engine; }
  const Engine &engine() const { return *model.engine; }
  mdrnn_model_info info() const noexcept;

  Model model;
  std::vector<float> queue_values;  // queue_floats: of the events that wait
  float *queue_room;
  std::vector<float> room;  // of the stepper
  Stepper stepper;
  std::unique_ptr<Ahead> ahead;  // if a step is too slow for an audio thread; uses the stepper
};

using ReadyModelPointer = std::unique_ptr<ReadyModel>;

// A model with zero state, its first step prepared. After a failure `ready` is unchanged.
mdrnn_status open_ready_model(const char *path, const mdrnn_load_options &options, std::unique_ptr<ReadyModel> *ready,
                              mdrnn_error *error) noexcept;
// The same from memory; the bytes are copied.
mdrnn_status open_ready_model(const void *bytes, size_t size, const mdrnn_load_options &options,
                              std::unique_ptr<ReadyModel> *ready, mdrnn_error *error) noexcept;

}  // namespace mdrnn
