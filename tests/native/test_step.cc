// SPDX-License-Identifier: MIT
// Numbers, draws and steps, compared with independent references.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "step/error.h"
#include "step/mixture.h"
#include "step/native_engine.h"
#include "step/random.h"

using namespace mdrnn;

namespace mdrnn {
extern const Kernels kernels_elsewhere_portable[MDRNN_PRECISION_COUNT];
extern const Kernels kernels_elsewhere_avxvnni[MDRNN_PRECISION_COUNT];
extern const Kernels kernels_elsewhere_avx512[MDRNN_PRECISION_COUNT];
extern const Kernels kernels_elsewhere_avx512vnni[MDRNN_PRECISION_COUNT];
}  // namespace mdrnn

TEST_CASE("normal_quantile gives the published quantiles") {
  const double known[][2] = {{0.5, 0.0},           {0.975, 1.959963985}, {0.025, -1.959963985}, {0.999, 3.090232306},
                             {1e-6, -4.753424309}, {1e-9, -5.997807015}, {0.841344746, 1.0}};
  for (const auto &[p, x] : known) CHECK(normal_quantile(p) == doctest::Approx(x).epsilon(1e-6));
}

TEST_CASE("portable exp and log agree with the C library") {
  for (double x = -60.0; x <= 0.0; x += 0.01) CHECK(portable_exp(x) == doctest::Approx(std::exp(x)).epsilon(1e-13));
  for (double x = 1e-10; x < 100.0; x *= 1.01) CHECK(portable_log(x) == doctest::Approx(std::log(x)).epsilon(1e-12));
  CHECK(portable_exp(-1e300) == 0.0);
  CHECK(portable_exp(-INFINITY) == 0.0);
}

TEST_CASE("draws are the same bits on every machine") {
  Random random(7);
  const uint32_t expected[] = {random.next(), random.next()};
  Random again(7);
  CHECK(again.next() == expected[0]);
  CHECK(again.next() == expected[1]);
  // Recorded on x86-64; other machines must give the same.
  Random golden(42);
  double sum = 0.0;
  for (int i = 0; i < 1000; ++i) sum += golden.normal() * (i % 7);
  CHECK(std::llround(sum * 1e9) == 12273994359);
}

TEST_CASE("normal numbers have mean 0 and variance 1") {
  Random random(1);
  double sum = 0.0, squares = 0.0;
  const int count = 200000;
  for (int i = 0; i < count; ++i) {
    const double x = random.normal();
    sum += x;
    squares += x * x;
  }
  CHECK(std::fabs(sum / count) < 0.01);
  CHECK(squares / count == doctest::Approx(1.0).epsilon(0.02));
}

namespace {

// Two components far apart, three dimensions.
const Config kConfig{3, 1, 4, 2, 10.0};  // D layers units mixtures
const float kMixture[] = {1, 2, 3, 10, 20, 30, 0.5f, 0.5f, 0.5f, 2, 2, 2, 0.0f, std::log(3.0f)};

}  // namespace

TEST_CASE("components are drawn in proportion to their softmax weights") {
  Random random(3);
  int second = 0;
  float event[3];
  for (int i = 0; i < 40000; ++i) {
    draw(kConfig, kMixture, {1.0, 0.01}, random, event);
    second += event[0] > 5.0f ? 1 : 0;
  }
  CHECK(second / 40000.0 == doctest::Approx(0.75).epsilon(0.02));
}

TEST_CASE("temperature zero gives the mean of the likeliest component") {
  Random random(3);
  float event[3];
  draw(kConfig, kMixture, {0.0, 0.0}, random, event);
  CHECK(event[0] == 10.0f);
  CHECK(event[2] == 30.0f);
}

TEST_CASE("sigma temperature multiplies the variance") {
  Random random(5);
  float event[3];
  double squares = 0.0;
  for (int i = 0; i < 40000; ++i) {
    draw(kConfig, kMixture, {0.0, 0.25}, random, event);
    squares += (event[1] - 20.0) * (event[1] - 20.0);
  }
  CHECK(squares / 40000 == doctest::Approx(2.0 * 2.0 * 0.25).epsilon(0.03));
}

