// SPDX-License-Identifier: MIT
// Start-up code for a Cortex-M7: vectors, enabling the FPU, initialising data.
#include <cstdint>

#include "semihosting.h"

extern "C" {

extern uint32_t stack_end, data_source, data_begin, data_end, bss_begin, bss_end;
using Initialiser = void (*)();
extern Initialiser init_begin, init_end;
int main();

[[noreturn]] void start() {
  const uint32_t *from = &data_source;
  for (uint32_t *to = &data_begin; to != &data_end;) *to++ = *from++;
  for (uint32_t *to = &bss_begin; to != &bss_end;) *to++ = 0;
  for (Initialiser *initialiser = &init_begin; initialiser != &init_end;) (*initialiser++)();
  semihosting::end(main());
}

// Enables the FPU first, because `start` may use it. Coprocessors 10 and 11 in CPACR (ARMv7-M manual, B3.2.20).
[[noreturn, gnu::naked]] void reset() {
  __asm__ volatile(
      "ldr r0, =0xe000ed88\n\t"
      "ldr r1, [r0]\n\t"
      "orr r1, #0xf00000\n\t"
      "str r1, [r0]\n\t"
      "dsb\n\t"
      "isb\n\t"
      "b start");
}

[[noreturn]] void fault() {
  semihosting::write("fault: the processor stopped\n");
  semihosting::end(3);
}

struct Vectors {
  uint32_t *stack;
  void (*reset)();
  void (*faults[14])();
};

[[gnu::section(".vectors"), gnu::used]] const Vectors vectors = {
    &stack_end,
    reset,
    {fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault}};

}  // extern "C"
