// SPDX-License-Identifier: MIT
// Recognises what the step of a relative network computes besides its LSTM cells and heads.
#include "file/graph_relative.h"

#include <utility>

#include "file/graph_constants.h"

namespace mdrnn {
namespace {

// The two operands of an operator without activation, each at its source.
bool operands(const GraphWalk &graph, Value value, Op op, Value *first, Value *second) {
  if (!graph.made_by(value, op) || !graph.is_plain(value, op == Op::kConcatenation ? 1 : 0)) return false;
  *first = graph.source(graph.operand(value, 0));
  *second = graph.source(graph.operand(value, 1));
  return first->exists() && second->exists() && graph.producer(value)->inputs.size() == 2;
}

bool is_zero(const GraphWalk &graph, Value value) {
  if (!graph.is_constant(value)) return false;
  const Tensor &constant = graph.tensor(value);
  return constant.type == Type::kFloat32 && constant.count() == 1 && constant.data.count == sizeof(float) &&
         constant.data.at<float>(0) == 0.0f;
}

// A vector (0, values).
bool match_origin(const GraphWalk &graph, Value value, Value *values) {
  Value zero;
  return operands(graph, value, Op::kConcatenation, &zero, values) && is_zero(graph, zero);
}

}  // namespace

Part part_of(const GraphWalk &graph, Value value) {
  value = graph.source(value);
  if (!value.exists()) return {};
  const Part all{value, 0, graph.tensor(value).count()};
  if (!graph.made_by(value, Op::kSlice) && !graph.made_by(value, Op::kStridedSlice)) return all;
  const int64_t offset = graph.cut_offset(value, *graph.producer(value));
  const Value whole = graph.source(graph.operand(value, 0));
  if (offset < 0 || !whole.exists() || offset + all.size > graph.tensor(whole).count()) return all;
  return {whole, offset, all.size};
}

bool match_means(const GraphWalk &graph, Value value, Value *mu, Value *values) {
  Value origin;
  if (!operands(graph, value, Op::kAdd, mu, &origin)) return false;
  if (!match_origin(graph, origin, values)) {
    std::swap(*mu, origin);
    if (!match_origin(graph, origin, values)) return false;
  }
  const std::vector<int32_t> &shape = graph.tensor(value).shape;
  return !shape.empty() && shape.back() == graph.tensor(origin).count();
}

bool match_moves(GraphWalk &graph, Value value, Moves *moves) {
  Value difference, values, last;
  const Value product = graph.source(graph.operand(value, 0));
  if (!operands(graph, product, Op::kMul, &difference, &moves->rates))
    return graph.unrecognised("moves", product, "MUL");
  if (graph.is_constant(difference)) std::swap(difference, moves->rates);
  if (!operands(graph, difference, Op::kSub, &values, &last)) return graph.unrecognised("moves", difference, "SUB");
  moves->values = part_of(graph, values);
  moves->last = part_of(graph, last);
  return find_constant(graph, &moves->rates, "rates");
}

bool joins(const GraphWalk &graph, Value value, const Part &first, const Part &second) {
  Value one, two;
  return operands(graph, value, Op::kConcatenation, &one, &two) && part_of(graph, one) == first &&
         part_of(graph, two) == second;
}

}  // namespace mdrnn