TEST_CASE("extreme logits and temperatures never give a component that does not exist") {
  Random random(9);
  float event[3];
  float mixture[14];
  std::memcpy(mixture, kMixture, sizeof mixture);
  for (const float logit : {3e38f, -3e38f, 0.0f}) {
    mixture[12] = logit;
    for (const double temperature : {0.0, 1e-300, 1e-6, 1.0, 1000.0}) {
      draw(kConfig, mixture, {temperature, 0.0}, random, event);
      CHECK((event[0] == 1.0f || event[0] == 10.0f));
    }
  }
}

namespace {

// Every variant for this processor, and the plain C++ versions of those for others.
std::vector<const Kernels *> all_kernels() {
  std::vector<const Kernels *> found;
  for (const Kernels *const *kernels = usable_kernels(); *kernels != nullptr; ++kernels) found.push_back(*kernels);
  for (int precision = 0; precision < MDRNN_PRECISION_COUNT; ++precision) {
    found.push_back(&kernels_elsewhere_portable[precision]);
#if MDRNN_TESTS_X86
    found.push_back(&kernels_elsewhere_avxvnni[precision]);
    found.push_back(&kernels_elsewhere_avx512[precision]);
    found.push_back(&kernels_elsewhere_avx512vnni[precision]);
#endif
  }
  return found;
}

double sigmoid(double x) { return 1.0 / (1.0 + std::exp(-x)); }
double hard_sigmoid(double x) { return std::clamp(0.2 * x + 0.5, 0.0, 1.0); }

// A random network whose states neither die out nor saturate.
Weights random_weights(const Config &config, uint64_t seed) {
  Random random(seed);
  Weights weights;
  weights.config = config;
  weights.head.sigma_offset = 1.0f + 1e-7f;
  const auto fill = [&](std::vector<float> *numbers, size_t size, double deviation) {
    numbers->resize(size);
    for (float &number : *numbers) number = static_cast<float>(random.normal() * deviation);
  };
  for (int l = 0; l < config.layers; ++l) {
    const int rows = config.inputs(l) + config.units;
    weights.layers.emplace_back();
    fill(&weights.layers.back().kernel, static_cast<size_t>(rows) * 4 * config.units, 1.0 / std::sqrt(rows));
    fill(&weights.layers.back().bias, static_cast<size_t>(4) * config.units, 0.5);
  }
  fill(&weights.rates, static_cast<size_t>(config.carried()), 0.3);
  for (float &rate : weights.rates) rate = std::fabs(rate);
  float *const silent = weights.layers[0].kernel.data() + static_cast<size_t>(config.inputs(0) * 4 * config.units);
  std::fill_n(silent, config.carried() * 4 * config.units, 0.0f);
  const auto outputs = static_cast<size_t>(config.mixture_size());
  fill(&weights.head.kernel, config.units * outputs, 1.5 / std::sqrt(config.units));
  fill(&weights.head.bias, outputs, 0.5);
  return weights;
}

// The same step in double precision, directly from the equations.
struct Reference {
  const Weights &weights;
  std::vector<double> h, c;  // (layers, units)
  std::vector<double> last;  // (carried)

  explicit Reference(const Weights &w)
      : weights(w), h(static_cast<size_t>(w.config.layers * w.config.units)), c(h.size()), last(w.rates.size()) {}

