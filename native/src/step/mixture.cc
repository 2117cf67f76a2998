// SPDX-License-Identifier: MIT
// One draw from a mixture of diagonal normal distributions (Bishop 1994).
#include "step/mixture.h"

#include <algorithm>
#include <cmath>

#if defined(MDRNN_BARE) && defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("fp-contract=off")  // some boards' builds have no per-file flags
#endif

namespace mdrnn {
namespace {

// First component whose cumulative softmax(logits / temperature) reaches u (Bishop 1994, eq. 25).
int choose_component(const float *logits, int count, double temperature, double u) {
  const float *likeliest = std::max_element(logits, logits + count);
  if (temperature <= 0.0) return static_cast<int>(likeliest - logits);
  double weights[kMaxMixtures];
  for (int k = 0; k < count; ++k) weights[k] = (static_cast<double>(logits[k]) - *likeliest) / temperature;
  portable_exp(weights, count);
  double total = 0.0;
  for (int k = 0; k < count; ++k) total += weights[k];
  double cumulative = 0.0;
  int chosen = 0;  // no branch: it would be unpredictable
  for (int k = 0; k < count - 1; ++k) {
    cumulative += weights[k];
    chosen += cumulative < u * total ? 1 : 0;
  }
  return chosen;
}

}  // namespace

void draw(const Config &config, const float *mixture, Temperatures temperatures, Random &random, float *event) {
  const int dimension = config.dimension;
  const int components = config.mixtures * dimension;
  const int k = choose_component(mixture + 2 * components, config.mixtures, temperatures.pi, random.uniform());
  const float *mu = mixture + k * dimension;
  const float *sigma = mixture + components + k * dimension;
  const double spread = std::sqrt(temperatures.sigma);
  for (int i = 0; i < dimension; ++i) event[i] = static_cast<float>(mu[i] + sigma[i] * spread * random.normal());
}

}  // namespace mdrnn
