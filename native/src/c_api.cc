// SPDX-License-Identifier: MIT
// The C interface: each function of mdrnn.h and mdrnn_bare.h, passed on.
#include <cmath>
#include <cstring>
#include <new>

#include "file/packed_form.h"
#include "mdrnn/mdrnn_bare.h"
#include "play/arena.h"
#include "play/performer.h"
#ifndef MDRNN_BARE
#include <random>
#include <system_error>

#include "file/errno_text.h"
#include "file/packed_writer.h"
#endif

struct mdrnn_performer {
  mdrnn::Performer performer;
};
#ifdef MDRNN_BARE
static_assert(sizeof(mdrnn_performer) <= mdrnn::kPerformerBytes && alignof(mdrnn_performer) <= mdrnn::kArenaAlignment,
              "kPerformerBytes is too small");
#endif

namespace {

constexpr double kMaxRate = 1e9;
constexpr mdrnn_load_options kStandardOptions{};

bool is_rate(double rate) { return rate >= 1.0 && rate <= kMaxRate; }

mdrnn_status refuse_rate(double rate, mdrnn_error *error) {
  return mdrnn::fail(error, MDRNN_BAD_ARGUMENT, "rate is %g, expected 1 to 1e9 ticks per second", rate);
}

#ifndef MDRNN_BARE
uint64_t seed_from_system() {
  std::random_device device;
  return (uint64_t{device()} << 32) | device();
}
#endif

}  // namespace

