// SPDX-License-Identifier: MIT
// Numbers in the sentences of Pd and Max.
#include <doctest/doctest.h>

#include <clocale>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <limits>
#include <random>
#include <string>

#include "patcher/arguments.h"

namespace {

// As the C library writes it in its own locale, where it writes a point.
std::string printed(double number, int digits) {
  char text[40];
  std::snprintf(text, sizeof text, "%.*g", digits, number);
  std::string found = text;
  const std::string point = std::localeconv()->decimal_point;
  const size_t at = found.find(point);
  return at == found.npos ? found : found.replace(at, point.size(), ".");
}

void check(double number) {
  for (const int digits : {6, 10}) {
    CAPTURE(number);
    CHECK(mdrnn::number_text(number, digits) == printed(number, digits));
    CHECK(mdrnn::number_text(-number, digits) == printed(-number, digits));
  }
}

}  // namespace

TEST_CASE("a number is written as %g writes it, with a point in every locale") {
  const auto limits = std::numeric_limits<double>{};
  for (const double number :
       {0.0,          1.0,     10.0,     0.1,      0.02,         0.0001,       0.00001,           0.00099999999,
        5.0,          44100.0, 999999.0, 999999.5, 1e6,          1234567.0,    9.9999996,         1e9,
        9999999999.0, 1e10,    1.5e20,   1e-300,   limits.max(), limits.min(), limits.infinity(), limits.quiet_NaN()})
    check(number);
  std::mt19937 random(1);
  for (int i = 0; i < 20000; ++i) {
    const uint32_t bits = random();
    float number;
    std::memcpy(&number, &bits, sizeof number);
    if (std::isfinite(number)) check(number);
    check(static_cast<float>(bits) / 4294967296.0f);
    check(bits % 100000 / 1000.0);
  }
}
