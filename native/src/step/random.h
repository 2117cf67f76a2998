// SPDX-License-Identifier: MIT
// A seeded generator of uniform and normal numbers, identical to the bit on every machine.
#pragma once

#include <cstdint>

namespace mdrnn {

// PCG-XSH-RR 64/32 (O'Neill 2014). Each draw below takes exactly one number from it.
class Random {
 public:
  explicit Random(uint64_t seed = 0) { this->seed(seed); }
  void seed(uint64_t seed);
  uint32_t next();
  double uniform();  // in (0, 1), never 0 and never 1
  double normal();   // mean 0, standard deviation 1

 private:
  uint64_t state_ = 0;
};

// x with P(X <= x) = p for a standard normal X; 0 < p < 1. Relative error below 1e-6.
double normal_quantile(double p);

// exp and log from IEEE additions, multiplications and divisions only: the rounding of a system's
// libm varies, and one bit can change which component is drawn. `exponent` <= 0 and x > 0.
double portable_exp(double exponent);
void portable_exp(double *exponents, int count);  // in place
double portable_log(double x);

}  // namespace mdrnn
