// SPDX-License-Identifier: MIT
// Calls every [audio] function of mdrnn.h in every situation we know, error paths included.
#include "workload.h"

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <limits>
#include <random>
#include <system_error>
#include <vector>

#include "file/process.h"
#include "mdrnn/mdrnn.hpp"

namespace {

constexpr double kRate = 48000.0;
constexpr int64_t kBlock = 64;
constexpr int kRows = 20000;  // more than fit into a recorder's queue
constexpr float kHuge = std::numeric_limits<float>::max();

class Workload {
 public:
  // `options` decide whether steps are computed in place or ahead.
  Workload(const char *model, const mdrnn_load_options &options, Watcher *watcher)
      : model_(model),
        options_(options),
        watcher_(*watcher),
        handle_(mdrnn_create(kRate, 7, nullptr)),
        performer_(handle_.get()) {}

  bool run() {
    situation_ = "no model";
    ask();
    touch();
    play(2);
    if (mdrnn_load(performer_, model_, &options_, &error_) != MDRNN_OK) {
      std::fprintf(stderr, "%s\n", error_.sentence);
      return false;
    }
    const auto dimension = static_cast<size_t>(mdrnn_get_model_info(performer_).dimension);
    event_.assign(dimension, 0.4f);
    next_.resize(dimension);
    mixture_.resize(static_cast<size_t>(mdrnn_mixture_size(performer_)));
    state_.resize(static_cast<size_t>(mdrnn_state_size(performer_)));
    for (int mode = 0; mode < MDRNN_MODE_COUNT; ++mode) run_mode(mode);
    if (!record()) return false;
    damage();
    refuse();
    if (!swap(model_, MDRNN_LOAD_TAKEN) || !swap("no such file.tflite", MDRNN_LOAD_FAILED)) return false;
    return overfill();
  }

 private:
  template <typename Call>
  void watch(const char *function, const Call &call) {
    watcher_.watch(function, situation_, call);
  }

  int values() const { return static_cast<int>(event_.size()) - 1; }

  void run_mode(int mode) {
    situation_ = mdrnn_mode_name(mode);
    watch("mdrnn_set", [&] { mdrnn_set(performer_, MDRNN_MODE, mode, &error_); });
    ask();
    touch();
    play(400);
    situation_ += ", paused, with thru";
    watch("mdrnn_set", [&] { mdrnn_set(performer_, MDRNN_PAUSE, 1, &error_); });
    watch("mdrnn_set", [&] { mdrnn_set(performer_, MDRNN_THRU, 1, &error_); });
    touch();
    play(20);
    watch("mdrnn_set", [&] { mdrnn_set(performer_, MDRNN_PAUSE, 0, &error_); });
    watch("mdrnn_set", [&] { mdrnn_set(performer_, MDRNN_MAX_DT, 0.5, &error_); });
    watch("mdrnn_set_rate", [&] { mdrnn_set_rate(performer_, 44100.0, &error_); });
    play(20);
    watch("mdrnn_set_rate", [&] { mdrnn_set_rate(performer_, kRate, &error_); });
    watch("mdrnn_reset", [&] { mdrnn_reset(performer_); });
    situation_ += ", with a grain";
    for (const double grain : {0.5, 0.01, -1.0}) {
      watch("mdrnn_set", [&] { mdrnn_set(performer_, MDRNN_GRAIN, grain, &error_); });
      touch();
      play(20);
    }
  }

  // Functions that only report.
  void ask() {
    watch("mdrnn_get_model_info", [&] { mdrnn_get_model_info(performer_); });
    watch("mdrnn_get_counts", [&] { mdrnn_get_counts(performer_); });
    watch("mdrnn_poll_load", [&] { mdrnn_poll_load(performer_, &error_); });
    watch("mdrnn_poll_record", [&] { mdrnn_poll_record(performer_, &error_); });
    watch("mdrnn_record_path", [&] { mdrnn_record_path(performer_); });
    watch("mdrnn_version", [&] { mdrnn_version(); });
    watch("mdrnn_now", [&] { mdrnn_now(performer_); });
    watch("mdrnn_next_due", [&] { mdrnn_next_due(performer_); });
    watch("mdrnn_next_event", [&] { mdrnn_next_event(performer_, &known_); });
    watch("mdrnn_mixture_size", [&] { mdrnn_mixture_size(performer_); });
    watch("mdrnn_state_size", [&] { mdrnn_state_size(performer_); });
    for (int i = -1; i <= MDRNN_PARAMETER_COUNT; ++i) {
      watch("mdrnn_describe", [&] { mdrnn_describe(i); });
      watch("mdrnn_get", [&] { mdrnn_get(performer_, i); });
      watch("mdrnn_mode_name", [&] { mdrnn_mode_name(i); });
    }
    for (const char *name : {"", "pitemp", "max_dt", "battle", "no such word"}) {
      watch("mdrnn_find_parameter", [&] { mdrnn_find_parameter(name); });
      watch("mdrnn_find_mode", [&] { mdrnn_find_mode(name); });
    }
  }

