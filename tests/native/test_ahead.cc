// SPDX-License-Identifier: MIT
// Large models, whose steps a worker computes ahead of time.
#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "golden.h"
#include "mdrnn/mdrnn.hpp"
#include "play/performer.h"
#include "step/native_engine.h"
#include "waiting.h"

namespace {

using mdrnn::Performer;

constexpr double kRate = 48000.0;
constexpr double kNoTime = 1e-12;  // seconds; shorter than any step
constexpr mdrnn_load_options kAhead{MDRNN_AUTO, nullptr, 0, MDRNN_FLOAT32, kNoTime};
constexpr float kValues[] = {0.25f, 0.75f, 0.5f};

// A worker's engine that takes a step only when it is allowed to.
class Gated final : public mdrnn::Engine {
 public:
  Gated(std::shared_ptr<const mdrnn::PackedWeights> weights, std::atomic<bool> *is_open, std::atomic<int> *passes,
        std::atomic<int> *failures)
      : engine_(std::move(weights)), is_open_(*is_open), passes_(*passes), failures_(*failures) {}
  const mdrnn::Config &config() const override { return engine_.config(); }
  bool forward(const float *input, float *mixture) noexcept override {
    while (!is_open_ && passes_ == 0) std::this_thread::sleep_for(std::chrono::microseconds(50));
    if (!is_open_) --passes_;
    if (failures_ > 0) return failures_-- == 0;
    return engine_.forward(input, mixture);
  }
  void prepare() noexcept override { engine_.prepare(); }
  void get_state(float *state) const noexcept override { engine_.get_state(state); }
  void set_state(const float *state) noexcept override { engine_.set_state(state); }
  bool is_finite() const noexcept override { return engine_.is_finite(); }
  void reset() noexcept override { engine_.reset(); }

 private:
  mdrnn::NativeEngine engine_;
  std::atomic<bool> &is_open_;
  std::atomic<int> &passes_;
  std::atomic<int> &failures_;
};

// A performer and the gate of its worker. A call that waited for the worker would never return.
struct Stage {
  explicit Stage(mdrnn_mode mode, const char *model = kExplicit) : performer(kRate, 7) {
    take(model);
    performer.set(MDRNN_MODE, mode, nullptr);
  }
  ~Stage() { is_open = true; }

  void take(const char *model) {
    mdrnn::Model opened;
    REQUIRE(mdrnn::open_model(golden(model).c_str(), mdrnn_load_options{}, &opened, nullptr) == MDRNN_OK);
    auto ready = std::make_unique<mdrnn::ReadyModel>(std::move(opened));
    auto engine = std::make_unique<Gated>(ready->model.weights, &is_open, &passes, &failures);
    ready->ahead = std::make_unique<mdrnn::Ahead>(std::move(engine), &ready->stepper);
    performer.take(&ready);
  }

