// SPDX-License-Identifier: MIT
// Our own threads: when they work and sleep, and what remains of them in a forked child.
#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "background/worker.h"

#ifdef __linux__
#include <dlfcn.h>
#include <pthread.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#endif

#include "golden.h"
#include "mdrnn/mdrnn.hpp"
#include "waiting.h"

namespace {

using mdrnn::Worker;

constexpr const char *kOther = "while-d3-u5-l1-m2.tflite";
constexpr mdrnn_load_options kAhead{MDRNN_AUTO, nullptr, 0, MDRNN_FLOAT32, 1e-12};

struct Service {
  bool is_here() const noexcept { return worker.is_here(); }
  Worker worker{[] { return Worker::kUntilWoken; }};
};

}  // namespace

TEST_CASE("a worker makes one round when it starts and one whenever it is woken, no others") {
  std::atomic<int> rounds{0};
  Worker worker([&] {
    ++rounds;
    return Worker::kUntilWoken;
  });
  CHECK(becomes_true([&] { return rounds == 1; }));
  for (int round = 2; round < 20; ++round) {
    worker.wake();
    CHECK(becomes_true([&] { return rounds == round; }));
  }
}

TEST_CASE("waiting for a round waits for one that began after the call") {
  std::atomic<int> written{0}, seen{0};
  Worker worker([&] {
    seen = written.load();
    return Worker::kUntilWoken;
  });
  for (int i = 1; i < 500; ++i) {
    written = i;
    worker.finish_round();
    REQUIRE(seen == i);
  }
}

TEST_CASE("stopping a worker wakes it from its sleep") {
  std::atomic<int> rounds{0};
  {
    const Worker worker([&] {
      ++rounds;
      return Worker::Nap{std::chrono::hours(1)};
    });
    CHECK(becomes_true([&] { return rounds == 1; }));
  }
  CHECK(rounds == 1);
}

TEST_CASE("a service is shared while it is in use, and created again afterwards") {
  static std::weak_ptr<Service> hired;
  auto first = mdrnn::hire(&hired), second = mdrnn::hire(&hired);
  CHECK(first == second);
  first.reset();
  CHECK(!hired.expired());
  second.reset();
  CHECK(hired.expired());
  CHECK(mdrnn::hire(&hired) != nullptr);
}

#ifdef __linux__

namespace {

// Voluntary context switches of all threads but this one: how often they slept.
int64_t sleeps_of_others() {
  int64_t sleeps = 0;
  for (const auto &task : std::filesystem::directory_iterator("/proc/self/task")) {
    if (task.path().filename() == std::to_string(static_cast<pid_t>(syscall(SYS_gettid)))) continue;
    std::ifstream status(task.path() / "status");
    for (std::string word; status >> word;)
      if (word == "voluntary_ctxt_switches:") {
        int64_t count = 0;
        status >> count;
        sleeps += count;
      }
  }
  return sleeps;
}

}  // namespace

TEST_CASE("eight idle large models cause few wake-ups, before a host advances and while it does") {
  std::vector<mdrnn::Handle> performers;
  for (int i = 0; i < 8; ++i) {
    performers.emplace_back(mdrnn_create(48000.0, 7, nullptr));
    REQUIRE(mdrnn_load(performers.back().get(), golden(kOther).c_str(), &kAhead, nullptr) == MDRNN_OK);
    REQUIRE(mdrnn_set(performers.back().get(), MDRNN_MODE, MDRNN_USERONLY, nullptr) == MDRNN_OK);
  }
  mdrnn_event event;
  const auto play = [&](int blocks) {
    for (int block = 0; block < blocks; ++block) {
      for (const auto &performer : performers) mdrnn_advance(performer.get(), mdrnn_now(performer.get()) + 480, &event);
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  };
  play(10);
  const int64_t before = sleeps_of_others();
  const auto began = std::chrono::steady_clock::now();
  play(100);
  const int64_t slept = sleeps_of_others() - before;
  const int64_t naps = (std::chrono::steady_clock::now() - began) / std::chrono::milliseconds(40);
  MESSAGE(slept << " wake-ups of eight workers in " << naps << " times 40 ms");
  CHECK(slept < 8 * 2 * (naps + 5));  // each sleeps for 40 ms; with 2 ms it was 3,700 in a second
}

// A thread that cannot be started, as if the system's limit were reached.
namespace {

std::atomic<bool> is_refusing_threads{false};

}  // namespace

#if !defined(__SANITIZE_THREAD__) && !defined(__SANITIZE_ADDRESS__)

extern "C" int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *),
                              void *argument) noexcept {
  using Create = int (*)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
  static const auto create = reinterpret_cast<Create>(dlsym(RTLD_NEXT, "pthread_create"));
  return is_refusing_threads ? EAGAIN : create(thread, attributes, start, argument);
}

