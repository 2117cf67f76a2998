// SPDX-License-Identifier: MIT
// Musical decisions: what is fed to the network, when the machine plays, and which losses are counted.
#include <doctest/doctest.h>

#include <cstdint>
#include <initializer_list>
#include <limits>
#include <string>
#include <vector>

#include "golden.h"
#include "mdrnn/mdrnn.hpp"

namespace {

constexpr int64_t kRate = 1000;  // ticks are milliseconds
constexpr int64_t kLongTime = 100 * kRate;
constexpr int64_t kLastTick = std::numeric_limits<int64_t>::max();

struct Setting {
  int parameter;
  double value;
};

double number(mdrnn_mode mode) { return mode; }

void set(const mdrnn::Handle &performer, int parameter, double value) {
  mdrnn_error error{};
  REQUIRE_MESSAGE(mdrnn_set(performer.get(), parameter, value, &error) == MDRNN_OK, error.sentence);
}

mdrnn::Handle make(std::initializer_list<Setting> settings, const char *model = kExplicit) {
  mdrnn::Handle performer(mdrnn_create(kRate, 7, nullptr));
  REQUIRE(mdrnn_load(performer.get(), golden(model).c_str(), nullptr, nullptr) == MDRNN_OK);
  for (const Setting &setting : settings) set(performer, setting.parameter, setting.value);
  return performer;
}

void feed(const mdrnn::Handle &performer, float first) {
  const float values[] = {first, 0.75f};
  REQUIRE(mdrnn_feed(performer.get(), values, 2, nullptr) == MDRNN_OK);
}

std::vector<mdrnn_event> play(const mdrnn::Handle &performer, int64_t ticks) {
  std::vector<mdrnn_event> events;
  mdrnn_event event;
  const int64_t until = mdrnn_now(performer.get()) + ticks;
  while (mdrnn_advance(performer.get(), until, &event) != 0) events.push_back(event);
  return events;
}

// Lets the machine plan without moving time.
void plan(const mdrnn::Handle &performer) { play(performer, 0); }

mdrnn_event next_of(const mdrnn::Handle &performer) {
  mdrnn_event event{};
  plan(performer);
  REQUIRE(mdrnn_next_event(performer.get(), &event) == 1);
  return event;
}

int64_t due(const mdrnn::Handle &performer) {
  plan(performer);
  return mdrnn_next_due(performer.get());
}

std::vector<double> numbers(const std::vector<mdrnn_event> &events) {
  std::vector<double> found;
  for (const mdrnn_event &event : events) {
    found.push_back(static_cast<double>(event.tick));
    found.insert(found.end(), event.values, event.values + event.count);
  }
  return found;
}

std::vector<float> state_of(const mdrnn::Handle &performer) {
  std::vector<float> state(static_cast<size_t>(mdrnn_state_size(performer.get())));
  REQUIRE(mdrnn_get_state(performer.get(), state.data(), nullptr) == MDRNN_OK);
  return state;
}

// A performer, and another one whose network is fed each event exactly once.
class Listener {
 public:
  void hear(float dt, float first, float second) {
    const float event[] = {dt, first, second};
    float next[3];
    REQUIRE(mdrnn_step(performer_.get(), event, next, nullptr) == MDRNN_OK);
  }
  void hear(const mdrnn_event &event) { hear(event.dt, event.values[0], event.values[1]); }
  void hear(const std::vector<mdrnn_event> &events) {
    for (const mdrnn_event &event : events) hear(event);
  }
  std::vector<float> state() const { return state_of(performer_); }

 private:
  mdrnn::Handle performer_ = make({});
};

}  // namespace

// ---- what is fed to the network -------------------------------------------------------------------------------------

TEST_CASE("in battle the player's events are not fed to the network, not even before the machine's first event") {
  const auto alone = make({{MDRNN_MODE, MDRNN_BATTLE}}), beside = make({{MDRNN_MODE, MDRNN_BATTLE}});
  feed(beside, 0.9f);
  CHECK(numbers(play(beside, 20 * kRate)) == numbers(play(alone, 20 * kRate)));
  CHECK(mdrnn_get_counts(beside.get()).player_events == 1);
}

