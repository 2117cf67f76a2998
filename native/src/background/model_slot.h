// SPDX-License-Identifier: MIT
// Receives a performer's next model: loaded on a worker, taken by the audio thread; the worker frees the
// old one.
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

  // [control] Another thread may call take() meanwhile. Returns at once; cancels an earlier request that is
  // not taken yet. If it throws std::bad_alloc or std::system_error nothing has changed.
  void request(const char *path, const mdrnn_load_options &options);

  // [control] Loads `model` from the file, or the bytes, and cancels any request. After a failure nothing
  // has changed.
  mdrnn_status load(const char *path, const mdrnn_load_options &options, ReadyModelPointer *model, mdrnn_error *error);
  mdrnn_status load(const void *bytes, size_t size, const mdrnn_load_options &options, ReadyModelPointer *model,
                    mdrnn_error *error);

  // [audio] True: `model` is now the requested one, and the worker gets the old one. False: nothing changed.
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
  std::atomic<unsigned> requested_at_{0};     // forks() at the last request; the audio thread must not read loader_
  unsigned ended_ = 0;                        // number of the request that ended last
  mdrnn_load_state state_ = MDRNN_LOAD_IDLE;  // TAKEN or FAILED until reported
  mdrnn_error error_{};                       // if FAILED
};

}  // namespace mdrnn
