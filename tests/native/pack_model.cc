// SPDX-License-Identifier: MIT
// Writes a model's packed form, like mdrnn export --binary but without Python: `pack_model MODEL PRECISION FILE`.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <vector>

#include "mdrnn/mdrnn.h"

int main(int count, char **arguments) {
  mdrnn_error error{};
  if (count != 4) return 2;
  const auto precision = static_cast<mdrnn_precision>(std::atoi(arguments[2]));
  std::vector<char> form(mdrnn_pack(arguments[1], precision, nullptr, 0, &error));
  if (mdrnn_pack(arguments[1], precision, form.data(), form.size(), &error) == 0) {
    std::fprintf(stderr, "%s\n", error.sentence);
    return 1;
  }
  std::ofstream file(arguments[3], std::ios::binary);
  file.write(form.data(), static_cast<std::streamsize>(form.size()));
  return file.good() ? 0 : 1;
}
