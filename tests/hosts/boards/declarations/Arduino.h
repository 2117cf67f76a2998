// SPDX-License-Identifier: MIT
// The few declarations of Arduino and Teensyduino that the example uses, to test that it compiles.
#pragma once

#include <math.h>
#include <stdint.h>

constexpr int A0 = 14, A1 = 15;
uint32_t micros();
void delay(uint32_t milliseconds);
int analogRead(int pin);

struct UsbSerial {
  void println(const char *text);
};
extern UsbSerial Serial;

struct UsbMidi {
  void sendControlChange(uint8_t control, uint8_t value, uint8_t channel);
};
extern UsbMidi usbMIDI;
