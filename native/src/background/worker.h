// SPDX-License-Identifier: MIT
// A thread that works in rounds and sleeps between them. A forked child does not have it.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <utility>

#include "file/process.h"

namespace mdrnn {

class Worker {
 public:
  using Nap = std::chrono::microseconds;
  static constexpr Nap kUntilWoken = Nap::max();

  // The new thread calls `round` at once, and again when it is woken or has slept as long as `round` returned. No
  // exception may leave `round`. Throws std::system_error where the system gives no thread.
  explicit Worker(std::function<Nap()> round);
  // Waits for the round under way. Declare a Worker after all that `round` uses, so that it goes first.
  ~Worker();
  Worker(const Worker &) = delete;
  Worker &operator=(const Worker &) = delete;

  // [audio] False in a forked child. There nothing that `round` uses may be touched: it may be locked or half changed.
  bool is_here() const noexcept { return forks_ == forks(); }

  // Both only where the thread is here.
  void wake();
  void finish_round();  // waits for the end of a round that begins after this call

 private:
  struct State;

  const unsigned forks_ = forks();
  std::unique_ptr<State> state_;
};

// In a forked child: `shared` becomes null, and what it points to stays as it is for good.
template <typename T>
void abandon(std::shared_ptr<T> *shared) noexcept {
  union Undestroyed {
    explicit Undestroyed(std::shared_ptr<T> &&pointer) noexcept : kept(std::move(pointer)) {}
    ~Undestroyed() {}
    std::shared_ptr<T> kept;
  } undestroyed(std::move(*shared));
}

// The process's one Service, a class with a worker and is_here(): made for the first who hires it, gone with the last.
// `hired` is a variable of the Service's own with static storage. A forked child makes a new one.
template <typename Service>
std::shared_ptr<Service> hire(std::weak_ptr<Service> *hired) {
  const ForkLock lock;
  std::shared_ptr<Service> service = hired->lock();
  if (service != nullptr && !service->is_here()) abandon(&service);
  if (service == nullptr) *hired = service = std::make_shared<Service>();
  return service;
}

}  // namespace mdrnn
