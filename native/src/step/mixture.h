// SPDX-License-Identifier: MIT
// One draw from a mixture of diagonal normal distributions (Bishop 1994).
#pragma once

#include "step/config.h"
#include "step/random.h"

namespace mdrnn {

struct Temperatures {
  double pi = 1.0;      // divides the logits; 0 picks the likeliest component
  double sigma = 0.01;  // multiplies the variances; 0 gives the mean
};

// mixture: mu (M, D) | sigma (M, D) | pi logits (M), all finite -> event (D,), still scaled.
// Draws one uniform and D normal numbers from `random`, whatever the temperatures.
void draw(const Config &config, const float *mixture, Temperatures temperatures, Random &random, float *event);

}  // namespace mdrnn
