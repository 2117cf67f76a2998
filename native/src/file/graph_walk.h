// SPDX-License-Identifier: MIT
// Walks a graph backwards, from a value to the operator that computes it; words its errors.
#pragma once

#include <string>
#include <vector>

#include "file/tflite_reader.h"
#include "step/error.h"

namespace mdrnn {

constexpr int kMaxDepth = 64;  // of nested sums and concatenations

// One tensor of one subgraph.
struct Value {
  int graph = -1;
  int tensor = -1;
  bool exists() const { return tensor >= 0; }
  bool operator==(const Value &other) const { return graph == other.graph && tensor == other.tensor; }
};

// The one axis along which a tensor has several elements; 0 if there is none, -1 if more than one.
int long_axis(const Tensor &tensor);

class GraphWalk {
 public:
  GraphWalk(const TfliteFile &file, mdrnn_error *error) : file_(file), error_(error) {}

  // Call this first: finds the operator that computes each value. False if the file is damaged.
  bool index();

  const TfliteFile &file() const { return file_; }
  const Tensor &tensor(Value value) const {
    return file_.subgraphs[static_cast<size_t>(value.graph)].tensors[static_cast<size_t>(value.tensor)];
  }
  bool is_constant(Value value) const { return value.exists() && tensor(value).is_constant(); }

  // The operator that computes a value; null for inputs and constants.
  const Operator *producer(Value value) const;
  bool made_by(Value value, Op op) const;
  // Operand `index` of the operator that computes `value`.
  Value operand(Value value, size_t index) const;
  // Whether no activation is fused into the operator that computes `value`. `field`: of its options.
  bool is_plain(Value value, int field = 0) const { return producer(value)->options.number<int8_t>(field, 0) == 0; }

  // Where a value comes from: an input of the step, a constant, or an operator that computes something.
  // Skips operators that only move numbers.
  Value source(Value value) const;
  // Position in the step's list of inputs, or -1.
  int step_input(Value value) const;

  // Offset of `value` in its operand if SLICE or STRIDED_SLICE takes one contiguous part of a vector;
  // otherwise -1.
  int64_t cut_offset(Value value, const Operator &op) const;
  // The same for a part of a SPLIT; its parts are consecutive.
  int64_t split_offset(Value value, const Operator &op) const;

  // Counts work; false if the walk has taken more steps than any MDRNN needs.
  bool works(size_t steps) const;

  // Each sets the status and one sentence, and returns false.
  bool unrecognised(const std::string &role, Value value, const char *expected);  // MDRNN_NO_ENGINE
  bool unrecognised(const std::string &sentence);
  bool damaged(const std::string &sentence);  // MDRNN_BAD_FILE
  bool circles(const std::string &role);      // MDRNN_BAD_FILE

  mdrnn_status status() const { return status_; }
  std::string name(Value value) const;   // in quotes
  std::string shape(Value value) const;  // "(1, 64)"

 private:
  struct Maker {
    int op = -1;      // position in the graph's operators
    int output = -1;  // which of its outputs
  };
  struct Caller {
    int graph = -1;
    const Operator *loop = nullptr;
  };

  bool index_loop(int graph, const Operator &loop);
  const Maker &maker(Value value) const {
    return makers_[static_cast<size_t>(value.graph)][static_cast<size_t>(value.tensor)];
  }
  std::string maker_name(Value value) const;
  Value step_back(Value value) const;
  Value into_loop_body(Value value, const Operator &loop) const;
  Value out_of_loop_body(Value value) const;
  Value moved(Value value, const Operator &op) const;
  Value list_write(Value value, const Operator &op) const;
  bool same_count(Value a, Value b) const;
  int32_t integer_at(Value value, int axis, int32_t standard) const;

  const TfliteFile &file_;
  mdrnn_error *error_;
  mdrnn_status status_ = MDRNN_OK;
  mutable int64_t work_ = 0;
  std::vector<std::vector<Maker>> makers_;  // for each graph and tensor
  std::vector<Caller> callers_;             // for each graph: the WHILE whose body it is
};

}  // namespace mdrnn
