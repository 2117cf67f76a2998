// SPDX-License-Identifier: MIT
// One sentence for each failure, written into the caller's buffer without allocating.
#pragma once

#include "mdrnn/mdrnn.h"

namespace mdrnn {

// Writes the sentence unless `error` is null, and returns `status`, so a check reads
// `return fail(...)`. `format`: as for write_sentence.
#if defined(__GNUC__)
__attribute__((format(printf, 3, 4)))
#endif
mdrnn_status fail(mdrnn_error *error, mdrnn_status status, const char *format, ...);

}  // namespace mdrnn
