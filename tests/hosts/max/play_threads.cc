// SPDX-License-Identifier: MIT
// Runs an external in the stand-in with Max's threads, each as fast as possible, for sanitizers:
//   play_threads EXTERNAL MODEL VECTORS SEED
// Audio and scheduler have a thread each; in every other round the scheduler runs in the audio thread. Messages come
// from the main thread and the scheduler thread, while objects are created and freed, models loaded, logs written, and
// audio is turned off and on.
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <random>
#include <string>
#include <thread>

#include "host.h"
#include "kernel.h"

namespace {

constexpr int kVector = 64;
constexpr double kRate = 48000.0;
constexpr int kObjects = 3;

std::atomic<bool> is_over{false};
std::atomic<bool> audio_is_on{true};
std::atomic<int64_t> vectors{0};
std::atomic<int64_t> events{0};
std::atomic<int64_t> complaints{0};
std::recursive_mutex patch_lock;  // like Max's own: no message reaches an object that is being freed
t_object *objects[kObjects];
std::string model;
std::string folder;

class Counter : public Listener {
 public:
  void on_outlet(t_object *, int, double, const char *, long, const t_atom *) override { ++events; }
  void on_console(t_object *, const char *kind, const char *text) override {
    ++complaints;
    if (std::string(kind) == "misuse") std::printf("misuse: %s\n", text);
  }
};

std::string message(std::mt19937 &chance) {
  const std::string messages[] = {"0.2 0.8",        "0.7 0.1",
                                  "value 0 0.3",    "step 0.1 0.5 0.5",
                                  "info",           "reset",
                                  "seed 7",         "mode battle",
                                  "mode polyphony", "mode callresponse",
                                  "timescale 0.01", "threshold 0",
                                  "glide linear",   "glide 5",
                                  "glide hold",     "sense change",
                                  "sense trigger",  "thru 1",
                                  "thru 0",         "load \"" + model + "\"",
                                  "reload",         "precision int8",
                                  "pitemp 0.5",     "record \"" + folder + "/\"",
                                  "record 0",       "synchronous 1",
                                  "synchronous 0",  "value 9 9",
                                  "nonsense"};
  return messages[chance() % (sizeof messages / sizeof *messages)];
}

void send_one(std::mt19937 &chance) {
  const std::lock_guard<std::recursive_mutex> guard(patch_lock);
  if (t_object *object = objects[chance() % kObjects]) send(object, message(chance));
}

void be_audio(bool is_interrupt) {
  set_role(Role::kAudio);
  for (int i = 0; i < 500 && !is_over; ++i) {
    if (is_interrupt) {
      const std::lock_guard<std::recursive_mutex> guard(patch_lock);
      run_scheduler(now() + kVector * 1000.0 / kRate, true);
    }
    if (audio_is_on) run_vector(kVector);
    ++vectors;
  }
}

void be_scheduler(unsigned seed, const std::atomic<bool> *is_interrupt) {
  std::mt19937 chance(seed);
  set_role(Role::kScheduler);
  while (!is_over) {
    if (*is_interrupt) {
      std::this_thread::yield();
      continue;
    }
    const std::lock_guard<std::recursive_mutex> guard(patch_lock);
    run_scheduler(now() + 1.0, true);
    if (chance() % 2) send_one(chance);
  }
}

t_object *make_one() { return make_object("mdrnn~ \"" + model + "\" @mode battle @timescale 0.01 @sense change"); }

// One action of the main thread.
void be_main(std::mt19937 &chance) {
  const unsigned what = chance() % 100;
  if (what < 80) return send_one(chance);
  if (what < 95) {
    const std::lock_guard<std::recursive_mutex> guard(patch_lock);
    return run_main();
  }
  if (what < 97) {
    audio_is_on = !audio_is_on;
    return;
  }
  const std::lock_guard<std::recursive_mutex> guard(patch_lock);
  t_object *&object = objects[chance() % kObjects];
  if (object) free_object(object);
  object = make_one();
  start_audio(kVector);
}

}  // namespace

int main(int argc, char **argv) {
  if (argc != 5) return std::fprintf(stderr, "usage: play_threads EXTERNAL MODEL VECTORS SEED\n"), 2;
  Counter counter;
  std::mt19937 chance(static_cast<unsigned>(std::atoi(argv[4])));
  std::atomic<bool> is_interrupt{false};
  model = argv[2];
  folder = (std::filesystem::temp_directory_path() / ("mdrnn-threads-" + std::to_string(chance()))).string();
  set_listener(&counter);
  set_rate(kRate);
  open_external(argv[1]);
  for (t_object *&object : objects) object = make_one();
  start_audio(kVector);
  std::thread audio([&] {
    for (int round = 0; !is_over; ++round) be_audio(is_interrupt = round % 2 != 0);
  });
  std::thread scheduler(be_scheduler, static_cast<unsigned>(chance()), &is_interrupt);
  while (vectors < std::atoll(argv[3])) be_main(chance);
  is_over = true;
  audio.join();
  scheduler.join();
  for (t_object *object : objects) free_object(object);
  std::filesystem::remove_all(folder);
  std::printf("%lld vectors, %lld messages out, %lld complaints, %lld misuses\n", static_cast<long long>(vectors),
              static_cast<long long>(events), static_cast<long long>(complaints), static_cast<long long>(misuses()));
  return misuses() == 0 && events > 0 ? 0 : 1;
}
