// SPDX-License-Identifier: MIT
// On a Cortex-M7 in QEMU: counts the instructions of a step and replays a golden run. `arg=MODEL,arg=RUN`.
#include <cstring>
#include <initializer_list>

#include "golden_run.h"
#include "mdrnn/mdrnn_bare.h"
#include "semihosting.h"
#include "step/mixture.h"

namespace {

using golden_run::Run;
using semihosting::write;
using semihosting::write_number;

constexpr int kSteps = 100;

alignas(64) unsigned char model[2 << 20], run_bytes[64 << 10];
alignas(8) unsigned char arena[64 << 10];
mdrnn_error error;

void print(const char *what, int64_t number) {
  write(what);
  write(" ");
  write_number(number);
  write("\n");
}

int stop(const char *why) {
  write("stopped: ");
  write(why);
  write(error.sentence);
  write("\n");
  return 1;
}

// Counts instructions: with `-icount shift=0` each takes 1 ns, so one tick of this timer (CMSDK, 25 MHz) is 40.
class Timer {
 public:
  Timer() {
    registers()[2] = registers()[1] = 0xffffffff;
    registers()[0] = 1;
    start_ = registers()[1];
  }
  int64_t instructions() const { return static_cast<int64_t>(start_ - registers()[1]) * 40; }

 private:
  static volatile uint32_t *registers() { return reinterpret_cast<volatile uint32_t *>(0x40000000); }
  uint32_t start_;
};

// Bytes of the stack that were used since it was painted.
class Stack {
 public:
  Stack() {
    for (uint32_t *place = bottom(); place < here() - 64; ++place) *place = kPaint;
  }
  int64_t used() const {
    uint32_t *place = bottom();
    while (*place == kPaint) ++place;
    return reinterpret_cast<char *>(here()) - reinterpret_cast<char *>(place);
  }

 private:
  static constexpr uint32_t kPaint = 0xa5a5a5a5;
  static uint32_t *here() { return static_cast<uint32_t *>(__builtin_frame_address(0)); }
  static uint32_t *bottom() { return here() - 8192; }
};

mdrnn_performer *make(size_t size) {
  mdrnn_performer *made =
      mdrnn_create_in(arena, mdrnn_arena_size(model, size, &error), 48000.0, golden_run::kSeed, &error);
  if (made == nullptr || mdrnn_load_memory(made, model, size, nullptr, &error) != MDRNN_OK) return nullptr;
  return made;
}

void count(mdrnn_performer *performer) {
  const int dimension = mdrnn_get_model_info(performer).dimension;
  float event[MDRNN_MAX_DIMENSION] = {0.05f}, next[MDRNN_MAX_DIMENSION], mixture[2048];
  for (int i = 1; i < dimension; ++i) event[i] = 0.3f;
  const Stack stack;
  const Timer forward;
  for (int i = 0; i < kSteps; ++i) mdrnn_forward(performer, event, mixture, nullptr);
  print("forward_instructions", forward.instructions() / kSteps);
  const Timer step;
  for (int i = 0; i < kSteps; ++i) mdrnn_step(performer, event, next, nullptr);
  print("step_instructions", step.instructions() / kSteps);
  mdrnn_event due;
  mdrnn_set(performer, MDRNN_MODE, MDRNN_POLYPHONY, nullptr);
  const Timer play;
  for (int i = 0; i < kSteps; ++i) {
    mdrnn_feed(performer, event + 1, dimension - 1, nullptr);
    while (mdrnn_advance(performer, mdrnn_now(performer) + 4800, &due) != 0) {
    }
  }
  print("event_instructions", play.instructions() / kSteps);
  print("stack_bytes", stack.used());
}

float largest(const float *a, const float *b, int count) {
  float most = 0.0f;
  for (int i = 0; i < count; ++i) {
    const float difference = a[i] < b[i] ? b[i] - a[i] : a[i] - b[i];
    if (!(difference <= most)) most = difference;
  }
  return most;
}

// First the network, then the draws: each with a performer that is fed the events of the run.
bool hold(const Run &run, size_t model_size, int *same, float *mixture_off, float *event_off) {
  float event[MDRNN_MAX_DIMENSION], next[MDRNN_MAX_DIMENSION], mixture[2048];
  for (const bool draws : {false, true}) {
    mdrnn_performer *performer = make(model_size);
    if (performer == nullptr) return false;
    for (int step = 0; step < run.steps; ++step) {
      golden_run::get_input(run, step, event);
      if (!draws && mdrnn_forward(performer, event, mixture, &error) != MDRNN_OK) return false;
      if (draws && mdrnn_step(performer, event, next, &error) != MDRNN_OK) return false;
      float *off = draws ? event_off : mixture_off;
      float most = 0.0f;
      if (draws) most = largest(next, run.event(step), run.dimension);
      if (draws && std::memcmp(next, run.event(step), run.dimension * sizeof(float)) == 0) ++*same;
      if (!draws && run.has_mixture(step)) most = largest(mixture, run.mixture(step), run.mixture_size);
      if (!(most <= *off)) *off = most;
    }
  }
  return true;
}

// How many events drawn from the run's mixtures equal the run's events in every bit.
int same_draws(const Run &run) {
  mdrnn::Config config;
  config.dimension = run.dimension;
  config.mixtures = run.mixture_size / (2 * run.dimension + 1);
  mdrnn::Random random(golden_run::kSeed);
  int same = 0;
  for (int step = 0; step < run.steps; ++step) {
    float event[MDRNN_MAX_DIMENSION];
    if (!run.has_mixture(step)) {
      for (int i = 0; i <= run.dimension; ++i) random.next();
      continue;
    }
    mdrnn::draw(config, run.mixture(step), {}, random, event);
    for (int i = 0; i < run.dimension; ++i) {
      const float value = event[i] / 10.0f, least = i == 0 ? 0.001f : 0.0f, most = i == 0 ? 5.0f : 1.0f;
      event[i] = value < least ? least : value > most ? most : value;
    }
    if (std::memcmp(event, run.event(step), static_cast<size_t>(run.dimension) * sizeof(float)) == 0) ++same;
  }
  return same;
}

}  // namespace

int main() {
  char arguments[512];
  if (!semihosting::get_arguments(arguments, sizeof arguments)) return stop("no arguments");
  char *run_path = std::strchr(arguments, ' ');
  if (run_path != nullptr) *run_path++ = '\0';
  const size_t size = semihosting::read_file(arguments, model, sizeof model);
  if (size == 0) return stop("the model cannot be read");
  print("model_bytes", size);
  const size_t arena_size = mdrnn_arena_size(model, size, &error);
  if (arena_size == 0) return stop("");
  print("arena_bytes", arena_size);
  mdrnn_performer *performer = make(size);
  if (performer == nullptr) return stop("");
  count(performer);
  if (run_path == nullptr) return 0;
  const size_t run_size = semihosting::read_file(run_path, run_bytes, sizeof run_bytes);
  Run run;
  if (!golden_run::read(run_bytes, run_size, &run)) return stop("no golden run");
  int same = 0;
  float mixture_off = 0.0f, event_off = 0.0f;
  if (!hold(run, size, &same, &mixture_off, &event_off)) return stop("a step failed");
  print("golden_steps", run.steps);
  print("golden_mixtures_off_e9", static_cast<int64_t>(mixture_off * 1e9f));
  print("golden_events_off_e9", static_cast<int64_t>(event_off * 1e9f));
  print("golden_same_events", same);
  print("golden_same_draws", same_draws(run));
  return 0;
}
