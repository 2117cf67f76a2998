// SPDX-License-Identifier: MIT
// What the message `info` outputs.
#pragma once

#include <cstdint>

#include "mdrnn/mdrnn.h"
#include "patcher/settings.h"

namespace mdrnn {

// A snapshot.
struct Facts {
  mdrnn_model_info model;
  double parameters[MDRNN_PARAMETER_COUNT];
  mdrnn_counts counts;  // dropped_events includes those that the host lost
  double load;          // percent of the time that the performer used
};

// `lost`: events that the host lost. For the thread that uses the performer.
inline Facts facts_of(const mdrnn_performer *performer, int64_t lost, double load) {
  Facts facts = {mdrnn_get_model_info(performer), {}, mdrnn_get_counts(performer), load};
  facts.counts.dropped_events += lost;
  for (int i = 0; i < MDRNN_PARAMETER_COUNT; ++i) facts.parameters[i] = mdrnn_get(performer, i);
  return facts;
}

// Calls `output(name, number)` and `output(name, text)` in the order in which a patch gets them. The strings of
// facts.model have to stay valid meanwhile. `dimension` is that of the object.
template <typename Output>
void output_model(const mdrnn_model_info &model, int dimension, const Output &output) {
  output("version", mdrnn_version());
  output("model", model.path);
  output("kind", model.kind);
  output("engine", model.engine);
  output("precision", model.precision);
  output("dimension", static_cast<double>(dimension));
  output("layers", static_cast<double>(model.layers));
  output("units", static_cast<double>(model.units));
  output("mixtures", static_cast<double>(model.mixtures));
  output("scale", model.scale);
}

template <typename Output>
void output_settings(const double *parameters, const SignalSettings &signals, const Output &output) {
  output("mode", mdrnn_mode_name(static_cast<int>(parameters[MDRNN_MODE])));
  for (int i = MDRNN_MODE + 1; i < MDRNN_PARAMETER_COUNT; ++i) output(mdrnn_describe(i)->name, parameters[i]);
  if (const char *name = name_of(signals.glide.glide))
    output("glide", name);
  else
    output("glide", signals.glide.time);
  output("sense", name_of(signals.sense));
  output("delta", signals.delta);
  output("gap", signals.gap);
}

template <typename Output>
void output_counts(const mdrnn_counts &counts, const Output &output) {
  output("player_events", static_cast<double>(counts.player_events));
  output("machine_events", static_cast<double>(counts.machine_events));
  output("repaired_values", static_cast<double>(counts.repaired_values));
  output("repaired_states", static_cast<double>(counts.repaired_states));
  output("dropped_events", static_cast<double>(counts.dropped_events));
  output("late_events", static_cast<double>(counts.late_events));
  output("dropped_rows", static_cast<double>(counts.dropped_rows));
}

template <typename Output>
void output_facts(const Facts &facts, int dimension, const SignalSettings &signals, const Output &output) {
  output_model(facts.model, dimension, output);
  output_settings(facts.parameters, signals, output);
  output_counts(facts.counts, output);
  output("load", facts.load);
}

}  // namespace mdrnn
