// SPDX-License-Identifier: MIT
// Finds the network in a graph by following its shape, never by names: tables -> weights, or why not.
#pragma once

#include "file/tflite_reader.h"
#include "step/model.h"

namespace mdrnn {

// Where the step's inputs and outputs stand in the first graph's own lists.
struct Ports {
  int event_input = 0;
  int mixture_output = 0;
  std::vector<int> h_inputs, c_inputs;  // one for each layer; c is -1 for a cell without one (a GRU)
  std::vector<int> h_outputs, c_outputs;
};

struct MatchedModel {
  Weights weights;
  Ports ports;
  const char *kind = "unrecognised";  // or "explicit", "unrolled", "while", "flex"
};

// MDRNN_OK: recognised, and every weight is finite and of the right shape.
// MDRNN_NO_ENGINE: a graph of another make; the sentence says where it departs from an MDRNN of LSTM layers.
// MDRNN_BAD_FILE: an MDRNN whose weights are damaged.
mdrnn_status match_graph(const TfliteFile &file, MatchedModel *model, mdrnn_error *error);

// For graphs of another make: sizes and ports by the naming and order convention of IMPSY's exports.
// Fills weights.config and ports only.
mdrnn_status match_ports(const TfliteFile &file, MatchedModel *model, mdrnn_error *error);

}  // namespace mdrnn
