// SPDX-License-Identifier: MIT
// One sentence for each failure, written into the caller's buffer without allocating.
#include "step/error.h"

#include <cstdarg>
#include <cstdio>

namespace mdrnn {

mdrnn_status fail(mdrnn_error *error, mdrnn_status status, const char *format, ...) {
  if (error == nullptr) return status;
  error->status = status;
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(error->sentence, sizeof error->sentence, format, arguments);
  va_end(arguments);
  return status;
}

}  // namespace mdrnn
