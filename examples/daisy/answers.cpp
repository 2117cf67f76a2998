// SPDX-License-Identifier: MIT
// Daisy Seed: you turn two knobs; when they rest, the model continues, with two sine waves.
//
// model.h: mdrnn export mouse-3d-xs --c-header model.h --name model
#include <cmath>

#include "daisy_seed.h"
#include "mdrnn_bare.h"
#include "model.h"

namespace {

constexpr float kMoved = 0.01f;  // of a knob's range; smaller changes are noise
constexpr float kTwoPi = 6.2831853f;

daisy::DaisySeed hardware;
alignas(8) unsigned char arena[MODEL_ARENA_SIZE];
mdrnn_performer *performer = nullptr;
float heard[2] = {0.5f, 0.5f};     // the knobs when they were last fed
float sounding[2] = {0.5f, 0.5f};  // the values that the sines play
float phase[2] = {};

bool knobs_moved() {
  bool moved = false;
  float now[2];
  for (int i = 0; i < 2; ++i) {
    now[i] = hardware.adc.GetFloat(static_cast<uint8_t>(i));
    moved = moved || std::fabs(now[i] - heard[i]) > kMoved;
  }
  for (int i = 0; i < 2 && moved; ++i) heard[i] = sounding[i] = now[i];
  return moved;
}

// A step of this model takes about a tenth of a millisecond at 480 MHz (an estimate: 50,000 instructions).
void audio(daisy::AudioHandle::InputBuffer, daisy::AudioHandle::OutputBuffer out, size_t frames) {
  if (knobs_moved()) mdrnn_feed(performer, heard, 2, nullptr);
  mdrnn_event event;
  while (mdrnn_advance(performer, mdrnn_now(performer) + static_cast<int64_t>(frames), &event) != 0)
    for (int i = 0; i < event.count && i < 2; ++i) sounding[i] = event.values[i];
  for (size_t frame = 0; frame < frames; ++frame)
    for (int i = 0; i < 2; ++i) {
      phase[i] += (110.0f + 440.0f * sounding[i]) / hardware.AudioSampleRate();
      phase[i] -= std::floor(phase[i]);
      out[i][frame] = 0.2f * std::sin(kTwoPi * phase[i]);
    }
}

}  // namespace

int main() {
  hardware.Init();
  daisy::AdcChannelConfig knobs[2];
  knobs[0].InitSingle(hardware.GetPin(15));
  knobs[1].InitSingle(hardware.GetPin(16));
  hardware.adc.Init(knobs, 2);
  hardware.adc.Start();
  mdrnn_error error{};
  performer = mdrnn_create_in(arena, sizeof arena, hardware.AudioSampleRate(), 7, &error);
  const bool is_loaded =
      performer != nullptr && mdrnn_load_memory(performer, model, sizeof model, nullptr, &error) == MDRNN_OK;
  if (is_loaded) hardware.StartAudio(audio);
  for (bool is_lit = true;; is_lit = !is_lit) {  // slow: it plays; fast: it does not, and `error` says why
    hardware.SetLed(is_lit);
    hardware.DelayMs(is_loaded ? 500 : 100);
  }
}
