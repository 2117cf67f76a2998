// SPDX-License-Identifier: MIT
// Models that are loaded in the background while a performer plays.
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#ifdef __linux__
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>
#endif

#include "allocations.h"
#include "golden.h"
#include "mdrnn/mdrnn.hpp"
#include "waiting.h"

namespace {

constexpr const char *kOther = "while-d3-u5-l1-m2.tflite";
constexpr const char *kDimension2 = "explicit-dynamic-d2-u16-l1-m2.tflite";

void nap() { std::this_thread::sleep_for(std::chrono::milliseconds(1)); }

mdrnn::Handle make(mdrnn_mode mode, const char *model = kExplicit) {
  mdrnn::Handle performer(mdrnn_create(48000.0, 7, nullptr));
  REQUIRE(performer != nullptr);
  if (model != nullptr) REQUIRE(mdrnn_load(performer.get(), golden(model).c_str(), nullptr, nullptr) == MDRNN_OK);
  REQUIRE(mdrnn_set(performer.get(), MDRNN_MODE, mode, nullptr) == MDRNN_OK);
  return performer;
}

void load_later(mdrnn_performer *performer, const char *model) {
  REQUIRE(mdrnn_load_later(performer, golden(model).c_str(), nullptr, nullptr) == MDRNN_OK);
}

// How the pending load ends.
mdrnn_load_state end_of_load(mdrnn_performer *performer, mdrnn_error *error = nullptr) {
  mdrnn_load_state state = MDRNN_LOAD_RUNNING;
  becomes_true([&] { return (state = mdrnn_poll_load(performer, error)) != MDRNN_LOAD_RUNNING; });
  return state;
}

std::vector<float> play(mdrnn_performer *performer, int64_t ticks) {
  std::vector<float> played;
  mdrnn_event event;
  const int64_t until = mdrnn_now(performer) + ticks;
  while (mdrnn_advance(performer, until, &event) != 0) {
    played.push_back(static_cast<float>(event.tick));
    played.insert(played.end(), event.values, event.values + event.count);
  }
  return played;
}

bool has(const mdrnn_performer *performer, const char *model) {
  return mdrnn_get_model_info(performer).path == golden(model);
}

}  // namespace

TEST_CASE("a model loaded in the background plays like one loaded by mdrnn_load at the same tick") {
  const auto later = make(MDRNN_BATTLE), at_once = make(MDRNN_BATTLE);
  CHECK(play(later.get(), 48000) == play(at_once.get(), 48000));
  load_later(later.get(), kOther);
  CHECK(end_of_load(later.get()) == MDRNN_LOAD_TAKEN);
  REQUIRE(mdrnn_load(at_once.get(), golden(kOther).c_str(), nullptr, nullptr) == MDRNN_OK);
  CHECK(has(later.get(), kOther));
  const auto played = play(later.get(), 480000);
  CHECK(played.size() > 30);
  CHECK(played == play(at_once.get(), 480000));
}

TEST_CASE("advance, feed and feed_one take the new model") {
  const float value = 0.5f;
  mdrnn_event event;
  const auto performer = make(MDRNN_USERONLY, nullptr);
  load_later(performer.get(), kDimension2);
  CHECK(becomes_true([&] { return mdrnn_feed(performer.get(), &value, 1, nullptr) == MDRNN_OK; }));
  load_later(performer.get(), kExplicit);
  CHECK(becomes_true([&] { return mdrnn_feed_one(performer.get(), 1, value, nullptr) == MDRNN_OK; }));
  load_later(performer.get(), kOther);
  CHECK(becomes_true([&] {
    mdrnn_advance(performer.get(), 0, &event);
    return has(performer.get(), kOther);
  }));
  CHECK(mdrnn_poll_load(performer.get(), nullptr) == MDRNN_LOAD_TAKEN);
  CHECK(mdrnn_poll_load(performer.get(), nullptr) == MDRNN_LOAD_IDLE);
}

