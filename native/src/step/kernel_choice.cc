// SPDX-License-Identifier: MIT
// Chooses the compiled kernels that this processor can run.
#include <cstdint>

#include "step/kernels.h"

namespace mdrnn {

extern const Kernels kernels_scalar[MDRNN_PRECISION_COUNT];
extern const Kernels kernels_baseline[MDRNN_PRECISION_COUNT];
extern const Kernels kernels_avx2[MDRNN_PRECISION_COUNT];
extern const Kernels kernels_avxvnni[MDRNN_PRECISION_COUNT];
extern const Kernels kernels_avx512[MDRNN_PRECISION_COUNT];
extern const Kernels kernels_avx512vnni[MDRNN_PRECISION_COUNT];

#ifdef MDRNN_BARE

const Kernels &scalar_kernels(mdrnn_precision precision) { return kernels_scalar[precision]; }
const Kernels &best_kernels(mdrnn_precision precision) { return kernels_scalar[precision]; }

#else

namespace {

#if MDRNN_HAS_AVX2
// Asks the processor itself: without GCC's or LLVM's runtime library, as in Zig,
// __builtin_cpu_supports always returns false. Intel's manual, volume 2A, CPUID; volume 1, 13.3.
struct Processor {
  bool has_avx2 = false;
  bool has_avxvnni = false;
  bool has_avx512 = false;
  bool has_avx512vnni = false;

  Processor() {
    if (cpuid(0).eax < 7 || (cpuid(1).ecx & kXsaveEnabled) == 0) return;
    const uint32_t saved = saved_registers();
    const Registers seven = cpuid(7);
    has_avx2 = (saved & kYmm) == kYmm && (cpuid(1).ecx & kFma) != 0 && (seven.ebx & kAvx2) != 0;
    has_avxvnni = has_avx2 && seven.eax >= 1 && (cpuid(7, 1).eax & kAvxVnni) != 0;
    has_avx512 = has_avx2 && (saved & kZmm) == kZmm && (seven.ebx & kAvx512) == kAvx512;
    has_avx512vnni = has_avx512 && (seven.ecx & kAvx512Vnni) != 0;
  }

 private:
  struct Registers {
    uint32_t eax, ebx, ecx, edx;
  };
  static constexpr uint32_t kFma = 1u << 12, kXsaveEnabled = 1u << 27;  // leaf 1, ecx
  static constexpr uint32_t kAvx2 = 1u << 5;                            // leaf 7, ebx
  static constexpr uint32_t kAvx512 = 1u << 16 | 1u << 30;              // leaf 7, ebx: F and BW
  static constexpr uint32_t kAvx512Vnni = 1u << 11;                     // leaf 7, ecx
  static constexpr uint32_t kAvxVnni = 1u << 4;                         // leaf 7.1, eax
  static constexpr uint32_t kYmm = 0x6, kZmm = 0xe6;                    // what the system saves, XCR0

  static Registers cpuid(uint32_t leaf, uint32_t sub_leaf = 0) {
    Registers found = {leaf, 0, sub_leaf, 0};
    __asm__("cpuid" : "+a"(found.eax), "=b"(found.ebx), "+c"(found.ecx), "=d"(found.edx));
    return found;
  }

  static uint32_t saved_registers() {
    uint32_t low = 0, high = 0;
    __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return low;
  }
};
#endif

struct Usable {
  const Kernels *variants[6 * MDRNN_PRECISION_COUNT + 1] = {};
  int count = 0;

  Usable() {
#if MDRNN_HAS_AVX2
    const Processor processor;
#if MDRNN_HAS_AVX512VNNI
    if (processor.has_avx512vnni) add(kernels_avx512vnni);
#endif
#if MDRNN_HAS_AVX512
    if (processor.has_avx512) add(kernels_avx512);
#endif
#if MDRNN_HAS_AVXVNNI
    if (processor.has_avxvnni) add(kernels_avxvnni);
#endif
    if (processor.has_avx2) add(kernels_avx2);
#endif
    add(kernels_baseline);
    add(kernels_scalar);
  }

  void add(const Kernels *precisions) {
    for (int precision = 0; precision < MDRNN_PRECISION_COUNT; ++precision) variants[count++] = &precisions[precision];
  }
};

// Not static in the function: a child forked while another thread initialises it would wait for ever.
const Usable usable;

}  // namespace

const Kernels *const *usable_kernels() { return usable.variants; }

const Kernels &best_kernels(mdrnn_precision precision) { return *usable_kernels()[precision]; }
const Kernels &scalar_kernels(mdrnn_precision precision) { return kernels_scalar[precision]; }

#endif

}  // namespace mdrnn