  std::atomic<bool> is_open{true};
  std::atomic<int> passes{0};    // steps that may pass a closed gate
  std::atomic<int> failures{0};  // steps that will fail
  Performer performer;
};

void wait_for_worker(Performer *performer) {
  mdrnn_event event;
  for (performer->advance(performer->now(), &event); performer->is_stepping();) {
    std::this_thread::sleep_for(std::chrono::microseconds(50));
    performer->advance(performer->now(), &event);
  }
}

// The events within `ticks`; none is late, because the worker is given the time it needs.
void play(Performer *performer, int64_t ticks, std::vector<double> *played) {
  mdrnn_event event;
  for (const int64_t end = performer->now() + ticks; performer->now() < end;) {
    const int64_t until = std::min(performer->now() + 6400, end);
    wait_for_worker(performer);
    while (performer->advance(until, &event)) {
      played->push_back(static_cast<double>(event.tick));
      played->insert(played->end(), event.values, event.values + event.count);
      wait_for_worker(performer);
    }
  }
}

std::vector<double> play(Performer *performer, int64_t ticks) {
  std::vector<double> played;
  play(performer, ticks, &played);
  return played;
}

void feed(Performer *performer, float first) {
  const float values[] = {first, 0.75f};
  REQUIRE(performer->feed(values, 2, nullptr) == MDRNN_OK);
}

std::vector<float> state_of(Performer *performer) {
  std::vector<float> state(static_cast<size_t>(performer->predictor().config().state_size()));
  REQUIRE(performer->get_state(state.data(), nullptr) == MDRNN_OK);
  return state;
}

// Everything that changes the planned event or the network's state, mostly while steps are pending.
std::vector<double> perform(Performer *performer, mdrnn_mode mode) {
  std::vector<double> played;
  float next[3];
  const float heard[] = {0.1f, 0.2f, 0.3f};
  performer->set(MDRNN_TIMESCALE, 20, nullptr);
  play(performer, 48000, &played);
  for (int i = 0; i < 6; ++i) feed(performer, 0.1f * static_cast<float>(i));
  play(performer, 24000, &played);
  feed(performer, 0.9f);
  performer->set(MDRNN_TIMESCALE, 15, nullptr);
  REQUIRE(performer->step(heard, next, nullptr) == MDRNN_OK);
  played.insert(played.end(), next, next + 3);
  feed(performer, 0.4f);
  performer->set(MDRNN_PAUSE, 1, nullptr);
  play(performer, 5000, &played);
  performer->set(MDRNN_PAUSE, 0, nullptr);
  play(performer, 30000, &played);
  feed(performer, 0.6f);
  const std::vector<float> state = state_of(performer);
  play(performer, 48000, &played);
  feed(performer, 0.2f);
  REQUIRE(performer->set_state(state.data(), nullptr) == MDRNN_OK);
  feed(performer, 0.3f);
  if (mode == MDRNN_POLYPHONY) wait_for_worker(performer);  // at the same tick, those requested first would come first
  performer->set(MDRNN_MAX_DT, 0.05, nullptr);
  play(performer, 48000, &played);
  feed(performer, 0.8f);
  performer->set(MDRNN_MODE, MDRNN_USERONLY, nullptr);
  performer->set(MDRNN_MODE, mode, nullptr);
  play(performer, 48000, &played);
  feed(performer, 0.5f);
  performer->reset();
  play(performer, 48000, &played);
  for (const float number : state_of(performer)) played.push_back(static_cast<double>(number));
  return played;
}

}  // namespace

TEST_CASE("events computed ahead equal those computed in place, while none is late") {
  for (const char *model : {kExplicit, "while-d3-u5-l1-m2.tflite", "unrolled-d3-u5-l2-m2.tflite"})
    for (const mdrnn_mode mode : {MDRNN_CALLRESPONSE, MDRNN_POLYPHONY, MDRNN_BATTLE}) {
      CAPTURE(model);
      CAPTURE(mode);
      Performer in_place(kRate, 7), ahead(kRate, 7);
      REQUIRE(in_place.load(golden(model).c_str(), mdrnn_load_options{}, nullptr) == MDRNN_OK);
      REQUIRE(ahead.load(golden(model).c_str(), kAhead, nullptr) == MDRNN_OK);
      for (Performer *performer : {&in_place, &ahead}) performer->set(MDRNN_MODE, mode, nullptr);
      CHECK(!in_place.predictor().has_ahead());
      CHECK(ahead.predictor().has_ahead());
      const std::vector<double> expected = perform(&in_place, mode);
      CHECK(expected.size() > 40);
      CHECK(perform(&ahead, mode) == expected);
      CHECK(ahead.counts().late_events == 0);
      CHECK(ahead.counts().machine_events == in_place.counts().machine_events);
    }
}

TEST_CASE("synchronous computes every step in place, pending ones too") {
  Performer in_place(kRate, 7);
  REQUIRE(in_place.load(golden(kExplicit).c_str(), mdrnn_load_options{}, nullptr) == MDRNN_OK);
  Stage stage(MDRNN_CALLRESPONSE);
  stage.is_open = false;
  for (Performer *performer : {&in_place, &stage.performer}) feed(performer, 0.3f);
  CHECK(stage.performer.is_stepping());
  REQUIRE(stage.performer.set(MDRNN_SYNCHRONOUS, 1, nullptr) == MDRNN_OK);
  CHECK(!stage.performer.is_stepping());
  CHECK(play(&stage.performer, 96000) == play(&in_place, 96000));
  CHECK(stage.performer.counts().late_events == 0);
  stage.is_open = true;
  REQUIRE(stage.performer.set(MDRNN_SYNCHRONOUS, 0, nullptr) == MDRNN_OK);
  CHECK(play(&stage.performer, 96000) == play(&in_place, 96000));
  CHECK(state_of(&stage.performer) == state_of(&in_place));
}

