// SPDX-License-Identifier: MIT
// Which of the compiled variants this processor can run.
#include "step/kernels.h"

#if MDRNN_HAS_AVX2
#include <cpuid.h>
#endif

namespace mdrnn {

extern const Kernels kernels_baseline[MDRNN_PRECISION_COUNT];
extern const Kernels kernels_avx2[MDRNN_PRECISION_COUNT];
extern const Kernels kernels_avxvnni[MDRNN_PRECISION_COUNT];
extern const Kernels kernels_avx512[MDRNN_PRECISION_COUNT];
extern const Kernels kernels_avx512vnni[MDRNN_PRECISION_COUNT];

namespace {

#if MDRNN_HAS_AVX2
// In leaf 7.1; compilers have no word for it that all of them know.
bool has_avxvnni() {
  unsigned a = 0, b = 0, c = 0, d = 0;
  return __get_cpuid_count(7, 1, &a, &b, &c, &d) != 0 && (a >> 4 & 1) != 0;
}
#endif

struct Usable {
  const Kernels *variants[5 * MDRNN_PRECISION_COUNT + 1] = {};
  int count = 0;

  Usable() {
#if MDRNN_HAS_AVX2
    __builtin_cpu_init();
    const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    const bool avx512 = avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw");
#if MDRNN_HAS_AVX512VNNI
    if (avx512 && __builtin_cpu_supports("avx512vnni")) add(kernels_avx512vnni);
#endif
#if MDRNN_HAS_AVX512
    if (avx512) add(kernels_avx512);
#endif
#if MDRNN_HAS_AVXVNNI
    if (avx2 && has_avxvnni()) add(kernels_avxvnni);
#endif
    if (avx2) add(kernels_avx2);
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
