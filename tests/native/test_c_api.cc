// SPDX-License-Identifier: MIT
// The C interface, called as a host calls it; and counts of allocations by thread.
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdlib>
#include <new>
#include <string>
#include <vector>

#include "allocations.h"
#include "golden.h"
#include "mdrnn/mdrnn.hpp"

namespace {

thread_local int64_t allocations = 0;
thread_local int64_t frees = 0;
std::atomic<int64_t> live{0};

void *allocate(size_t size) {
  ++allocations;
  ++live;
  if (void *memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}

void release(void *memory) {
  if (memory == nullptr) return;
  ++frees;
  --live;
  std::free(memory);
}

}  // namespace

int64_t allocations_of_this_thread() { return allocations; }
int64_t frees_of_this_thread() { return frees; }
int64_t live_allocations() { return live; }

void *operator new(size_t size) { return allocate(size); }
void *operator new[](size_t size) { return allocate(size); }
void operator delete(void *memory) noexcept { release(memory); }
void operator delete[](void *memory) noexcept { release(memory); }
void operator delete(void *memory, size_t) noexcept { release(memory); }
void operator delete[](void *memory, size_t) noexcept { release(memory); }

namespace {

mdrnn::Handle make(double rate = 48000.0, mdrnn_mode mode = MDRNN_CALLRESPONSE) {
  mdrnn::Handle performer(mdrnn_create(rate, 7, nullptr));
  REQUIRE(performer != nullptr);
  mdrnn_error error{};
  REQUIRE_MESSAGE(mdrnn_load(performer.get(), golden(kExplicit).c_str(), nullptr, &error) == MDRNN_OK, error.sentence);
  REQUIRE(mdrnn_set(performer.get(), MDRNN_MODE, mode, nullptr) == MDRNN_OK);
  return performer;
}

std::vector<mdrnn_event> run(mdrnn_performer *performer, int64_t until, int64_t block) {
  std::vector<mdrnn_event> events;
  mdrnn_event event;
  for (int64_t end = block; end < until + block; end += block)
    while (mdrnn_advance(performer, std::min(end, until), &event) != 0) events.push_back(event);
  return events;
}

}  // namespace

TEST_CASE("block size does not move an event by a single frame") {
  std::vector<std::vector<int64_t>> ticks;
  for (const int64_t block : {1, 64, 1024, 100000}) {
    const auto events = run(make(48000.0, MDRNN_BATTLE).get(), 48000 * 10, block);
    REQUIRE(events.size() > 20);
    ticks.emplace_back();
    for (const mdrnn_event &event : events) ticks.back().push_back(event.tick);
  }
  for (const auto &other : ticks) CHECK(other == ticks[0]);
}

TEST_CASE("events are due strictly before the end of the block that returns them") {
  const auto performer = make(48000.0, MDRNN_BATTLE);
  mdrnn_event event;
  for (int64_t end = 64; end < 48000; end += 64)
    while (mdrnn_advance(performer.get(), end, &event) != 0) {
      CHECK(event.tick < end);
      CHECK(event.tick >= end - 64);
    }
  CHECK(mdrnn_now(performer.get()) == 47936);
}

TEST_CASE("the next event is known before it is due") {
  const auto performer = make(48000.0, MDRNN_BATTLE);
  mdrnn_event known{}, event{};
  CHECK(mdrnn_next_event(performer.get(), &known) == 0);
  mdrnn_advance(performer.get(), mdrnn_now(performer.get()), &event);
  for (int i = 0; i < 20; ++i) {
    REQUIRE(mdrnn_next_event(performer.get(), &known) == 1);
    CHECK(known.tick == mdrnn_next_due(performer.get()));
    REQUIRE(mdrnn_advance(performer.get(), known.tick + 1, &event) == 1);
    CHECK(event.tick == known.tick);
    CHECK(event.time == known.time);
    CHECK(std::equal(event.values, event.values + event.count, known.values));
  }
  REQUIRE(mdrnn_set(performer.get(), MDRNN_PAUSE, 1.0, nullptr) == MDRNN_OK);
  CHECK(mdrnn_next_event(performer.get(), &known) == 0);
}

TEST_CASE("a new rate keeps every due time in seconds") {
  const auto performer = make(48000.0, MDRNN_BATTLE);
  run(performer.get(), 48000, 64);
  const double now = static_cast<double>(mdrnn_now(performer.get())) / 48000.0;
  const double due = static_cast<double>(mdrnn_next_due(performer.get())) / 48000.0;
  REQUIRE(mdrnn_set_rate(performer.get(), 96000.0, nullptr) == MDRNN_OK);
  CHECK(mdrnn_now(performer.get()) / 96000.0 == doctest::Approx(now));
  CHECK(mdrnn_next_due(performer.get()) / 96000.0 == doctest::Approx(due));
  mdrnn_error error{};
  CHECK(mdrnn_set_rate(performer.get(), std::nan(""), &error) == MDRNN_BAD_ARGUMENT);
  CHECK(std::string(error.sentence) == "rate is nan, expected 1 to 1e9 ticks per second");
}

TEST_CASE("a call that fails writes a sentence, or nothing if it is given no buffer") {
  const auto performer = make();
  mdrnn_error error{};
  const float values[] = {0.1f, 0.2f, 0.3f};
  CHECK(mdrnn_feed(performer.get(), values, 3, &error) == MDRNN_BAD_ARGUMENT);
  CHECK(error.status == MDRNN_BAD_ARGUMENT);
  CHECK(error.sentence[0] != '\0');
  CHECK(mdrnn_feed(performer.get(), values, 3, nullptr) == MDRNN_BAD_ARGUMENT);
  CHECK(mdrnn_create(0.0, 1, &error) == nullptr);
  CHECK(mdrnn_load(performer.get(), "missing.tflite", nullptr, &error) == MDRNN_BAD_FILE);
  CHECK(std::string(error.sentence).rfind("missing.tflite: cannot be opened", 0) == 0);
  const mdrnn_load_options fixed{MDRNN_NATIVE, nullptr, 9, MDRNN_FLOAT32, 0.0};
  CHECK(mdrnn_load(performer.get(), golden(kExplicit).c_str(), &fixed, &error) == MDRNN_BAD_ARGUMENT);
  CHECK(mdrnn_get_model_info(performer.get()).dimension == 3);
  mdrnn_destroy(nullptr);
}

TEST_CASE("without a model every call is safe") {
  mdrnn::Handle performer(mdrnn_create(48000.0, MDRNN_ANY_SEED, nullptr));
  mdrnn_event event;
  float numbers[64] = {};
  mdrnn_error error{};
  CHECK(mdrnn_advance(performer.get(), 48000, &event) == 0);
  CHECK(mdrnn_feed(performer.get(), numbers, 2, &error) == MDRNN_NO_MODEL);
  CHECK(mdrnn_feed_one(performer.get(), 0, 0.5f, &error) == MDRNN_NO_MODEL);
  CHECK(mdrnn_step(performer.get(), numbers, numbers, &error) == MDRNN_NO_MODEL);
  CHECK(mdrnn_forward(performer.get(), numbers, numbers, &error) == MDRNN_NO_MODEL);
  CHECK(mdrnn_get_state(performer.get(), numbers, &error) == MDRNN_NO_MODEL);
  CHECK(mdrnn_set_state(performer.get(), numbers, &error) == MDRNN_NO_MODEL);
  CHECK(mdrnn_mixture_size(performer.get()) == 0);
  CHECK(mdrnn_state_size(performer.get()) == 0);
  CHECK(std::string(mdrnn_get_model_info(performer.get()).engine).empty());
  mdrnn_reset(performer.get());
}

TEST_CASE("the parameter table is complete, and every name in it is found") {
  for (int i = 0; i < MDRNN_PARAMETER_COUNT; ++i) {
    const mdrnn_parameter_info *info = mdrnn_describe(i);
    REQUIRE(info != nullptr);
    CHECK(mdrnn_find_parameter(info->name) == i);
    CHECK(info->minimum <= info->standard);
    CHECK(info->standard <= info->maximum);
    CHECK(mdrnn_get(make().get(), i) == info->standard);
  }
  CHECK(mdrnn_find_parameter("pitemp") == MDRNN_PI_TEMPERATURE);
  CHECK(mdrnn_find_parameter("") == -1);
  CHECK(mdrnn_describe(-1) == nullptr);
  CHECK(mdrnn_describe(MDRNN_PARAMETER_COUNT) == nullptr);
  for (int i = 0; i < MDRNN_MODE_COUNT; ++i) CHECK(mdrnn_find_mode(mdrnn_mode_name(i)) == i);
  CHECK(std::isnan(mdrnn_get(make().get(), 99)));
}

TEST_CASE("the counter counts") {
  const int64_t before = allocations, freed_before = frees;
  ::operator delete(::operator new(4));  // called by name: the compiler may remove a new-expression
  CHECK(allocations == before + 1);
  CHECK(frees == freed_before + 1);
}