  std::vector<double> forward(const float *event) {
    const Config &config = weights.config;
    const auto units = static_cast<size_t>(config.units);
    std::vector<double> input(event, event + config.dimension);
    for (size_t i = 0; i < last.size(); ++i) {
      input.push_back(std::tanh((event[i + 1] - last[i]) * weights.rates[i]));
      last[i] = event[i + 1];
    }
    for (size_t l = 0; l < static_cast<size_t>(config.layers); ++l) {
      double *const h_l = &h[l * units], *const c_l = &c[l * units];
      std::vector<double> joined = input;
      joined.insert(joined.end(), h_l, h_l + units);
      const auto gate = [&](size_t g, size_t unit) {
        double sum = weights.layers[l].bias[g * units + unit];
        for (size_t k = 0; k < joined.size(); ++k)
          sum += joined[k] * weights.layers[l].kernel[(k * 4 + g) * units + unit];
        return sum;
      };
      const auto activation = config.gates == Gates::kSigmoid ? sigmoid : hard_sigmoid;
      for (size_t unit = 0; unit < units; ++unit) {
        c_l[unit] = activation(gate(1, unit)) * c_l[unit] + activation(gate(0, unit)) * std::tanh(gate(2, unit));
        h_l[unit] = activation(gate(3, unit)) * std::tanh(c_l[unit]);
      }
      input.assign(h_l, h_l + units);
    }
    const auto outputs = static_cast<size_t>(config.mixture_size());
    const auto components = static_cast<size_t>(config.mixtures * config.dimension);
    std::vector<double> mixture(weights.head.bias.begin(), weights.head.bias.end());
    for (size_t k = 0; k < outputs; ++k) {
      for (size_t unit = 0; unit < units; ++unit) mixture[k] += input[unit] * weights.head.kernel[unit * outputs + k];
      const bool is_sigma = k >= components && k < 2 * components;
      const size_t value = k % config.dimension;
      if (k < components && value > 0 && !last.empty()) mixture[k] += last[value - 1];
      if (is_sigma) mixture[k] = (mixture[k] > 0 ? mixture[k] : std::expm1(mixture[k])) + weights.head.sigma_offset;
    }
    return mixture;
  }
};

}  // namespace

TEST_CASE("the variants named in MDRNN_KERNELS are available, and the baseline always is") {
  std::string found;
  for (const Kernels *const *kernels = usable_kernels(); *kernels != nullptr; kernels += MDRNN_PRECISION_COUNT)
    found += std::string(found.empty() ? "" : " ") + (*kernels)->name;
  const char *const named = std::getenv("MDRNN_KERNELS");
  if (named == nullptr) {
    CHECK(found.find("baseline") != std::string::npos);
    return;
  }
  MESSAGE("kernels: ", found);
  CHECK(found == std::string(named));
}

namespace {

constexpr int kSteps = 100;

// One event per step.
std::vector<float> random_events(const Config &config) {
  Random random(2);
  std::vector<float> events(static_cast<size_t>(kSteps * config.dimension));
  for (float &x : events) x = static_cast<float>(random.uniform() * 10.0);
  return events;
}

// The largest difference from the reference over all steps.
double worst_difference(NativeEngine *engine, const std::vector<float> &events,
                        const std::vector<std::vector<double>> &expected) {
  std::vector<float> mixture(expected[0].size());
  double worst = 0.0;
  for (size_t step = 0; step < expected.size(); ++step) {
    REQUIRE(engine->forward(&events[step * events.size() / expected.size()], mixture.data()));
    if (step % 3 == 0) engine->prepare();
    for (size_t k = 0; k < mixture.size(); ++k)
      worst = std::max(worst, std::fabs(mixture[k] - expected[step][k]) / std::max(1.0, std::fabs(expected[step][k])));
  }
  return worst;
}

}  // namespace

TEST_CASE("every variant and size is as close to a double-precision reference as its precision allows") {
  const Config sizes[] = {{2, 1, 1, 1},
                          {3, 2, 17, 5},
                          {3, 2, 32, 5},
                          {9, 2, 64, 5},
                          {64, 1, 9, 5},
                          {3, 12, 6, 2},
                          {4, 3, 40, 7},
                          {3, 2, 128, 5},
                          {3, 3, 33, 9},
                          {5, 1, 24, 1},
                          {3, 2, 256, 5},
                          {3, 2, 1, 2, 10.0, Gates::kHardSigmoid},
                          {9, 3, 33, 5, 10.0, Gates::kHardSigmoid},
                          {3, 2, 128, 5, 10.0, Gates::kHardSigmoid},
                          {2, 1, 2, 1, 10.0, Gates::kSigmoid, true},
                          {3, 2, 17, 5, 10.0, Gates::kSigmoid, true},
                          {9, 2, 64, 28, 10.0, Gates::kSigmoid, true},
                          {64, 1, 126, 64, 10.0, Gates::kSigmoid, true},
                          {5, 3, 33, 4, 10.0, Gates::kHardSigmoid, true}};
  const double bounds[MDRNN_PRECISION_COUNT] = {1e-6, 1e-2, 2e-2};
  for (const Config &config : sizes) {
    const Weights weights = random_weights(config, 1);
    const std::vector<float> events = random_events(config);
    Reference reference(weights);  // once for all variants: it is slower than they are
    std::vector<std::vector<double>> expected;
    for (int step = 0; step < kSteps; ++step) expected.push_back(reference.forward(&events[step * config.dimension]));
    for (const Kernels *kernels : all_kernels()) {
      CAPTURE(std::string(kernels->name));
      CAPTURE(kernels->precision);
      CAPTURE(config.units);
      CAPTURE(static_cast<int>(config.gates));
      NativeEngine engine(std::make_shared<const PackedWeights>(weights, *kernels));
      // 64 inputs of up to 10 make sums beyond 16, whose last bit alone is 2e-6.
      CHECK(worst_difference(&engine, events, expected) <
            (config.dimension == 64 ? 2.0 : 1.0) * bounds[kernels->precision]);
    }
  }
}

