// SPDX-License-Identifier: MIT
// Draws of values that have a grain, compared with exact probabilities, and the grain that a file tells.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <string>
#include <vector>

#include "file/metadata.h"
#include "step/mixture.h"
#include "step/stepper.h"

using namespace mdrnn;

namespace {

constexpr int kDraws = 100000;
constexpr double kGrain = 1.0 / 127.0;

double normal_cdf(double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); }

// One component over dt and one value, unscaled.
struct Value {
  double mu, sigma, last;
  double grain = kGrain;
  Temperatures temperatures = {1.0, 1.0};
};

std::vector<float> drawn(const Value &value, int draws, uint64_t seed = 1) {
  const Config config{2, 1, 4, 1, 10.0};
  const float mixture[] = {1.0f, static_cast<float>(10.0 * value.mu), 0.5f, static_cast<float>(10.0 * value.sigma),
                           0.0f};
  const float last[] = {0.1f, static_cast<float>(value.last)};
  Random random(seed);
  std::vector<float> values;
  for (int i = 0; i < draws; ++i) {
    float event[2];
    draw_on_grid(config, mixture, value.temperatures, {value.grain}, last, random, event);
    values.push_back(event[1]);
  }
  return values;
}

bool is_on_grid(double value, double grain) {
  const double k = std::round(value / grain);
  return value >= 0.0 && value <= 1.0 && std::fabs(value - k * grain) < 1e-7 + 1e-5 * value;
}

// P(value) of each grid point for a value that does not rest.
std::map<float, double> exact(const Value &value) {
  const double sigma = value.sigma * std::sqrt(value.temperatures.sigma);
  const int points = static_cast<int>(std::floor(1.0 / value.grain + 1e-9));
  std::map<float, double> chances;
  double rest = 0.0;
  for (int k = 0; k <= points; ++k) {
    const double below = k == 0 ? 0.0 : normal_cdf(((k - 0.5) * value.grain - value.mu) / sigma);
    const double up_to = k == points ? 1.0 : normal_cdf(((k + 0.5) * value.grain - value.mu) / sigma);
    if (std::fabs(k * value.grain - value.last) < 0.5 * value.grain)
      rest += up_to - below;
    else
      chances[static_cast<float>(k * value.grain)] = up_to - below;
  }
  const double never = std::pow(rest, 9);
  for (auto &[point, chance] : chances) chance *= (1.0 - never) / (1.0 - rest);
  const double moved = value.last + (value.mu < value.last ? -value.grain : value.grain);
  chances[static_cast<float>(std::round(moved / value.grain) * value.grain)] += never;
  return chances;
}

double farthest_from_exact(const Value &value) {
  std::map<float, double> left = exact(value);
  for (const float found : drawn(value, kDraws)) {
    auto point = left.lower_bound(found - 1e-6f);
    REQUIRE(point != left.end());
    REQUIRE(std::fabs(point->first - found) < 1e-6f);
    point->second -= 1.0 / kDraws;
  }
  double most = 0.0;
  for (const auto &[point, chance] : left) most = std::max(most, std::fabs(chance));
  return most;
}

bool always(const Value &value, float expected) {
  const std::vector<float> values = drawn(value, 200);
  return std::all_of(values.begin(), values.end(), [&](float found) { return found == expected; });
}

}  // namespace

TEST_CASE("a value rests where the component has more than half of its mass within half a grain") {
  Random random(1);
  int resting = 0;
  for (int i = 0; i < 200000; ++i) {
    const double half = 0.5 * std::exp(-8.0 * random.uniform()), sigma = half * std::exp(3.0 * random.normal());
    const double distance = 1.2 * half * random.uniform(), scale = sigma * std::sqrt(2.0);
    const double mass = 0.5 * (std::erf((half - distance) / scale) + std::erf((half + distance) / scale));
    if (std::fabs(mass - 0.5) < 1e-6) continue;
    REQUIRE(rests(distance, half, sigma) == (mass > 0.5));
    resting += mass > 0.5 ? 1 : 0;
  }
  CHECK(resting > 20000);
  CHECK(resting < 180000);
  CHECK(rests(0.0, 0.01, 0.0));
  CHECK_FALSE(rests(0.011, 0.01, 0.0));
  CHECK_FALSE(rests(0.01, 0.01, 1e-9));
  CHECK_FALSE(rests(1e30, 0.01, 1e30));
}

