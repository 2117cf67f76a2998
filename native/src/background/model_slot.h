// SPDX-License-Identifier: MIT
// Where a performer's next model comes in: read on a worker, taken by the audio thread, the old one freed on the
// worker.
#pragma once

#include <memory>

#include "background/ready_model.h"

namespace mdrnn {

class Loader;
struct Desk;

class ModelSlot {
 public:
  ModelSlot();
  ~ModelSlot();
  ModelSlot(const ModelSlot &) = delete;
  ModelSlot &operator=(const ModelSlot &) = delete;

  // [control], also while another thread takes. Returns at once; what was asked for before and is not taken yet does
  // not come any more. Throws std::bad_alloc and std::system_error, and has then done nothing.
  void request(const char *path, const mdrnn_load_options &options);

  // [control] Nothing that was asked for comes any more.
  void forget();

  // [audio] MDRNN_LOAD_TAKEN: `model` is the new one, the old one goes to the worker. MDRNN_LOAD_FAILED: why is in
  // `error`. Anything else: nothing has happened.
  mdrnn_load_state take(std::unique_ptr<ReadyModel> *model, mdrnn_error *error) noexcept;

  // [audio] Whether something that was asked for has not been taken yet.
  bool is_waiting() const noexcept;

 private:
  bool has_worker() const;
  void abandon_lost_worker();
  void hire();

  std::shared_ptr<Desk> desk_;      // what this slot and the worker share
  std::shared_ptr<Loader> loader_;  // null until the first request
  unsigned ended_ = 0;              // number of the request that came to its end last
};

}  // namespace mdrnn
