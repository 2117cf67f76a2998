// SPDX-License-Identifier: MIT
// The few declarations of Bela that the example uses, from its documentation, to test that it compiles.
#pragma once

#include <cstdint>

struct BelaContext {
  uint32_t audioFrames, audioOutChannels, analogFrames;
  float audioSampleRate;
};

typedef void *AuxiliaryTask;
enum { INPUT = 0 };

AuxiliaryTask Bela_createAuxiliaryTask(void (*callback)(void *), int priority, const char *name, void *argument);
int Bela_scheduleAuxiliaryTask(AuxiliaryTask task);
int rt_printf(const char *format, ...);
void pinMode(BelaContext *context, int frame, int channel, int mode);
int digitalRead(BelaContext *context, int frame, int channel);
float analogRead(BelaContext *context, int frame, int channel);
void analogWriteOnce(BelaContext *context, int frame, int channel, float value);
void audioWrite(BelaContext *context, int frame, int channel, float value);