TEST_CASE("if a thread cannot be started a sentence says so, and the next attempt works") {
  const mdrnn::Handle performer(mdrnn_create(48000.0, 7, nullptr));
  const std::string path = golden(kOther), log = std::filesystem::temp_directory_path() / "mdrnn-no-thread.log";
  mdrnn_error errors[3]{};
  is_refusing_threads = true;
  CHECK(mdrnn_load_later(performer.get(), path.c_str(), nullptr, &errors[0]) == MDRNN_NO_THREAD);
  CHECK(mdrnn_load(performer.get(), path.c_str(), &kAhead, &errors[1]) == MDRNN_NO_THREAD);
  CHECK(mdrnn_record(performer.get(), log.c_str(), &errors[2]) == MDRNN_NO_THREAD);
  is_refusing_threads = false;
  for (const mdrnn_error &error : errors) {
    const std::string sentence = error.sentence;
    CAPTURE(sentence);
    CHECK(sentence.find("Resource temporarily unavailable") != sentence.npos);
    CHECK(sentence.find("thread") != sentence.npos);
    CHECK(sentence.find("memory") == sentence.npos);
  }
  CHECK(mdrnn_load(performer.get(), path.c_str(), &kAhead, nullptr) == MDRNN_OK);
  CHECK(mdrnn_record(performer.get(), log.c_str(), nullptr) == MDRNN_OK);
  CHECK(mdrnn_load_later(performer.get(), path.c_str(), nullptr, nullptr) == MDRNN_OK);
}

// ---- forks ----------------------------------------------------------------------------------------------------------
// ThreadSanitizer allows no threads in a forked child; under AddressSanitizer locks stay locked there.

namespace {

mdrnn_load_state end_of_load(mdrnn_performer *performer) {
  mdrnn_load_state state = MDRNN_LOAD_RUNNING;
  becomes_true([&] { return (state = mdrnn_poll_load(performer, nullptr)) != MDRNN_LOAD_RUNNING; });
  return state;
}

}  // namespace

