// SPDX-License-Identifier: MIT
// Calls every [audio] function of mdrnn.h in every situation we know, error paths included.
#pragma once

#include <functional>
#include <string>

// Makes a watched call: counts what it does, or ends the process if it does what it must not.
class Watcher {
 public:
  virtual ~Watcher() = default;
  virtual void watch(const std::string &function, const std::string &situation, const std::function<void()> &call) = 0;
};

// `model`: a path. False, with a sentence on standard error, if it cannot be loaded.
bool run_workload(const char *model, Watcher *watcher);