TEST_CASE("a resting value is the last one in every bit, on the grid or not") {
  for (const float last : {0.0f, 1.0f, 0.5f, 0.123456f, 64.0f / 127.0f}) {
    CAPTURE(last);
    const double exactly = static_cast<double>(last);
    CHECK(always({exactly, 0.0, exactly}, last));
    CHECK(always({exactly + 0.003, 0.001, exactly}, last));
    CHECK(always({exactly - 0.003, 0.001, exactly, kGrain, {0.0, 1000.0}}, last));  // its own sigma decides
  }
}

TEST_CASE("a moving value has the exact probabilities of the grid's points, but does not stay") {
  const double middle = 64.0 / 127.0;
  CHECK(farthest_from_exact({middle, 0.03, middle}) < 0.004);
  CHECK(farthest_from_exact({0.5, 0.03, 0.51}) < 0.004);
  CHECK(farthest_from_exact({0.45, 0.3, middle, kGrain, {1.0, 0.01}}) < 0.004);
  CHECK(farthest_from_exact({middle + 0.001, 0.01, middle, kGrain, {1.0, 0.09}}) < 0.004);  // 15 % use up all redraws
  CHECK(farthest_from_exact({0.5, 0.2, 0.4, 0.3}) < 0.004);                                 // no whole number of steps
  CHECK(farthest_from_exact({0.5, 0.5, 0.5, 0.5}) < 0.004);
}

TEST_CASE("a value lies on the grid, and moves by at least half a grain or not at all") {
  Random random(2);
  for (int i = 0; i < 3000; ++i) {
    const double grain = 0.5 * std::exp(-6.0 * random.uniform());
    const double last = static_cast<double>(static_cast<float>(random.uniform()));
    const Value value{2.0 * random.uniform() - 0.5, grain * std::exp(3.0 * random.normal()), last, grain, {1.0, 0.3}};
    for (const float found : drawn(value, 20, static_cast<uint64_t>(i))) {
      if (found == static_cast<float>(last)) continue;
      REQUIRE(is_on_grid(static_cast<double>(found), grain));
      REQUIRE(std::fabs(static_cast<double>(found) - last) > 0.4999 * grain);
    }
  }
}

TEST_CASE("a value that cannot leave its place by chance moves by one grain towards the mean") {
  const Temperatures still = {1.0, 0.0};
  const auto point = [](int k) { return static_cast<float>(k / 127.0); };
  const double middle = static_cast<double>(point(60));
  CHECK(always({middle + 0.002, 0.1, middle, kGrain, still}, point(61)));
  CHECK(always({middle - 0.002, 0.1, middle, kGrain, still}, point(59)));
  CHECK(always({0.7, 0.001, 0.2, kGrain, still}, point(89)));  // otherwise the mean, on the grid
}

TEST_CASE("at an end of the range a value stays as often as draws go beyond it") {
  const auto stays = [](const Value &value, float last) {
    const std::vector<float> values = drawn(value, kDraws);
    return static_cast<double>(std::count(values.begin(), values.end(), last)) / kDraws;
  };
  for (const double sigma : {0.01, 0.1, 9.0}) {
    CAPTURE(sigma);
    CHECK(std::fabs(stays({0.98, sigma, 1.0}, 1.0f) - normal_cdf((0.98 - 1.0 + 0.5 * kGrain) / sigma)) < 0.006);
    CHECK(std::fabs(stays({0.02, sigma, 0.0}, 0.0f) - normal_cdf((0.5 * kGrain - 0.02) / sigma)) < 0.006);
  }
  CHECK(always({3.0, 0.001, 1.0}, 1.0f));
  CHECK(always({-3.0, 0.001, 0.0}, 0.0f));
}

TEST_CASE("a grain that is rounded in decimals still reaches 1") {
  for (const double grain : {0.00787402, 0.007874, 0.0078740157, static_cast<double>(1.0f / 127.0f)}) {
    CAPTURE(grain);
    CHECK(always({2.0, 0.001, 0.2, grain}, 1.0f));
    CHECK(always({64.0 / 127.0, 0.0001, 0.2, grain}, static_cast<float>(64.0 / 127.0)));
  }
  CHECK(always({2.0, 0.001, 0.2, 0.3}, 0.9f));  // the last point of this grid
}

