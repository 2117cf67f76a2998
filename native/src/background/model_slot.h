// SPDX-License-Identifier: MIT
// Where a performer's next model comes in: loaded on a worker, taken by the audio thread, the old one freed on the
// worker.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>

#include "background/ready_model.h"

namespace mdrnn {

class Loader;
struct LoadChannel;

class ModelSlot {
 public:
  ModelSlot();
  ~ModelSlot();
  ModelSlot(const ModelSlot &) = delete;
  ModelSlot &operator=(const ModelSlot &) = delete;

  // [control], also while another thread takes. Returns at once and withdraws what was requested before and is not
  // taken yet. Throws std::bad_alloc and std::system_error, and has then done nothing.
  void request(const char *path, const mdrnn_load_options &options);

  // [control] `model` becomes the one of the file, or of the bytes, and no requested one comes any more. After a
  // failure all is as it was.
  mdrnn_status load(const char *path, const mdrnn_load_options &options, ReadyModelPointer *model, mdrnn_error *error);
  mdrnn_status load(const void *bytes, size_t size, const mdrnn_load_options &options, ReadyModelPointer *model,
                    mdrnn_error *error);

  // [audio] True: `model` is the requested one, and the old one goes to the worker. False: nothing has happened.
  bool take(ReadyModelPointer *model) noexcept;

  // [audio] The state of the last request; its end is reported once. `error` is written if it failed.
  mdrnn_load_state poll(mdrnn_error *error) noexcept;

 private:
  bool has_loader() const noexcept;
  void abandon_lost_loader() noexcept;
  void hire();
  void replace(ReadyModelPointer *model, ReadyModelPointer *opened);
  bool is_waiting() const noexcept;
  void end(unsigned number, mdrnn_load_state state) noexcept;

  std::shared_ptr<LoadChannel> channel_;
  std::shared_ptr<Loader> loader_;            // null until the first request
  std::atomic<unsigned> requested_at_{0};     // forks() at the last request; loader_ is not the audio thread's to read
  unsigned ended_ = 0;                        // number of the request that ended last
  mdrnn_load_state state_ = MDRNN_LOAD_IDLE;  // TAKEN or FAILED until reported
  mdrnn_error error_{};                       // where it is FAILED
};

}  // namespace mdrnn
