// SPDX-License-Identifier: MIT
// Finds the network in a graph by its structure, never by names: tables -> weights, or why not.
#pragma once

#include "file/tflite_reader.h"
#include "step/model.h"

namespace mdrnn {

// Positions of the step's inputs and outputs in the first graph's lists.
struct Ports {
  int event_input = 0;
  int mixture_output = 0;
  std::vector<int> h_inputs, c_inputs;  // one per layer; c is -1 for a cell without it (a GRU)
  std::vector<int> h_outputs, c_outputs;
};

struct MatchedModel {
  Weights weights;
  Ports ports;
  const char *kind = "unrecognised";  // or "explicit", "unrolled", "while", "flex", "relative"
};

// MDRNN_OK: recognised, and every weight is finite and of the right shape.
// MDRNN_NO_ENGINE: a different kind of graph; the sentence says where it is no MDRNN of LSTM layers.
// MDRNN_BAD_FILE: an MDRNN whose weights are damaged.
mdrnn_status match_graph(const TfliteFile &file, MatchedModel *model, mdrnn_error *error);

// For other graphs: finds sizes and ports by the names and order that IMPSY's exports use. Fills only
// weights.config and ports.
mdrnn_status match_ports(const TfliteFile &file, MatchedModel *model, mdrnn_error *error);

}  // namespace mdrnn
