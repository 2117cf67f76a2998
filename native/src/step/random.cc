// SPDX-License-Identifier: MIT
// A seeded source of uniform and normal numbers that gives the same bits on every machine.
#include "step/random.h"

#include <cmath>
#include <cstring>

#if defined(MDRNN_BARE) && defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("fp-contract=off")  // some boards' builds have no per-file flags
#endif

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
  // log m = 2 atanh((m - 1) / (m + 1)); |s| <= 0.172, so the error of the series is below 1e-13.
  const double s = (mantissa - 1.0) / (mantissa + 1.0);
  const double s2 = s * s;
  constexpr double kTerms[] = {1.0 / 15, 1.0 / 13, 1.0 / 11, 1.0 / 9, 1.0 / 7, 1.0 / 5, 1.0 / 3, 1.0};
  double sum = 0.0;
  for (const double term : kTerms) sum = sum * s2 + term;
  return 2.0 * s * sum + exponent * kLn2;
}

// 2^n * e^r with |r| <= ln(2) / 2, by Taylor's series to r^12, its terms paired (Estrin) for short
// dependency chains. No branches or conversions, so compilers can vectorise it.
double portable_exp(double exponent) {
  constexpr double kMagic = 6755399441055744.0;  // 1.5 * 2^52: adding it rounds to a whole number,
  const double bounded = exponent < -700.0 ? -700.0 : exponent;
  const double sum = bounded * (1.0 / kLn2) + kMagic;  // which is then in the lowest bits
  const double whole = sum - kMagic;
  const double r = bounded - whole * kLn2, r2 = r * r, r4 = r2 * r2;
  const double low = (1.0 + r) + (1.0 / 2 + r * (1.0 / 6)) * r2;
  const double middle = (1.0 / 24 + r * (1.0 / 120)) + (1.0 / 720 + r * (1.0 / 5040)) * r2;
  const double high = (1.0 / 40320 + r * (1.0 / 362880)) + (1.0 / 3628800 + r * (1.0 / 39916800)) * r2;
  const double fraction = low + (middle + (high + r4 * (1.0 / 479001600)) * r4) * r4;
  uint64_t bits;
  std::memcpy(&bits, &sum, sizeof bits);
  bits = (bits + 1023) << 52;
  double power;
  std::memcpy(&power, &bits, sizeof power);
  return exponent < -700.0 ? 0.0 : fraction * power;  // exact
}

void portable_exp(double *exponents, int count) {
  for (int i = 0; i < count; ++i) exponents[i] = portable_exp(exponents[i]);
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
