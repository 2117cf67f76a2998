// SPDX-License-Identifier: MIT
// Recognises what the step of a relative network computes besides its LSTM cells and heads:
//
//   moves = tanh((values - last) * rates)   values: the event's, without dt; last: the first part of layer 0's h
//   means = mu + (0, values), of each component
//
// Layer 0 hears the moves, too, and the rest of its h. Its h goes out as (values, rest).
#pragma once

#include "file/graph_walk.h"

namespace mdrnn {

// Consecutive numbers of a vector.
struct Part {
  Value whole;
  int64_t offset = 0, size = 0;
  bool operator==(const Part &other) const {
    return whole == other.whole && offset == other.offset && size == other.size;
  }
};

// What `value` is a slice of, or itself from 0 on.
Part part_of(const GraphWalk &graph, Value value);

// `value` as a (M, D) sum of `mu` and one vector (0, values), the same for all rows; false if it is none.
bool match_means(const GraphWalk &graph, Value value, Value *mu, Value *values);

struct Moves {
  Part values, last;
  Value rates;
};

// False, with a sentence, if `value` is no such vector.
bool match_moves(GraphWalk &graph, Value value, Moves *moves);

// Whether `value` joins two parts, end to end.
bool joins(const GraphWalk &graph, Value value, const Part &first, const Part &second);

}  // namespace mdrnn