TEST_CASE("in useronly the player's events are not fed to the network") {
  const auto performer = make({{MDRNN_MODE, MDRNN_USERONLY}});
  feed(performer, 0.9f);
  plan(performer);
  CHECK(state_of(performer) == Listener().state());
  set(performer, MDRNN_MODE, MDRNN_CALLRESPONSE);
  CHECK(play(performer, kLongTime).empty());
  CHECK(state_of(performer) == Listener().state());
}

TEST_CASE("each event is fed to the network once, however the mode changes") {
  for (const mdrnn_mode mode : {MDRNN_USERONLY, MDRNN_POLYPHONY, MDRNN_BATTLE, MDRNN_CALLRESPONSE})
    for (const mdrnn_mode first : {MDRNN_CALLRESPONSE, MDRNN_POLYPHONY})
      for (const mdrnn_mode last : {MDRNN_CALLRESPONSE, MDRNN_BATTLE}) {
        CAPTURE(first);
        CAPTURE(mode);
        CAPTURE(last);
        const auto performer = make({{MDRNN_MODE, number(first)}, {MDRNN_TIMESCALE, 100}});
        Listener listener;
        feed(performer, 0.2f);
        listener.hear(0.0f, 0.2f, 0.75f);
        plan(performer);
        set(performer, MDRNN_MODE, mode);
        plan(performer);
        set(performer, MDRNN_MODE, last);
        plan(performer);
        CHECK(state_of(performer) == listener.state());
        const std::vector<mdrnn_event> events = play(performer, 20 * kRate);
        REQUIRE(!events.empty());
        listener.hear(events);
        CHECK(state_of(performer) == listener.state());
      }
}

TEST_CASE("after a change of mode the machine continues from its last prediction") {
  const auto performer = make({{MDRNN_TIMESCALE, 10}});
  feed(performer, 0.2f);
  const mdrnn_event predicted = next_of(performer);
  set(performer, MDRNN_MODE, MDRNN_USERONLY);
  CHECK(play(performer, 50 * kRate).empty());
  set(performer, MDRNN_MODE, MDRNN_CALLRESPONSE);
  const mdrnn_event again = next_of(performer);
  CHECK(again.dt == predicted.dt);
  CHECK(again.values[0] == predicted.values[0]);
  CHECK(again.tick >= 50 * kRate + static_cast<int64_t>(10000.0f * again.dt) - 1);
}

TEST_CASE("a prediction played in polyphony is fed to the network when the machine continues from it") {
  for (const mdrnn_mode mode : {MDRNN_CALLRESPONSE, MDRNN_BATTLE}) {
    CAPTURE(mode);
    const auto performer = make({{MDRNN_MODE, MDRNN_POLYPHONY}});
    Listener listener;
    feed(performer, 0.2f);
    listener.hear(0.0f, 0.2f, 0.75f);
    const std::vector<mdrnn_event> played = play(performer, kLongTime);
    REQUIRE(played.size() == 1);
    CHECK(state_of(performer) == listener.state());
    set(performer, MDRNN_MODE, number(mode));
    plan(performer);
    listener.hear(played);
    CHECK(state_of(performer) == listener.state());
    listener.hear(play(performer, 10 * kRate));
    CHECK(state_of(performer) == listener.state());
  }
}

TEST_CASE("the first event after a load or a reset has no event before it: its dt is 0") {
  const auto performer = make({{MDRNN_THRU, 1}, {MDRNN_MODE, MDRNN_USERONLY}});
  const auto dt_of_one_event = [&performer] {
    play(performer, 3 * kRate);
    feed(performer, 0.2f);
    return play(performer, 1)[0].dt;
  };
  CHECK(dt_of_one_event() == 0.0f);
  CHECK(dt_of_one_event() == doctest::Approx(3.001));
  mdrnn_reset(performer.get());
  CHECK(dt_of_one_event() == 0.0f);
  CHECK(dt_of_one_event() == doctest::Approx(3.001));
  REQUIRE(mdrnn_load(performer.get(), golden(kExplicit).c_str(), nullptr, nullptr) == MDRNN_OK);
  CHECK(dt_of_one_event() == 0.0f);
}

// ---- when the machine plays -----------------------------------------------------------------------------------------

