// SPDX-License-Identifier: MIT
// The [audio] promise of mdrnn.h: functions with that tag make no allocations, locks or system calls.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
#include <pthread.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <mutex>
#include <new>
#include <regex>
#include <set>
#include <shared_mutex>
#include <string>

#include "counters.h"
#include "workload.h"

namespace {

// Counts during each call, and adds up the counts for each function.
class Counter final : public Watcher {
 public:
  void watch(const std::string &function, const std::string &situation, const std::function<void()> &call) override {
    start_counting();
    call();
    const Counts counts = stop_counting();
    ++calls;
    functions.insert(function);
    if (counts.allocations == 0 && counts.locks == 0 && counts.syscalls == 0) return;
    INFO(function << ", " << situation);
    CHECK(counts.allocations == 0);
    CHECK(counts.locks == 0);
    CHECK(counts.syscalls == 0);
  }

  std::set<std::string> functions;
  int64_t calls = 0;
};

// The functions between a comment with a tag that begins like this and the next comment.
std::set<std::string> tagged_functions(const char *tag) {
  std::string text;
  for (const char *header : {MDRNN_INCLUDE "/mdrnn.h", MDRNN_INCLUDE "/mdrnn_bare.h"}) {
    std::ifstream stream(header);
    text.append(std::istreambuf_iterator<char>(stream), {});
  }
  static const std::regex kComment(R"(/\*[^]*?\*/)"), kFunction(R"(\b(mdrnn_\w+)\()");
  std::set<std::string> found;
  const std::sregex_iterator end;
  for (std::sregex_iterator comment(text.begin(), text.end(), kComment); comment != end; ++comment) {
    if (comment->str().find(tag) == std::string::npos) continue;
    const auto next = std::next(comment);
    const std::string below(comment->suffix().first, next == end ? text.end() : next->prefix().second);
    for (std::sregex_iterator function(below.begin(), below.end(), kFunction); function != end; ++function)
      found.insert((*function)[1]);
  }
  return found;
}

template <typename Call>
Counts counts_of(const Call &call) {
  start_counting();
  call();
  return stop_counting();
}

}  // namespace

TEST_CASE("every kind of allocation is counted") {
  void *volatile memory = nullptr;
  CHECK(counts_of([&] { memory = std::malloc(10); }).allocations == 1);
  CHECK(counts_of([&] { memory = std::realloc(memory, 100); }).allocations == 1);
  CHECK(counts_of([&] { std::free(memory); }).allocations == 1);
  CHECK(counts_of([&] { memory = std::calloc(10, 10); }).allocations == 1);
  std::free(memory);
  CHECK(counts_of([&] { memory = std::aligned_alloc(64, 640); }).allocations == 1);
  std::free(memory);
  CHECK(counts_of([&] { memory = ::operator new(10); }).allocations == 1);
  CHECK(counts_of([&] { ::operator delete(memory); }).allocations == 1);
  CHECK(counts_of([] {}).allocations == 0);
}

TEST_CASE("every kind of lock is counted") {
  std::mutex mutex;
  CHECK(counts_of([&] { const std::lock_guard<std::mutex> lock(mutex); }).locks == 1);
  CHECK(counts_of([&] { const std::unique_lock<std::mutex> lock(mutex, std::try_to_lock); }).locks == 1);
  std::shared_mutex shared;
  CHECK(counts_of([&] { const std::shared_lock<std::shared_mutex> lock(shared); }).locks == 1);
  CHECK(counts_of([&] { const std::unique_lock<std::shared_mutex> lock(shared); }).locks == 1);
  std::once_flag once;
  CHECK(counts_of([&] { std::call_once(once, [] {}); }).locks == 1);
  CHECK(counts_of([] {}).locks == 0);
}

TEST_CASE("a system call is counted") {
  if (!can_count_syscalls()) {
    MESSAGE("not here: this kernel or processor cannot hand a thread's syscalls over (Linux 5.11 on x86-64 can)");
    return;
  }
  CHECK(counts_of([] { CHECK(getppid() > 0); }).syscalls == 1);
  CHECK(counts_of([] { CHECK(write(-1, "", 0) < 0); }).syscalls == 1);
  CHECK(counts_of([] { usleep(1); }).syscalls == 1);
  CHECK(counts_of([] {}).syscalls == 0);
}

TEST_CASE("no [audio] function allocates, locks or makes a system call, whatever its arguments") {
  can_count_syscalls();
  const std::set<std::string> tagged = tagged_functions("[audio");
  REQUIRE(tagged.size() > 20);
  REQUIRE(tagged.count("mdrnn_load") == 0);
  REQUIRE(tagged_functions("[control").count("mdrnn_load") == 1);
  REQUIRE(tagged_functions("[control").count("mdrnn_create_in") == 1);
  for (const char *model : {MDRNN_MODELS}) {
    CAPTURE(model);
    Counter counter;
    REQUIRE(run_workload(model, &counter));
    CHECK(counter.functions == tagged);
    CHECK(counter.calls > 1000);
  }
}
