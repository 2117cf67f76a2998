/* SPDX-License-Identifier: MIT
 * Loads a model, lets it play by itself and prints its first ten events: `ten_events model.tflite`.
 */
#include <inttypes.h>
#include <stdio.h>

#include "mdrnn/mdrnn.h"

static const double kRate = 48000; /* ticks per second: audio frames */
static const int64_t kSeed = 7;    /* the same events in every run */
static const int64_t kBlock = 64;  /* ticks per call, as in an audio callback */
enum { kEvents = 10 };

static void print_event(const mdrnn_event *event) {
  int i;
  printf("frame %" PRId64 ", %.3f s:", event->tick, event->time);
  for (i = 0; i < event->count; ++i) printf(" %.4f", event->values[i]);
  printf("\n");
}

static void play(mdrnn_performer *performer) {
  mdrnn_event event;
  int events = 0;
  int64_t until = 0;
  while (events < kEvents) {
    until += kBlock;
    while (events < kEvents && mdrnn_advance(performer, until, &event)) {
      print_event(&event);
      ++events;
    }
  }
}

int main(int argc, char **argv) {
  mdrnn_error error;
  mdrnn_performer *performer;
  if (argc != 2) {
    fprintf(stderr, "usage: %s model.tflite\n", argv[0]);
    return 2;
  }
  performer = mdrnn_create(kRate, kSeed, &error);
  if (performer == NULL || mdrnn_set(performer, MDRNN_MODE, MDRNN_BATTLE, &error) != MDRNN_OK ||
      mdrnn_load(performer, argv[1], NULL, &error) != MDRNN_OK) {
    fprintf(stderr, "%s\n", error.sentence);
    mdrnn_destroy(performer);
    return 1;
  }
  play(performer);
  mdrnn_destroy(performer);
  return 0;
}