TEST_CASE("the smallest and the largest numbers give values in 0..1") {
  for (const double grain : {1e-300, 1e-45, 1e-9, 0.5})
    for (const double mu : {-1e37, 0.0, 0.5, 1e37})
      for (const double sigma : {0.0, 1e-40, 1.0, 1e37})
        for (const double last : {-1e9, -0.0, 0.3, 1e9})
          for (const float found : drawn({mu, sigma, last, grain, {1.0, 1000.0}}, 5))
            REQUIRE((found >= 0.0f && found <= 1.0f));
}

namespace {

// A network that always gives the same mixture.
class Fixed : public Engine {
 public:
  Fixed(const Config &config, std::vector<float> mixture) : config_(config), mixture_(std::move(mixture)) {}
  const Config &config() const override { return config_; }
  bool forward(const float *, float *mixture) noexcept override {
    std::copy(mixture_.begin(), mixture_.end(), mixture);
    return true;
  }
  void prepare() noexcept override {}
  bool is_finite() const noexcept override { return true; }
  void get_state(float *) const noexcept override {}
  void set_state(const float *) noexcept override {}
  void reset() noexcept override {}

 private:
  Config config_;
  std::vector<float> mixture_;
};

// Two components of three dimensions: in one the values rest, with the chance 3/4.
const Config kConfig{3, 1, 4, 2, 10.0};  // D layers units mixtures
const float kEvent[] = {0.1f, 0.3f, 0.7f};
std::vector<float> mixture() { return {2, 3, 7, 2, 5, 5, 0.5f, 0.01f, 0.01f, 0.5f, 1, 1, std::log(3.0f), 0.0f}; }

struct Steps {
  Fixed engine{kConfig, mixture()};
  std::vector<float> room = std::vector<float>(Stepper::room(kConfig));
  Stepper stepper;
  Random random{5};

  explicit Steps(const float *grain = nullptr) : stepper(&engine, room.data(), grain) {}
  std::vector<float> step(double grain, Temperatures temperatures = {1.0, 0.01}) {
    std::vector<float> next(3);
    REQUIRE(stepper.step(kEvent, {temperatures, grain, 5.0}, &random, next.data()));
    return next;
  }
};

}  // namespace

TEST_CASE("without a grain steps draw as they did, with one their waits have the network's own spread") {
  Steps plain, off, on;
  double squares_off = 0.0, squares_on = 0.0;
  int rests = 0;
  for (int i = 0; i < 20000; ++i) {
    const std::vector<float> expected = plain.step(-1.0), same = off.step(0.0), other = on.step(kGrain);
    REQUIRE(same == expected);
    squares_off += std::pow(expected[0] - 0.2, 2);
    squares_on += std::pow(other[0] - 0.2, 2);
    rests += other[1] == kEvent[1] && other[2] == kEvent[2] ? 1 : 0;
  }
  CHECK(std::sqrt(squares_off / 20000) == doctest::Approx(0.005).epsilon(0.02));
  CHECK(std::sqrt(squares_on / 20000) == doctest::Approx(0.05).epsilon(0.02));
  CHECK(rests / 20000.0 == doctest::Approx(0.75).epsilon(0.02));
}

TEST_CASE("pi temperature 0 takes the likeliest component with a grain too") {
  Steps steps;
  for (int i = 0; i < 100; ++i) {
    const std::vector<float> next = steps.step(kGrain, {0.0, 1.0});
    CHECK((next[1] == kEvent[1] && next[2] == kEvent[2]));
  }
}

TEST_CASE("a step takes the same count of random numbers, whatever it draws") {
  Steps plain, rough, fine;
  for (int i = 0; i < 200; ++i) plain.step(0.0), rough.step(0.5), fine.step(1e-4);
  const uint32_t next = plain.random.next();
  CHECK(rough.random.next() == next);
  CHECK(fine.random.next() == next);
}

TEST_CASE("each value has its own grain, and one of 0 is drawn as without") {
  const float grain[] = {0.25f, 0.0f};
  Steps plain, own(grain), overruled(grain);
  for (int i = 0; i < 500; ++i) {
    const std::vector<float> expected = plain.step(-1.0), next = own.step(-1.0);
    REQUIRE(next[2] == expected[2]);
    REQUIRE((next[1] == kEvent[1] || is_on_grid(static_cast<double>(next[1]), 0.25)));
    REQUIRE(overruled.step(0.0) == expected);
  }
}

