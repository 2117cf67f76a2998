// SPDX-License-Identifier: MIT
// What must hold for every file, however hostile: the fuzzers look for files that break it.
#include "examine.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <vector>

#include "file/model_file.h"
#include "play/predictor.h"

// From the sanitizer's runtime; not every compiler has its header.
extern "C" int __sanitizer_install_malloc_and_free_hooks(void (*)(const volatile void *, size_t),
                                                         void (*)(const volatile void *));
extern "C" size_t __sanitizer_get_allocated_size(const volatile void *);

namespace {

int64_t held = 0;  // bytes allocated now
int64_t peak = 0;

void count_malloc(const volatile void *, size_t size) {
  held += static_cast<int64_t>(size);
  peak = std::max(peak, held);
}

void count_free(const volatile void *memory) {
  if (memory != nullptr) held -= static_cast<int64_t>(__sanitizer_get_allocated_size(memory));
}

const int installed = __sanitizer_install_malloc_and_free_hooks(count_malloc, count_free);

[[noreturn]] void broken(const char *promise, double found) {
  std::fprintf(stderr, "broken promise: %s (found %g)\n", promise, found);
  std::abort();
}

double processor_seconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

// Events that a player can send: all 0, all 1, the longest pause, and the model's own answers.
void play(mdrnn::Model &&model) {
  mdrnn::Predictor predictor(7);
  auto ready = std::make_unique<mdrnn::ReadyModel>(std::move(model));
  predictor.swap(&ready);
  const auto dimension = static_cast<size_t>(predictor.config().dimension);
  std::vector<float> event(dimension, 0.0f), next(dimension);
  for (int i = 0; i < 12; ++i) {
    if (i < 6) std::fill(event.begin(), event.end(), i % 2 == 0 ? 0.0f : 1.0f);
    if (i == 4) event[0] = 3600.0f;
    if (!predictor.step(event.data(), {{}, -1.0, 3600.0}, next.data())) broken("an accepted model steps", i);
    for (const float number : next)
      if (!std::isfinite(number)) broken("an accepted model steps to finite numbers", number);
    event = next;
  }
  if (predictor.repaired_states() != 0) broken("an accepted model never needs repair", predictor.repaired_states());
}

}  // namespace

Verdict examine(const uint8_t *data, size_t size) {
  if (installed == 0) broken("allocations are counted", 0);
  mdrnn_load_options options{};
  options.tflite_library = "no library of this name";  // TFLite itself crashes on damaged files
  mdrnn::Model model;
  mdrnn_error error{};
  const int64_t before = peak = held;
  const double started = processor_seconds();
  const mdrnn_status status = open_model_bytes(std::vector<uint8_t>(data, data + size), options, &model, &error);
  const double seconds = processor_seconds() - started;
  if (seconds > 1.0) broken("a load takes at most 1 s", seconds);
  if (status == MDRNN_OK) {
    play(std::move(model));
    return Verdict::kAccepted;
  }
  if (error.sentence[0] == '\0' || error.status != status) broken("a refusal has a sentence", status);
  const int64_t limit = 2 * static_cast<int64_t>(size) + (int64_t{8} << 20);
  if (peak - before > limit) broken("a refusal takes at most 2 x the file + 8 MB", static_cast<double>(peak - before));
  return Verdict::kRefused;
}