TEST_CASE("the state of a relative network begins with the last values, and setting it brings back every bit") {
  const Config config{4, 2, 17, 3, 10.0, Gates::kSigmoid, true};
  const Weights weights = random_weights(config, 1);
  const std::vector<float> events = random_events(config);
  for (const Kernels *kernels : all_kernels()) {
    CAPTURE(std::string(kernels->name));
    CAPTURE(kernels->precision);
    NativeEngine engine(std::make_shared<const PackedWeights>(weights, *kernels));
    std::vector<float> first(27), again(27), state(static_cast<size_t>(config.state_size()));
    for (int step = 0; step + 1 < 10; ++step) {
      engine.forward(&events[step * 4], again.data());
      if (step == 0) first = again;
      engine.get_state(state.data());
      CHECK(std::equal(&events[step * 4 + 1], &events[step * 4 + 4], state.begin()));
      std::vector<float> expected(27);
      engine.forward(&events[step * 4 + 4], expected.data());
      engine.set_state(state.data());
      engine.forward(&events[step * 4 + 4], again.data());
      CHECK(again == expected);
      engine.set_state(state.data());
    }
    engine.reset();
    engine.forward(&events[0], again.data());
    CHECK(again == first);
  }
}

TEST_CASE("last values that are no numbers are found, and forgotten by a reset") {
  const Config config{3, 1, 9, 2, 10.0, Gates::kSigmoid, true};
  for (const Kernels *kernels : all_kernels()) {
    CAPTURE(std::string(kernels->name));
    CAPTURE(kernels->precision);
    NativeEngine engine(std::make_shared<const PackedWeights>(random_weights(config, 1), *kernels));
    std::vector<float> mixture(14), expected(14), state(18);
    const float event[] = {1.0f, 5.0f, 3.0f};
    engine.forward(event, expected.data());
    state[1] = NAN;
    engine.set_state(state.data());
    engine.forward(event, mixture.data());
    CHECK(!engine.is_finite());
    engine.reset();
    engine.forward(event, mixture.data());
    CHECK(mixture == expected);
  }
}

TEST_CASE("a seed gives the same music on every variant") {
  const Config config{3, 2, 33, 5, 10.0};
  const Weights weights = random_weights(config, 1);
  for (int precision = 0; precision < MDRNN_PRECISION_COUNT; ++precision) {
    std::vector<float> music;
    for (const Kernels *kernels : all_kernels()) {
      if (kernels->precision != precision) continue;
      CAPTURE(std::string(kernels->name));
      NativeEngine engine(std::make_shared<const PackedWeights>(weights, *kernels));
      Random random(5);
      std::vector<float> mixture(35), heard;
      float event[] = {1.0f, 5.0f, 3.0f};
      for (int step = 0; step < 300; ++step) {
        engine.forward(event, mixture.data());
        draw(config, mixture.data(), {1.0, 0.01}, random, event);
        for (float &number : event) number = std::clamp(number, 0.0f, 10.0f);
        heard.insert(heard.end(), event, event + 3);
      }
      if (music.empty()) music = heard;
      for (size_t i = 0; i < heard.size(); ++i) CHECK(heard[i] == doctest::Approx(music[i]).epsilon(2e-4));
    }
  }
}

