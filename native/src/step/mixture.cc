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

constexpr int kRedraws = 8;
constexpr double kQuartile = 0.6744897501960817;  // of the standard normal distribution

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

struct Component {
  const float *mu, *sigma;  // (D,) each

  double draw(int i, double spread, Random &random) const { return mu[i] + sigma[i] * spread * random.normal(); }
};

Component draw_component(const Config &config, const float *mixture, double temperature, Random &random) {
  const int components = config.mixtures * config.dimension;
  const int k = choose_component(mixture + 2 * components, config.mixtures, temperature, random.uniform());
  return {mixture + k * config.dimension, mixture + components + k * config.dimension};
}

// The points k / steps_ in 0..1.
class Grid {
 public:
  // 0.00787 is meant to be 1 / 127: a whole number of steps, so that the last one leads to 1.
  explicit Grid(double grain) : steps_(1.0 / grain) {
    const double whole = std::floor(steps_ + 0.5);
    if (std::fabs(steps_ - whole) <= kRounding * whole) steps_ = whole;
  }
  double grain() const { return 1.0 / steps_; }
  float nearest(double x) const {
    const double k = std::floor(std::clamp(x, 0.0, 1.0) * steps_ + 0.5);
    return static_cast<float>(std::min(k, std::floor(steps_)) / steps_);
  }
  bool is_near(float a, float b) const { return std::fabs(static_cast<double>(a) - b) < 0.5 * grain(); }

 private:
  static constexpr double kRounding = 1e-5;
  double steps_;
};

struct Normal {
  double mu, sigma;  // unscaled
};

// At an end of the range the last value stays where a draw goes beyond it; elsewhere it moves.
float draw_move(const Normal &normal, double spread, const Grid &grid, float last, Random random) {
  const double half = 0.5 * grid.grain();
  const bool is_at_end = last < half || last > 1.0 - half;
  for (int tries = 1 + kRedraws; tries > 0; --tries) {
    const float value = grid.nearest(normal.mu + normal.sigma * spread * random.normal());
    if (!grid.is_near(value, last)) return value;
    if (is_at_end) return last;
  }
  return grid.nearest(last + (normal.mu < last ? -grid.grain() : grid.grain()));
}

// P(0 < X < x) of a standard normal X, 0 <= x <= kQuartile: Taylor's series, its error below 1e-9 of the result.
double mass_up_to(double x) {
  constexpr double kTerms[] = {
      1.0 / (720 * 13), -1.0 / (120 * 11), 1.0 / (24 * 9), -1.0 / (6 * 7), 1.0 / (2 * 5), -1.0 / 3, 1.0};
  double sum = 0.0;
  for (const double term : kTerms) sum = sum * (0.5 * x * x) + term;
  return 0.3989422804014327 * x * sum;  // 1 / sqrt(2 pi)
}

}  // namespace

// With the point's far side f and its near side n, in sigmas: P(X < f) - P(X < -n) > 1/2. As n <= f, both quartiles
// inside is enough, and f beyond the quartile is necessary.
bool rests(double distance, double half, double sigma) {
  const double near = half - distance, far = half + distance;
  if (near <= 0.0 || far <= kQuartile * sigma) return false;
  if (near >= kQuartile * sigma) return true;
  return far > -normal_quantile(mass_up_to(near / sigma)) * sigma;
}

float nearest_on_grid(float x, double grain) { return grain > 0.0 ? Grid(grain).nearest(x) : x; }

void draw(const Config &config, const float *mixture, Temperatures temperatures, Random &random, float *event) {
  const Component component = draw_component(config, mixture, temperatures.pi, random);
  const double spread = std::sqrt(temperatures.sigma);
  for (int i = 0; i < config.dimension; ++i) event[i] = static_cast<float>(component.draw(i, spread, random));
}

void draw_on_grid(const Config &config, const float *mixture, Temperatures temperatures, const Grain &grain,
                  const float *last, Random &random, float *event) {
  const Component component = draw_component(config, mixture, temperatures.pi, random);
  const double spread = std::sqrt(temperatures.sigma);
  const auto scale = static_cast<float>(config.scale);
  event[0] = static_cast<float>(component.draw(0, 1.0, random)) / scale;
  for (int i = 1; i < config.dimension; ++i) {
    if (grain[i - 1] <= 0.0) {
      event[i] = static_cast<float>(component.draw(i, spread, random)) / scale;
      continue;
    }
    const Random own(random.next());  // redraws take nothing more from `random`
    const Grid grid(grain[i - 1]);
    const Normal normal{component.mu[i] / config.scale, std::fabs(component.sigma[i]) / config.scale};
    const float kept = std::clamp(last[i], 0.0f, 1.0f);
    const bool stays = rests(std::fabs(normal.mu - kept), 0.5 * grid.grain(), normal.sigma);
    event[i] = stays ? kept : draw_move(normal, spread, grid, kept, own);
  }
}

}  // namespace mdrnn
