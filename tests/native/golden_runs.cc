// SPDX-License-Identifier: MIT
// Compares this machine with the golden runs, using only the C interface: `golden_runs FOLDER MODEL..`.
//
// For each MODEL and precision it replays FOLDER/NAME.PRECISION.run and prints how far the network and
// the events are off. `golden_runs --make FOLDER MODEL..` writes them again: done once, on an x86-64
// without AVX, which is `qemu-x86_64-static -cpu qemu64 golden_runs --make ..`.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "golden_run.h"
#include "mdrnn/mdrnn.hpp"

namespace {

using golden_run::Run;
constexpr const char *kPrecisions[] = {"float32", "bfloat16", "int8"};

struct Players {
  mdrnn::Handle forward, step;  // one for mixtures, one for draws
  mdrnn_model_info info;
};

mdrnn::Handle open(const char *model, int precision) {
  mdrnn_error error{};
  mdrnn::Handle made(mdrnn_create(1e9, golden_run::kSeed, &error));
  mdrnn_load_options options{};
  options.engine = MDRNN_NATIVE;
  options.precision = static_cast<mdrnn_precision>(precision);
  // A model may recommend other temperatures; the runs use the core's defaults.
  if (made != nullptr && mdrnn_load(made.get(), model, &options, &error) == MDRNN_OK &&
      mdrnn_set(made.get(), MDRNN_PI_TEMPERATURE, 1.0, &error) == MDRNN_OK &&
      mdrnn_set(made.get(), MDRNN_SIGMA_TEMPERATURE, 0.01, &error) == MDRNN_OK)
    return made;
  std::fprintf(stderr, "%s\n", error.sentence);
  return nullptr;
}

bool open(const char *model, int precision, Players *players) {
  players->forward = open(model, precision);
  players->step = open(model, precision);
  if (players->forward == nullptr || players->step == nullptr) return false;
  players->info = mdrnn_get_model_info(players->step.get());
  return true;
}

std::string run_path(const char *folder, const std::string &model, int precision) {
  const std::string file = model.substr(model.find_last_of('/') + 1);
  return std::string(folder) + "/" + file.substr(0, file.rfind('.')) + "." + kPrecisions[precision] + ".run";
}

// ---- make -----------------------------------------------------------------------------------------------------------

bool make(const char *folder, const char *model, int precision) {
  Players players;
  if (!open(model, precision, &players)) return false;
  const int size = mdrnn_mixture_size(players.step.get()), dimension = players.info.dimension;
  std::vector<float> events, mixtures, event(static_cast<size_t>(dimension), 0.5f), next(event), mixture(size);
  event[0] = 0.0f;
  for (int step = 0; step < golden_run::kSteps; ++step, event = next) {
    if (mdrnn_forward(players.forward.get(), event.data(), mixture.data(), nullptr) != MDRNN_OK) return false;
    if (mdrnn_step(players.step.get(), event.data(), next.data(), nullptr) != MDRNN_OK) return false;
    events.insert(events.end(), next.begin(), next.end());
    if (step % golden_run::kEvery == golden_run::kEvery - 1)
      mixtures.insert(mixtures.end(), mixture.begin(), mixture.end());
  }
  const int32_t words[] = {dimension, size, golden_run::kSteps, golden_run::kEvery, golden_run::kSeed, precision};
  std::ofstream file(run_path(folder, model, precision), std::ios::binary);
  file.write(golden_run::kMagic, 8);
  file.write(reinterpret_cast<const char *>(words), sizeof words);
  for (const std::vector<float> *part : {&events, &mixtures})
    file.write(reinterpret_cast<const char *>(part->data()),
               static_cast<std::streamsize>(part->size() * sizeof(float)));
  return file.good();
}

// ---- check ----------------------------------------------------------------------------------------------------------

struct Difference {
  float mixture = 0.0f, event = 0.0f;  // the largest
  int same_events = 0;                 // identical bits
};

float largest(const float *a, const float *b, int count) {
  float most = 0.0f;
  for (int i = 0; i < count; ++i) most = std::max(most, std::isfinite(a[i]) ? std::fabs(a[i] - b[i]) : HUGE_VALF);
  return most;
}

bool replay(const Run &run, const Players &players, Difference *difference) {
  std::vector<float> event(static_cast<size_t>(run.dimension)), next(event), mixture(run.mixture_size);
  for (int step = 0; step < run.steps; ++step) {
    golden_run::get_input(run, step, event.data());
    if (mdrnn_forward(players.forward.get(), event.data(), mixture.data(), nullptr) != MDRNN_OK) return false;
    if (mdrnn_step(players.step.get(), event.data(), next.data(), nullptr) != MDRNN_OK) return false;
    if (run.has_mixture(step))
      difference->mixture = std::max(difference->mixture, largest(mixture.data(), run.mixture(step), run.mixture_size));
    difference->event = std::max(difference->event, largest(next.data(), run.event(step), run.dimension));
    difference->same_events += std::memcmp(next.data(), run.event(step), next.size() * sizeof(float)) == 0;
  }
  return true;
}

bool hold(const char *folder, const char *model, int precision) {
  const std::string path = run_path(folder, model, precision);
  std::ifstream file(path, std::ios::binary);
  const std::vector<char> bytes((std::istreambuf_iterator<char>(file)), {});
  Run run;
  if (!golden_run::read(reinterpret_cast<const unsigned char *>(bytes.data()), bytes.size(), &run)) {
    std::fprintf(stderr, "%s: is no golden run\n", path.c_str());
    return false;
  }
  Players players;
  Difference difference;
  if (!open(model, precision, &players)) return false;
  if (players.info.dimension != run.dimension || mdrnn_mixture_size(players.step.get()) != run.mixture_size ||
      !replay(run, players, &difference)) {
    std::fprintf(stderr, "%s: is not of this model, or a step failed\n", path.c_str());
    return false;
  }
  const bool holds =
      difference.mixture <= golden_run::mixture_tolerance(run) && difference.event <= golden_run::event_tolerance(run);
  std::printf("%-6s %-58s mixtures within %.1e, events within %.1e, %d of %d the same bits\n",
              holds ? "holds" : "FAILS", path.substr(path.find_last_of('/') + 1).c_str(), difference.mixture,
              difference.event, difference.same_events, run.steps);
  return holds;
}

}  // namespace

int main(int argc, char **argv) {
  const bool makes = argc > 1 && std::strcmp(argv[1], "--make") == 0;
  const int first = makes ? 2 : 1;
  if (argc < first + 2) {
    std::fprintf(stderr, "usage: %s [--make] FOLDER MODEL..\n", argv[0]);
    return 2;
  }
  bool is_good = true;
  for (int i = first + 1; i < argc; ++i)
    for (int precision = 0; precision < MDRNN_PRECISION_COUNT; ++precision)
      is_good = (makes ? make : hold)(argv[first], argv[i], precision) && is_good;
  return is_good ? 0 : 1;
}