TEST_CASE("callresponse is silent until the player's first touch, also after a load and a reset") {
  const auto performer = make({});
  const auto starts_over = [&performer](const char *how) {
    CAPTURE(how);
    CHECK(play(performer, kLongTime).empty());
    CHECK(mdrnn_next_due(performer.get()) == -1);
    CHECK(state_of(performer) == Listener().state());
    feed(performer, 0.5f);
    CHECK(play(performer, 10 * kRate).size() > 10);
  };
  starts_over("created");
  mdrnn_reset(performer.get());
  starts_over("reset");
  REQUIRE(mdrnn_load(performer.get(), golden(kExplicit).c_str(), nullptr, nullptr) == MDRNN_OK);
  starts_over("loaded");
}

TEST_CASE("with autostart callresponse begins by itself after the threshold, and battle always does") {
  const std::vector<mdrnn_event> events = play(make({{MDRNN_AUTOSTART, 1}, {MDRNN_THRESHOLD, 4}}), kLongTime);
  REQUIRE(events.size() > 10);
  CHECK(events[0].tick >= 4 * kRate);
  CHECK(play(make({{MDRNN_MODE, MDRNN_BATTLE}}), kLongTime).size() > 10);
  const auto later = make({});
  play(later, kLongTime);
  set(later, MDRNN_AUTOSTART, 1);
  CHECK(play(later, 10 * kRate).size() > 1);
}

TEST_CASE("parameters that move a planned event do so as if they had been set from the start") {
  const std::vector<std::vector<Setting>> changes = {
      {{MDRNN_MAX_DT, 0.05}},
      {{MDRNN_THRESHOLD, 0.5}},
      {{MDRNN_THRESHOLD, 0.0}},
      {{MDRNN_TIMESCALE, 3}},
      {{MDRNN_TIMESCALE, 1000}, {MDRNN_MAX_DT, 2}},
      {{MDRNN_THRESHOLD, 3}, {MDRNN_MAX_DT, 0.5}},
      {{MDRNN_MAX_DT, 0.5}, {MDRNN_THRESHOLD, 3}},
      {{MDRNN_TIMESCALE, 1000}, {MDRNN_THRESHOLD, 60}, {MDRNN_TIMESCALE, 0.001}},
  };
  for (const mdrnn_mode mode : {MDRNN_CALLRESPONSE, MDRNN_POLYPHONY})
    for (const auto &change : changes) {
      CAPTURE(mode);
      const auto before = make({{MDRNN_MODE, number(mode)}}), after = make({{MDRNN_MODE, number(mode)}});
      for (const Setting &setting : change) {
        CAPTURE(setting.parameter);
        CAPTURE(setting.value);
        set(before, setting.parameter, setting.value);
      }
      for (const auto *performer : {&before, &after})
        for (const float value : {0.2f, 0.6f, 0.4f}) feed(*performer, value);
      for (const Setting &setting : change) set(after, setting.parameter, setting.value);
      CHECK(due(after) == due(before));
      if (mode == MDRNN_CALLRESPONSE) CHECK(due(after) >= kRate * mdrnn_get(after.get(), MDRNN_THRESHOLD));
      CHECK(numbers(play(after, kLongTime)).size() == numbers(play(before, kLongTime)).size());
    }
}

TEST_CASE("a planned event whose new time has passed sounds at once") {
  const auto performer = make({{MDRNN_TIMESCALE, 1000}, {MDRNN_MAX_DT, 1000}});
  feed(performer, 0.2f);
  CHECK(play(performer, 500).empty());
  set(performer, MDRNN_MAX_DT, 0.2);
  CHECK(due(performer) == 500);
  const std::vector<mdrnn_event> events = play(performer, 1);
  REQUIRE(events.size() == 1);
  CHECK(events[0].tick == 500);
  CHECK(mdrnn_get_counts(performer.get()).late_events == 0);
}

TEST_CASE("max_dt never pulls an answer before the threshold") {
  const auto performer = make({{MDRNN_THRESHOLD, 2}});
  feed(performer, 0.2f);
  set(performer, MDRNN_MAX_DT, 0.5);
  CHECK(due(performer) == 2 * kRate);
}

TEST_CASE("a pause does not count towards the threshold, whenever that is set") {
  const auto performer = make({{MDRNN_THRESHOLD, 2}});
  feed(performer, 0.2f);
  set(performer, MDRNN_PAUSE, 1);
  play(performer, 10 * kRate);
  set(performer, MDRNN_PAUSE, 0);
  set(performer, MDRNN_THRESHOLD, 3);
  set(performer, MDRNN_MAX_DT, 0.001);
  CHECK(due(performer) == 13 * kRate);
}