TEST_CASE("a fork waits until no thread is changing shared data") {
  std::atomic<bool> is_over{false};
  std::atomic<int> entered{0};
  std::thread holder([&] {
    for (; !is_over; std::this_thread::sleep_for(std::chrono::milliseconds(1))) {  // or the fork might never get it
      const mdrnn::ForkLock lock;
      ++entered;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  });
  int ended_as = 0;
  for (int i = 0; i < 50 && ended_as == 0; ++i) {
    becomes_true([&, before = entered.load()] { return entered > before; });
    ended_as = in_child([] {
      const mdrnn::ForkLock lock;
      return 0;
    });
  }
  is_over = true;
  holder.join();
  CHECK(ended_as == 0);
}

namespace {

#if defined(__has_feature)
#if __has_feature(realtime_sanitizer)
#define MDRNN_HAS_RTSAN 1
#endif
#endif
#if defined(MDRNN_HAS_RTSAN) || defined(MDRNN_EMULATED)
constexpr bool kHasStrangeLocks = true;
#else
constexpr bool kHasStrangeLocks = false;
#endif

}  // namespace

// RealtimeSanitizer and QEMU do not always survive so many forks: their own locks may stay locked in a child, which
// hangs.
TEST_CASE("a child forked at any moment of another thread's loads and logs loads and records" *
          doctest::skip(kHasStrangeLocks)) {
  const std::string path = golden(kOther);
  const auto folder = std::filesystem::temp_directory_path() / ("mdrnn-forks-" + std::to_string(getpid()));
  std::filesystem::create_directories(folder);
  std::atomic<bool> is_over{false};
  std::atomic<int> rounds{0};
  std::vector<std::thread> busy;
  for (int i = 0; i < 2; ++i)
    busy.emplace_back([&, log = (folder / std::to_string(i)).string()] {
      for (; !is_over; ++rounds) {  // the workers end with the last performer, so they come and go all the time
        const mdrnn::Handle performer(mdrnn_create(48000.0, 7, nullptr));
        mdrnn_load_later(performer.get(), path.c_str(), &kAhead, nullptr);
        mdrnn_record(performer.get(), log.c_str(), nullptr);
        mdrnn_load(performer.get(), path.c_str(), nullptr, nullptr);
      }
    });
  int ended_as = 0;
  for (int i = 0; (i < 300 || rounds < 10) && ended_as == 0; ++i) {
    std::this_thread::sleep_for(std::chrono::microseconds(i % 10 * 100));
    ended_as = in_child([&] {
      const mdrnn::Handle performer(mdrnn_create(48000.0, 7, nullptr));
      if (mdrnn_load_later(performer.get(), path.c_str(), nullptr, nullptr) != MDRNN_OK) return 1;
      if (end_of_load(performer.get()) != MDRNN_LOAD_TAKEN) return 2;
      const auto log = folder / ("child-" + std::to_string(i));
      if (mdrnn_record(performer.get(), log.c_str(), nullptr) != MDRNN_OK) return 3;
      const float values[] = {0.25f, 0.75f};
      if (mdrnn_feed(performer.get(), values, 2, nullptr) != MDRNN_OK) return 4;
      mdrnn_flush_record(performer.get());
      return std::filesystem::file_size(log) > 0 ? 0 : 5;
    });
  }
  is_over = true;
  for (std::thread &thread : busy) thread.join();
  CHECK(ended_as == 0);
  std::filesystem::remove_all(folder);
}

TEST_CASE("in a forked child the parent's pending load and recording end, and are reported once") {
  const auto log = std::filesystem::temp_directory_path() / ("mdrnn-fork-" + std::to_string(getpid()) + ".log");
  const mdrnn::Handle performer(mdrnn_create(48000.0, 7, nullptr));
  const std::string path = golden(kOther);
  REQUIRE(mdrnn_load(performer.get(), path.c_str(), nullptr, nullptr) == MDRNN_OK);
  REQUIRE(mdrnn_set(performer.get(), MDRNN_MODE, MDRNN_USERONLY, nullptr) == MDRNN_OK);
  REQUIRE(mdrnn_record(performer.get(), log.c_str(), nullptr) == MDRNN_OK);
  mdrnn_flush_record(performer.get());
  REQUIRE(mdrnn_poll_record(performer.get(), nullptr) == MDRNN_RECORD_BEGUN);
  // The loader serves performers in turn, and the first one's model is a pipe that nobody has opened for writing yet.
  const auto pipe = std::filesystem::temp_directory_path() / ("mdrnn-pipe-" + std::to_string(getpid()));
  REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  const mdrnn::Handle first(mdrnn_create(48000.0, 7, nullptr));
  REQUIRE(mdrnn_load_later(first.get(), pipe.c_str(), nullptr, nullptr) == MDRNN_OK);
  REQUIRE(mdrnn_load_later(performer.get(), path.c_str(), nullptr, nullptr) == MDRNN_OK);
  const float values[] = {0.25f, 0.75f};
  CHECK(in_child([&] {
          mdrnn_error error{};
          if (mdrnn_poll_load(performer.get(), &error) != MDRNN_LOAD_FAILED) return 1;
          if (error.status != MDRNN_NO_THREAD) return 2;
          if (std::string(error.sentence).find("load it again here") == std::string::npos) return 3;
          if (mdrnn_poll_load(performer.get(), &error) != MDRNN_LOAD_IDLE) return 4;
          for (int i = 0; i < 5; ++i) mdrnn_feed(performer.get(), values, 2, nullptr);
          if (mdrnn_get_counts(performer.get()).dropped_rows != 5) return 5;
          if (mdrnn_poll_record(performer.get(), &error) != MDRNN_RECORD_FAILED) return 6;
          if (std::string(error.sentence).find("record again here") == std::string::npos) return 7;
          if (mdrnn_poll_record(performer.get(), &error) != MDRNN_RECORD_IDLE) return 8;
          mdrnn_feed(performer.get(), values, 2, nullptr);
          if (mdrnn_get_counts(performer.get()).dropped_rows != 5) return 9;
          if (mdrnn_load_later(performer.get(), path.c_str(), nullptr, nullptr) != MDRNN_OK) return 10;
          return end_of_load(performer.get()) == MDRNN_LOAD_TAKEN ? 0 : 11;
        }) == 0);
  CHECK(mdrnn_poll_load(performer.get(), nullptr) == MDRNN_LOAD_RUNNING);
  std::ofstream(pipe).close();
  CHECK(end_of_load(first.get()) == MDRNN_LOAD_FAILED);
  CHECK(end_of_load(performer.get()) == MDRNN_LOAD_TAKEN);
  std::filesystem::remove(pipe);
  CHECK(mdrnn_poll_record(performer.get(), nullptr) == MDRNN_RECORD_RUNNING);
  mdrnn_record(performer.get(), nullptr, nullptr);
  mdrnn_flush_record(performer.get());
  std::filesystem::remove(log);
}

#endif
#endif