// ---- the file -------------------------------------------------------------------------------------------------------

namespace {

std::string refusal(const std::string &list) {
  float grain[3];
  bool has_grain = false;
  mdrnn_error error{};
  const std::string json = "{\"scale\": 10, \"grain\": " + list + "}";
  return read_grain(json, 3, grain, &has_grain, &error) == MDRNN_OK ? "" : error.sentence;
}

}  // namespace

TEST_CASE("a file's grain is read, one number for each value") {
  float grain[3] = {9, 9, 9};
  bool has_grain = true;
  for (const char *json : {"", "{}", R"({"recommended": {"grain": [0.1, 0.1, 0.1]}})", R"({"grain": [0, 0.0, 0e5]})"}) {
    CAPTURE(json);
    CHECK(read_grain(json, 3, grain, &has_grain, nullptr) == MDRNN_OK);
    CHECK(std::all_of(grain, grain + 3, [](float number) { return number == 0.0f; }));
    CHECK_FALSE(has_grain);
  }
  const char *const json = R"({"a": [1], "grain" : [ 0.007874015748031496,0 ,
    5e-1 ] , "b": 2})";
  CHECK(read_grain(json, 3, grain, &has_grain, nullptr) == MDRNN_OK);
  CHECK(has_grain);
  CHECK(grain[0] == 1.0f / 127.0f);
  CHECK(grain[1] == 0.0f);
  CHECK(grain[2] == 0.5f);
}

TEST_CASE("a grain that cannot be is refused in one sentence") {
  CHECK(refusal("0.1") == "metadata: grain is 0.1, expected a list of 3 numbers");
  CHECK(refusal("{\"x\": 1}") == "metadata: grain is {\"x\":, expected a list of 3 numbers");
  CHECK(refusal("null") == "metadata: grain is null, expected a list of 3 numbers");
  CHECK(refusal("[0.1, 0.1]") == "metadata: grain has 2 numbers, expected 3: one for each value");
  CHECK(refusal("[0.1, 0.1, 0.1, 0.1]") == "metadata: grain has 4 numbers, expected 3: one for each value");
  for (const char *number :
       {"0.50001", "-0.1", "NaN", "Infinity", "1e300", "\"0.1\"", "null", "[0.1]", "0,1", "0.1x"}) {
    CAPTURE(number);
    CHECK(refusal(std::string("[0.1, ") + number + ", 0.1]").find("metadata: ") == 0);
  }
  CHECK(refusal("[0.1, 0.6, 0.1]") == "metadata: number 1 of grain is 0.6, expected 0 to 0.5");
  for (const char *list : {"[]", "[0.1 0.1 0.1]", "[,]", "[0.1, 0.1, 0.1,]", "[0.1, 0.1, 0.1}"}) {
    CAPTURE(list);
    CHECK(refusal(list) != "");
  }
}

TEST_CASE("whatever an entry says, it is read or refused in one sentence, and no number is outside 0..0.5") {
  constexpr char kLetters[] = "[[]],,,0011.5eE+-\"\\{}: \tgrainNaN";
  Random random(3);
  int read = 0;
  for (int i = 0; i < 200000; ++i) {
    std::string json = R"({"grain": [0.1, 0, 5e-1], "b": 1})";
    for (uint32_t left = random.next() % 4; left > 0; --left) {
      const size_t at = random.next() % json.size();
      const char letter = kLetters[random.next() % (sizeof kLetters - 1)];
      if (random.next() % 3 == 0)
        json.erase(at, 1 + random.next() % 5);
      else
        json[at] = letter;
      if (json.empty()) break;
    }
    float grain[4] = {9, 9, 9, 9};
    bool has_grain = false;
    mdrnn_error error{};
    const mdrnn_status status = read_grain(json, 3, grain, &has_grain, &error);
    CAPTURE(json);
    REQUIRE((status == MDRNN_OK) == (*error.sentence == '\0'));
    REQUIRE(std::all_of(grain, grain + 3, [](float number) { return number >= 0.0f && number <= 0.5f; }));
    REQUIRE(grain[3] == 9.0f);
    read += status == MDRNN_OK && has_grain ? 1 : 0;
  }
  CHECK(read > 20000);
  CHECK(read < 180000);
}
