// SPDX-License-Identifier: MIT
// One set of packed weights shared by all instances of one model.
#include "file/shared_weights.h"

#include <algorithm>
#include <vector>

#include "file/process.h"

namespace mdrnn {

std::shared_ptr<const PackedWeights> share_weights(std::shared_ptr<const PackedWeights> weights) {
  using Entries = std::vector<std::weak_ptr<const PackedWeights>>;
  const ForkLock lock;  // guards the initialisation of the static variable too
  static Entries &alive =
      *std::make_unique<Entries>().release();  // never freed: a worker may load while the process exits
  alive.erase(std::remove_if(alive.begin(), alive.end(), [](const auto &entry) { return entry.expired(); }),
              alive.end());
  for (const auto &entry : alive)
    if (auto found = entry.lock(); found != nullptr && *found == *weights) return found;
  alive.push_back(weights);
  return weights;
}

}  // namespace mdrnn
