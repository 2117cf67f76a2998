/* SPDX-License-Identifier: MIT
 * An audio callback that Clang checks by MDRNN_NONBLOCKING; with VIOLATE it calls a [control] function, an error.
 */
#include <stddef.h>

#include "mdrnn/mdrnn.h"

void callback(mdrnn_performer *performer, int64_t frame) MDRNN_NONBLOCKING;

void callback(mdrnn_performer *performer, int64_t frame) MDRNN_NONBLOCKING {
  mdrnn_event event;
  while (mdrnn_advance(performer, frame, &event)) mdrnn_set(performer, MDRNN_MODE, MDRNN_BATTLE, NULL);
  mdrnn_reset(performer);
#ifdef VIOLATE
  mdrnn_load(performer, "model.tflite", NULL, NULL);
#endif
}
