// SPDX-License-Identifier: MIT
// Steps that take too long for an audio thread, computed ahead on a worker thread.
//
// Requests and results share one ring of slots. Steps are numbered from 0; step n uses slot n % kSlots:
//
//            taken_              done_               requested_
//              |                   |                      |
//   .. [ free ][ done ] .. [ done ][ requested ] .. [ requested ][ free ] ..
//
//   slots             belong to       who moves the bound on its right
//   free              audio thread    audio thread: request() fills the slot, then increments requested_
//   requested         worker          worker: writes result and state, then increments done_
//   done              audio thread    audio thread: take() reads the result, then increments its own taken_
//
// requested_ and done_ are atomics, stored with release and loaded with acquire: whoever sees the number sees the slot.
// The slot before taken_ is kept, because compute() starts from its state: one slot fewer for requests.
// To cancel requests, compute() and drop() move taken_ past done_ and set wanted_; the worker then only
// counts those steps as done.
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

// Everything except constructor and destructor is [audio], and for one thread at a time.
class Ahead {
 public:
  static constexpr int kMaxPending = MDRNN_QUEUE_SIZE;

  // `engine`: for the worker; `front`: the same network for the audio thread, with the initial state.
  Ahead(std::unique_ptr<Engine> engine, Stepper *front);
  Ahead(const Ahead &) = delete;
  Ahead &operator=(const Ahead &) = delete;

  // Requests a step, computed after all earlier ones. False if MDRNN_QUEUE_SIZE - 1 are pending.
  bool request(const StepRequest &request) noexcept;
  bool is_pending() const noexcept { return taken_ != requested_; }

  // The oldest result not taken yet, valid until the next request; null if it is not ready. In a forked
  // child, which has no worker, computes it in place.
  const StepResult *take() noexcept;

  // Computes the oldest pending step in place. Then the others must follow, because the worker skips them.
  const StepResult *compute() noexcept;

  // If nothing is pending: gives `front` the state.
  void settle() noexcept;

  // Cancels what is pending; `front` has the state.
  void drop() noexcept;

  // False: the next request may wait 40 ms until the worker polls.
  void set_alert(bool is_alert) noexcept { is_alert_.store(is_alert, std::memory_order_relaxed); }

 private:
  static constexpr uint64_t kSlots = MDRNN_QUEUE_SIZE;

  struct Slot {
    StepRequest request;
    StepResult result;
    bool brings_state;         // the worker starts from `state`; otherwise from its own
    std::vector<float> state;  // (layers, 2, units): before the step if brings_state, after it once it is done
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

  // Used by the audio thread only.
  Stepper *front_;
  StepResult computed_;    // of a step in place: the worker may be writing the slot's
  uint64_t taken_ = 0;     // number of results taken
  uint64_t front_at_ = 0;  // the front has the state before this step

  // Used by the worker only.
  std::unique_ptr<Engine> engine_;
  std::vector<float> room_;
  Stepper back_;
  Worker::Nap nap_, idle_{0};  // the next one; all since the last request
  std::unique_ptr<Worker> worker_;
};

}  // namespace mdrnn
