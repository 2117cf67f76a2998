// SPDX-License-Identifier: MIT
// A player and a model on bare metal: prints ten gestures and the model's answers.
//
// The model is played directly from flash; `mdrnn export mouse-3d-xs --c-header model.h` wrote it.
#include "mdrnn/mdrnn_bare.h"
#include "model.h"
#include "semihosting.h"

namespace {

using semihosting::write;
using semihosting::write_number;

constexpr double kRate = 48000.0;  // ticks per second: the frames of an audio codec
constexpr int kBlock = 48;

alignas(8) unsigned char arena[MODEL_ARENA_SIZE];

int stop(const mdrnn_error &error) {
  write(error.sentence);
  write("\n");
  return 1;
}

void print(const mdrnn_event &event) {
  write(event.source == MDRNN_RNN ? "rnn " : "interface ");
  write_number(event.tick);
  for (int i = 0; i < event.count; ++i) {
    write(" ");
    write_number(static_cast<int64_t>(event.values[i] * 1000.0f));
  }
  write("\n");
}

// One block of audio: first the player's event, then the events that are due.
bool play(mdrnn_performer *performer, int block, mdrnn_error *error) {
  const float values[] = {0.1f * static_cast<float>(block % 10), 0.5f};
  if (block < 100 && block % 10 == 0 && mdrnn_feed(performer, values, 2, error) != MDRNN_OK) return false;
  mdrnn_event event;
  while (mdrnn_advance(performer, static_cast<int64_t>(block + 1) * kBlock, &event) != 0) print(event);
  return true;
}

}  // namespace

int main() {
  mdrnn_error error{};
  mdrnn_performer *performer = mdrnn_create_in(arena, sizeof arena, kRate, 7, &error);
  if (performer == nullptr) return stop(error);
  if (mdrnn_load_memory(performer, model, sizeof model, nullptr, &error) != MDRNN_OK) return stop(error);
  for (int block = 0; block < 1000; ++block)
    if (!play(performer, block, &error)) return stop(error);
  return 0;
}
