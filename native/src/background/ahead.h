// SPDX-License-Identifier: MIT
// Steps that take too long for an audio thread, made ahead of time on a worker.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

#include "mdrnn/mdrnn.h"
#include "step/stepper.h"

namespace mdrnn {

struct Ask {
  std::array<float, MDRNN_MAX_DIMENSION> event;  // (D,)
  Temperatures temperatures;
  double max_dt;  // seconds
  Random random;  // the draw's own, so that it is the one that a step in place would make
};

struct Outcome {
  std::array<float, MDRNN_MAX_DIMENSION> next;  // (D,)
  bool is_finite;                               // else there is no next
  int64_t repaired_states;                      // in this step
};

// All but the constructor and the destructor is [audio], and for one thread at a time.
class Ahead {
 public:
  // `engine`: the worker's; `front`: the same network, of the audio thread, which has the state as it begins.
  Ahead(std::unique_ptr<Engine> engine, Stepper *front);
  ~Ahead();  // waits for a step that is under way
  Ahead(const Ahead &) = delete;
  Ahead &operator=(const Ahead &) = delete;

  // The worker takes a step after all that were asked for before. False where MDRNN_QUEUE_SIZE - 1 wait already.
  bool ask(const Ask &ask) noexcept;
  bool is_out() const noexcept { return taken_ != asked_; }

  // The oldest outcome that was not taken, valid until the next ask; null while it is not there. In a forked child,
  // where there is no worker, it is made here and now.
  const Outcome *take() noexcept;

  // The oldest that is out, made here and now; then the others too, for the worker lets them be.
  const Outcome &make() noexcept;

  // Where nothing is out: `front` has the state.
  void settle() noexcept;

  // What is out does not come any more; `front` has the state.
  void drop() noexcept;

 private:
  static constexpr uint64_t kPlaces = MDRNN_QUEUE_SIZE;

  struct Place {
    Ask ask;
    Outcome outcome;
    bool brings_state;         // the worker starts from `state`; else from where it stands
    std::vector<float> state;  // (layers, 2, units): before the step where it brings one, after it once it is done
  };

  void run() noexcept;
  void work(Place *place) noexcept;
  bool is_lost() const noexcept;
  Place &place(uint64_t number) { return places_[number % kPlaces]; }

  // Steps are numbered. Those below done_ are the audio thread's, the others below asked_ the worker's.
  std::vector<Place> places_;
  std::atomic<uint64_t> asked_{0};   // written by the audio thread
  std::atomic<uint64_t> done_{0};    // written by the worker
  std::atomic<uint64_t> wanted_{0};  // the worker lets those below be
  std::atomic<bool> is_over_{false};
  static_assert(std::atomic<uint64_t>::is_always_lock_free && std::atomic<bool>::is_always_lock_free);

  // The audio thread's own.
  Stepper *front_;
  Outcome made_;           // in place: the worker may be writing the place's own
  uint64_t taken_ = 0;     // so many outcomes
  uint64_t front_at_ = 0;  // the front has the state before this step

  const unsigned forks_;
  std::unique_ptr<Engine> engine_;
  std::vector<float> room_;
  Stepper back_;
  std::unique_ptr<std::thread> worker_;  // the last, for it uses all the others
};

}  // namespace mdrnn
