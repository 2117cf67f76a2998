// SPDX-License-Identifier: MIT
// A model and all that its steps need, so that to take it is to swap a pointer.
#pragma once

#include <memory>
#include <vector>

#include "background/ahead.h"
#include "file/model_file.h"
#include "step/stepper.h"

namespace mdrnn {

// Seconds that a step may take in an audio thread: a sixteenth of a block of 64 frames at 48 kHz. It is measured warm;
// with the weights out of the cache it takes several times as long, and others want their share of the block.
constexpr double kStepBudget = 64.0 / 48000.0 / 16.0;

// A model and all that its steps need, so that to take it is to swap a pointer.
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
  std::unique_ptr<Ahead> ahead;  // where a step does not fit an audio thread; uses the stepper
};

using ReadyModelPointer = std::unique_ptr<ReadyModel>;

// A model with its state zero and its first step prepared. After a failure `ready` is as it was.
mdrnn_status open_ready_model(const char *path, const mdrnn_load_options &options, std::unique_ptr<ReadyModel> *ready,
                              mdrnn_error *error) noexcept;
// The same of a file that lies in memory; it is copied.
mdrnn_status open_ready_model(const void *bytes, size_t size, const mdrnn_load_options &options,
                              std::unique_ptr<ReadyModel> *ready, mdrnn_error *error) noexcept;

}  // namespace mdrnn
