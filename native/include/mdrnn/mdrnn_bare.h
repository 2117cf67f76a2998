/* mdrnn on a microcontroller: no heap, files, threads or exceptions. This C99 header is all that a
 * program there includes.
 *
 * SPDX-License-Identifier: MIT
 *
 *   #include "model.h"  // mdrnn export mouse-3d-xs --c-header model.h --name model
 *
 *   static unsigned char arena[MODEL_ARENA_SIZE];
 *   performer = mdrnn_create_in(arena, sizeof arena, 48000, 7, &error);
 *   if (performer == NULL) stop(error.sentence);
 *   status = mdrnn_load_memory(performer, model, sizeof model, NULL, &error);
 *   if (status != MDRNN_OK) stop(error.sentence);
 *
 * The rest is as in mdrnn.h, but functions that need files or threads are missing, steps are
 * computed in place (so mdrnn_feed and mdrnn_advance take the time of a step), and a model has at
 * most 64 mixtures.
 */
#ifndef MDRNN_MDRNN_BARE_H
#define MDRNN_MDRNN_BARE_H

#include "mdrnn.h"

#ifdef __cplusplus
extern "C" {
#endif

/* [control & any thread] Bytes of arena for a performer with this packed model, the same on every
 * processor; 0 on failure. The library for computers has this function, too. */
MDRNN_API size_t mdrnn_arena_size(const void *bytes, size_t size, mdrnn_error *error);

/* [control] A performer without a model. It and all that its model needs are in `arena`, at any
 * address, which it owns from now on; mdrnn_load_memory refuses models that do not fit. `rate` as
 * in mdrnn_create; `seed`: 0 or more. NULL on failure; there is nothing to free. */
MDRNN_API mdrnn_performer *mdrnn_create_in(void *arena, size_t size, double rate, int64_t seed, mdrnn_error *error);

#ifdef __cplusplus
}
#endif

#endif
