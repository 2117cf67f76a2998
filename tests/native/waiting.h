// SPDX-License-Identifier: MIT
// For tests with threads and forked processes: nothing that they wait for may let them hang.
#pragma once

#include <doctest/doctest.h>

#include <chrono>
#include <thread>

#ifdef __linux__
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <iostream>
#include <set>
#include <string>
#endif

constexpr auto kPatience = std::chrono::seconds(60);

template <typename Condition>
bool becomes_true(const Condition &condition) {
  for (const auto end = std::chrono::steady_clock::now() + kPatience; std::chrono::steady_clock::now() < end;) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::microseconds(200));
  }
  return false;
}

#ifdef __linux__

// What `body` returns in a forked child, or 100 and the number of the signal that ended it.
template <typename Body>
int in_child(const Body &body) {
  std::cout.flush();  // the child would print it again
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    alarm(60);  // ends it also when this process is gone
    [&]() noexcept { _exit(body()); }();
  }
  int status = -1;
  if (!becomes_true([&] { return waitpid(child, &status, WNOHANG) == child; })) {
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 100 + WTERMSIG(status);
}

// The numbers of this process's threads. One that has been joined may still be among them for a moment.
inline std::set<std::string> threads() {
  std::set<std::string> numbers;
  for (const auto &task : std::filesystem::directory_iterator("/proc/self/task"))
    numbers.insert(task.path().filename().string());
  return numbers;
}

inline int64_t threads_since(const std::set<std::string> &before) {
  const auto now = threads();
  return std::count_if(now.begin(), now.end(), [&](const std::string &number) { return before.count(number) == 0; });
}

#endif
