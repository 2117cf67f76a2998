// SPDX-License-Identifier: MIT
// Draws from the golden mixtures: the same bits on every processor.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "file/packed_form.h"
#include "golden_run.h"
#include "step/mixture.h"

using golden_run::Run;

namespace {

constexpr float kScale = 10.0f, kMinDt = 0.001f, kMaxDt = 5.0f;  // of the golden models; the core's defaults

std::vector<std::filesystem::path> run_paths() {
  std::vector<std::filesystem::path> paths;
  for (const auto &entry : std::filesystem::directory_iterator(MDRNN_GOLDEN_DIR))
    if (entry.path().extension() == ".run") paths.push_back(entry.path());
  return paths;
}

std::vector<char> bytes_of(const std::filesystem::path &path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

mdrnn::Config config_of(const Run &run) {
  mdrnn::Config config;
  config.dimension = run.dimension;
  config.mixtures = run.mixture_size / (2 * run.dimension + 1);
  return config;
}

std::vector<float> drawn(const Run &run, int step) {
  mdrnn::Random random(static_cast<uint64_t>(run.seed));
  for (int i = 0; i < step * (run.dimension + 1); ++i) random.next();
  std::vector<float> event(static_cast<size_t>(run.dimension));
  mdrnn::draw(config_of(run), run.mixture(step), {}, random, event.data());
  event[0] = std::clamp(event[0] / kScale, kMinDt, kMaxDt);
  for (size_t i = 1; i < event.size(); ++i) event[i] = std::clamp(event[i] / kScale, 0.0f, 1.0f);
  return event;
}

}  // namespace

TEST_CASE("an event drawn from a golden mixture equals the golden event in every bit") {
  const auto paths = run_paths();
  CHECK(paths.size() == 30);  // nine models, three precisions
  int events = 0;
  for (const auto &path : paths) {
    CAPTURE(path.filename().string());
    const std::vector<char> bytes = bytes_of(path);
    Run run;
    REQUIRE(golden_run::read(reinterpret_cast<const unsigned char *>(bytes.data()), bytes.size(), &run));
    for (int step = 0; step < run.steps; ++step) {
      if (!run.has_mixture(step)) continue;
      const std::vector<float> event = drawn(run, step);
      REQUIRE(std::equal(event.begin(), event.end(), run.event(step)));
      ++events;
    }
  }
  CHECK(events == 30 * 125);
}

TEST_CASE("events drawn with a grain from golden mixtures have the recorded bits") {
  const std::vector<char> bytes = bytes_of(MDRNN_GOLDEN_DIR "/mouse-3d-xs.float32.run");
  Run run;
  REQUIRE(golden_run::read(reinterpret_cast<const unsigned char *>(bytes.data()), bytes.size(), &run));
  mdrnn::Random random(static_cast<uint64_t>(run.seed));
  std::vector<float> event(static_cast<size_t>(run.dimension), 0.5f), events;
  for (int step = run.every - 1; step < run.steps; step += run.every) {
    const std::vector<float> last = event;
    draw_on_grid(config_of(run), run.mixture(step), {1.0, 0.3}, {1.0 / 127.0}, last.data(), random, event.data());
    events.insert(events.end(), event.begin(), event.end());
  }
  // Recorded on x86-64; other machines must give the same.
  CHECK(mdrnn::checksum(events.data(), events.size() * sizeof(float)) == 442850726u);
}

TEST_CASE("other data is not accepted as a golden run") {
  std::vector<char> bytes = bytes_of(run_paths().front());
  const auto *data = reinterpret_cast<const unsigned char *>(bytes.data());
  Run run;
  CHECK_FALSE(golden_run::read(data, 10, &run));
  CHECK_FALSE(golden_run::read(data, bytes.size() - 4, &run));
  bytes[0] = 'X';
  CHECK_FALSE(golden_run::read(data, bytes.size(), &run));
}
