// SPDX-License-Identifier: MIT
// Models loaded on a worker thread, one after the other, for all performers of the process.
#pragma once

#include <atomic>
#include <list>
#include <memory>
#include <mutex>
#include <string>

#include "background/ready_model.h"
#include "background/worker.h"

namespace mdrnn {

struct LoadResult {
  unsigned number = 0;                // of its request
  std::unique_ptr<ReadyModel> model;  // the new one; once taken, the old one; null where the load failed
  mdrnn_error error{};
  std::atomic<bool> is_done{false};  // whoever sets it must not use the result again
};

struct LoadRequest {
  std::string path;
  std::string library;
  mdrnn_load_options options;
  LoadResult *result;  // to be filled in; owned by the channel
};

// Between one model slot and the loader. The atomics are shared with the audio thread; everything else
// is guarded by the loader's mutex.
struct LoadChannel {
  std::atomic<LoadResult *> published{nullptr};
  std::atomic<unsigned> newest{0};       // number of the newest request, withdrawn ones included
  std::unique_ptr<LoadRequest> request;  // the newest, until it is begun
  std::list<LoadResult> results;         // of all requests, until they are done and the worker frees them

  static_assert(std::atomic<LoadResult *>::is_always_lock_free && std::atomic<bool>::is_always_lock_free);

  void withdraw() noexcept;  // all that was requested and not taken
  void publish(LoadResult *result) noexcept;
};

class Loader {
 public:
  // The one of this process.
  static std::shared_ptr<Loader> hire();

  bool is_here() const noexcept { return worker_.is_here(); }
  void submit(const std::shared_ptr<LoadChannel> &channel, std::unique_ptr<LoadRequest> request,
              std::list<LoadResult> result);
  void withdraw(LoadChannel *channel);

 private:
  Worker::Nap serve() noexcept;
  std::shared_ptr<LoadChannel> next_channel() const;
  std::list<LoadResult> collect() noexcept;
  Worker::Nap nap() noexcept;

  std::mutex mutex_;
  std::list<std::shared_ptr<LoadChannel>> channels_;  // those with results, the longest waiting first
  Worker::Nap nap_{};                                 // the worker's own
  Worker worker_{[this] { return serve(); }};
};

}  // namespace mdrnn
