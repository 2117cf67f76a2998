// SPDX-License-Identifier: MIT
// Teensy 4: you turn two knobs (A0, A1); when they rest, the model continues, with MIDI controllers 1 and 2 over USB.
//
// Tools > USB Type: MIDI. model.h: mdrnn export mouse-3d-xs --c-header model.h --name model
#include <mdrnn_bare.h>

#include "model.h"

const float kMoved = 0.01f;  // of a knob's range; smaller changes are noise
const double kRate = 1e6;    // ticks per second: micros()

alignas(8) static unsigned char arena[MODEL_ARENA_SIZE];
static mdrnn_performer *performer = nullptr;
static float heard[2] = {0.5f, 0.5f};

static void stop(const mdrnn_error &error) {
  for (;;) {
    Serial.println(error.sentence);
    delay(1000);
  }
}

static int64_t ticks() {  // micros() wraps around after 71 minutes
  static uint32_t last = micros();
  static int64_t passed = 0;
  const uint32_t now = micros();
  passed += now - last;
  last = now;
  return passed;
}

static bool knobs_moved() {
  const float now[2] = {analogRead(A0) / 1023.0f, analogRead(A1) / 1023.0f};
  if (fabsf(now[0] - heard[0]) < kMoved && fabsf(now[1] - heard[1]) < kMoved) return false;
  heard[0] = now[0];
  heard[1] = now[1];
  return true;
}

void setup() {
  mdrnn_error error = {};
  performer = mdrnn_create_in(arena, sizeof arena, kRate, 7, &error);
  if (performer == nullptr) stop(error);
  if (mdrnn_load_memory(performer, model, sizeof model, nullptr, &error) != MDRNN_OK) stop(error);
}

void loop() {
  mdrnn_event event;
  const int64_t now = ticks();
  while (mdrnn_advance(performer, now, &event) != 0)
    for (int i = 0; i < event.count; ++i) usbMIDI.sendControlChange(i + 1, (int)(event.values[i] * 127.0f + 0.5f), 1);
  if (knobs_moved()) mdrnn_feed(performer, heard, 2, nullptr);
}
