// SPDX-License-Identifier: MIT
// The cell of an LSTM layer in a graph (Gers et al. 2000):
//
//   h' = sigmoid(o) * tanh(c')    c' = sigmoid(f) * c + sigmoid(i) * tanh(g)    (i f g o) = W x + U h + b
#include "file/graph_lstm.h"

#include <utility>

#include "step/limits.h"

namespace mdrnn {
namespace {

constexpr const char *kCellState = "sigmoid(f) * c + sigmoid(i) * tanh(g)";

class CellMatcher {
 public:
  CellMatcher(GraphWalk &graph, AffineReader &affine, Cell *cell) : graph_(graph), affine_(affine), cell_(*cell) {}

  bool match(Value h) {
    cell_.h_after = h;
    return match_hidden_state() && match_cell_state() && check_units() && read_gates() && find_sources();
  }

 private:
  // Sorts the two operands of a MUL or ADD so that the first is made by `op`; false when neither is.
  bool operands(Value value, Op op, Value *first, Value *second) const {
    *first = graph_.source(graph_.operand(value, 0));
    *second = graph_.source(graph_.operand(value, 1));
    if (!graph_.made_by(*first, op)) std::swap(*first, *second);
    return first->exists() && second->exists() && graph_.made_by(*first, op) && graph_.is_plain(value);
  }

  bool match_hidden_state() {
    Value tanh_c;
    if (!graph_.made_by(cell_.h_after, Op::kMul) || !operands(cell_.h_after, Op::kLogistic, &o_, &tanh_c) ||
        !graph_.made_by(tanh_c, Op::kTanh))
      return graph_.unrecognised("hidden state", cell_.h_after, "an LSTM cell, sigmoid(o) * tanh(c)");
    cell_.c_after = graph_.source(graph_.operand(tanh_c, 0));
    return true;
  }

  bool match_cell_state() {
    const Value c = cell_.c_after;
    Value kept, written;
    if (!graph_.made_by(c, Op::kAdd) || !operands(c, Op::kMul, &kept, &written) || !graph_.made_by(written, Op::kMul) ||
        !operands(kept, Op::kLogistic, &f_, &cell_.c_before) || !operands(written, Op::kLogistic, &i_, &g_))
      return graph_.unrecognised("cell state", c, kCellState);
    if (graph_.made_by(cell_.c_before, Op::kTanh)) {
      std::swap(f_, i_);
      std::swap(cell_.c_before, g_);
    }
    if (graph_.step_input(cell_.c_before) >= 0 && graph_.made_by(g_, Op::kTanh)) return true;
    return graph_.unrecognised("cell state", cell_.c_before, "an input of the step");
  }

  bool check_units() {
    const int64_t units = graph_.tensor(cell_.c_before).count();
    cell_.units = static_cast<int>(units);
    if (units >= 1 && units <= kMaxUnits) return true;
    return graph_.damaged("cell state " + graph_.name(cell_.c_before) + " has shape " + graph_.shape(cell_.c_before) +
                          ", expected (1, 1 to " + std::to_string(kMaxUnits) + ")");
  }

  bool read_gates() {
    const Value gates[4] = {i_, f_, g_, o_};
    static const char *kNames[4] = {"input gate", "forget gate", "cell gate", "output gate"};
    for (int gate = 0; gate < 4; ++gate)
      if (!affine_.read(graph_.operand(gates[gate], 0), cell_.units, kNames[gate], &cell_.gates[gate])) return false;
    return true;
  }

  // A cell hears two vectors: its own hidden state, which is an input of the step, and what lies below it.
  bool find_sources() {
    for (const Affine &gate : cell_.gates)
      for (const Term &term : gate.terms) {
        const bool is_state = graph_.step_input(term.source) >= 0 && term.size == cell_.units && !is_event(term.source);
        Value *place = is_state ? &cell_.h_before : &cell_.input;
        if (place->exists() && !(*place == term.source))
          return graph_.unrecognised("LSTM layer", term.source, "one hidden state and one input a layer");
        *place = term.source;
      }
    if (cell_.h_before.exists() && cell_.input.exists()) return true;
    return graph_.unrecognised("LSTM layer", cell_.h_after, "a hidden state and an input");
  }

  // The event is the input of rank 3; the states are (1, units). Where ranks do not tell, it is the first input.
  bool is_event(Value value) const {
    if (graph_.tensor(value).shape.size() != 2) return true;
    const Subgraph &step = graph_.file().subgraphs[0];
    for (const int32_t input : step.inputs)
      if (step.tensors[static_cast<size_t>(input)].shape.size() > 2) return false;
    return graph_.step_input(value) == 0;
  }

  GraphWalk &graph_;
  AffineReader &affine_;
  Cell &cell_;
  Value i_, f_, g_, o_;  // the gates, after their activations
};

}  // namespace

bool match_cell(GraphWalk &graph, AffineReader &affine, Value h, Cell *cell) {
  return CellMatcher(graph, affine, cell).match(h);
}

}  // namespace mdrnn
