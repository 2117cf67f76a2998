/* SPDX-License-Identifier: MIT
 * Prints the events of a performer whose ticks are frames, one line `frame x1 .. xn` each:
 *   core_events MODEL RATE SEED FRAMES [PARAMETER=VALUE ..]
 * The player's events come on stdin as lines `frame x1 .. xn`, in order. Events that are due at a frame are output
 * before the player's event at that frame is fed.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mdrnn/mdrnn.h"

static void fail(const char *sentence) {
  fprintf(stderr, "%s\n", sentence);
  exit(1);
}

static void set(mdrnn_performer *performer, char *assignment) {
  mdrnn_error error;
  char *value = strchr(assignment, '=');
  if (!value) fail("expected PARAMETER=VALUE");
  *value++ = 0;
  if (mdrnn_set(performer, mdrnn_find_parameter(assignment),
                mdrnn_find_mode(value) >= 0 ? mdrnn_find_mode(value) : atof(value), &error))
    fail(error.sentence);
}

static void print_until(mdrnn_performer *performer, int64_t frame) {
  mdrnn_event event;
  while (mdrnn_advance(performer, frame, &event)) {
    printf("%" PRId64, event.tick);
    for (int i = 0; i < event.count; ++i) printf(" %.9g", event.values[i]);
    printf("\n");
  }
}

static void feed_line(mdrnn_performer *performer, char *line) {
  mdrnn_error error;
  float values[MDRNN_MAX_VALUES];
  int count = 0;
  const int64_t frame = strtoll(line, &line, 10);
  for (char *end; count < MDRNN_MAX_VALUES; line = end, ++count) {
    values[count] = strtof(line, &end);
    if (end == line) break;
  }
  print_until(performer, frame);
  if (mdrnn_next_due(performer) == frame) print_until(performer, frame + 1);
  if (mdrnn_feed(performer, values, count, &error)) fail(error.sentence);
}

int main(int argc, char **argv) {
  mdrnn_error error;
  mdrnn_performer *performer;
  char line[4096];
  if (argc < 5) fail("usage: core_events MODEL RATE SEED FRAMES [PARAMETER=VALUE ..]");
  performer = mdrnn_create(atof(argv[2]), atoll(argv[3]), &error);
  if (!performer) fail(error.sentence);
  for (int i = 5; i < argc; ++i) set(performer, argv[i]);
  if (mdrnn_load(performer, argv[1], NULL, &error)) fail(error.sentence);
  while (fgets(line, sizeof line, stdin)) feed_line(performer, line);
  print_until(performer, atoll(argv[4]));
  mdrnn_destroy(performer);
  return 0;
}
