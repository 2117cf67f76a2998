// SPDX-License-Identifier: MIT
// A seeded source of uniform and normal numbers that gives the same bits on every machine.
#include "step/random.h"

#include <cmath>

namespace mdrnn {

namespace {

constexpr uint64_t kMultiplier = 6364136223846793005u;
constexpr uint64_t kIncrement = 1442695040888963407u;
constexpr double kLn2 = 0.6931471805599453;

}  // namespace

void Random::seed(uint64_t seed) {
  state_ = seed + kIncrement;
  next();
}

uint32_t Random::next() {
  const uint64_t old = state_;
  state_ = old * kMultiplier + kIncrement;
  const uint32_t shifted = static_cast<uint32_t>(((old >> 18) ^ old) >> 27);
  const uint32_t rotation = static_cast<uint32_t>(old >> 59);
  return (shifted >> rotation) | (shifted << ((32 - rotation) & 31));
}

double Random::uniform() { return (next() + 0.5) * 0x1p-32; }

double Random::normal() { return normal_quantile(uniform()); }

double portable_log(double x) {
  int exponent;
  double mantissa = std::frexp(x, &exponent);  // exact
  if (mantissa < 0.7071067811865476) {
    mantissa *= 2.0;
    --exponent;
  }
  // log m = 2 atanh((m - 1) / (m + 1)); |s| <= 0.172, so the series ends below 1e-13.
  const double s = (mantissa - 1.0) / (mantissa + 1.0);
  const double s2 = s * s;
  double sum = 1.0 / 15.0;
  for (int odd = 13; odd >= 1; odd -= 2) sum = sum * s2 + 1.0 / odd;
  return 2.0 * s * sum + exponent * kLn2;
}

double portable_exp(double exponent) {
  if (exponent < -700.0) return 0.0;
  const double whole = std::floor(exponent / kLn2 + 0.5);
  const double rest = exponent - whole * kLn2;  // |rest| <= 0.347
  double sum = 1.0;
  for (int order = 12; order >= 1; --order) sum = 1.0 + sum * rest / order;
  return std::ldexp(sum, static_cast<int>(whole));  // exact
}

// Wichura 1988, algorithm AS 241, PPND7.
double normal_quantile(double p) {
  const double q = p - 0.5;
  if (std::fabs(q) <= 0.425) {
    const double r = 0.180625 - q * q;
    return q * (((59.109374720 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179) /
           (((67.187563600 * r + 78.757757664) * r + 17.895169469) * r + 1.0);
  }
  double r = std::sqrt(-portable_log(q < 0.0 ? p : 1.0 - p));
  double tail;
  if (r <= 5.0) {
    r -= 1.6;
    tail = (((0.17023821103 * r + 1.3067284816) * r + 2.7568153900) * r + 1.4234372777) /
           ((0.12021132975 * r + 0.73700164250) * r + 1.0);
  } else {
    r -= 5.0;
    tail = (((0.017337203997 * r + 0.42868294337) * r + 3.0812263860) * r + 6.6579051150) /
           ((0.012258202635 * r + 0.24197894225) * r + 1.0);
  }
  return q < 0.0 ? -tail : tail;
}

}  // namespace mdrnn