TEST_CASE("a late event is counted, never waited for, and sounds as soon as it is ready") {
  Stage stage(MDRNN_BATTLE);
  Performer &performer = stage.performer;
  mdrnn_event event;
  stage.is_open = false;
  for (int block = 0; block < 10000; ++block) CHECK(!performer.advance(performer.now() + 64, &event));
  CHECK(performer.counts().late_events == 0);
  CHECK(performer.counts().machine_events == 0);
  stage.is_open = true;
  wait_for_worker(&performer);
  CHECK(performer.counts().late_events == 1);
  REQUIRE(performer.advance(performer.now() + 64, &event));
  CHECK(event.tick == 640000);
  CHECK(performer.counts().machine_events == 1);
  CHECK(play(&performer, 96000).size() > 10);
  CHECK(performer.counts().late_events == 1);
}

TEST_CASE("an event requested before the player came back does not sound, but its input was fed to the network") {
  Performer in_place(kRate, 7);
  REQUIRE(in_place.load(golden(kExplicit).c_str(), mdrnn_load_options{}, nullptr) == MDRNN_OK);
  Stage stage(MDRNN_CALLRESPONSE);
  stage.is_open = false;
  for (Performer *performer : {&in_place, &stage.performer})
    for (const float value : {0.1f, 0.9f, 0.3f}) feed(performer, value);
  stage.is_open = true;
  CHECK(play(&stage.performer, 96000) == play(&in_place, 96000));
  CHECK(stage.performer.counts().late_events == 0);
}

TEST_CASE("an event requested before a reset, a load or a change of mode does not sound") {
  for (const char *change : {"reset", "load", "mode"}) {
    CAPTURE(change);
    Stage stage(MDRNN_POLYPHONY);
    Performer &performer = stage.performer;
    stage.is_open = false;
    for (int i = 0; i < 10; ++i) feed(&performer, 0.3f);
    if (change[0] == 'r') performer.reset();
    if (change[0] == 'm') performer.set(MDRNN_MODE, MDRNN_USERONLY, nullptr);
    stage.is_open = true;  // before the load, which frees the old model
    if (change[0] == 'l') REQUIRE(performer.load(golden(kExplicit).c_str(), kAhead, nullptr) == MDRNN_OK);
    CHECK(performer.next_due() == -1);
    CHECK(play(&performer, 480000).empty());
    CHECK(performer.counts().late_events == 0);
    if (change[0] == 'm') continue;
    for (const float number : state_of(&performer)) REQUIRE(number == 0.0f);
    feed(&performer, 0.3f);
    CHECK(play(&performer, 480000).size() == 3);
  }
}

TEST_CASE("mdrnn_step follows every event fed before it, and pending events still come") {
  Performer in_place(kRate, 7);
  REQUIRE(in_place.load(golden(kExplicit).c_str(), mdrnn_load_options{}, nullptr) == MDRNN_OK);
  Stage stage(MDRNN_POLYPHONY);
  in_place.set(MDRNN_MODE, MDRNN_POLYPHONY, nullptr);
  for (int round = 0; round < 3; ++round) {
    stage.is_open = false;
    float expected[3], next[3];
    for (Performer *performer : {&in_place, &stage.performer})
      for (const float value : {0.1f, 0.9f}) feed(performer, value);
    REQUIRE(in_place.step(kValues, expected, nullptr) == MDRNN_OK);
    REQUIRE(stage.performer.step(kValues, next, nullptr) == MDRNN_OK);
    for (int i = 0; i < 3; ++i) CHECK(next[i] == expected[i]);
    CHECK(state_of(&stage.performer) == state_of(&in_place));
    stage.is_open = true;
    for (Performer *performer : {&in_place, &stage.performer}) feed(performer, 0.5f);
    const std::vector<double> played = play(&stage.performer, 480000);
    CHECK(played.size() == 9);
    CHECK(played == play(&in_place, 480000));
  }
}

