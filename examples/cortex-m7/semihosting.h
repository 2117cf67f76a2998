// SPDX-License-Identifier: MIT
// Lets a bare-metal program use files and output of QEMU or a debugger (Arm, Semihosting for AArch32).
#pragma once

#include <cstddef>
#include <cstdint>

namespace semihosting {

inline int call(int operation, const void *argument) {
  register int result __asm__("r0") = operation;
  register const void *block __asm__("r1") = argument;
  __asm__ volatile("bkpt 0xab" : "+r"(result) : "r"(block) : "memory");
  return result;
}

inline void write(const char *text) { call(0x04, text); }

[[noreturn]] inline void end(int code) {
  const uint32_t block[] = {0x20026, static_cast<uint32_t>(code)};  // ADP_Stopped_ApplicationExit
  for (;;) call(0x20, block);
}

inline void write_number(int64_t number) {
  char digits[24];
  char *place = digits + sizeof digits;
  *--place = '\0';
  uint64_t rest = static_cast<uint64_t>(number < 0 ? -number : number);
  do *--place = static_cast<char>('0' + rest % 10);
  while ((rest /= 10) != 0);
  if (number < 0) *--place = '-';
  write(place);
}

// QEMU's `arg=` options, separated by spaces.
inline bool get_arguments(char *to, size_t size) {
  struct {
    char *to;
    size_t size;
  } block{to, size};
  return call(0x15, &block) == 0;
}

// Reads a whole file of the host and returns its size; 0 if it does not exist or does not fit.
inline size_t read_file(const char *path, void *to, size_t size) {
  size_t length = 0;
  while (path[length] != '\0') ++length;
  const uint32_t open[] = {reinterpret_cast<uint32_t>(path), 1, length};  // "rb"
  const int file = call(0x01, open);
  if (file < 0) return 0;
  const uint32_t of[] = {static_cast<uint32_t>(file)};
  const size_t bytes = static_cast<size_t>(call(0x0c, of));
  const uint32_t read[] = {static_cast<uint32_t>(file), reinterpret_cast<uint32_t>(to), bytes};
  const bool is_whole = bytes <= size && call(0x06, read) == 0;
  call(0x02, of);
  return is_whole ? bytes : 0;
}

}  // namespace semihosting
