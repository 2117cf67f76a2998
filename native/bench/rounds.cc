// SPDX-License-Identifier: MIT
// Times several variants in turn, round by round, so that disturbances affect all of them alike.
#include "bench/rounds.h"

#include <algorithm>
#include <chrono>

namespace mdrnn {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double kSampleMicroseconds =
    50.0;                         // a sample takes at least this long, so the clock's resolution does not matter
constexpr int kLeastCalls = 4;    // in a sample, and in its warm-up
constexpr int kSingleCalls = 16;  // in a sample whose calls are timed one by one

double microseconds(Clock::duration time) { return std::chrono::duration<double, std::micro>(time).count(); }

double time_in_one_go(const std::function<void()> &call, int calls) {
  const auto begin = Clock::now();
  for (int i = 0; i < calls; ++i) call();
  return microseconds(Clock::now() - begin) / calls;
}

double time_one_by_one(const Variant &variant, int calls) {
  Clock::duration total{};
  for (int i = 0; i < calls; ++i) {
    variant.before();
    const auto begin = Clock::now();
    variant.call();
    total += Clock::now() - begin;
  }
  return microseconds(total) / calls;
}

// The shortest time that the stopwatch measures for an empty call.
double idle_stopwatch() {
  Variant nothing{"", [] {}, [] {}};
  double least = time_one_by_one(nothing, kSingleCalls);
  for (int i = 0; i < 200; ++i) least = std::min(least, time_one_by_one(nothing, kSingleCalls));
  return least;
}

int calls_for_a_sample(const Variant &variant) {
  if (variant.is_cold) return 1;
  if (variant.before) return kSingleCalls;
  int calls = kLeastCalls;
  while (calls < 65536 && time_in_one_go(variant.call, calls) * calls < kSampleMicroseconds) calls *= 2;
  return calls;
}

void warm_up(const Variant &variant) {
  if (variant.is_cold) return;
  for (int i = 0; i < kLeastCalls; ++i) {
    if (variant.before) variant.before();
    variant.call();
  }
}

}  // namespace

void run_rounds(std::vector<Variant> &variants, int rounds) {
  const double idle = idle_stopwatch();
  for (Variant &variant : variants) variant.calls = calls_for_a_sample(variant);
  for (int round = 0; round < rounds; ++round)
    for (Variant &variant : variants) {
      warm_up(variant);
      variant.samples.push_back(variant.before ? std::max(time_one_by_one(variant, variant.calls) - idle, 0.0)
                                               : time_in_one_go(variant.call, variant.calls));
    }
}

}  // namespace mdrnn
