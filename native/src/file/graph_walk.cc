// SPDX-License-Identifier: MIT
// Walks a graph backwards, from a value to the operator that computes it; words its errors.
#include "file/graph_walk.h"

#include <algorithm>

namespace mdrnn {
namespace {

constexpr int kMaxWalk = 4096;         // consecutive operators that only move numbers; more is a cycle
constexpr int64_t kMaxWork = 1000000;  // steps of the whole walk; a few operators can form exponentially many paths

bool is_flex(const Operator &op, const char *name) { return op.custom == std::string("FlexTensorList") + name; }

}  // namespace

int long_axis(const Tensor &tensor) {
  int found = -1;
  for (size_t axis = 0; axis < tensor.shape.size(); ++axis) {
    if (tensor.shape[axis] == 1) continue;
    if (found >= 0) return -1;
    found = static_cast<int>(axis);
  }
  return std::max(found, 0);
}

// ---- errors ---------------------------------------------------------------------------------------------------------

std::string GraphWalk::name(Value value) const {
  const std::string_view name = tensor(value).name;
  return "'" + std::string(name.size() > 90 ? name.substr(name.size() - 90) : name) + "'";
}

std::string GraphWalk::shape(Value value) const {
  std::string text = "(";
  for (const int32_t length : tensor(value).shape) text += (text.size() > 1 ? ", " : "") + std::to_string(length);
  return text + ")";
}

// What computes a value, in words.
std::string GraphWalk::maker_name(Value value) const {
  char scratch[32];
  if (const Operator *op = producer(value)) return std::string(op_name(*op, scratch));
  return tensor(value).is_constant() ? "a constant" : "an input";
}

bool GraphWalk::unrecognised(const std::string &role, Value value, const char *expected) {
  if (!value.exists()) return circles(role);
  return unrecognised(role + ": found " + maker_name(value) + " at " + name(value) + ", expected " + expected);
}

bool GraphWalk::unrecognised(const std::string &sentence) {
  status_ = fail(error_, MDRNN_NO_ENGINE, "%s", sentence.c_str());
  return false;
}

bool GraphWalk::damaged(const std::string &sentence) {
  status_ = fail(error_, MDRNN_BAD_FILE, "%s", sentence.c_str());
  return false;
}

bool GraphWalk::circles(const std::string &role) {
  return damaged(role + ": an operand is missing or part of a cycle");
}

bool GraphWalk::works(size_t steps) const {
  work_ += static_cast<int64_t>(steps);
  return work_ <= kMaxWork;
}

// ---- which operator computes a value --------------------------------------------------------------------------------

bool GraphWalk::index() {
  const size_t graphs = file_.subgraphs.size();
  makers_.resize(graphs);
  callers_.resize(graphs);
  for (size_t g = 0; g < graphs; ++g) {
    const Subgraph &graph = file_.subgraphs[g];
    makers_[g].assign(graph.tensors.size(), Maker{});
    for (size_t i = 0; i < graph.operators.size(); ++i) {
      const Operator &op = graph.operators[i];
      for (size_t k = 0; k < op.outputs.size(); ++k)
        makers_[g][static_cast<size_t>(op.outputs[k])] = {static_cast<int>(i), static_cast<int>(k)};
      if (op.op == Op::kWhile && !index_loop(static_cast<int>(g), op)) return false;
    }
  }
  return true;
}

bool GraphWalk::index_loop(int graph, const Operator &loop) {
  const int32_t body = loop.options.number<int32_t>(1, 0);
  const bool exists = body > 0 && static_cast<size_t>(body) < file_.subgraphs.size();
  if (!exists || callers_[static_cast<size_t>(body)].loop != nullptr ||
      file_.subgraphs[static_cast<size_t>(body)].inputs.size() != loop.inputs.size() ||
      file_.subgraphs[static_cast<size_t>(body)].outputs.size() != loop.outputs.size())
    return damaged("a WHILE names graph " + std::to_string(body) + " as its body, which does not match it");
  callers_[static_cast<size_t>(body)] = {graph, &loop};
  return true;
}

const Operator *GraphWalk::producer(Value value) const {
  const int op = maker(value).op;
  if (op < 0) return nullptr;
  return &file_.subgraphs[static_cast<size_t>(value.graph)].operators[static_cast<size_t>(op)];
}

bool GraphWalk::made_by(Value value, Op op) const {
  const Operator *found = value.exists() ? producer(value) : nullptr;
  return found != nullptr && found->op == op;
}

Value GraphWalk::operand(Value value, size_t index) const {
  const Operator *op = producer(value);
  if (op == nullptr || index >= op->inputs.size()) return {};
  return {value.graph, op->inputs[index]};
}

int GraphWalk::step_input(Value value) const {
  if (!value.exists() || value.graph != 0 || producer(value) != nullptr) return -1;
  const std::vector<int32_t> &inputs = file_.subgraphs[0].inputs;
  const auto found = std::find(inputs.begin(), inputs.end(), value.tensor);
  return found == inputs.end() ? -1 : static_cast<int>(found - inputs.begin());
}

// ---- operators that only move numbers -------------------------------------------------------------------------------

Value GraphWalk::source(Value value) const {
  for (int walked = 0; walked < kMaxWalk && value.exists() && works(1); ++walked) {
    const Value before = step_back(value);
    if (!before.exists()) return value;
    value = before;
  }
  return {};
}

Value GraphWalk::step_back(Value value) const {
  const Operator *op = producer(value);
  if (op == nullptr) return out_of_loop_body(value);
  if (op->op == Op::kWhile) return into_loop_body(value, *op);
  const Value before = moved(value, *op);
  return before.exists() && same_count(before, value) ? before : Value{};
}

// From an output of a WHILE to the output of its body.
Value GraphWalk::into_loop_body(Value value, const Operator &loop) const {
  const int body = loop.options.number<int32_t>(1, 0);
  const std::vector<int32_t> &outputs = file_.subgraphs[static_cast<size_t>(body)].outputs;
  return {body, outputs[static_cast<size_t>(maker(value).output)]};
}

// From an input of a WHILE's body to the input of the WHILE; no value for other inputs.
Value GraphWalk::out_of_loop_body(Value value) const {
  const std::vector<int32_t> &inputs = file_.subgraphs[static_cast<size_t>(value.graph)].inputs;
  const Caller &caller = callers_[static_cast<size_t>(value.graph)];
  if (caller.loop == nullptr || !works(inputs.size())) return {};
  const auto input = std::find(inputs.begin(), inputs.end(), value.tensor);
  if (input == inputs.end()) return {};
  return {caller.graph, caller.loop->inputs[static_cast<size_t>(input - inputs.begin())]};
}

// Whether both hold the same numbers in the same order. A tensor list has no shape.
bool GraphWalk::same_count(Value a, Value b) const {
  return tensor(a).type == Type::kVariant || tensor(b).type == Type::kVariant || tensor(a).count() == tensor(b).count();
}

// The operand that an operator passes on unchanged, or no value.
Value GraphWalk::moved(Value value, const Operator &op) const {
  const Value first = operand(value, 0);
  if (!first.exists()) return {};
  switch (op.op) {
    case Op::kReshape:
    case Op::kSqueeze:
    case Op::kExpandDims:
    case Op::kSlice: return first;
    case Op::kTranspose: return long_axis(tensor(first)) >= 0 ? first : Value{};
    case Op::kGather:  // takes the only row
      return tensor(first).shape.empty() || tensor(first).shape[0] != 1 ? Value{} : first;
    case Op::kUnpack: return op.outputs.size() == 1 ? first : Value{};
    case Op::kPack: return op.inputs.size() == 1 ? first : Value{};
    case Op::kStridedSlice: return cut_offset(value, op) == 0 ? first : Value{};
    case Op::kDequantize: return tensor(first).is_constant() ? first : Value{};
    case Op::kConcatenation: return list_write(value, op);
    case Op::kCustom:
      if (is_flex(op, "SetItem")) return operand(value, 2);
      if (is_flex(op, "Stack") || is_flex(op, "GetItem")) return first;
      return {};
    default: return {};
  }
}

// A sequence of length one in its buffer: [before | item | after], of which only the item has elements.
Value GraphWalk::list_write(Value value, const Operator &op) const {
  Value item;
  if (!works(op.inputs.size())) return {};
  for (size_t i = 0; i < op.inputs.size(); ++i) {
    const Value part = operand(value, i);
    if (!part.exists() || made_by(part, Op::kSlice)) continue;
    if (item.exists()) return {};
    item = part;
  }
  return item.exists() && op.inputs.size() > 1 ? item : Value{};
}

// ---- slices of a vector ---------------------------------------------------------------------------------------------

// Element `axis` of a constant int32 vector; `standard` if the value is not one or is too short.
int32_t GraphWalk::integer_at(Value value, int axis, int32_t standard) const {
  if (!is_constant(value) || tensor(value).type != Type::kInt32) return standard;
  const Span &data = tensor(value).data;
  const auto index = static_cast<uint32_t>(axis);
  return (index + 1) * 4 <= data.count ? data.at<int32_t>(index) : standard;
}

int64_t GraphWalk::cut_offset(Value value, const Operator &op) const {
  const Value from = operand(value, 0);
  const int axis = from.exists() ? long_axis(tensor(from)) : -1;
  if (axis < 0) return -1;
  const bool strided = op.op == Op::kStridedSlice;
  const bool from_start = strided && (op.options.number<int32_t>(0, 0) >> axis & 1) != 0;
  const bool reshapes = strided && (op.options.number<int32_t>(2, 0) | op.options.number<int32_t>(3, 0)) != 0;
  if (reshapes || (strided && integer_at(operand(value, 3), axis, 0) != 1)) return -1;
  const int32_t length = tensor(from).shape.empty() ? 1 : tensor(from).shape[static_cast<size_t>(axis)];
  const int32_t begin = from_start ? 0 : integer_at(operand(value, 1), axis, INT32_MIN);
  const int32_t offset = begin < 0 && begin != INT32_MIN ? begin + length : begin;
  return offset >= 0 && offset < length ? offset : -1;
}

int64_t GraphWalk::split_offset(Value value, const Operator &op) const {
  int64_t offset = 0;
  for (int i = 0; i < maker(value).output; ++i)
    offset += tensor({value.graph, op.outputs[static_cast<size_t>(i)]}).count();
  return offset;
}

}  // namespace mdrnn
