// SPDX-License-Identifier: MIT
// One set of packed weights for all instances of one model.
#include "file/shared_weights.h"

#include <algorithm>
#include <mutex>
#include <vector>

namespace mdrnn {

std::shared_ptr<const PackedWeights> share_weights(std::shared_ptr<const PackedWeights> weights) {
  struct Alive {
    std::mutex mutex;
    std::vector<std::weak_ptr<const PackedWeights>> entries;
  };
  static Alive &all = *std::make_unique<Alive>().release();  // for ever: a worker may load while the process ends
  const std::lock_guard<std::mutex> lock(all.mutex);
  auto &alive = all.entries;
  alive.erase(std::remove_if(alive.begin(), alive.end(), [](const auto &entry) { return entry.expired(); }),
              alive.end());
  for (const auto &entry : alive)
    if (auto found = entry.lock(); found != nullptr && *found == *weights) return found;
  alive.push_back(weights);
  return weights;
}

}  // namespace mdrnn