TEST_CASE("if the player is faster than the worker, events are dropped and counted, and nothing else is lost") {
  Stage stage(MDRNN_POLYPHONY);
  Performer &performer = stage.performer;
  stage.is_open = false;
  for (int i = 0; i < 200; ++i) feed(&performer, 0.3f);
  CHECK(performer.counts().dropped_events == 200 - (MDRNN_QUEUE_SIZE - 1));
  CHECK(performer.counts().player_events == 200);
  stage.is_open = true;
  CHECK(play(&performer, 480000).size() == 3 * (MDRNN_QUEUE_SIZE - 1));
  feed(&performer, 0.3f);
  CHECK(play(&performer, 480000).size() == 3);
}

TEST_CASE("while the worker's queue is full each dropped event is counted once, and then the machine continues") {
  for (const mdrnn_mode mode : {MDRNN_CALLRESPONSE, MDRNN_BATTLE})
    for (const bool is_reset : {false, true}) {
      CAPTURE(mode);
      CAPTURE(is_reset);
      Stage stage(MDRNN_POLYPHONY);
      Performer &performer = stage.performer;
      mdrnn_event event;
      stage.is_open = false;
      for (int i = 0; i < MDRNN_QUEUE_SIZE - 1 + 17; ++i) feed(&performer, 0.3f);
      performer.set(MDRNN_MODE, mode, nullptr);
      performer.set(MDRNN_AUTOSTART, 1, nullptr);
      if (is_reset) performer.reset();
      for (int block = 0; block < 2000; ++block) performer.advance(performer.now() + 64, &event);
      CHECK(performer.counts().dropped_events == 17);
      stage.is_open = true;
      while (performer.next_due() < 0) performer.advance(performer.now(), &event);  // until the queue has room again
      CHECK(play(&performer, 96000).size() > 10);
      CHECK(performer.counts().dropped_events == 17);
    }
}

TEST_CASE("the machine does not continue from a prediction that sounded while newer ones are pending") {
  Performer in_place(kRate, 7);
  REQUIRE(in_place.load(golden(kExplicit).c_str(), mdrnn_load_options{}, nullptr) == MDRNN_OK);
  in_place.set(MDRNN_MODE, MDRNN_POLYPHONY, nullptr);
  Stage stage(MDRNN_POLYPHONY);
  mdrnn_event event;
  stage.is_open = false;
  for (Performer *performer : {&in_place, &stage.performer})
    for (const float value : {0.1f, 0.9f}) feed(performer, value);
  stage.passes = 1;
  while (!stage.performer.next_event(&event)) stage.performer.advance(stage.performer.now(), &event);
  REQUIRE(stage.performer.advance(event.tick + 1, &event));
  CHECK(stage.performer.is_stepping());
  stage.is_open = true;
  play(&stage.performer, 480000);
  play(&in_place, 480000);
  for (Performer *performer : {&in_place, &stage.performer}) {
    performer->set(MDRNN_MODE, MDRNN_BATTLE, nullptr);
    performer->advance(performer->now(), &event);
  }
  CHECK(state_of(&stage.performer) == state_of(&in_place));
}

TEST_CASE("the next due tick is never after a pending event") {
  Stage stage(MDRNN_CALLRESPONSE);
  Performer &performer = stage.performer;
  mdrnn_event event;
  stage.is_open = false;
  feed(&performer, 0.3f);
  CHECK(performer.next_due() == 4800);  // the threshold
  performer.advance(4800, &event);
  CHECK(performer.next_due() == 4848);  // ask again in a millisecond
  performer.set(MDRNN_PAUSE, 1, nullptr);
  CHECK(performer.next_due() == -1);
}