TEST_CASE("a load that fails says why, once, and changes no event") {
  const auto performer = make(MDRNN_BATTLE), untouched = make(MDRNN_BATTLE);
  std::vector<float> played, expected;
  for (const char *path : {"missing.tflite", MDRNN_GOLDEN_DIR "/make.py"}) {
    REQUIRE(mdrnn_load_later(performer.get(), path, nullptr, nullptr) == MDRNN_OK);
    mdrnn_load_state state = MDRNN_LOAD_RUNNING;
    mdrnn_error error{};
    REQUIRE(becomes_true([&] {
      for (const float number : play(performer.get(), 100)) played.push_back(number);
      return (state = mdrnn_poll_load(performer.get(), &error)) != MDRNN_LOAD_RUNNING;
    }));
    CHECK(state == MDRNN_LOAD_FAILED);
    CHECK(error.status == MDRNN_BAD_FILE);
    CHECK(std::string(error.sentence).rfind(path, 0) == 0);
    CHECK(mdrnn_poll_load(performer.get(), &error) == MDRNN_LOAD_IDLE);
  }
  for (const float number : play(performer.get(), 480000)) played.push_back(number);
  CHECK(has(performer.get(), kExplicit));
  CHECK(played.size() > 30);
  CHECK(played == play(untouched.get(), mdrnn_now(performer.get())));
}

TEST_CASE("a model of another dimension than the host's is refused") {
  const auto performer = make(MDRNN_USERONLY);
  const mdrnn_load_options fixed{MDRNN_AUTO, nullptr, 3, MDRNN_FLOAT32, 0.0};
  mdrnn_error error{};
  REQUIRE(mdrnn_load_later(performer.get(), golden(kDimension2).c_str(), &fixed, nullptr) == MDRNN_OK);
  CHECK(end_of_load(performer.get(), &error) == MDRNN_LOAD_FAILED);
  CHECK(std::string(error.sentence).find("its dimension is 2, expected 3") != std::string::npos);
  CHECK(has(performer.get(), kExplicit));
}

TEST_CASE("the newest load wins, and the others are not reported") {
  const auto performer = make(MDRNN_USERONLY);
  for (int round = 0; round < 20; ++round) {
    for (int i = 0; i < 10; ++i) load_later(performer.get(), i % 3 == 2 ? "missing.tflite" : kOther);
    load_later(performer.get(), round % 2 == 0 ? kDimension2 : kExplicit);
    CHECK(end_of_load(performer.get()) == MDRNN_LOAD_TAKEN);
    CHECK(has(performer.get(), round % 2 == 0 ? kDimension2 : kExplicit));
    CHECK(mdrnn_poll_load(performer.get(), nullptr) == MDRNN_LOAD_IDLE);
  }
}

TEST_CASE("the newest load wins whenever it comes during the older one") {
  using Clock = std::chrono::steady_clock;
  const auto performer = make(MDRNN_USERONLY);
  for (int round = 0; round < 300; ++round) {
    load_later(performer.get(), round % 3 == 0 ? "missing.tflite" : kOther);
    for (const auto moment = Clock::now() + std::chrono::microseconds(round % 100 * 2); Clock::now() < moment;) {
    }
    load_later(performer.get(), kDimension2);
    mdrnn_load_state state = MDRNN_LOAD_RUNNING;
    for (const auto end = Clock::now() + kPatience; state == MDRNN_LOAD_RUNNING && Clock::now() < end;)
      state = mdrnn_poll_load(performer.get(), nullptr);  // without sleeping, or a wrong state could pass unseen
    REQUIRE(state == MDRNN_LOAD_TAKEN);
    REQUIRE(has(performer.get(), kDimension2));
    REQUIRE(mdrnn_poll_load(performer.get(), nullptr) == MDRNN_LOAD_IDLE);
  }
}

TEST_CASE("mdrnn_load cancels a pending mdrnn_load_later, unless it fails") {
  const auto performer = make(MDRNN_USERONLY);
  mdrnn_event event;
  for (int round = 0; round < 100; ++round) {
    load_later(performer.get(), kOther);
    std::this_thread::sleep_for(std::chrono::microseconds(10 * round));
    REQUIRE(mdrnn_load(performer.get(), golden(kExplicit).c_str(), nullptr, nullptr) == MDRNN_OK);
    CHECK(mdrnn_poll_load(performer.get(), nullptr) == MDRNN_LOAD_IDLE);
    mdrnn_advance(performer.get(), 0, &event);
    REQUIRE(has(performer.get(), kExplicit));
  }
  load_later(performer.get(), kOther);
  CHECK(mdrnn_load(performer.get(), "missing.tflite", nullptr, nullptr) == MDRNN_BAD_FILE);
  CHECK(end_of_load(performer.get()) == MDRNN_LOAD_TAKEN);
}

