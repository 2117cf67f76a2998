// SPDX-License-Identifier: MIT
// The perform routine, and its signals.

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "ext_obex.h"
#include "tilde.h"

namespace {

int value_count(const Player *player) { return player->dimension - 1; }

// `inputs`: `channels` channels of values, then the trigger.
Sensor::Inputs take_inlets(const Player *player, double **inputs, long channels) {
  Sensor::Inputs taken = {};
  std::copy_n(inputs, std::min<long>(channels, value_count(player)), taken.values);
  taken.trigger = inputs[channels];
  return taken;
}

Outputs take_outlets(const Player *player, double **outputs) {
  Outputs taken = {};
  std::copy_n(outputs, value_count(player), taken.values);
  double **others = outputs + value_count(player);
  taken.trigger = others[0];
  taken.ramp = others[1];
  taken.gate = others[2];
  return taken;
}

// Takes over what messages and attributes have changed since the last block.
void follow_settings(Player *player) {
  const Sense sense = player->sense.load(std::memory_order_relaxed);
  const double gap = player->gap.load(std::memory_order_relaxed);
  if (sense != player->followed_sense) player->sensor->listen(sense);
  player->followed_sense = sense;
  player->sensor->set_delta(player->delta.load(std::memory_order_relaxed));
  player->sensor->set_gap(std::llround(gap * player->rate.load(std::memory_order_relaxed) / 1000.0));
}

void follow_rate(Player *player) {
  mdrnn_error error = {};
  const double rate = player->rate.load(std::memory_order_relaxed);
  const double factor = rate / player->played_rate;
  if (factor == 1.0 || mdrnn_set_rate(player->performer.get(), rate, &error)) return;
  player->frame = std::llround(static_cast<double>(player->frame) * factor);
  player->drawn = std::llround(static_cast<double>(player->drawn) * factor);
  player->played_rate = rate;
  player->signal_writer->set_rate(rate);
  player->sensor->scale(factor);
}

// After a break the signals start at the values of the last event. The scheduler's time may be that of the start or of
// the end of this block. The earlier one is used, because skipped frames cannot be recovered.
void take_over(Player *player, double now, int length) {
  const int64_t begin = std::max(player->frame, present_span(player, now).end - length);
  player->is_audio = true;
  player->drawn = std::max(player->drawn, begin);
  if (player->has_event)
    player->signal_writer->stand(player->drawn, player->last.values);
  else
    player->signal_writer->forget();
}

// With the driver lock: prepares for a block.
void prepare(Player *player, double now, int length) {
  if (!player->is_audio) take_over(player, now, length);
  follow_rate(player);
  player->signal_writer->set_glide(player->glide.load(std::memory_order_relaxed),
                                   player->glide_time.load(std::memory_order_relaxed));
}

void play_block(Player *player, double now, int length) {
  play(player, {player->drawn, player->drawn + length, now, player->played_rate, true});
  player->frame = player->drawn + length;
  player->frame_time = now + length * 1000.0 / player->played_rate;
}

// `channels`: how many of the inputs are values.
void perform(Tilde *x, t_object *, double **inputs, long, double **outputs, long, long frames, long, void *channels) {
  Player *player = x->player;
  const int length = static_cast<int>(frames);
  const double now = scheduler_time();
  player->audio_runs.store(true, std::memory_order_release);
  const bool is_driver = player->driver_lock.try_lock();
  if (is_driver) prepare(player, now, length);
  follow_settings(player);
  player->sensor->look(take_inlets(player, inputs, reinterpret_cast<intptr_t>(channels)), player->drawn, length, 0);
  if (is_driver) play_block(player, now, length);
  player->signal_writer->render(player->drawn, length, take_outlets(player, outputs));
  player->drawn += length;
  if (is_driver) player->driver_lock.unlock();
  player->blocks.fetch_add(1, std::memory_order_release);
}

}  // namespace

void on_dsp64(Tilde *x, t_object *dsp64, short *, double rate, long, long) {
  Player *player = x->player;
  t_symbol *question = gensym("getnuminputchannels");
  player->rate.store(rate, std::memory_order_relaxed);
  intptr_t channels = value_count(player);
  if (player->is_multichannel) channels = reinterpret_cast<intptr_t>(object_method(dsp64, question, x, 0L));
  if (channels != value_count(player) && channels > 1)
    object_error(object_of(player), "inlet 1: found a cable with %ld channels, expected %d",
                 static_cast<long>(channels), value_count(player));
  object_method(dsp64, gensym("dsp_add64"), x, &perform, 0L, channels);
  expect_audio(player);
}

long on_multichannel_outputs(Tilde *x, long outlet) {
  return x->player->is_multichannel && outlet == 0 ? value_count(x->player) : 1;
}

// The outlets have one channel per value of the model, whatever is connected.
long on_input_changed(Tilde *, long, long) { return 0; }
