// SPDX-License-Identifier: MIT
// Steps that take too long for an audio thread, computed ahead on a worker thread.
//
// Requests and results lie in one ring of slots. Steps are numbered from 0, and step n lies in slot n % kSlots:
//
//            taken_              done_               requested_
//              |                   |                      |
//   .. [ free ][ done ] .. [ done ][ requested ] .. [ requested ][ free ] ..
//
//   slots             belong to       who moves the bound on its right
//   free              audio thread    audio thread: request() fills the slot, then increments requested_
//   requested         worker          worker: writes result and state, then increments done_
//   done              audio thread    audio thread: take() reads the result, then increments taken_, which it alone
//   sees
//
// requested_ and done_ are atomics, stored with release and loaded with acquire: whoever sees the number sees the slot.
// The slot before taken_ stays untouched, for it has the state that compute() starts from: one slot fewer for requests.
// Results that nobody waits for: compute() and drop() move taken_ past done_ and say so in wanted_; the worker then
// only counts those steps as done.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

#include "background/worker.h"
#include "mdrnn/mdrnn.h"
#include "step/stepper.h"

namespace mdrnn {

// All but the constructor and the destructor is [audio], and for one thread at a time.
class Ahead {
 public:
  static constexpr int kMaxPending = MDRNN_QUEUE_SIZE;

  // `engine`: the worker's; `front`: the same network, of the audio thread, which has the state as it begins.
  Ahead(std::unique_ptr<Engine> engine, Stepper *front);
  Ahead(const Ahead &) = delete;
  Ahead &operator=(const Ahead &) = delete;

  // The worker computes a step after all requested before. False where MDRNN_QUEUE_SIZE - 1 are pending.
  bool request(const StepRequest &request) noexcept;
  bool is_pending() const noexcept { return taken_ != requested_; }

  // The oldest result that was not taken, valid until the next request; null while it is not there. In a forked child,
  // where there is no worker, it is computed here and now.
  const StepResult *take() noexcept;

  // The oldest that is pending, computed here and now; then the others too, for the worker skips them.
  const StepResult *compute() noexcept;

  // Where nothing is pending: `front` has the state.
  void settle() noexcept;

  // What is pending does not come any more; `front` has the state.
  void drop() noexcept;

  // False: the next request can wait 40 ms for the worker to look.
  void set_alert(bool is_alert) noexcept { is_alert_.store(is_alert, std::memory_order_relaxed); }

 private:
  static constexpr uint64_t kSlots = MDRNN_QUEUE_SIZE;

  struct Slot {
    StepRequest request;
    StepResult result;
    bool brings_state;         // the worker starts from `state`; else from where it stands
    std::vector<float> state;  // (layers, 2, units): before the step where it brings one, after it once it is done
  };

  Worker::Nap serve() noexcept;
  void step(Slot *slot) noexcept;
  Worker::Nap nap() noexcept;
  Slot &slot(uint64_t number) { return slots_[number % kSlots]; }

  std::vector<Slot> slots_;
  std::atomic<uint64_t> requested_{0};  // written by the audio thread
  std::atomic<uint64_t> done_{0};       // written by the worker
  std::atomic<uint64_t> wanted_{0};     // the worker skips the steps below it; written by the audio thread
  std::atomic<bool> is_alert_{true};
  static_assert(std::atomic<uint64_t>::is_always_lock_free && std::atomic<bool>::is_always_lock_free);

  // The audio thread's own.
  Stepper *front_;
  StepResult computed_;    // in place: the worker may be writing the slot's own
  uint64_t taken_ = 0;     // so many results
  uint64_t front_at_ = 0;  // the front has the state before this step

  // The worker's own.
  std::unique_ptr<Engine> engine_;
  std::vector<float> room_;
  Stepper back_;
  Worker::Nap nap_, idle_{0};  // the next one; all since the last request
  std::unique_ptr<Worker> worker_;
};

}  // namespace mdrnn