TEST_CASE("thru events are returned before the model changes") {
  const auto performer = make(MDRNN_USERONLY);
  const float values[] = {0.25f, 0.75f};
  mdrnn_event event;
  mdrnn_set(performer.get(), MDRNN_THRU, 1.0, nullptr);
  REQUIRE(mdrnn_feed(performer.get(), values, 2, nullptr) == MDRNN_OK);
  load_later(performer.get(), kDimension2);
  for (int i = 0; i < 50; ++i, nap()) REQUIRE(mdrnn_poll_load(performer.get(), nullptr) == MDRNN_LOAD_RUNNING);
  REQUIRE(mdrnn_advance(performer.get(), 100, &event) == 1);
  CHECK(event.count == 2);
  CHECK(end_of_load(performer.get()) == MDRNN_LOAD_TAKEN);
  CHECK(mdrnn_get_model_info(performer.get()).dimension == 2);
}

TEST_CASE("the worker frees the previous model") {
  const auto performer = make(MDRNN_USERONLY);
  load_later(performer.get(), kExplicit);
  REQUIRE(end_of_load(performer.get()) == MDRNN_LOAD_TAKEN);
  nap();
  int64_t lowest = live_allocations();
  for (int i = 0; i < 50; ++i, nap()) lowest = std::min(lowest, live_allocations());
  const int64_t freed_here = frees_of_this_thread();
  for (int round = 0; round < 10; ++round) {
    load_later(performer.get(), kExplicit);
    REQUIRE(end_of_load(performer.get()) == MDRNN_LOAD_TAKEN);
    CHECK(becomes_true([&] { return live_allocations() <= lowest; }));
  }
  CHECK(frees_of_this_thread() - freed_here < 10 * 10);  // the strings of the requests
}

TEST_CASE("hundreds of models are loaded while another thread plays, which allocates and frees nothing") {
  const auto handle = make(MDRNN_CALLRESPONSE);
  mdrnn_performer *performer = handle.get();
  std::atomic<bool> is_over{false};
  std::atomic<int> taken{0}, failed{0};
  int64_t allocated = -1, freed = -1, events = 0;
  std::thread audio([&] {
    const float values[] = {0.25f, 0.75f};
    mdrnn_event event;
    mdrnn_error error{};
    const int64_t allocated_before = allocations_of_this_thread(), freed_before = frees_of_this_thread();
    for (int block = 0; !is_over; ++block) {
      if (block % 1000 == 0) mdrnn_feed(performer, values, block % 3, &error);
      if (block % 1000 == 500) mdrnn_feed_one(performer, 0, 0.5f, &error);
      while (mdrnn_advance(performer, mdrnn_now(performer) + 64, &event) != 0) ++events;
      const mdrnn_load_state state = mdrnn_poll_load(performer, &error);
      if (state == MDRNN_LOAD_TAKEN) ++taken;
      if (state == MDRNN_LOAD_FAILED) ++failed;
    }
    allocated = allocations_of_this_thread() - allocated_before;
    freed = frees_of_this_thread() - freed_before;
  });
  const char *models[] = {kOther, "missing.tflite", kDimension2, kExplicit};
  int asked = 0;
  for (; taken + failed < 300; ++asked) {
    const int ended = taken + failed;
    load_later(performer, models[asked % 4]);
    if (asked % 4 != 0) REQUIRE(becomes_true([&] { return taken + failed > ended; }));
  }
  is_over = true;
  audio.join();
  CHECK(allocated == 0);
  CHECK(freed == 0);
  CHECK(taken > 100);
  CHECK(failed > 30);
  CHECK(events > 0);
  CHECK(asked >= 300);
}

TEST_CASE("a performer can be destroyed at any moment of a load") {
  const auto witness = make(MDRNN_USERONLY);
  for (int round = 0; round < 300; ++round) {
    auto performer = make(MDRNN_USERONLY, round % 2 == 0 ? kExplicit : nullptr);
    load_later(performer.get(), kOther);
    if (round % 3 == 0) load_later(performer.get(), kDimension2);
    if (round % 10 == 0) load_later(witness.get(), kOther);
    std::this_thread::sleep_for(std::chrono::microseconds(round % 30 * 20));
    if (round % 4 == 0) mdrnn_poll_load(performer.get(), nullptr);
  }
  CHECK(end_of_load(witness.get()) == MDRNN_LOAD_TAKEN);
}

