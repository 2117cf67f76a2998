// SPDX-License-Identifier: MIT
// The few words of printf that the core's sentences are made of, for a machine whose own printf would bring a heap.
#pragma once

#include <cstdarg>
#include <cstddef>

namespace mdrnn {

// %d, %s, %.Ns and %g (six digits); what does not fit into `size` is cut off.
void write_sentence(char *to, size_t size, const char *format, va_list arguments);

}  // namespace mdrnn
