// SPDX-License-Identifier: MIT
// Bela: you play two analog inputs; when they rest, the model continues, with two sines and the analog outputs.
//
// Bela runs Linux, so this uses the ordinary library, and models are files next to this one. A button on digital
// pin 0 loads the next model; reading a file takes time, so an auxiliary task does it. For large models (xl) steps
// are computed ahead on a worker thread; render never waits for it.
#include <Bela.h>

#include <cmath>

#include "mdrnn/mdrnn.h"

namespace {

constexpr float kMoved = 0.01f;  // of an input's range; smaller changes are noise
const char *const kModels[] = {"mouse-3d-xs.tflite", "other-3d.tflite"};

mdrnn_performer *performer = nullptr;
AuxiliaryTask loading, telling;
mdrnn_error error;
int next_model = 1;
bool was_pressed = false;
float heard[2] = {0.5f, 0.5f}, sounding[2] = {0.5f, 0.5f}, phase[2] = {};

void load_next(void *) {
  mdrnn_load_later(performer, kModels[next_model], nullptr, nullptr);
  next_model = 1 - next_model;
}

void tell(void *) { rt_printf("mdrnn: %s\n", error.sentence); }

bool inputs_moved(BelaContext *context) {
  float now[2];
  bool moved = false;
  for (int i = 0; i < 2; ++i) {
    now[i] = analogRead(context, 0, i);
    moved = moved || std::fabs(now[i] - heard[i]) > kMoved;
  }
  for (int i = 0; i < 2 && moved; ++i) heard[i] = sounding[i] = now[i];
  return moved;
}

void poll(BelaContext *context) {
  const bool is_pressed = digitalRead(context, 0, 0) != 0;
  if (is_pressed && !was_pressed) Bela_scheduleAuxiliaryTask(loading);
  was_pressed = is_pressed;
  if (mdrnn_poll_load(performer, &error) == MDRNN_LOAD_FAILED) Bela_scheduleAuxiliaryTask(telling);
}

}  // namespace

bool setup(BelaContext *context, void *) {
  if (context->analogFrames == 0 || context->audioOutChannels < 2) return false;
  pinMode(context, 0, 0, INPUT);
  performer = mdrnn_create(context->audioSampleRate, MDRNN_ANY_SEED, &error);
  if (performer == nullptr || mdrnn_load(performer, kModels[0], nullptr, &error) != MDRNN_OK) {
    tell(nullptr);
    return false;
  }
  loading = Bela_createAuxiliaryTask(load_next, 50, "mdrnn-load", nullptr);
  telling = Bela_createAuxiliaryTask(tell, 10, "mdrnn-tell", nullptr);
  return true;
}

void render(BelaContext *context, void *) {
  poll(context);
  if (inputs_moved(context)) mdrnn_feed(performer, heard, 2, nullptr);
  mdrnn_event event;
  while (mdrnn_advance(performer, mdrnn_now(performer) + context->audioFrames, &event) != 0)
    for (int i = 0; i < event.count && i < 2; ++i) sounding[i] = event.values[i];
  for (unsigned frame = 0; frame < context->audioFrames; ++frame)
    for (int i = 0; i < 2; ++i) {
      phase[i] += (110.0f + 440.0f * sounding[i]) / context->audioSampleRate;
      phase[i] -= std::floor(phase[i]);
      audioWrite(context, frame, i, 0.2f * std::sin(6.2831853f * phase[i]));
    }
  for (unsigned frame = 0; frame < context->analogFrames; ++frame)
    for (int i = 0; i < 2; ++i) analogWriteOnce(context, frame, i, sounding[i]);
}

void cleanup(BelaContext *, void *) { mdrnn_destroy(performer); }