TEST_CASE("a hundred performers that load at the same time all get their model") {
  std::vector<mdrnn::Handle> performers;
  for (int i = 0; i < 100; ++i) performers.push_back(make(MDRNN_USERONLY, nullptr));
  for (const auto &performer : performers) load_later(performer.get(), kExplicit);
  for (const auto &performer : performers) CHECK(end_of_load(performer.get()) == MDRNN_LOAD_TAKEN);
}

#ifdef __linux__

TEST_CASE("background loads share one thread, which exists only while a performer needs it") {
  const auto before = threads();
  {
    const auto first = make(MDRNN_BATTLE), second = make(MDRNN_BATTLE);
    play(first.get(), 48000);
    CHECK(mdrnn_poll_load(first.get(), nullptr) == MDRNN_LOAD_IDLE);
    CHECK(threads_since(before) == 0);
    load_later(first.get(), kOther);
    load_later(second.get(), kOther);
    CHECK(threads_since(before) == 1);
    CHECK(end_of_load(second.get()) == MDRNN_LOAD_TAKEN);
  }
  CHECK(becomes_true([&] { return threads_since(before) == 0; }));
}

TEST_CASE("a worker started by a real-time thread has normal priority") {
  int asked = -1;
  std::vector<int> policies;
  std::thread([&] {
    sched_param urgent{};
    urgent.sched_priority = 1;
    asked = pthread_setschedparam(pthread_self(), SCHED_FIFO, &urgent);
    const auto performer = make(MDRNN_USERONLY, nullptr);
    load_later(performer.get(), kOther);
    CHECK(end_of_load(performer.get()) == MDRNN_LOAD_TAKEN);
    for (const auto &task : std::filesystem::directory_iterator("/proc/self/task"))
      policies.push_back(sched_getscheduler(std::stoi(task.path().filename().string())));
  }).join();
  if (asked != 0) {
    MESSAGE("this machine gives nobody a real-time thread: not tested");
    return;
  }
  CHECK(std::count(policies.begin(), policies.end(), SCHED_FIFO) == 1);
  CHECK(std::count(policies.begin(), policies.end(), SCHED_OTHER) >= 2);
}

// ThreadSanitizer allows no threads in a forked child; under AddressSanitizer locks stay locked there.
#if !defined(__SANITIZE_THREAD__) && !defined(__SANITIZE_ADDRESS__)

TEST_CASE("a process may exit at any moment of a load") {
  for (int moment = 0; moment < 20; ++moment)
    REQUIRE(in_child([&] {
              static mdrnn_performer *const never_destroyed = mdrnn_create(48000.0, 7, nullptr);
              mdrnn_load_later(never_destroyed, golden(kOther).c_str(), nullptr, nullptr);
              std::this_thread::sleep_for(std::chrono::microseconds(moment * 20));
              std::exit(0);  // runs the destructors of static objects
              return 1;
            }) == 0);
}

TEST_CASE("a forked child loads, plays and destroys without its parent's worker") {
  const auto performer = make(MDRNN_BATTLE);
  const auto idle = make(MDRNN_BATTLE);
  load_later(performer.get(), kOther);
  load_later(idle.get(), kOther);
  REQUIRE(end_of_load(performer.get()) == MDRNN_LOAD_TAKEN);
  load_later(performer.get(), kExplicit);
  CHECK(in_child([&] {
          mdrnn_performer *mine = mdrnn_create(48000.0, 7, nullptr);
          const std::string path = golden(kDimension2);
          bool is_well = mdrnn_load_later(mine, path.c_str(), nullptr, nullptr) == MDRNN_OK &&
                         mdrnn_load_later(performer.get(), path.c_str(), nullptr, nullptr) == MDRNN_OK;
          for (mdrnn_performer *each : {mine, performer.get()}) {
            is_well = is_well && end_of_load(each) == MDRNN_LOAD_TAKEN;
            mdrnn_destroy(each);
          }
          mdrnn_destroy(idle.get());
          return is_well ? 0 : 1;
        }) == 0);
  CHECK(end_of_load(performer.get()) == MDRNN_LOAD_TAKEN);
}

#endif
#endif
