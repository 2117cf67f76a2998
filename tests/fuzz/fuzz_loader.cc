// SPDX-License-Identifier: MIT
// libFuzzer's entry point to the loader; uses libFuzzer's mutations and ours in turn.
#include <algorithm>

#include "examine.h"
#include "mutate.h"

extern "C" size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t capacity);

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  examine(data, size);
  return 0;
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t capacity, unsigned int seed) {
  if (seed % 2 == 0 || size < 8) return LLVMFuzzerMutate(data, size, capacity);
  mdrnn::Random random(seed);
  const File file(data, data + size);
  const File mutant = mutate(file, file, static_cast<Damage>(seed / 2 % 4), random);
  std::copy_n(mutant.begin(), std::min(mutant.size(), capacity), data);
  return std::min(mutant.size(), capacity);
}