  // What a player and a patch do, and calls to the bare network.
  void touch() {
    watch("mdrnn_feed", [&] { mdrnn_feed(performer_, event_.data(), values(), &error_); });
    watch("mdrnn_feed_one", [&] { mdrnn_feed_one(performer_, 0, 0.3f, &error_); });
    watch("mdrnn_step", [&] { mdrnn_step(performer_, event_.data(), next_.data(), &error_); });
    watch("mdrnn_forward", [&] { mdrnn_forward(performer_, event_.data(), mixture_.data(), &error_); });
    watch("mdrnn_get_state", [&] { mdrnn_get_state(performer_, state_.data(), &error_); });
    watch("mdrnn_set_state", [&] { mdrnn_set_state(performer_, state_.data(), &error_); });
    watch("mdrnn_seed", [&] { mdrnn_seed(performer_, MDRNN_ANY_SEED); });
    watch("mdrnn_seed", [&] { mdrnn_seed(performer_, 7); });
    watch("mdrnn_reset", [&] { mdrnn_reset(performer_); });
  }

  void play(int blocks) {
    mdrnn_event event;
    for (int block = 0; block < blocks; ++block) {
      const int64_t until = mdrnn_now(performer_) + kBlock;
      if (block % 97 == 0 && !event_.empty())
        watch("mdrnn_feed", [&] { mdrnn_feed(performer_, event_.data(), values(), &error_); });
      int found = 1;
      while (found != 0) watch("mdrnn_advance", [&] { found = mdrnn_advance(performer_, until, &event); });
      watch("mdrnn_next_due", [&] { mdrnn_next_due(performer_); });
      watch("mdrnn_next_event", [&] { mdrnn_next_event(performer_, &known_); });
    }
    watch("mdrnn_advance", [&] { mdrnn_advance(performer_, 0, &event); });
  }

  // NaN, numbers out of range, and a state that overflows.
  void damage() {
    const std::vector<float> good = event_, good_state = state_;
    for (const float wrong : {NAN, INFINITY, -INFINITY, kHuge, -1.0f}) {
      situation_ = "the number " + std::to_string(wrong);
      for (float &number : event_) number = wrong;
      touch();
      watch("mdrnn_feed_one", [&] { mdrnn_feed_one(performer_, 0, wrong, &error_); });
      for (float &number : state_) number = wrong;
      watch("mdrnn_set_state", [&] { mdrnn_set_state(performer_, state_.data(), &error_); });
      event_ = good;
      watch("mdrnn_step", [&] { mdrnn_step(performer_, event_.data(), next_.data(), &error_); });
      play(4);
      state_ = good_state;
    }
  }

  // A load in the background, from request to end, while the music continues.
  bool swap(const char *path, mdrnn_load_state expected) {
    situation_ = "a load in the background";
    mdrnn_load_state state = MDRNN_LOAD_RUNNING;
    if (mdrnn_load_later(performer_, path, &options_, &error_) != MDRNN_OK) state = MDRNN_LOAD_IDLE;
    while (state == MDRNN_LOAD_RUNNING) {
      play(1);
      watch("mdrnn_feed", [&] { mdrnn_feed(performer_, event_.data(), values(), &error_); });
      watch("mdrnn_poll_load", [&] { state = mdrnn_poll_load(performer_, &error_); });
    }
    play(4);
    if (state == expected) return true;
    std::fprintf(stderr, "the load ended as %d, expected %d\n", state, expected);
    return false;
  }

