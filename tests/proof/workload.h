// SPDX-License-Identifier: MIT
// Every [audio] function of mdrnn.h in every situation that we know, error paths included.
#pragma once

#include <functional>
#include <string>

// Makes a call under watch: counts what it does, or stops the process where it does what it must not.
class Watcher {
 public:
  virtual ~Watcher() = default;
  virtual void watch(const std::string &function, const std::string &situation, const std::function<void()> &call) = 0;
};

// `model`: a path. False, with a sentence on standard error, where it does not load.
bool run_workload(const char *model, Watcher *watcher);
