// SPDX-License-Identifier: MIT
// Numbers, draws and one step, against figures that are known from elsewhere.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <memory>
#include <vector>

#include "step/error.h"
#include "step/lstm.h"
#include "step/mixture.h"
#include "step/random.h"

using namespace mdrnn;

TEST_CASE("normal_quantile gives the published quantiles") {
  const double known[][2] = {{0.5, 0.0},           {0.975, 1.959963985}, {0.025, -1.959963985}, {0.999, 3.090232306},
                             {1e-6, -4.753424309}, {1e-9, -5.997807015}, {0.841344746, 1.0}};
  for (const auto &[p, x] : known) CHECK(normal_quantile(p) == doctest::Approx(x).epsilon(1e-6));
}

TEST_CASE("portable exp and log are those of the C library") {
  for (double x = -60.0; x <= 0.0; x += 0.01) CHECK(portable_exp(x) == doctest::Approx(std::exp(x)).epsilon(1e-13));
  for (double x = 1e-10; x < 100.0; x *= 1.01) CHECK(portable_log(x) == doctest::Approx(std::log(x)).epsilon(1e-12));
  CHECK(portable_exp(-1e300) == 0.0);
  CHECK(portable_exp(-INFINITY) == 0.0);
}

TEST_CASE("the draws are the same bits on every machine") {
  Random random(7);
  const uint32_t expected[] = {random.next(), random.next()};
  Random again(7);
  CHECK(again.next() == expected[0]);
  CHECK(again.next() == expected[1]);
  // Written down on x86-64; another machine has to find the same.
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
const Config kConfig{3, 1, 4, 2, 10.0};
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

// A network of one unit, worked out by hand.
std::shared_ptr<Weights> one_unit() {
  auto weights = std::make_shared<Weights>();
  weights->config = {2, 1, 1, 1, 10.0};
  weights->layers = {{{0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f, 0.7f, 0.8f, -0.1f, -0.2f, -0.3f, -0.4f}, {0, 1, 0, 0}}};
  weights->head = {{1, 2, -3, 4, 5}, {0, 0, 0, 0, 1}, 1.0f};
  return weights;
}

double sigmoid(double x) { return 1.0 / (1.0 + std::exp(-x)); }

}  // namespace

TEST_CASE("two steps of one unit are those worked out by hand") {
  NativeEngine engine(one_unit());
  double h = 0.0, c = 0.0;
  const float inputs[2][2] = {{1.0f, -0.5f}, {0.25f, 2.0f}};
  for (const auto &x : inputs) {
    float mixture[5];
    REQUIRE(engine.forward(x, mixture));
    const auto gate = [&](int g, double bias) {
      return (0.1 + 0.1 * g) * x[0] + (0.5 + 0.1 * g) * x[1] - (0.1 + 0.1 * g) * h + bias;
    };
    const double i = sigmoid(gate(0, 0)), f = sigmoid(gate(1, 1)), g = std::tanh(gate(2, 0)), o = sigmoid(gate(3, 0));
    c = f * c + i * g;
    h = o * std::tanh(c);
    const auto elu = [](double z) { return z > 0 ? z : std::expm1(z); };
    const double expected[] = {h, 2 * h, elu(-3 * h) + 1, elu(4 * h) + 1, 5 * h + 1};
    for (int k = 0; k < 5; ++k) CHECK(mixture[k] == doctest::Approx(expected[k]).epsilon(1e-6));
  }
}

TEST_CASE("a sentence is always text") {
  mdrnn_error error{};
  fail(&error, MDRNN_BAD_FILE, "%s", "caf\xc3\xa9 \xcd_ \x01 \xed\xa0\x80 \xf0\x9f\x8e\xb5");
  CHECK(std::string(error.sentence) == "caf\xc3\xa9 ?_ ? ??? \xf0\x9f\x8e\xb5");
  const std::string long_name(1000, 'x');
  fail(&error, MDRNN_BAD_FILE, "%s", (long_name + "\xc3\xa9").c_str());
  CHECK(std::strlen(error.sentence) == MDRNN_SENTENCE_SIZE - 1);
}
