// SPDX-License-Identifier: MIT
// What plays beside the audio thread: threads and files, or what replaces them on a microcontroller.
#pragma once

#ifdef MDRNN_BARE
#include "bare/model_slot.h"
#include "bare/recorder.h"
#else
#include "background/model_slot.h"
#include "background/recorder.h"
#endif
