// SPDX-License-Identifier: MIT
// Keeps the C++ library's demangler, a fifth of the external for ARM, out of the binary.
//
// Only the message before an abort would use it; it then shows the mangled name of the exception.
#include <cstddef>

extern "C" char *__cxa_demangle(const char *, char *, size_t *, int *status) {
  if (status != nullptr) *status = -1;  // out of memory: the caller prints the mangled name
  return nullptr;
}
