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

// The step in which a controller gives out its values, in 0..1: 1/127 for MIDI. 0: a value has no grid.
struct Grain {
  double of_all = 0.0;
  const float *of_each = nullptr;  // (D - 1,), in place of `of_all`

  explicit operator bool() const { return of_each != nullptr || of_all > 0.0; }
  double operator[](int value) const { return of_each != nullptr ? static_cast<double>(of_each[value]) : of_all; }
};

// mixture: mu (M, D) | sigma (M, D) | pi logits (M), all finite -> event (D,), still scaled.
// Draws one uniform and D normal numbers from `random`, whatever the temperatures.
void draw(const Config &config, const float *mixture, Temperatures temperatures, Random &random, float *event);

// The same where values have a grain. last (D,): the event that was fed, unscaled -> event (D,), unscaled. The wait is
// drawn with its own sigma, whatever the temperature. A value without a grid is drawn as above. One that has a grid
//   - is the last one, in every bit, if the component has more than half of its mass within half a grain of that;
//   - otherwise lies on the grid in 0..1, at least half a grain away from the last one.
void draw_on_grid(const Config &config, const float *mixture, Temperatures temperatures, const Grain &grain,
                  const float *last, Random &random, float *event);

// The point of a value's grid in 0..1 that is nearest to x, or x where there is none.
float nearest_on_grid(float x, double grain);

// Whether a normal distribution has more than half of its mass within `half` of a point `distance` away from its mean.
bool rests(double distance, double half, double sigma);

}  // namespace mdrnn
