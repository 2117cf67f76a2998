// SPDX-License-Identifier: MIT
// Steps that take too long for an audio thread, made ahead of time on a worker.
//
// One worker for each model: on a common one the steps of several performers would queue behind one another and come
// late together, where the system can spread threads over processors. The loader's worker may be reading a file for
// seconds. It comes and goes with its model, on the thread that loads and frees, so the audio thread has no part in it.
//
// Two engines share one set of weights. The worker's goes from step to step; the front's, the audio thread's, is for
// steps in place. The state goes from one to the other by the places, as numbers, where it is needed: so nobody ever
// waits for an engine. All is told by atomics; to wake a thread is a system call, so the worker looks by itself.
#include "background/ahead.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "background/process.h"

namespace mdrnn {
namespace {

using Duration = std::chrono::microseconds;

// Between two looks for work; twice as long each time, for an idle model should cost nothing that can be felt.
constexpr Duration kFirstLook{250};
constexpr Duration kLastLook{2000};

}  // namespace

Ahead::Ahead(std::unique_ptr<Engine> engine, Stepper *front)
    : places_(kPlaces),
      front_(front),
      forks_(forks()),
      engine_(std::move(engine)),
      room_(Stepper::room(engine_->config())),
      back_(engine_.get(), room_.data()) {
  for (Place &place : places_) place.state.resize(static_cast<size_t>(engine_->config().state_size()));
  worker_ = std::make_unique<std::thread>([this] { run(); });
}

Ahead::~Ahead() {
  if (is_lost()) {
    worker_.release();  // joining would never end
    return;
  }
  is_over_.store(true, std::memory_order_relaxed);
  worker_->join();
}

bool Ahead::is_lost() const noexcept { return forks_ != forks(); }

// ---- the worker -----------------------------------------------------------------------------------------------------

void Ahead::run() noexcept {
  leave_realtime();
  Duration look = kFirstLook;
  while (!is_over_.load(std::memory_order_relaxed)) {
    const uint64_t number = done_.load(std::memory_order_relaxed);
    if (number == asked_.load(std::memory_order_acquire)) {
      std::this_thread::sleep_for(look);
      look = std::min(2 * look, kLastLook);
      continue;
    }
    if (number >= wanted_.load(std::memory_order_relaxed)) work(&place(number));
    done_.store(number + 1, std::memory_order_release);
    back_.engine().prepare();
    look = kFirstLook;
  }
}

void Ahead::work(Place *place) noexcept {
  if (place->brings_state) back_.engine().set_state(place->state.data());
  const Ask &ask = place->ask;
  Outcome &outcome = place->outcome;
  const int64_t repaired = back_.repaired_states();
  Random random = ask.random;
  outcome.is_finite = back_.step(ask.event.data(), ask.temperatures, ask.max_dt, &random, outcome.next.data());
  outcome.repaired_states = back_.repaired_states() - repaired;
  back_.engine().get_state(place->state.data());
}

// ---- the audio thread -----------------------------------------------------------------------------------------------

bool Ahead::ask(const Ask &ask) noexcept {
  const uint64_t number = asked_.load(std::memory_order_relaxed);
  const uint64_t done = is_lost() ? taken_ : done_.load(std::memory_order_acquire);
  // One place fewer: the one before the oldest that is out has the state that make() starts from.
  if (number - std::min(taken_, done) >= kPlaces - 1) return false;
  Place &asked = place(number);
  asked.ask = ask;
  asked.brings_state = front_at_ == number;
  if (asked.brings_state) front_->engine().get_state(asked.state.data());
  asked_.store(number + 1, std::memory_order_release);
  return true;
}

const Outcome *Ahead::take() noexcept {
  if (!is_out()) return nullptr;
  if (done_.load(std::memory_order_acquire) > taken_) return &place(taken_++).outcome;
  return is_lost() ? &make() : nullptr;
}

const Outcome &Ahead::make() noexcept {
  const uint64_t number = taken_++;
  wanted_.store(taken_, std::memory_order_relaxed);
  if (front_at_ != number) front_->engine().set_state(place(number - 1).state.data());
  front_at_ = taken_;
  const Ask &ask = place(number).ask;
  const int64_t repaired = front_->repaired_states();
  Random random = ask.random;
  made_.is_finite = front_->step(ask.event.data(), ask.temperatures, ask.max_dt, &random, made_.next.data());
  made_.repaired_states = front_->repaired_states() - repaired;
  return made_;
}

void Ahead::settle() noexcept {
  if (front_at_ == taken_) return;
  front_->engine().set_state(place(taken_ - 1).state.data());
  front_at_ = taken_;
}

void Ahead::drop() noexcept {
  taken_ = asked_.load(std::memory_order_relaxed);
  wanted_.store(taken_, std::memory_order_relaxed);
  front_at_ = taken_;
}

}  // namespace mdrnn