TEST_CASE("int8 weights in a file are used unchanged") {
  Weights weights = random_weights({3, 2, 40, 5, 10.0}, 6);
  const float scale = 0.01f;
  const auto quantise = [&](std::vector<float> *numbers) {
    for (float &number : *numbers) number = std::clamp(std::nearbyint(number / scale), -127.0f, 127.0f) * scale;
  };
  for (Layer &layer : weights.layers) {
    quantise(&layer.kernel);
    layer.kernel_scales.assign(160, scale);
    layer.recurrent_scales.assign(160, scale);
  }
  for (const Kernels *kernels : all_kernels()) {
    if (kernels->precision != MDRNN_INT8) continue;
    NativeEngine engine(std::make_shared<const PackedWeights>(weights, *kernels));
    Reference reference(weights);
    double worst = 0.0;
    for (int step = 0; step < 50; ++step) {
      const float event[] = {0.3f, static_cast<float>(step % 10), 4.0f};
      std::vector<float> mixture(35);
      REQUIRE(engine.forward(event, mixture.data()));
      const std::vector<double> expected = reference.forward(event);
      for (size_t k = 0; k < expected.size(); ++k) worst = std::max(worst, std::fabs(mixture[k] - expected[k]));
    }
    CHECK(worst < 5e-4);  // the error of 16-bit activations; with scales other than the file's it would be 1e-2
  }
}

TEST_CASE("preparing changes no bit of the result, even if a state is set in between") {
  for (const bool is_relative : {false, true}) {
    const Weights weights = random_weights({3, 2, 17, 5, 10.0, Gates::kSigmoid, is_relative}, 4);
    const auto packed = std::make_shared<const PackedWeights>(weights, best_kernels());
    NativeEngine lazy(packed), eager(packed);
    std::vector<float> a(35), b(35), state(68);
    const float event[] = {1.0f, 5.0f, 3.0f};
    for (int step = 0; step < 50; ++step) {
      eager.prepare();
      if (step == 20) {
        lazy.get_state(state.data());
        for (float &number : state) number *= 0.5f;
        lazy.set_state(state.data());
        eager.set_state(state.data());
      }
      if (step == 30) {
        lazy.reset();
        eager.reset();
      }
      lazy.forward(event, a.data());
      eager.forward(event, b.data());
      CHECK(a == b);
    }
  }
}

TEST_CASE("the kernels do not hide NaN") {
  for (const Kernels *kernels : all_kernels()) {
    NativeEngine engine(std::make_shared<const PackedWeights>(random_weights({3, 2, 17, 5, 10.0}, 4), *kernels));
    std::vector<float> mixture(35);
    const float event[] = {1.0f, NAN, 3.0f};
    engine.forward(event, mixture.data());
    CHECK(!engine.is_finite());  // as int8 NaN does not pass from layer to layer, but it stays in the state
    if (kernels->precision != MDRNN_INT8) CHECK(!kernels->all_finite(mixture.data(), 35));
    std::vector<float> numbers(37, 1.0f);
    for (size_t i = 0; i < numbers.size(); ++i)
      for (const float strange : {NAN, INFINITY, -INFINITY}) {
        CHECK(kernels->all_finite(numbers.data(), 37));
        numbers[i] = strange;
        CHECK(!kernels->all_finite(numbers.data(), 37));
        numbers[i] = 3e38f;
      }
  }
}

TEST_CASE("a sentence is always valid text") {
  mdrnn_error error{};
  fail(&error, MDRNN_BAD_FILE, "%s", "caf\xc3\xa9 \xcd_ \x01 \xed\xa0\x80 \xf0\x9f\x8e\xb5");
  CHECK(std::string(error.sentence) == "caf\xc3\xa9 ?_ ? ??? \xf0\x9f\x8e\xb5");
  const std::string long_name(1000, 'x');
  fail(&error, MDRNN_BAD_FILE, "%s", (long_name + "\xc3\xa9").c_str());
  CHECK(std::strlen(error.sentence) == MDRNN_SENTENCE_SIZE - 1);
}
