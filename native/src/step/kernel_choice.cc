// SPDX-License-Identifier: MIT
// Which of the compiled variants this processor can run.
#include "step/kernels.h"

namespace mdrnn {

extern const Kernels kernels_baseline[MDRNN_PRECISION_COUNT];
#if MDRNN_HAS_X86_VARIANTS
extern const Kernels kernels_avx2[MDRNN_PRECISION_COUNT];
extern const Kernels kernels_avx512[MDRNN_PRECISION_COUNT];
#endif

namespace {

struct Usable {
  const Kernels *variants[3 * MDRNN_PRECISION_COUNT + 1] = {};
  int count = 0;

  Usable() {
#if MDRNN_HAS_X86_VARIANTS
    __builtin_cpu_init();
    const bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    if (has_avx2 && __builtin_cpu_supports("avx512f")) add(kernels_avx512);
    if (has_avx2) add(kernels_avx2);
#endif
    add(kernels_baseline);
  }

  void add(const Kernels *precisions) {
    for (int precision = 0; precision < MDRNN_PRECISION_COUNT; ++precision) variants[count++] = &precisions[precision];
  }
};

}  // namespace

const Kernels *const *usable_kernels() {
  static const Usable usable;
  return usable.variants;
}

const Kernels &best_kernels(mdrnn_precision precision) { return *usable_kernels()[precision]; }

}  // namespace mdrnn