// ---- what is lost is counted ----------------------------------------------------------------------------------------

TEST_CASE("pending thru events survive a reset, and are counted as dropped by a load") {
  const auto performer = make({{MDRNN_THRU, 1}, {MDRNN_MODE, MDRNN_USERONLY}});
  for (int i = 0; i < 3; ++i) feed(performer, 0.2f);
  mdrnn_reset(performer.get());
  CHECK(play(performer, 1).size() == 3);
  CHECK(mdrnn_get_counts(performer.get()).dropped_events == 0);
  for (int i = 0; i < 3; ++i) feed(performer, 0.2f);
  REQUIRE(mdrnn_load(performer.get(), golden(kExplicit).c_str(), nullptr, nullptr) == MDRNN_OK);
  CHECK(play(performer, 1).empty());
  CHECK(mdrnn_get_counts(performer.get()).dropped_events == 3);
}

// ---- arguments of any size ------------------------------------------------------------------------------------------

TEST_CASE("step and forward refuse numbers that could overflow, and the state stays") {
  const auto performer = make({});
  Listener listener;
  float next[3];
  std::vector<float> mixture(static_cast<size_t>(mdrnn_mixture_size(performer.get())));
  const float good[] = {0.1f, 0.2f, 0.3f};
  REQUIRE(mdrnn_step(performer.get(), good, next, nullptr) == MDRNN_OK);
  const std::vector<float> before = state_of(performer);
  for (const float wrong : {3e38f, -3e38f, 1.1e9f, std::numeric_limits<float>::infinity()})
    for (int place = 0; place < 3; ++place) {
      CAPTURE(wrong);
      float event[] = {0.1f, 0.2f, 0.3f};
      event[place] = wrong;
      mdrnn_error error{};
      CHECK(mdrnn_step(performer.get(), event, next, &error) == MDRNN_BAD_ARGUMENT);
      CHECK(std::string(error.sentence).find("expected -1e+09 to 1e+09") != std::string::npos);
      CHECK(mdrnn_forward(performer.get(), event, mixture.data(), nullptr) == MDRNN_BAD_ARGUMENT);
      CHECK(state_of(performer) == before);
    }
  const float large[] = {1e9f, -1e9f, 1e9f};
  CHECK(mdrnn_step(performer.get(), large, next, nullptr) == MDRNN_OK);
  std::vector<float> state(before.size(), 3e38f);
  CHECK(mdrnn_set_state(performer.get(), state.data(), nullptr) == MDRNN_BAD_ARGUMENT);
  CHECK(mdrnn_get_counts(performer.get()).repaired_states == 0);
}

TEST_CASE("time may advance to any tick") {
  for (const double rate : {1.0, 48000.0, 1e9}) {
    CAPTURE(rate);
    const auto performer = make({{MDRNN_PAUSE, 1}, {MDRNN_THRESHOLD, 3600}, {MDRNN_MAX_DT, 86400}});
    REQUIRE(mdrnn_set_rate(performer.get(), rate, nullptr) == MDRNN_OK);
    mdrnn_event event{};
    set(performer, MDRNN_TIMESCALE, 1000);
    feed(performer, 0.2f);
    CHECK(mdrnn_advance(performer.get(), kLastTick, &event) == 0);
    CHECK(mdrnn_advance(performer.get(), kLastTick, &event) == 0);
    const int64_t end = mdrnn_now(performer.get());
    CHECK(end == MDRNN_LAST_TICK);
    feed(performer, 0.3f);
    set(performer, MDRNN_PAUSE, 0);
    set(performer, MDRNN_TIMESCALE, 0.001);
    for (const double other : {1e9, 1.0, 1e9, rate}) {
      REQUIRE(mdrnn_set_rate(performer.get(), other, nullptr) == MDRNN_OK);
      CHECK(mdrnn_now(performer.get()) > 0);
      feed(performer, 0.4f);
      CHECK(mdrnn_next_due(performer.get()) >= mdrnn_now(performer.get()));
      mdrnn_advance(performer.get(), kLastTick, &event);
      mdrnn_advance(performer.get(), std::numeric_limits<int64_t>::min(), &event);
    }
    CHECK(mdrnn_now(performer.get()) <= MDRNN_LAST_TICK);
  }
}
