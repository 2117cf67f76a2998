// SPDX-License-Identifier: MIT
// The subject of a measurement: one model on one engine, as an engine and through the C interface.
#pragma once

#include <string>
#include <vector>

#include "bench/rounds.h"
#include "file/model_file.h"
#include "mdrnn/mdrnn.hpp"

namespace mdrnn {

class Subject {
 public:
  // Throws std::invalid_argument with the core's sentence.
  Subject(const std::string &path, const mdrnn_load_options &options);
  Subject(const Subject &) = delete;  // variants point to it
  Subject &operator=(const Subject &) = delete;

  const Config &config() const { return model_.engine->config(); }

  // The variants must not outlive the subject. `evict` empties the caches.
  Variant forward();                                              // a whole step of the bare network
  Variant answer();                                               // the same, prepared: from an event to its mixture
  Variant step();                                                 // mdrnn_step: checks, scaling, network, draw
  std::vector<Variant> cold(const std::function<void()> &evict);  // those three

 private:
  Model model_;
  Handle performer_;
  std::vector<float> input_;    // (D,), scaled for the engine
  std::vector<float> event_;    // (D,)
  std::vector<float> next_;     // (D,)
  std::vector<float> mixture_;  // (M * (2 D + 1),)
};

}  // namespace mdrnn