extern "C" {

#ifdef MDRNN_BARE

mdrnn_performer *mdrnn_create_in(void *arena, size_t size, double rate, int64_t seed, mdrnn_error *error) {
  if (!is_rate(rate)) {
    refuse_rate(rate, error);
    return nullptr;
  }
  if (seed < 0) {
    mdrnn::fail(error, MDRNN_BAD_ARGUMENT, "seed is below 0, expected 0 or more: no system is available to choose one");
    return nullptr;
  }
  const size_t odd = reinterpret_cast<uintptr_t>(arena) % mdrnn::kArenaAlignment;
  const size_t skipped = odd == 0 ? 0 : mdrnn::kArenaAlignment - odd;
  if (size < skipped + mdrnn::kPerformerBytes) {
    mdrnn::fail(error, MDRNN_OUT_OF_MEMORY,
                "the arena has %d bytes, expected at least %d (mdrnn_arena_size gives the size for a model)",
                static_cast<int>(size), static_cast<int>(skipped + mdrnn::kPerformerBytes));
    return nullptr;
  }
  auto *place = static_cast<unsigned char *>(arena) + skipped;
  auto *made = new (place) mdrnn_performer{mdrnn::Performer(rate, static_cast<uint64_t>(seed))};
  made->performer.slot().use(reinterpret_cast<float *>(place + mdrnn::kPerformerBytes),
                             (size - skipped - mdrnn::kPerformerBytes) / sizeof(float));
  return made;
}

#else

mdrnn_performer *mdrnn_create(double rate, int64_t seed, mdrnn_error *error) {
  if (!is_rate(rate)) {
    refuse_rate(rate, error);
    return nullptr;
  }
  try {
    return new mdrnn_performer{mdrnn::Performer(rate, seed < 0 ? seed_from_system() : static_cast<uint64_t>(seed))};
  } catch (const std::exception &) {
    mdrnn::fail(error, MDRNN_OUT_OF_MEMORY, "there is not enough memory for a performer");
    return nullptr;
  }
}

void mdrnn_destroy(mdrnn_performer *performer) { delete performer; }

mdrnn_status mdrnn_load(mdrnn_performer *performer, const char *path, const mdrnn_load_options *options,
                        mdrnn_error *error) {
  return performer->performer.load(path, options != nullptr ? *options : kStandardOptions, error);
}

mdrnn_status mdrnn_load_later(mdrnn_performer *performer, const char *path, const mdrnn_load_options *options,
                              mdrnn_error *error) {
  try {
    performer->performer.load_later(path, options != nullptr ? *options : kStandardOptions);
    return MDRNN_OK;
  } catch (const std::bad_alloc &) {
    return mdrnn::fail(error, MDRNN_OUT_OF_MEMORY, "%.400s: there is not enough memory to load it", path);
  } catch (const std::system_error &problem) {
    return mdrnn::fail(error, MDRNN_NO_THREAD, "%.300s: the system could not start a thread to load it (%.100s)", path,
                       mdrnn::errno_text(problem.code().value()).c_str());
  }
}

mdrnn_load_state mdrnn_poll_load(mdrnn_performer *performer, mdrnn_error *error) {
  return performer->performer.poll_load(error);
}

mdrnn_status mdrnn_record(mdrnn_performer *performer, const char *path, mdrnn_error *error) {
  try {
    performer->performer.record(path);
    return MDRNN_OK;
  } catch (const std::bad_alloc &) {
    return mdrnn::fail(error, MDRNN_OUT_OF_MEMORY, "%.400s: there is not enough memory to write it", path);
  } catch (const std::system_error &problem) {
    return mdrnn::fail(error, MDRNN_NO_THREAD, "%.300s: the system could not start a thread to write it (%.100s)", path,
                       mdrnn::errno_text(problem.code().value()).c_str());
  }
}

mdrnn_record_state mdrnn_poll_record(mdrnn_performer *performer, mdrnn_error *error) {
  return performer->performer.recorder().poll(error);
}

const char *mdrnn_record_path(const mdrnn_performer *performer) { return performer->performer.recorder().path(); }

void mdrnn_flush_record(mdrnn_performer *performer) { performer->performer.recorder().flush(); }

size_t mdrnn_pack(const char *path, mdrnn_precision precision, void *bytes, size_t size, mdrnn_error *error) {
  mdrnn_load_options options{};
  options.engine = MDRNN_NATIVE;
  options.precision = precision;
  try {
    mdrnn::Model model;
    if (mdrnn::open_model(path, options, &model, error) != MDRNN_OK) return 0;
    const auto form = mdrnn::write_packed_form(model);
    mdrnn::PackedModel again;  // gives out nothing that a load would refuse
    if (mdrnn::read_packed_form(form.data(), form.size(), &again, error) != MDRNN_OK) return 0;
    if (form.size() <= size) std::memcpy(bytes, form.data(), form.size());
    return form.size();
  } catch (const std::exception &) {
    mdrnn::fail(error, MDRNN_OUT_OF_MEMORY, "%.400s: there is not enough memory to pack it", path);
    return 0;
  }
}

#endif

size_t mdrnn_arena_size(const void *bytes, size_t size, mdrnn_error *error) {
  mdrnn::PackedModel model;
  if (mdrnn::read_packed_form(bytes, size, &model, error) != MDRNN_OK) return 0;
  return mdrnn::arena_size(model);
}

mdrnn_status mdrnn_load_memory(mdrnn_performer *performer, const void *bytes, size_t size,
                               const mdrnn_load_options *options, mdrnn_error *error) {
  return performer->performer.load_memory(bytes, size, options != nullptr ? *options : kStandardOptions, error);
}

mdrnn_model_info mdrnn_get_model_info(const mdrnn_performer *performer) {
  return performer->performer.predictor().info();
}

mdrnn_counts mdrnn_get_counts(const mdrnn_performer *performer) { return performer->performer.counts(); }

const char *mdrnn_version(void) { return MDRNN_VERSION; }

const mdrnn_parameter_info *mdrnn_describe(int parameter) {
  return parameter >= 0 && parameter < MDRNN_PARAMETER_COUNT ? &mdrnn::kParameters[parameter] : nullptr;
}

int mdrnn_find_parameter(const char *name) {
  for (int i = 0; i < MDRNN_PARAMETER_COUNT; ++i) {
    const mdrnn_parameter_info &info = mdrnn::kParameters[i];
    if (*name != '\0' && (std::strcmp(name, info.name) == 0 || std::strcmp(name, info.alias) == 0)) return i;
  }
  return -1;
}

const char *mdrnn_mode_name(int mode) { return mode >= 0 && mode < MDRNN_MODE_COUNT ? mdrnn::kModes[mode] : nullptr; }

int mdrnn_find_mode(const char *name) {
  for (int i = 0; i < MDRNN_MODE_COUNT; ++i)
    if (std::strcmp(name, mdrnn::kModes[i]) == 0) return i;
  return -1;
}

mdrnn_status mdrnn_set(mdrnn_performer *performer, int parameter, double value, mdrnn_error *error) {
  return performer->performer.set(parameter, value, error);
}

double mdrnn_get(const mdrnn_performer *performer, int parameter) {
  if (mdrnn_describe(parameter) == nullptr) return NAN;
  return performer->performer.parameters()[static_cast<mdrnn_parameter>(parameter)];
}

mdrnn_status mdrnn_feed(mdrnn_performer *performer, const float *values, int count, mdrnn_error *error) {
  return performer->performer.feed(values, count, error);
}

mdrnn_status mdrnn_feed_one(mdrnn_performer *performer, int index, float value, mdrnn_error *error) {
  return performer->performer.feed_one(index, value, error);
}

int mdrnn_advance(mdrnn_performer *performer, int64_t until, mdrnn_event *event) {
  return performer->performer.advance(until, event) ? 1 : 0;
}

int64_t mdrnn_now(const mdrnn_performer *performer) { return performer->performer.now(); }

int64_t mdrnn_next_due(const mdrnn_performer *performer) { return performer->performer.next_due(); }

int mdrnn_next_event(const mdrnn_performer *performer, mdrnn_event *event) {
  return performer->performer.next_event(event) ? 1 : 0;
}

mdrnn_status mdrnn_set_rate(mdrnn_performer *performer, double rate, mdrnn_error *error) {
  if (!is_rate(rate)) return refuse_rate(rate, error);
  performer->performer.set_rate(rate);
  return MDRNN_OK;
}

void mdrnn_reset(mdrnn_performer *performer) { performer->performer.reset(); }

void mdrnn_seed(mdrnn_performer *performer, int64_t seed) {
  mdrnn::Random &random = performer->performer.predictor().random();
  const uint64_t drawn = (uint64_t{random.next()} << 32) | random.next();
  random.seed(seed < 0 ? drawn : static_cast<uint64_t>(seed));
}

mdrnn_status mdrnn_step(mdrnn_performer *performer, const float *event, float *next, mdrnn_error *error) {
  return performer->performer.step(event, next, error);
}

mdrnn_status mdrnn_forward(mdrnn_performer *performer, const float *event, float *mixture, mdrnn_error *error) {
  return performer->performer.forward(event, mixture, error);
}

int mdrnn_mixture_size(const mdrnn_performer *performer) {
  return performer->performer.predictor().config().mixture_size();
}

int mdrnn_state_size(const mdrnn_performer *performer) {
  return performer->performer.predictor().config().state_size();
}

mdrnn_status mdrnn_get_state(mdrnn_performer *performer, float *state, mdrnn_error *error) {
  return performer->performer.get_state(state, error);
}

mdrnn_status mdrnn_set_state(mdrnn_performer *performer, const float *state, mdrnn_error *error) {
  return performer->performer.set_state(state, error);
}

}  // extern "C"
