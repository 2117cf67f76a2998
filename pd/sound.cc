// SPDX-License-Identifier: MIT
// The perform routine, its signals, and the messages for them.

#include "multichannel.h"
#include "tilde.h"

namespace {

int value_count(const Tilde *x) { return x->dimension - 1; }

t_int *perform(t_int *words) {
  Tilde *x = reinterpret_cast<Tilde *>(words[1]);
  const int length = static_cast<int>(words[2]);
  const int64_t delay = words[3];
  const int64_t start = x->timeline.next_block(length, delay);
  const bool was_empty = x->sensor->is_empty();
  x->sensor->look(x->inputs, start, length, delay);  // first: outlets may share memory with inlets
  if (was_empty) wait_for_sensed(x);
  x->signal_writer->render(start, length, x->outputs);
  return words + 4;
}

void complain_of_channels(Tilde *x, int inlet, int found, int expected) {
  pd_error(x, "mdrnn~: inlet %d: found a cable with %d channel%s, expected %d%s", inlet + 1, found,
           found == 1 ? "" : "s", expected,
           x->is_multichannel || found < 2 ? "" : " (use -mc for all values in one cable)");
}

// Takes the signals of the value inlets and of the trigger. Returns the remaining ones, of the outlets.
t_signal **take_inlets(Tilde *x, t_signal **signals) {
  const int block = signals[0]->s_n;
  const int cables = x->is_multichannel ? 1 : value_count(x);
  const int channels = channels_of(signals[0]);
  for (int i = 0; i < value_count(x); ++i) {
    if (!x->is_multichannel)
      x->inputs.values[i] = signals[i]->s_vec;
    else
      x->inputs.values[i] = i < channels ? signals[0]->s_vec + i * block : nullptr;
  }
  if (x->is_multichannel && channels != value_count(x) && channels > 1)
    complain_of_channels(x, 0, channels, value_count(x));
  for (int i = 0; i <= cables; ++i)
    if ((i == cables || !x->is_multichannel) && channels_of(signals[i]) != 1)
      complain_of_channels(x, i, channels_of(signals[i]), 1);
  x->inputs.trigger = signals[cables]->s_vec;
  return signals + cables + 1;
}

void take_outlets(Tilde *x, t_signal **signals, int block) {
  const int cables = x->is_multichannel ? 1 : value_count(x);
  const bool has_cable = x->is_multichannel && has_multichannel();
  for (int i = 0; i < cables + 3; ++i) set_channels(&signals[i], i == 0 && has_cable ? value_count(x) : 1);
  x->outputs.trigger = signals[cables]->s_vec;
  x->outputs.ramp = signals[cables + 1]->s_vec;
  x->outputs.gate = signals[cables + 2]->s_vec;
  for (int i = 0; i < value_count(x); ++i) {
    if (has_cable)
      x->outputs.values[i] = signals[0]->s_vec + i * block;
    else  // without multichannel cables only the first value has an outlet: the gate overwrites the others
      x->outputs.values[i] = i < cables ? signals[i]->s_vec : x->outputs.gate;
  }
}

}  // namespace

void on_dsp(Tilde *x, t_signal **signals) {
  const int block = signals[0]->s_n;
  follow_rate(x, signals[0]->s_sr);
  t_signal **outlets = take_inlets(x, signals);
  take_outlets(x, outlets, block);
  dsp_add(perform, 3, x, static_cast<t_int>(block), static_cast<t_int>(x->timeline.delay(block)));
}

mdrnn_status set_glide(Tilde *x, const Arguments &arguments, mdrnn_error *error) {
  if (const mdrnn_status status = read_glide(arguments, &x->settings.glide, error)) return status;
  if (x->signal_writer) x->signal_writer->set_glide(x->settings.glide.glide, x->settings.glide.time);
  return MDRNN_OK;
}

mdrnn_status set_sense(Tilde *x, const Arguments &arguments, mdrnn_error *error) {
  if (const mdrnn_status status = read_sense(arguments, &x->settings.sense, error)) return status;
  if (x->sensor) x->sensor->listen(x->settings.sense);
  return MDRNN_OK;
}

mdrnn_status set_delta(Tilde *x, const Arguments &arguments, mdrnn_error *error) {
  if (const mdrnn_status status = read_delta(arguments, &x->settings.delta, error)) return status;
  if (x->sensor) x->sensor->set_delta(x->settings.delta);
  return MDRNN_OK;
}

mdrnn_status set_gap(Tilde *x, const Arguments &arguments, mdrnn_error *error) {
  if (const mdrnn_status status = read_gap(arguments, &x->settings.gap, error)) return status;
  if (x->sensor) x->sensor->set_gap(x->timeline.frames_in(x->settings.gap));
  return MDRNN_OK;
}
