// SPDX-License-Identifier: MIT
// Recognises affine sums in a graph, W x + U h + b, whatever operators compute them.
#include "file/graph_affine.h"

#include <utility>

#include "file/graph_constants.h"

namespace mdrnn {

bool AffineReader::read(Value value, int rows, const std::string &role, Affine *sum) {
  sum->bias.assign(static_cast<size_t>(rows), 0.0f);
  return add(value, 0, rows, role, sum, 0);
}

// Adds `rows` numbers of a value, starting at `first`, to `sum`.
bool AffineReader::add(Value value, int64_t first, int rows, const std::string &role, Affine *sum, int depth) {
  value = graph_.source(value);
  if (!value.exists() || depth > kMaxDepth) return graph_.circles(role);
  const Operator *op = graph_.producer(value);
  if (op == nullptr)
    return graph_.is_constant(value) ? add_constant(value, first, rows, role, sum)
                                     : graph_.unrecognised(role, value, "FULLY_CONNECTED");
  switch (op->op) {
    case Op::kAdd:
      if (!graph_.is_plain(value)) return graph_.unrecognised(role, value, "an ADD without activation");
      return add(graph_.operand(value, 0), first, rows, role, sum, depth + 1) &&
             add(graph_.operand(value, 1), first, rows, role, sum, depth + 1);
    case Op::kFullyConnected:
    case Op::kBatchMatmul: return add_product(value, *op, first, rows, role, sum, depth);
    case Op::kSplit:
    case Op::kSplitV:
      return add(graph_.operand(value, op->op == Op::kSplit ? 1 : 0), first + graph_.split_offset(value, *op), rows,
                 role, sum, depth + 1);
    case Op::kSlice:
    case Op::kStridedSlice: {
      const int64_t offset = graph_.cut_offset(value, *op);
      if (offset < 0) return graph_.unrecognised(role, value, "a slice of the gates");
      return add(graph_.operand(value, 0), first + offset, rows, role, sum, depth + 1);
    }
    default: return graph_.unrecognised(role, value, "FULLY_CONNECTED");
  }
}

bool AffineReader::add_constant(Value value, int64_t first, int rows, const std::string &role, Affine *sum) {
  const std::string bias = role + " bias";
  if (!find_constant(graph_, &value, bias)) return false;
  if (!graph_.works(1 + static_cast<size_t>(rows) / 16)) return graph_.circles(role);
  const Tensor &constant = graph_.tensor(value);
  const int64_t count = constant.count();
  if (count != 1 && count < first + rows)
    return graph_.damaged(bias + " (" + graph_.name(value) + ") has shape " + graph_.shape(value) +
                          ", expected at least (" + std::to_string(first + rows) + ")");
  for (int row = 0; row < rows; ++row) {
    const int64_t index = count == 1 ? 0 : first + row;
    if (!check_number(graph_, value, index, bias)) return false;
    sum->bias[static_cast<size_t>(row)] += element(constant, static_cast<uint32_t>(index));
  }
  return true;
}

// FULLY_CONNECTED stores its weights as (outputs, inputs), BATCH_MATMUL as (inputs, outputs) or
// transposed.
bool AffineReader::add_product(Value value, const Operator &op, int64_t first, int rows, const std::string &role,
                               Affine *sum, int depth) {
  const bool dense = op.op == Op::kFullyConnected;
  if (dense && (!graph_.is_plain(value) || op.options.number<int8_t>(1, 0) != 0))
    return graph_.unrecognised(role, value, "a FULLY_CONNECTED without activation");
  Value weights = graph_.source(graph_.operand(value, 1));
  if (!weights.exists()) return graph_.damaged(role + ": a product has no weights");
  const std::string kernel = role + " kernel (" + graph_.name(weights) + ") ";
  std::vector<int32_t> lengths = graph_.tensor(weights).shape;
  while (lengths.size() > 2 && lengths.front() == 1) lengths.erase(lengths.begin());
  if (lengths.size() != 2) return graph_.damaged(kernel + "has shape " + graph_.shape(weights) + ", expected a matrix");
  const bool by_output = dense || op.options.number<int8_t>(1, 0) != 0;
  if (!by_output) std::swap(lengths[0], lengths[1]);
  const Matrix matrix{weights, by_output, lengths[0], lengths[1]};
  if (!find_constant(graph_, &weights, role + " kernel")) return false;
  if (first + rows > matrix.outputs)
    return graph_.damaged(kernel + "has shape " + graph_.shape(weights) + ", expected at least " +
                          std::to_string(first + rows) + " outputs");
  int64_t column = 0;
  if (!add_terms(graph_.operand(value, 0), matrix, first, rows, &column, role, sum, depth)) return false;
  if (column != matrix.inputs)
    return graph_.damaged(kernel + "is " + graph_.shape(weights) + ", expected " + std::to_string(column) + " inputs");
  ++sum->matrices;
  if (!dense || op.inputs.size() < 3 || op.inputs[2] < 0) return true;
  return add(graph_.operand(value, 2), first, rows, role, sum, depth + 1);
}

// One term for each vector that is concatenated in the product's input.
bool AffineReader::add_terms(Value input, const Matrix &matrix, int64_t row, int rows, int64_t *column,
                             const std::string &role, Affine *sum, int depth) {
  input = graph_.source(input);
  if (!input.exists() || depth > kMaxDepth) return graph_.circles(role);
  if (graph_.made_by(input, Op::kConcatenation) && graph_.is_plain(input, 1)) {
    for (size_t i = 0; i < graph_.producer(input)->inputs.size(); ++i)
      if (!add_terms(graph_.operand(input, i), matrix, row, rows, column, role, sum, depth + 1)) return false;
    return true;
  }
  const int64_t size = graph_.tensor(input).count();
  if (size <= 0 || *column + size > matrix.inputs)
    return graph_.damaged(role + " kernel (" + graph_.name(matrix.weights) + ") is " + graph_.shape(matrix.weights) +
                          ", expected " + std::to_string(*column + size) + " inputs");
  const Term term{input, static_cast<int>(size), matrix, row, *column};
  *column += size;
  sum->terms.push_back(term);
  return check_term(term, rows, role + " kernel");
}

// Each number of the file is used at most once; otherwise a small file could need a lot of memory.
bool AffineReader::check_term(const Term &term, int rows, const std::string &role) {
  taken_ += int64_t{rows} * term.size;
  if (taken_ > static_cast<int64_t>(graph_.tensor(term.matrix.weights).data.bytes->size()))
    return graph_.damaged(role + " (" + graph_.name(term.matrix.weights) +
                          "): the graph uses more weights than the file holds");
  for (int row = 0; row < rows; ++row)
    for (int k = 0; k < term.size; ++k) {
      const int64_t index = term.matrix.index(term.row + row, term.column + k);
      if (!check_number(graph_, term.matrix.weights, index, role)) return false;
    }
  return true;
}

float AffineReader::weight(const Term &term, size_t row, size_t column) const {
  const int64_t index =
      term.matrix.index(term.row + static_cast<int64_t>(row), term.column + static_cast<int64_t>(column));
  return element(graph_.tensor(term.matrix.weights), static_cast<uint32_t>(index));
}

}  // namespace mdrnn
