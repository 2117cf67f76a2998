// SPDX-License-Identifier: MIT
// The kernels chosen are the best for this processor, whichever compiler built the library.
#include <doctest/doctest.h>

#include <fstream>
#include <string>

#include "step/kernels.h"

#if defined(__x86_64__)

namespace mdrnn {
namespace {

// The system's list of processor features, with a space around each; "" if there is no such list.
std::string processor_flags() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);)
    if (line.rfind("flags", 0) == 0) return line + " ";
  return "";
}

TEST_CASE("the chosen kernels are the best that this processor supports, according to the system") {
  const std::string flags = processor_flags();
  const auto has = [&](const char *word) { return flags.find(std::string(" ") + word + " ") != std::string::npos; };
  std::string expected = "baseline";
  if (has("avx2") && has("fma")) expected = has("avx_vnni") ? "avxvnni" : "avx2";
  if (has("avx512f") && has("avx512bw")) expected = has("avx512_vnni") ? "avx512vnni" : "avx512";
  CHECK(std::string(best_kernels(MDRNN_FLOAT32).name) == expected);
}

}  // namespace
}  // namespace mdrnn

#endif
