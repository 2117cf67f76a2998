// SPDX-License-Identifier: MIT
// What runs in the background: threads and files, or their replacements on a microcontroller.
#pragma once

#ifdef MDRNN_BARE
#include "bare/model_slot.h"
#include "bare/recorder.h"
#else
#include "background/model_slot.h"
#include "background/recorder.h"
#endif
