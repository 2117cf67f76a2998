// SPDX-License-Identifier: MIT
// The bare-metal library, on this machine: its arena, and what it refuses.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "golden_run.h"
#include "mdrnn/mdrnn_bare.h"

namespace {

constexpr uint64_t kCanary = 0x5ca1ab1e5ca1ab1eu;

// An array of words, for the alignment that the core needs.
struct Words {
  std::vector<uint32_t> words;
  size_t size;

  explicit Words(const char *path) {
    std::ifstream file(path, std::ios::binary);
    const std::vector<char> bytes((std::istreambuf_iterator<char>(file)), {});
    size = bytes.size();
    words.resize(size / 4 + 1);
    std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char *>(words.data()));
  }
};

const Words &small() {
  static const Words model(MDRNN_PACKED_SMALL);
  return model;
}
const Words &large() {
  static const Words model(MDRNN_PACKED_LARGE);
  return model;
}

// An arena followed by guard words that must not change.
struct Arena {
  std::vector<uint64_t> memory;
  size_t size, odd;

  explicit Arena(size_t size, size_t odd = 0) : memory(size / 8 + 4, kCanary), size(size), odd(odd) {}
  unsigned char *begin() { return reinterpret_cast<unsigned char *>(memory.data()) + odd; }
  bool is_whole() const { return memory.back() == kCanary && memory[memory.size() - 2] == kCanary; }
};

mdrnn_performer *make(Arena *arena, mdrnn_error *error = nullptr) {
  return mdrnn_create_in(arena->begin(), arena->size, 1000.0, golden_run::kSeed, error);
}

mdrnn_status load(mdrnn_performer *performer, const Words &model, mdrnn_error *error = nullptr) {
  return mdrnn_load_memory(performer, model.words.data(), model.size, nullptr, error);
}

std::vector<mdrnn_event> play(mdrnn_performer *performer) {
  std::vector<mdrnn_event> events;
  mdrnn_event event;
  for (int tick = 0; tick < 5000; tick += 50) {
    const float values[MDRNN_MAX_VALUES] = {0.3f, 0.0001f * static_cast<float>(tick), 0.9f};
    if (tick < 1000) CHECK(mdrnn_feed(performer, values, mdrnn_get_model_info(performer).dimension - 1, nullptr) == 0);
    while (mdrnn_advance(performer, mdrnn_now(performer) + 50, &event) != 0) events.push_back(event);
  }
  return events;
}

}  // namespace

TEST_CASE("an arena of the reported size is enough at any address, and nothing after it is touched") {
  const size_t size = mdrnn_arena_size(small().words.data(), small().size, nullptr);
  CHECK(size > 3000);
  for (const size_t odd : {0, 1, 4, 7}) {
    Arena arena(size, odd);
    mdrnn_performer *performer = make(&arena);
    REQUIRE(performer != nullptr);
    REQUIRE(load(performer, small()) == MDRNN_OK);
    CHECK(play(performer).size() > 5);
    CHECK(arena.is_whole());
  }
}

TEST_CASE("an arena that is too small is reported, and the previous model keeps playing") {
  mdrnn_error error{};
  Arena tiny(1000);
  CHECK(make(&tiny, &error) == nullptr);
  CHECK(std::string(error.sentence) ==
        "the arena has 1000 bytes, expected at least 4352 (mdrnn_arena_size gives the size for a model)");
  Arena arena(mdrnn_arena_size(small().words.data(), small().size, nullptr));
  mdrnn_performer *performer = make(&arena);
  REQUIRE(load(performer, small()) == MDRNN_OK);
  CHECK(load(performer, large(), &error) == MDRNN_OUT_OF_MEMORY);
  CHECK(std::string(error.sentence).find("bytes too small for this model, see mdrnn_arena_size") != std::string::npos);
  CHECK(mdrnn_get_model_info(performer).dimension == 3);
  CHECK(play(performer).size() > 5);
}

