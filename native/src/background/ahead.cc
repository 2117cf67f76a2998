// SPDX-License-Identifier: MIT
// Steps that take too long for an audio thread, computed ahead on a worker thread.
//
// One worker per model: with a shared one the steps of several performers would wait for each other,
// while the system can spread threads over processors; and the loader's worker may be reading a file
// for seconds. The worker starts and ends with its model, on the thread that loads and frees, so the
// audio thread is not involved.
//
// Two engines share one set of weights: the worker's computes ahead; the front, the audio thread's,
// computes in place. The slots carry the state from one to the other when needed, as numbers, so
// neither thread waits for an engine.
//
// The audio thread cannot wake the worker without a system call, so the worker polls. The shorter it
// sleeps, the earlier a step begins and the more an idle model costs: 2 ms are 460 wake-ups a second,
// 0.5 % of a core. So it sleeps briefly only while the audio thread expects a request soon
// (set_alert); otherwise 40 ms, less than half of the default threshold before an answer. The price:
// if nothing was expected, as after a change to battle, the first event can be 40 ms late; and in
// polyphony, where each of the player's events is answered at once, 10 ms after ten seconds of silence.
#include "background/ahead.h"

#include <algorithm>
#include <utility>

namespace mdrnn {
namespace {

// Sleeps between polls: after a request the first of these, doubling up to one of the others.
constexpr Worker::Nap kFirstNap{250};
constexpr Worker::Nap kAlertNap{2'000};
constexpr Worker::Nap kTiredNap{10'000};  // alert for kTired without a request
constexpr Worker::Nap kCalmNap{40'000};
constexpr Worker::Nap kTired{10'000'000};

}  // namespace

Ahead::Ahead(std::unique_ptr<Engine> engine, Stepper *front)
    : slots_(kSlots),
      front_(front),
      engine_(std::move(engine)),
      room_(Stepper::room(engine_->config())),
      back_(engine_.get(), room_.data(), front->model_grain()),
      nap_(kFirstNap) {
  for (Slot &slot : slots_) slot.state.resize(static_cast<size_t>(engine_->config().state_size()));
  worker_ = std::make_unique<Worker>([this] { return serve(); });
}

// ---- the worker -----------------------------------------------------------------------------------------------------

Worker::Nap Ahead::serve() noexcept {
  const uint64_t number = done_.load(std::memory_order_relaxed);
  if (number == requested_.load(std::memory_order_acquire)) return nap();
  if (number >= wanted_.load(std::memory_order_relaxed)) step(&slot(number));
  done_.store(number + 1, std::memory_order_release);
  back_.engine().prepare();
  nap_ = kFirstNap;
  idle_ = Worker::Nap{0};
  return Worker::Nap{0};
}

void Ahead::step(Slot *slot) noexcept {
  if (slot->brings_state) back_.engine().set_state(slot->state.data());
  const StepRequest &request = slot->request;
  StepResult &result = slot->result;
  const int64_t repaired = back_.repaired_states();
  Random random = request.random;
  result.is_finite = back_.step(request.event.data(), request.settings, &random, result.next.data());
  result.repaired_states = back_.repaired_states() - repaired;
  back_.engine().get_state(slot->state.data());
}

Worker::Nap Ahead::nap() noexcept {
  const Worker::Nap alert = idle_ < kTired ? kAlertNap : kTiredNap;
  const Worker::Nap longest = is_alert_.load(std::memory_order_relaxed) ? alert : kCalmNap;
  const Worker::Nap nap = std::min(nap_, longest);
  nap_ = 2 * nap;
  idle_ += nap;
  return nap;
}

// ---- the audio thread -----------------------------------------------------------------------------------------------

bool Ahead::request(const StepRequest &request) noexcept {
  const uint64_t number = requested_.load(std::memory_order_relaxed);
  const uint64_t done = worker_->is_here() ? done_.load(std::memory_order_acquire) : taken_;
  if (number - std::min(taken_, done) >= kSlots - 1) return false;
  Slot &filled = slot(number);
  filled.request = request;
  filled.brings_state = front_at_ == number;
  if (filled.brings_state) front_->engine().get_state(filled.state.data());
  requested_.store(number + 1, std::memory_order_release);
  return true;
}

const StepResult *Ahead::take() noexcept {
  if (!is_pending()) return nullptr;
  if (done_.load(std::memory_order_acquire) > taken_) return &slot(taken_++).result;
  return worker_->is_here() ? nullptr : compute();
}

const StepResult *Ahead::compute() noexcept {
  const uint64_t number = taken_++;
  wanted_.store(taken_, std::memory_order_relaxed);
  if (front_at_ != number) front_->engine().set_state(slot(number - 1).state.data());
  front_at_ = taken_;
  const StepRequest &request = slot(number).request;
  const int64_t repaired = front_->repaired_states();
  Random random = request.random;
  computed_.is_finite = front_->step(request.event.data(), request.settings, &random, computed_.next.data());
  computed_.repaired_states = front_->repaired_states() - repaired;
  return &computed_;
}

void Ahead::settle() noexcept {
  if (front_at_ == taken_) return;
  front_->engine().set_state(slot(taken_ - 1).state.data());
  front_at_ = taken_;
}

void Ahead::drop() noexcept {
  taken_ = requested_.load(std::memory_order_relaxed);
  wanted_.store(taken_, std::memory_order_relaxed);
  front_at_ = taken_;
}

}  // namespace mdrnn
