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

  // The new thread calls `round` at once, and again when it is woken or has slept as long as `round`
  // returned. `round` must not throw. Throws std::system_error if no thread can be started.
  explicit Worker(std::function<Nap()> round);
  // Waits for the current round. Declare a Worker after everything that `round` uses, so it is destroyed first.
  ~Worker();
  Worker(const Worker &) = delete;
  Worker &operator=(const Worker &) = delete;

  // [audio] False in a forked child, where nothing that `round` uses may be touched: it may be locked or
  // half changed.
  bool is_here() const noexcept { return forks_ == forks(); }

  // Call these only if is_here().
  void wake();
  void finish_round();  // waits for the end of a round that begins after this call

 private:
  struct State;

  const unsigned forks_ = forks();
  std::unique_ptr<State> state_;
};

// In a forked child: sets `shared` to null and never frees what it points to.
template <typename T>
void abandon(std::shared_ptr<T> *shared) noexcept {
  union Undestroyed {
    explicit Undestroyed(std::shared_ptr<T> &&pointer) noexcept : kept(std::move(pointer)) {}
    ~Undestroyed() {}
    std::shared_ptr<T> kept;
  } undestroyed(std::move(*shared));
}

// The process's only Service (a class with a worker and is_here()): created for its first user, destroyed
// with its last. `hired` is a static variable of the Service. A forked child creates a new one.
template <typename Service>
std::shared_ptr<Service> hire(std::weak_ptr<Service> *hired) {
  const ForkLock lock;
  std::shared_ptr<Service> service = hired->lock();
  if (service != nullptr && !service->is_here()) abandon(&service);
  if (service == nullptr) *hired = service = std::make_shared<Service>();
  return service;
}

}  // namespace mdrnn