TEST_CASE("after loading a larger or smaller model the music equals that of a new performer") {
  const size_t size = mdrnn_arena_size(large().words.data(), large().size, nullptr);
  Arena arena(size), other(size);
  mdrnn_performer *performer = make(&arena), *fresh = make(&other);
  REQUIRE(load(performer, large()) == MDRNN_OK);
  play(performer);
  REQUIRE(load(performer, small()) == MDRNN_OK);
  mdrnn_seed(performer, golden_run::kSeed);
  REQUIRE(load(fresh, small()) == MDRNN_OK);
  mdrnn_seed(fresh, golden_run::kSeed);
  const std::vector<mdrnn_event> a = play(performer), b = play(fresh);
  REQUIRE(a.size() == b.size());
  for (size_t i = 0; i < a.size(); ++i) CHECK(a[i].values[0] == b[i].values[0]);
  CHECK(arena.is_whole());
}

TEST_CASE("a packed model's grain needs four bytes of arena for each value, and its draws lie on the grid") {
  const std::string old = R"("values": [{"name": "x", "range": [0, 1]}, {"name": "y", "range": [0, 1]}])";
  std::string text = R"("grain": [0.25, 0.125])";
  text.resize(old.size(), ' ');
  Words model = small();
  auto *first = reinterpret_cast<char *>(model.words.data()), *last = first + model.size;
  auto *found = std::search(first, last, old.begin(), old.end());
  REQUIRE(found != last);
  std::copy(text.begin(), text.end(), found);
  uint32_t sum = 2166136261u;
  for (size_t i = 16; i < model.size; ++i) sum = (sum ^ static_cast<unsigned char>(first[i])) * 16777619u;
  model.words[3] = sum;
  const size_t size = mdrnn_arena_size(model.words.data(), model.size, nullptr);
  CHECK(size == mdrnn_arena_size(small().words.data(), small().size, nullptr) + 2 * sizeof(float));
  Arena arena(size);
  mdrnn_performer *performer = make(&arena);
  REQUIRE(load(performer, model) == MDRNN_OK);
  const float *grain = mdrnn_get_model_info(performer).grain;
  CHECK((grain[0] == 0.25f && grain[1] == 0.125f));
  float event[] = {0.0f, 0.5f, 0.5f};
  for (int i = 0; i < 200; ++i) {
    REQUIRE(mdrnn_step(performer, event, event, nullptr) == MDRNN_OK);
    CHECK((event[1] * 4.0f == std::floor(event[1] * 4.0f) && event[2] * 8.0f == std::floor(event[2] * 8.0f)));
  }
  CHECK(arena.is_whole());
  REQUIRE(load(performer, small()) == MDRNN_OK);
  CHECK(mdrnn_get_model_info(performer).grain == nullptr);
}

TEST_CASE("without a model, or with an invalid rate or seed, every call returns an error") {
  mdrnn_error error{};
  Arena arena(20000);
  CHECK(mdrnn_create_in(arena.begin(), arena.size, 0.0, 7, &error) == nullptr);
  CHECK(std::string(error.sentence) == "rate is 0, expected 1 to 1e9 ticks per second");
  CHECK(mdrnn_create_in(arena.begin(), arena.size, 1.0, MDRNN_ANY_SEED, &error) == nullptr);
  mdrnn_performer *performer = make(&arena);
  const float value = 0.5f;
  float next[64];
  mdrnn_event event;
  CHECK(mdrnn_feed(performer, &value, 1, &error) == MDRNN_NO_MODEL);
  CHECK(mdrnn_step(performer, &value, next, nullptr) == MDRNN_NO_MODEL);
  CHECK(mdrnn_advance(performer, 100, &event) == 0);
  CHECK(mdrnn_next_due(performer) == -1);
  CHECK(mdrnn_get_model_info(performer).dimension == 0);
  mdrnn_reset(performer);
  CHECK(mdrnn_set(performer, MDRNN_THRESHOLD, -1.0, &error) == MDRNN_BAD_ARGUMENT);
  CHECK(std::string(error.sentence) == "threshold is -1, expected 0 to 3600");
}

TEST_CASE("a model that is not aligned is refused") {
  std::vector<uint32_t> copy(small().words.size() + 1);
  auto *moved = reinterpret_cast<unsigned char *>(copy.data()) + 2;
  const auto *bytes = reinterpret_cast<const unsigned char *>(small().words.data());
  std::copy(bytes, bytes + small().size, moved);
  mdrnn_error error{};
  CHECK(mdrnn_arena_size(moved, small().size, &error) == 0);
  CHECK(std::string(error.sentence) == "the packed model is not aligned, expected an address that is a multiple of 4");
}
