// SPDX-License-Identifier: MIT
// Recognises the cell of an LSTM layer in a graph (Gers et al. 2000):
//
//   h' = sigmoid(o) * tanh(c')    c' = sigmoid(f) * c + sigmoid(i) * tanh(g)    (i f g o) = W x + U h + b
//
// or with hard sigmoids, as in Keras before 2.3.
#include "file/graph_lstm.h"

#include <utility>

#include "file/graph_constants.h"
#include "file/graph_relative.h"
#include "step/limits.h"

namespace mdrnn {
namespace {

constexpr int kCellGate = 2;  // the only one of the four with a tanh

class CellMatcher {
 public:
  CellMatcher(GraphWalk &graph, AffineReader &affine, Cell *cell) : graph_(graph), affine_(affine), cell_(*cell) {}

  bool match(Value h) {
    cell_.h_after = h;
    return match_hidden_state() && match_cell_state() && check_units() && read_gates() && find_sources();
  }

 private:
  // The two operands of a MUL or ADD, one for which `fits` is true first; false if there is none.
  template <class Fits>
  bool operands(Value value, const Fits &fits, Value *first, Value *second) const {
    *first = graph_.source(graph_.operand(value, 0));
    *second = graph_.source(graph_.operand(value, 1));
    if (!first->exists() || !second->exists() || !graph_.is_plain(value)) return false;
    if (!fits(*first)) std::swap(*first, *second);
    return fits(*first);
  }

  // A MUL with a TANH as one factor: that factor and the other.
  bool gated_tanh(Value value, Value *tanh, Value *gate) const {
    const auto is_tanh = [this](Value factor) { return graph_.made_by(factor, Op::kTanh); };
    return graph_.made_by(value, Op::kMul) && operands(value, is_tanh, tanh, gate);
  }

  bool match_hidden_state() {
    Value tanh_c;
    if (!gated_tanh(cell_.h_after, &tanh_c, &o_))
      return graph_.unrecognised("hidden state", cell_.h_after, "an LSTM cell, sigmoid(o) * tanh(c)");
    cell_.c_after = graph_.source(graph_.operand(tanh_c, 0));
    return true;
  }

  bool match_cell_state() {
    const Value c = cell_.c_after;
    const auto is_state = [this](Value factor) { return graph_.step_input(factor) >= 0; };
    const auto is_written = [this](Value sum) {
      Value tanh, gate;
      return gated_tanh(sum, &tanh, &gate);
    };
    Value kept, written;
    if (!graph_.made_by(c, Op::kAdd) || !operands(c, is_written, &written, &kept) || !graph_.made_by(kept, Op::kMul))
      return graph_.unrecognised("cell state", c, "sigmoid(f) * c + sigmoid(i) * tanh(g)");
    if (!operands(kept, is_state, &cell_.c_before, &f_))
      return graph_.unrecognised("cell state", kept, "an input of the step as a factor");
    return gated_tanh(written, &g_, &i_);
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
    for (int gate = 0; gate < 4; ++gate) {
      Value sum = graph_.operand(gates[gate], 0);
      if (gate != kCellGate && !read_activation(gates[gate], kNames[gate], &cell_.stretch[gate], &sum)) return false;
      if (!affine_.read(sum, cell_.units, kNames[gate], &cell_.gates[gate])) return false;
    }
    return true;
  }

  // The input of a gate's sigmoid or hard sigmoid; all three gates of a cell have the same kind.
  bool read_activation(Value gate, const char *role, float *stretch, Value *sum) {
    const Gates before = cell_.activation;
    cell_.activation = graph_.made_by(gate, Op::kLogistic) ? Gates::kSigmoid : Gates::kHardSigmoid;
    const bool is_first = gate == i_;
    if (!is_first && cell_.activation != before)
      return graph_.unrecognised(role, gate, "the same activation as in the input gate");
    return cell_.activation == Gates::kSigmoid || read_hard_sigmoid(gate, role, stretch, sum);
  }

  // clip(slope * z + 0.5, 0, 1). A slope other than 0.2 (for example 0.2 in float16) is moved into the weights.
  bool read_hard_sigmoid(Value gate, const char *role, float *stretch, Value *sum) {
    constexpr float kSlope = 0.2f;
    static const char *kExpected = "LOGISTIC, or MUL, ADD, MINIMUM and RELU for a hard sigmoid";
    float offset = 0.0f, slope = 0.0f;
    if (!read_clip(gate, &gate) || !read_constant(Op::kAdd, gate, &gate, &offset) || offset != 0.5f ||
        !read_constant(Op::kMul, gate, sum, &slope) || slope < kSlope / 2 || slope > kSlope * 2)
      return graph_.unrecognised(role, gate, kExpected);
    *stretch = slope / kSlope;
    return true;
  }

  // Clipped to 0 and 1 in either order, or by one operator.
  bool read_clip(Value value, Value *inside) {
    bool is_low = false, is_high = false;
    for (int limit = 0; limit < 2 && !(is_low && is_high); ++limit) {
      Value next;
      float bound = -1.0f;
      if (graph_.made_by(value, Op::kRelu0To1)) {
        is_low = is_high = true;
        next = graph_.source(graph_.operand(value, 0));
      } else if (graph_.made_by(value, Op::kRelu)) {
        is_low = true;
        next = graph_.source(graph_.operand(value, 0));
      } else if (read_constant(Op::kMaximum, value, &next, &bound) && bound == 0.0f) {
        is_low = true;
      } else if (read_constant(Op::kMinimum, value, &next, &bound) && bound == 1.0f) {
        is_high = true;
      }
      if (!next.exists()) return false;
      value = next;
    }
    *inside = value;
    return is_low && is_high;
  }

  // An operator with one constant number and one other operand.
  bool read_constant(Op op, Value value, Value *other, float *number) {
    const auto is_number = [this](Value factor) {
      return graph_.is_constant(factor) && graph_.tensor(factor).count() == 1;
    };
    Value constant;
    if (!graph_.made_by(value, op) || !operands(value, is_number, &constant, other)) return false;
    if (!find_constant(graph_, &constant, "gate")) return false;
    *number = element(graph_.tensor(constant), 0);
    return true;
  }

  // A cell has two input vectors: its own hidden state, which is an input of the step, and the output
  // of the layer below (or the event). The first of a relative network has a third, and its hidden state lacks
  // the numbers at its beginning.
  bool find_sources() {
    for (const Affine &gate : cell_.gates)
      for (const Term &term : gate.terms) {
        const Part part = part_of(graph_, term.source);
        const bool is_state = graph_.step_input(part.whole) >= 0 && part.offset + part.size == cell_.units &&
                              graph_.tensor(part.whole).count() == cell_.units && !is_event(part.whole);
        const Value source = is_state ? part.whole : term.source;
        Value *place = is_state                                 ? &cell_.h_before
                       : graph_.made_by(term.source, Op::kTanh) ? &cell_.moves
                                                                : &cell_.input;
        const bool is_first = !place->exists();
        if (is_first && is_state) cell_.carried = static_cast<int>(part.offset);
        if (!is_first && (!(*place == source) || (is_state && cell_.carried != part.offset)))
          return graph_.unrecognised("LSTM layer", term.source, "one hidden state and one input a layer");
        *place = source;
      }
    if (cell_.h_before.exists() && cell_.input.exists()) return true;
    return graph_.unrecognised("LSTM layer", cell_.h_after, "a hidden state and an input");
  }

  // The event is the input of rank 3; states are (1, units). If ranks do not tell, it is the first input.
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
