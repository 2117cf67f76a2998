// SPDX-License-Identifier: MIT
// The few declarations of libDaisy that the example uses, from its documentation, to test that it compiles.
#pragma once

#include <cstddef>
#include <cstdint>

namespace daisy {

struct Pin {};

struct AudioHandle {
  using InputBuffer = const float *const *;
  using OutputBuffer = float **;
  using AudioCallback = void (*)(InputBuffer in, OutputBuffer out, size_t size);
};

struct AdcChannelConfig {
  void InitSingle(Pin pin);
};

struct AdcHandle {
  void Init(AdcChannelConfig *channels, size_t count);
  void Start();
  float GetFloat(uint8_t channel) const;
};

struct DaisySeed {
  void Init(bool boost = false);
  void StartAudio(AudioHandle::AudioCallback callback);
  float AudioSampleRate();
  void SetLed(bool is_lit);
  void DelayMs(size_t milliseconds);
  static Pin GetPin(uint8_t pin);
  AdcHandle adc;
};

}  // namespace daisy