TEST_CASE("a step within the budget is computed in place; the budget is in seconds") {
  for (const double budget : {0.0, 10.0, std::numeric_limits<double>::infinity(), kNoTime}) {
    CAPTURE(budget);
    Performer performer(kRate, 7);
    const mdrnn_load_options options{MDRNN_AUTO, nullptr, 0, MDRNN_FLOAT32, budget};
    REQUIRE(performer.load(golden(kExplicit).c_str(), options, nullptr) == MDRNN_OK);
    CHECK(performer.predictor().has_ahead() == (budget == kNoTime));
  }
  for (const double budget : {-1.0, std::nan("")}) {
    Performer performer(kRate, 7);
    mdrnn_error error{};
    const mdrnn_load_options options{MDRNN_AUTO, nullptr, 0, MDRNN_FLOAT32, budget};
    CHECK(performer.load(golden(kExplicit).c_str(), options, &error) == MDRNN_BAD_ARGUMENT);
    CHECK(std::string(error.sentence).find("expected 0 or more seconds") != std::string::npos);
  }
}

TEST_CASE("a step that fails on the worker is repaired; one that fails twice gives no event") {
  Stage stage(MDRNN_POLYPHONY);
  stage.failures = 1;
  feed(&stage.performer, 0.3f);
  CHECK(play(&stage.performer, 480000).size() == 3);
  CHECK(stage.performer.counts().repaired_states == 1);
  stage.failures = 2;
  feed(&stage.performer, 0.3f);
  CHECK(play(&stage.performer, 480000).empty());
  CHECK(stage.performer.counts().repaired_states == 2);
  feed(&stage.performer, 0.3f);
  CHECK(play(&stage.performer, 480000).size() == 3);
}

TEST_CASE("models and performers come and go while their workers compute steps") {
  const float values[] = {0.25f, 0.75f};
  mdrnn_event event;
  for (int round = 0; round < 200; ++round) {
    const mdrnn::Handle performer(mdrnn_create(kRate, 7, nullptr));
    for (int load = 0; load < 2; ++load) {
      REQUIRE(mdrnn_load_later(performer.get(), golden(kExplicit).c_str(), &kAhead, nullptr) == MDRNN_OK);
      const auto end = std::chrono::steady_clock::now() + std::chrono::microseconds(round * 20);
      do {
        mdrnn_feed(performer.get(), values, 2, nullptr);
        mdrnn_advance(performer.get(), mdrnn_now(performer.get()) + 64, &event);
      } while (std::chrono::steady_clock::now() < end);
    }
  }
}

#ifdef __linux__
// ThreadSanitizer allows no threads in a forked child; under AddressSanitizer locks stay locked there.
#if !defined(__SANITIZE_THREAD__) && !defined(__SANITIZE_ADDRESS__)

TEST_CASE("a process may exit at any moment of a step") {
  for (int moment = 0; moment < 20; ++moment)
    REQUIRE(in_child([&] {
              static Performer &never_destroyed = *std::make_unique<Performer>(kRate, 7).release();
              never_destroyed.load(golden(kExplicit).c_str(), kAhead, nullptr);
              for (int i = 0; i < 30; ++i) never_destroyed.feed(kValues, 2, nullptr);
              std::this_thread::sleep_for(std::chrono::microseconds(moment * 20));
              std::exit(0);  // runs the destructors of static objects
              return 1;
            }) == 0);
}

TEST_CASE("a forked child has no worker and steps in place") {
  Performer in_place(kRate, 7);
  REQUIRE(in_place.load(golden(kExplicit).c_str(), mdrnn_load_options{}, nullptr) == MDRNN_OK);
  for (int moment = 0; moment < 20; ++moment) {
    auto stage = std::make_unique<Stage>(MDRNN_CALLRESPONSE);
    stage->is_open = moment % 2 == 0;
    for (const float value : {0.1f, 0.9f, 0.3f}) feed(&stage->performer, value);
    std::this_thread::sleep_for(std::chrono::microseconds(moment * 20));
    REQUIRE(in_child([&] {
              for (const float value : {0.1f, 0.9f, 0.3f}) feed(&in_place, value);
              bool is_well = play(&stage->performer, 48000) == play(&in_place, 48000);
              for (int i = 0; i < 100; ++i) {
                for (Performer *performer : {&in_place, &stage->performer}) feed(performer, 0.2f);
                is_well = is_well && play(&stage->performer, 6000) == play(&in_place, 6000);
              }
              stage.reset();
              return is_well ? 0 : 1;
            }) == 0);
  }
}

#endif
#endif
