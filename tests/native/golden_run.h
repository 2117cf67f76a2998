// SPDX-License-Identifier: MIT
// A golden run: a thousand steps of one model, recorded once on x86-64, the reference for every
// processor.
//
// The file consists of 32-bit little-endian words, so a program without a file system can keep it in flash:
//   "MDRN" "RUN1"  D  mixture size  steps  every  seed  precision        8 words, the last six int32
//   events    steps x D float32           results of mdrnn_step, with the core's default temperatures and max_dt
//   mixtures  steps / every x mixture size   the network's output at steps every - 1, 2 * every - 1 ..
// The input of step t is event t - 1 from the file; of step 0, dt 0 and every value 0.5. So differences
// accumulate only in the network's state. Each step takes D + 1 numbers from the random generator,
// whatever the mixture is, and an event drawn from the file's mixture equals the file's event in every
// bit.
//
// "bfloat16" and "float32" differ only in their last bits, if sums are fused or ordered differently.
// int8 rounds states to 16 bits: a last bit can move one by 1 / 32,767, which is far less than the error
// of int8 itself (1.5e-3).
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace golden_run {

constexpr int kHeaderWords = 8;
constexpr int kSteps = 1000, kEvery = 8, kSeed = 7;
constexpr char kMagic[] = "MDRNRUN1";

struct Run {
  int dimension, mixture_size, steps, every, seed, precision;
  const float *events;    // (steps, D)
  const float *mixtures;  // (steps / every, mixture size)

  const float *event(int step) const { return events + step * dimension; }
  bool has_mixture(int step) const { return step % every == every - 1; }
  const float *mixture(int step) const { return mixtures + step / every * mixture_size; }
};

// False if the bytes are not a run. `bytes` must be aligned to 4 and outlive the run.
inline bool read(const unsigned char *bytes, size_t size, Run *run) {
  int32_t words[kHeaderWords];
  if (size < sizeof words || std::memcmp(bytes, kMagic, 8) != 0) return false;
  std::memcpy(words, bytes, sizeof words);
  run->dimension = words[2], run->mixture_size = words[3], run->steps = words[4];
  run->every = words[5], run->seed = words[6], run->precision = words[7];
  if (run->dimension < 2 || run->mixture_size < 1 || run->steps < 1 || run->every < 1) return false;
  const size_t events = static_cast<size_t>(run->steps * run->dimension);
  const size_t mixtures = static_cast<size_t>(run->steps / run->every * run->mixture_size);
  run->events = reinterpret_cast<const float *>(bytes + sizeof words);
  run->mixtures = run->events + events;
  return size == sizeof words + (events + mixtures) * sizeof(float);
}

// The largest allowed difference of mixtures, which are scaled: ten times an event's numbers.
inline float mixture_tolerance(const Run &run) { return run.precision == 2 ? 1e-3f : 1e-5f; }
inline float event_tolerance(const Run &run) { return mixture_tolerance(run) / 10.0f; }

// The input of step `step`: (D,).
inline void get_input(const Run &run, int step, float *event) {
  for (int i = 0; i < run.dimension; ++i) event[i] = step > 0 ? run.event(step - 1)[i] : (i > 0 ? 0.5f : 0.0f);
}

}  // namespace golden_run
