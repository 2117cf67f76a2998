// SPDX-License-Identifier: MIT
// Measures the load: the percentage of time that the performer uses.
#pragma once

#include <chrono>

namespace mdrnn {

class LoadMeter {
 public:
  // Measures from construction to destruction.
  class Stopwatch {
   public:
    explicit Stopwatch(LoadMeter *meter) : busy_(&meter->busy_), start_(Clock::now()) {}
    ~Stopwatch() { *busy_ += std::chrono::duration<double>(Clock::now() - start_).count(); }
    Stopwatch(const Stopwatch &) = delete;
    Stopwatch &operator=(const Stopwatch &) = delete;

   private:
    using Clock = std::chrono::steady_clock;

    double *busy_;
    Clock::time_point start_;
  };

  // `now`: host time in milliseconds.
  void start(double now) { since_ = now; }

  // Percent of the time since the last call, or since the start; 0 if no time has passed.
  double take(double now) {
    const double passed = now - since_;
    if (passed <= 0.0) return 0.0;
    const double load = 100.0 * 1000.0 * busy_ / passed;
    busy_ = 0.0;
    since_ = now;
    return load;
  }

 private:
  double busy_ = 0.0;   // seconds
  double since_ = 0.0;  // milliseconds
};

}  // namespace mdrnn