  // Each way in which a log can end: a file, a file that exists already, a full queue.
  bool record() {
    namespace fs = std::filesystem;
    const fs::path path = fs::temp_directory_path() / ("mdrnn-" + std::to_string(std::random_device{}()) + ".log");
    bool is_well = true;
    for (const mdrnn_record_state end : {MDRNN_RECORD_DONE, MDRNN_RECORD_FAILED}) {
      situation_ = "a log that ends as " + std::to_string(end);
      mdrnn_record(performer_, path.string().c_str(), nullptr);
      play(20);
      touch();
      mdrnn_record(performer_, nullptr, nullptr);
      mdrnn_flush_record(performer_);
      is_well = told(end) && is_well;
    }
    std::error_code problem;
    fs::remove(path, problem);
    situation_ = "a log that cannot follow";
    {
      const mdrnn::ForkLock lock;  // the writer needs it to begin a log, so it writes no row
      mdrnn_record(performer_, path.string().c_str(), nullptr);
      watch("mdrnn_feed", [&] {
        for (int i = 0; i < kRows; ++i) mdrnn_feed(performer_, event_.data(), values(), &error_);
      });
    }
    is_well = told(MDRNN_RECORD_LOST) && is_well;
    mdrnn_record(performer_, nullptr, nullptr);
    mdrnn_flush_record(performer_);
    is_well = told(MDRNN_RECORD_DONE) && is_well;
    fs::remove(path, problem);
    return is_well;
  }

  // Whether one of the reports contains `expected`.
  bool told(mdrnn_record_state expected) {
    bool is_found = false;
    mdrnn_record_state state = MDRNN_RECORD_BEGUN;
    while (state > MDRNN_RECORD_RUNNING) {
      watch("mdrnn_poll_record", [&] { state = mdrnn_poll_record(performer_, &error_); });
      watch("mdrnn_record_path", [&] { mdrnn_record_path(performer_); });
      is_found = is_found || state == expected;
    }
    if (!is_found) std::fprintf(stderr, "%s: it does not\n", situation_.c_str());
    return is_found;
  }

  // More events than any queue holds.
  bool overfill() {
    situation_ = "a full queue";
    watch("mdrnn_set", [&] { mdrnn_set(performer_, MDRNN_MODE, MDRNN_POLYPHONY, &error_); });
    for (int i = 0; i < 2 * MDRNN_QUEUE_SIZE; ++i)
      watch("mdrnn_feed", [&] { mdrnn_feed(performer_, event_.data(), values(), &error_); });
    play(2000);
    if (mdrnn_get_counts(performer_).dropped_events > 0) return true;
    std::fprintf(stderr, "no queue was full\n");
    return false;
  }

  // Invalid arguments, with and without a buffer for the sentence.
  void refuse() {
    situation_ = "refused arguments";
    for (mdrnn_error *error : {&error_, static_cast<mdrnn_error *>(nullptr)}) {
      for (const int count : {-1, 0, 1000}) {
        watch("mdrnn_feed", [&] { mdrnn_feed(performer_, event_.data(), count, error); });
        watch("mdrnn_feed_one", [&] { mdrnn_feed_one(performer_, count == 0 ? 63 : count, 0.5f, error); });
      }
      for (const double value : {-1.0, 1e300, static_cast<double>(NAN), 0.5})
        for (int parameter = -1; parameter <= MDRNN_PARAMETER_COUNT; ++parameter)
          watch("mdrnn_set", [&] { mdrnn_set(performer_, parameter, value, error); });
      for (const double rate : {0.0, static_cast<double>(NAN), 1e300})
        watch("mdrnn_set_rate", [&] { mdrnn_set_rate(performer_, rate, error); });
    }
  }

  const char *model_;
  const mdrnn_load_options options_;
  Watcher &watcher_;
  mdrnn::Handle handle_;
  mdrnn_performer *performer_;
  std::string situation_;
  mdrnn_error error_{};
  mdrnn_event known_{};
  std::vector<float> event_, next_, mixture_, state_;
};

}  // namespace

bool run_workload(const char *model, Watcher *watcher) {
  mdrnn_load_options in_place{}, ahead{};
  in_place.step_budget = std::numeric_limits<double>::infinity();
  ahead.step_budget = std::numeric_limits<double>::min();
  return Workload(model, in_place, watcher).run() && Workload(model, ahead, watcher).run();
}
