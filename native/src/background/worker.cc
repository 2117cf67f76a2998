// SPDX-License-Identifier: MIT
// A thread that works in rounds and sleeps between them. A forked child does not have it.
#include "background/worker.h"

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>

namespace mdrnn {

struct Worker::State {
  explicit State(std::function<Nap()> to_do) : round(std::move(to_do)), thread([this] { run(); }) {}

  void run();
  void sleep(Nap nap, std::unique_lock<std::mutex> *lock);

  const std::function<Nap()> round;
  std::mutex mutex;  // guards all below
  std::condition_variable woken, rested;
  uint64_t asked = 0;   // number of rounds requested
  uint64_t served = 0;  // how many of those have been made
  bool is_over = false;
  std::thread thread;  // last, because it uses all the others
};

void Worker::State::run() {
  leave_realtime();
  std::unique_lock<std::mutex> lock(mutex);
  for (Nap nap{0}; !is_over; sleep(nap, &lock)) {
    const uint64_t began = asked;
    lock.unlock();
    nap = round();
    lock.lock();
    served = began;
    rested.notify_all();
  }
}

void Worker::State::sleep(Nap nap, std::unique_lock<std::mutex> *lock) {
  const auto is_wanted = [this] { return is_over || asked != served; };
  if (nap == kUntilWoken) return woken.wait(*lock, is_wanted);
  if (nap > Nap{0}) woken.wait_for(*lock, nap, is_wanted);
}

Worker::Worker(std::function<Nap()> round) : state_(std::make_unique<State>(std::move(round))) {}

Worker::~Worker() {
  if (!is_here()) {
    state_.release();  // joining it would never return
    return;
  }
  {
    const std::lock_guard<std::mutex> lock(state_->mutex);
    state_->is_over = true;
  }
  state_->woken.notify_one();
  state_->thread.join();
}

void Worker::wake() {
  {
    const std::lock_guard<std::mutex> lock(state_->mutex);
    ++state_->asked;
  }
  state_->woken.notify_one();
}

void Worker::finish_round() {
  std::unique_lock<std::mutex> lock(state_->mutex);
  const uint64_t mine = ++state_->asked;
  state_->woken.notify_one();
  state_->rested.wait(lock, [&] { return state_->served >= mine; });
}

}  // namespace mdrnn
