// SPDX-License-Identifier: MIT
// `forwards UNITS LAYERS PRECISION N`: N steps of a random network, for tools that count instructions.
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <vector>

#include "step/native_engine.h"
#include "step/random.h"

namespace {

std::vector<float> numbers(mdrnn::Random *random, int count) {
  std::vector<float> made(static_cast<size_t>(count));
  for (float &number : made) number = static_cast<float>(random->next() >> 8) * 0x1p-25f - 0.25f;
  return made;
}

mdrnn::Weights weights(const mdrnn::Config &config) {
  mdrnn::Random random(1);
  mdrnn::Weights made;
  made.config = config;
  for (int l = 0; l < config.layers; ++l)
    made.layers.push_back({numbers(&random, (config.inputs(l) + config.units) * 4 * config.units),
                           numbers(&random, 4 * config.units),
                           {},
                           {}});
  made.head.kernel = numbers(&random, config.units * config.mixture_size());
  made.head.bias = numbers(&random, config.mixture_size());
  return made;
}

}  // namespace

int main(int count, char **arguments) {
  if (count != 5) return 2;
  mdrnn::Config config;
  config.dimension = 3;
  config.mixtures = 5;
  config.units = std::atoi(arguments[1]);
  config.layers = std::atoi(arguments[2]);
  const mdrnn::Kernels &kernels = mdrnn::best_kernels(static_cast<mdrnn_precision>(std::atoi(arguments[3])));
  mdrnn::NativeEngine engine(std::make_shared<const mdrnn::PackedWeights>(weights(config), kernels));
  const float event[] = {0.5f, 3.0f, 7.0f};
  std::vector<float> mixture(static_cast<size_t>(config.mixture_size()));
  for (int i = std::atoi(arguments[4]); i > 0; --i) engine.forward(event, mixture.data());
  std::printf("%s %d %d\n", kernels.name, kernels.width, engine.is_finite() ? 1 : 0);
  return 0;
}
