// SPDX-License-Identifier: MIT
// Walks a graph backwards, from a value to whatever computes it, and words what does not fit.
#pragma once

#include <string>
#include <vector>

#include "file/tflite_reader.h"
#include "step/error.h"

namespace mdrnn {

constexpr int kMaxDepth = 64;  // of sums and joins nested in one another

// One tensor of one subgraph.
struct Value {
  int graph = -1;
  int tensor = -1;
  bool exists() const { return tensor >= 0; }
  bool operator==(const Value &other) const { return graph == other.graph && tensor == other.tensor; }
};

// The one axis along which a tensor has more than one element; 0 when there is none, -1 when there are several.
int long_axis(const Tensor &tensor);

class GraphWalk {
 public:
  GraphWalk(const TfliteFile &file, mdrnn_error *error) : file_(file), error_(error) {}

  // Call it first: finds the operator that computes each value. False: the file is damaged.
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
  // No activation is fused into the operator that computes `value`. `field`: where its options keep it.
  bool is_plain(Value value, int field = 0) const { return producer(value)->options.number<int8_t>(field, 0) == 0; }

  // Where a value really comes from: an input of the step, a constant, or an operator that computes something. What
  // only moves numbers is looked through.
  Value source(Value value) const;
  // Position in the step's list of inputs, or -1.
  int step_input(Value value) const;

  // Where the numbers of `value` begin in those of its operand when SLICE or STRIDED_SLICE cuts one run out of a
  // vector; -1: it does something else.
  int64_t cut_offset(Value value, const Operator &op) const;
  // The same for a piece of a SPLIT: the pieces lie one after the other.
  int64_t split_offset(Value value, const Operator &op) const;

  // Counts work; false once the walk has taken more steps than any MDRNN needs.
  bool works(size_t steps) const;

  // Each returns false, and keeps a status and one sentence.
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
