// SPDX-License-Identifier: MIT
// Which of the compiled variants this processor can run.
#include "step/kernels.h"

namespace mdrnn {

extern const Kernels kernels_baseline;
#if MDRNN_HAS_X86_VARIANTS
extern const Kernels kernels_avx2;
extern const Kernels kernels_avx512;
#endif

namespace {

struct Usable {
  const Kernels *variants[4] = {};

  Usable() {
    int count = 0;
#if MDRNN_HAS_X86_VARIANTS
    __builtin_cpu_init();
    const bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    if (has_avx2 && __builtin_cpu_supports("avx512f")) variants[count++] = &kernels_avx512;
    if (has_avx2) variants[count++] = &kernels_avx2;
#endif
    variants[count] = &kernels_baseline;
  }
};

}  // namespace

const Kernels *const *usable_kernels() {
  static const Usable usable;
  return usable.variants;
}

const Kernels &best_kernels() { return **usable_kernels(); }

}  // namespace mdrnn
