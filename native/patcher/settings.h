// SPDX-License-Identifier: MIT
// The settings of [mdrnn~] by name: the core's parameters, how signals are heard and made, and the weights' precision.
#pragma once

#include <array>
#include <climits>
#include <cmath>
#include <cstring>

#include "mdrnn/mdrnn.h"
#include "patcher/arguments.h"
#include "signals/sensor.h"
#include "signals/signal_writer.h"

namespace mdrnn {

inline constexpr const char *kPrecisionNames[MDRNN_PRECISION_COUNT] = {"float32", "bfloat16", "int8"};
inline constexpr const char *kSenseNames[] = {"off", "trigger", "change"};
inline constexpr double kMaximumDelta = 1.0;
inline constexpr double kLongest = 3600e3;  // milliseconds of a glide or a gap

// How the value signals reach an event, and the milliseconds that a slew takes.
struct GlideSetting {
  Glide glide = Glide::kHold;
  double time = 0.0;
};

struct SignalSettings {
  GlideSetting glide;
  Sense sense = Sense::kTrigger;
  double delta = 0.01;  // a larger change of a value is an event
  double gap = 10.0;    // milliseconds between two such events
};

inline const char *name_of(mdrnn_precision precision) { return kPrecisionNames[precision]; }
inline const char *name_of(Sense sense) { return kSenseNames[static_cast<int>(sense)]; }
// Null for a slew, which is written as its time.
inline const char *name_of(Glide glide) {
  return glide == Glide::kHold ? "hold" : glide == Glide::kLinear ? "linear" : nullptr;
}

template <typename Atom>
mdrnn_status read_precision(const Arguments<Atom> &arguments, mdrnn_precision *precision, mdrnn_error *error) {
  int place = 0;
  if (const mdrnn_status status = read_name(arguments, kPrecisionNames, &place, error)) return status;
  *precision = static_cast<mdrnn_precision>(place);
  return MDRNN_OK;
}

template <typename Atom>
mdrnn_status read_sense(const Arguments<Atom> &arguments, Sense *sense, mdrnn_error *error) {
  int place = 0;
  if (const mdrnn_status status = read_name(arguments, kSenseNames, &place, error)) return status;
  *sense = static_cast<Sense>(place);
  return MDRNN_OK;
}

template <typename Atom>
mdrnn_status read_glide(const Arguments<Atom> &arguments, GlideSetting *glide, mdrnn_error *error) {
  if (const mdrnn_status status = expect_count(arguments, 1, "1 (hold, linear or milliseconds)", error)) return status;
  if (is_number(arguments.atoms[0])) {
    if (const mdrnn_status status = read_number(arguments, 0.0, kLongest, &glide->time, error)) return status;
    glide->glide = Glide::kSlew;
    return MDRNN_OK;
  }
  const std::string name = text_of(arguments.atoms[0]);
  for (const Glide named : {Glide::kHold, Glide::kLinear})
    if (name == name_of(named)) return *glide = {named, 0.0}, MDRNN_OK;
  return refuse(error, "%s: found '%s', expected hold, linear or milliseconds", arguments.word, name.c_str());
}

template <typename Atom>
mdrnn_status read_delta(const Arguments<Atom> &arguments, double *delta, mdrnn_error *error) {
  return read_number(arguments, 0.0, kMaximumDelta, delta, error);
}

template <typename Atom>
mdrnn_status read_gap(const Arguments<Atom> &arguments, double *gap, mdrnn_error *error) {
  return read_number(arguments, 0.0, kLongest, gap, error);
}

template <typename Atom>
mdrnn_status read_seed(const Arguments<Atom> &arguments, int *seed, mdrnn_error *error) {
  if (const mdrnn_status status = expect_count(arguments, 1, "1 (a whole number)", error)) return status;
  return read_whole(arguments, 0, 0, INT_MAX, seed, error);
}

template <typename Atom>
mdrnn_status read_dimension(const Arguments<Atom> &arguments, int *dimension, mdrnn_error *error) {
  if (const mdrnn_status status = expect_count(arguments, 1, "1", error)) return status;
  return read_whole(arguments, 0, 2, MDRNN_MAX_DIMENSION, dimension, error);
}

// ---- the core's parameters ------------------------------------------------------------------------------------------

inline bool has_unit(int parameter, const char *unit) {
  return std::strcmp(mdrnn_describe(parameter)->unit, unit) == 0;
}

inline std::array<const char *, MDRNN_MODE_COUNT> mode_names() {
  std::array<const char *, MDRNN_MODE_COUNT> names = {};
  for (size_t i = 0; i < names.size(); ++i) names[i] = mdrnn_mode_name(static_cast<int>(i));
  return names;
}

// A mode may be given by name or number.
template <typename Atom>
mdrnn_status read_parameter(const Arguments<Atom> &arguments, int parameter, double *value, mdrnn_error *error) {
  const mdrnn_parameter_info &info = *mdrnn_describe(parameter);
  if (has_unit(parameter, "mode") && arguments.count == 1 && !is_number(arguments.atoms[0])) {
    int mode = 0;
    if (const mdrnn_status status = read_name(arguments, mode_names(), &mode, error)) return status;
    *value = mode;
    return MDRNN_OK;
  }
  if (const mdrnn_status status = read_number(arguments, info.minimum, info.maximum, value, error)) return status;
  const bool is_choice = has_unit(parameter, "mode") || has_unit(parameter, "switch");
  if (is_choice && *value != std::floor(*value))
    return refuse(error, "%s: found '%s', expected a whole number", arguments.word, number_text(*value).c_str());
  return MDRNN_OK;
}

}  // namespace mdrnn
