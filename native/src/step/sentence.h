// SPDX-License-Identifier: MIT
// printf for error sentences: independent of the locale, without a heap, small enough for a
// microcontroller.
#pragma once

#include <cstdarg>
#include <cstddef>

namespace mdrnn {

// Supports %d, %u, %s and %g (six digits), the lengths l, ll and z, and a precision for %s, which may
// be `*`. Text that does not fit into `size` is cut off.
void write_sentence(char *to, size_t size, const char *format, va_list arguments);

#if defined(__GNUC__)
__attribute__((format(printf, 3, 4)))
#endif
void write_text(char *to, size_t size, const char *format, ...);

}  // namespace mdrnn
