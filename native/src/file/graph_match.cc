// SPDX-License-Identifier: MIT
// Finds the network in a graph by following its shape, never by names: tables -> weights, or why not.
//
// The walk goes backwards, from the mixture to the event. What only moves numbers (reshapes, the loop of a sequence of
// length one, tensor lists) is looked through; what is left has to be the cell of Gers et al. 2000:
//
//   h' = sigmoid(o) * tanh(c')    c' = sigmoid(f) * c + sigmoid(i) * tanh(g)    (i f g o) = W x + U h + b
#include "file/graph_match.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>

namespace mdrnn {
namespace {

constexpr int kMaxWalk = 4096;         // tensors that only move numbers, in a row; more is a loop
constexpr int64_t kMaxWork = 1000000;  // steps of the whole walk; a graph can be a maze of few parts
constexpr int kMaxDepth = 64;          // of sums and joins inside one another

// An activation of weights up to this size never overflows, whatever scale and event: the network stays finite.
constexpr float kLargestWeight = 1e9f;

struct Value {
  int graph = -1;
  int tensor = -1;
  bool exists() const { return tensor >= 0; }
  bool operator==(const Value &other) const { return graph == other.graph && tensor == other.tensor; }
};

// A product's weights where they lie in the file.
struct Matrix {
  Value weights;
  bool by_output = true;  // (outputs, inputs); else (inputs, outputs)
  int64_t outputs = 0, inputs = 0;
  int64_t index(int64_t output, int64_t input) const {
    return by_output ? output * inputs + input : input * outputs + output;
  }
};

// Rows from `row` on and `size` columns from `column` on of a matrix @ the vector that `source` holds.
struct Term {
  Value source;
  int size = 0;
  Matrix matrix;
  int64_t row = 0, column = 0;
};

// The sum of some terms and a bias: W x + U h + b.
struct Affine {
  std::vector<Term> terms;
  std::vector<float> bias;
  int matrices = 0;  // how many products it was made of
};

constexpr const char *kHeads[3] = {"mu", "sigma", "pi"};

struct Cell {
  Value h_before, c_before, h_after, c_after, input;
  int units = 0;
  Affine gates[4];  // i f c o
};

float half_to_float(uint16_t half) {
  const int exponent = (half >> 10) & 31;
  const int fraction = half & 1023;
  const float magnitude = exponent == 0    ? std::ldexp(static_cast<float>(fraction), -24)
                          : exponent == 31 ? (fraction != 0 ? NAN : INFINITY)
                                           : std::ldexp(static_cast<float>(fraction + 1024), exponent - 25);
  return (half & 0x8000) != 0 ? -magnitude : magnitude;
}

class Matcher {
 public:
  Matcher(const TfliteFile &file, MatchedModel *model, mdrnn_error *error)
      : file_(file), model_(*model), error_(error) {}

  mdrnn_status match() {
    status_ = MDRNN_NO_ENGINE;
    if (!index_graphs() || !match_heads() || !match_layers() || !check_sizes() || !find_ports()) return status_;
    assemble();  // the last: a file that is refused never has its weights unpacked
    return MDRNN_OK;
  }

 private:
  // ---- failing -----------------------------------------------------------------------------------------------------

  std::string name(Value value) const {
    const std::string_view name = tensor(value).name;
    return "'" + std::string(name.size() > 90 ? name.substr(name.size() - 90) : name) + "'";
  }

  std::string shape(Value value) const {
    std::string text = "(";
    for (const int32_t length : tensor(value).shape) text += (text.size() > 1 ? ", " : "") + std::to_string(length);
    return text + ")";
  }

  // What computes a value, in words.
  std::string maker(Value value) const {
    char scratch[32];
    if (const Operator *op = producer(value)) return std::string(op_name(*op, scratch));
    return tensor(value).is_constant() ? "a constant" : "an input";
  }

  bool unrecognised(const std::string &what, Value value, const char *expected) {
    if (!value.exists()) return circles(what);
    status_ = fail(error_, MDRNN_NO_ENGINE, "%s: found %s at %s, expected %s", what.c_str(), maker(value).c_str(),
                   name(value).c_str(), expected);
    return false;
  }

  bool circles(const std::string &role) {
    return damaged(role + ": what it is made of is missing, or runs in a circle");
  }

  bool damaged(const std::string &sentence) {
    status_ = fail(error_, MDRNN_BAD_FILE, "%s", sentence.c_str());
    return false;
  }

  // ---- walking -----------------------------------------------------------------------------------------------------

  const Tensor &tensor(Value value) const {
    return file_.subgraphs[static_cast<size_t>(value.graph)].tensors[static_cast<size_t>(value.tensor)];
  }

  // The operator that computes a value; null for inputs and constants.
  const Operator *producer(Value value) const {
    const Maker &maker = makers_[static_cast<size_t>(value.graph)][static_cast<size_t>(value.tensor)];
    if (maker.op < 0) return nullptr;
    return &file_.subgraphs[static_cast<size_t>(value.graph)].operators[static_cast<size_t>(maker.op)];
  }

  // Operand `index` of the operator that computes `value`.
  Value operand(Value value, size_t index) const {
    const Operator *op = producer(value);
    if (op == nullptr || index >= op->inputs.size()) return {};
    return {value.graph, op->inputs[index]};
  }

  bool made_by(Value value, Op op) const {
    const Operator *found = value.exists() ? producer(value) : nullptr;
    return found != nullptr && found->op == op;
  }

  bool index_graphs() {
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

  bool index_loop(int graph, const Operator &loop) {
    const int32_t body = loop.options.number<int32_t>(1, 0);
    const bool exists = body > 0 && static_cast<size_t>(body) < file_.subgraphs.size();
    if (!exists || callers_[static_cast<size_t>(body)].loop != nullptr ||
        file_.subgraphs[static_cast<size_t>(body)].inputs.size() != loop.inputs.size() ||
        file_.subgraphs[static_cast<size_t>(body)].outputs.size() != loop.outputs.size()) {
      status_ = fail(error_, MDRNN_BAD_FILE, "a WHILE names graph %d as its body, which does not fit it", body);
      return false;
    }
    callers_[static_cast<size_t>(body)] = {graph, &loop};
    return true;
  }

  // Both hold the same numbers in the same order. A tensor list has no shape of its own.
  bool same_count(Value a, Value b) const {
    return tensor(a).type == Type::kVariant || tensor(b).type == Type::kVariant ||
           tensor(a).count() == tensor(b).count();
  }

  static bool is_flex(const Operator &op, const char *name) {
    return op.custom == std::string("FlexTensorList") + name;
  }

  // The operand that an operator only moves on, or none.
  Value moved(Value value, const Operator &op) const {
    const Value first = operand(value, 0);
    if (!first.exists()) return {};
    switch (op.op) {
      case Op::kReshape:
      case Op::kSqueeze:
      case Op::kExpandDims:
      case Op::kSlice: return first;
      case Op::kTranspose: return long_axis(tensor(first)) >= 0 ? first : Value{};
      case Op::kGather:  // picks the one row there is
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

  // A sequence of length one written into its buffer: [before | item | after], where only the item has elements.
  Value list_write(Value value, const Operator &op) const {
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

  // Where a value really comes from: an input of the step, a constant, or an operator that computes something.
  Value source(Value value) const {
    for (int walked = 0; walked < kMaxWalk && value.exists() && works(1); ++walked) {
      const Value before = step_back(value);
      if (!before.exists()) return value;
      value = before;
    }
    return {};
  }

  Value step_back(Value value) const {
    const Subgraph &graph = file_.subgraphs[static_cast<size_t>(value.graph)];
    if (const Operator *op = producer(value)) {
      if (op->op == Op::kWhile) {
        const int body = op->options.number<int32_t>(1, 0);
        const int output = makers_[static_cast<size_t>(value.graph)][static_cast<size_t>(value.tensor)].output;
        return {body, file_.subgraphs[static_cast<size_t>(body)].outputs[static_cast<size_t>(output)]};
      }
      const Value before = moved(value, *op);
      return before.exists() && same_count(before, value) ? before : Value{};
    }
    const Caller &caller = callers_[static_cast<size_t>(value.graph)];
    if (caller.loop == nullptr || !works(graph.inputs.size())) return {};
    const auto input = std::find(graph.inputs.begin(), graph.inputs.end(), value.tensor);
    if (input == graph.inputs.end()) return {};
    return {caller.graph, caller.loop->inputs[static_cast<size_t>(input - graph.inputs.begin())]};
  }

  // False when the walk has taken more steps than any MDRNN needs.
  bool works(size_t steps) const {
    work_ += static_cast<int64_t>(steps);
    return work_ <= kMaxWork;
  }

  // Position in the step's list of inputs, or -1.
  int step_input(Value value) const {
    if (!value.exists() || value.graph != 0 || producer(value) != nullptr) return -1;
    const std::vector<int32_t> &inputs = file_.subgraphs[0].inputs;
    const auto found = std::find(inputs.begin(), inputs.end(), value.tensor);
    return found == inputs.end() ? -1 : static_cast<int>(found - inputs.begin());
  }

  // ---- constants ---------------------------------------------------------------------------------------------------

  // The constant behind a value: float32, float16, or int8 with its scales. `role` names it in a sentence.
  bool find_constant(Value *value, const std::string &role) {
    *value = source(*value);
    if (!value->exists()) return circles(role);
    const Tensor &constant = tensor(*value);
    if (!constant.is_constant()) return unrecognised(role, *value, "a constant");
    const uint32_t width = constant.type == Type::kFloat32 ? 4 : constant.type == Type::kFloat16 ? 2 : 1;
    if (width == 1 && constant.type != Type::kInt8)
      return unrecognised(role, *value, "float32, float16 or int8 numbers");
    const int64_t count = constant.count();
    if (count * width != constant.data.count)
      return damaged(role + " (" + name(*value) + ") has " + std::to_string(constant.data.count) +
                     " bytes, its shape " + shape(*value) + " needs " + std::to_string(count * width));
    return width != 1 || check_scales(*value, role);
  }

  bool check_number(Value value, int64_t index, const std::string &role) {
    const float number = element(tensor(value), static_cast<uint32_t>(index));
    if (std::fabs(number) <= kLargestWeight) return true;  // false for NaN
    fail(error_, MDRNN_BAD_FILE, "%s (%s): number %lld is %g, expected a %s", role.c_str(), name(value).c_str(),
         static_cast<long long>(index), static_cast<double>(number),
         std::isfinite(number) ? "number from -1e9 to 1e9" : "finite number");
    return false;
  }

  bool check_scales(Value value, const std::string &role) {
    const Tensor &constant = tensor(value);
    const uint32_t scales = constant.scales.count;
    const auto axis = static_cast<size_t>(constant.quantized_dimension);
    const bool by_row = axis == 0 && !constant.shape.empty() && scales == static_cast<uint32_t>(constant.shape[0]);
    if (scales == 1 || by_row) return true;
    return damaged(role + " (" + name(value) + ") is int8 of shape " + shape(value) + " with " +
                   std::to_string(scales) + " scales, expected one, or one a row");
  }

  static float element(const Tensor &constant, uint32_t index) {
    if (constant.type == Type::kFloat32) return constant.data.at<float>(index);
    if (constant.type == Type::kFloat16) return half_to_float(constant.data.at<uint16_t>(index));
    const uint32_t row_size = constant.data.count / std::max(constant.scales.count, uint32_t{1});
    const uint32_t row = row_size == 0 ? 0 : index / row_size;
    const auto zero = static_cast<float>(constant.zero_points.at<int64_t>(constant.zero_points.count == 1 ? 0 : row));
    return (static_cast<float>(constant.data.at<int8_t>(index)) - zero) * constant.scales.at<float>(row);
  }

  // ---- sums of products ------------------------------------------------------------------------------------------

  // No activation is fused into the operator that computes `value`. `field`: where its options keep it.
  bool is_plain(Value value, int field = 0) const { return producer(value)->options.number<int8_t>(field, 0) == 0; }

  // The one axis along which a tensor has more than one element; 0 when there is none, -1 when there are several.
  static int long_axis(const Tensor &tensor) {
    int found = -1;
    for (size_t axis = 0; axis < tensor.shape.size(); ++axis) {
      if (tensor.shape[axis] == 1) continue;
      if (found >= 0) return -1;
      found = static_cast<int>(axis);
    }
    return std::max(found, 0);
  }

  // Element `axis` of a constant vector of int32; `standard` where the vector is no such thing or ends before it.
  int32_t integer_at(Value value, int axis, int32_t standard) const {
    if (!value.exists() || !tensor(value).is_constant() || tensor(value).type != Type::kInt32) return standard;
    const Span &data = tensor(value).data;
    return (static_cast<uint32_t>(axis) + 1) * 4 <= data.count ? data.at<int32_t>(static_cast<uint32_t>(axis))
                                                               : standard;
  }

  // Where the numbers of `value` begin in those of its operand when SLICE or STRIDED_SLICE cuts one run out of a
  // vector; -1: it does something else.
  int64_t cut_offset(Value value, const Operator &op) const {
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

  // Adds `rows` numbers of a value, from `first` on, to `sum`.
  bool add_affine(Value value, int64_t first, int rows, const std::string &role, Affine *sum, int depth = 0) {
    value = source(value);
    if (!value.exists() || depth > kMaxDepth) return circles(role);
    if (tensor(value).is_constant() && producer(value) == nullptr) return add_constant(value, first, rows, role, sum);
    const Operator *op = producer(value);
    if (op == nullptr) return unrecognised(role, value, "FULLY_CONNECTED");
    switch (op->op) {
      case Op::kAdd:
        if (!is_plain(value)) return unrecognised(role, value, "an ADD without activation");
        return add_affine(operand(value, 0), first, rows, role, sum, depth + 1) &&
               add_affine(operand(value, 1), first, rows, role, sum, depth + 1);
      case Op::kFullyConnected:
      case Op::kBatchMatmul: return add_product(value, *op, first, rows, role, sum, depth);
      case Op::kSplit:
      case Op::kSplitV:
        return add_affine(operand(value, op->op == Op::kSplit ? 1 : 0), first + split_offset(value, *op), rows, role,
                          sum, depth + 1);
      case Op::kSlice:
      case Op::kStridedSlice: {
        const int64_t offset = cut_offset(value, *op);
        if (offset < 0) return unrecognised(role, value, "a slice of the gates");
        return add_affine(operand(value, 0), first + offset, rows, role, sum, depth + 1);
      }
      default: return unrecognised(role, value, "FULLY_CONNECTED");
    }
  }

  // The pieces of a split lie behind one another.
  int64_t split_offset(Value value, const Operator &op) const {
    const int output = makers_[static_cast<size_t>(value.graph)][static_cast<size_t>(value.tensor)].output;
    int64_t offset = 0;
    for (int i = 0; i < output; ++i) offset += tensor({value.graph, op.outputs[static_cast<size_t>(i)]}).count();
    return offset;
  }

  bool add_constant(Value value, int64_t first, int rows, const std::string &role, Affine *sum) {
    const std::string bias = role + " bias";
    if (!find_constant(&value, bias)) return false;
    if (!works(1 + static_cast<size_t>(rows) / 16)) return circles(role);
    const int64_t count = tensor(value).count();
    if (count != 1 && count < first + rows)
      return damaged(bias + " (" + name(value) + ") has shape " + shape(value) + ", expected at least (" +
                     std::to_string(first + rows) + ")");
    for (int row = 0; row < rows; ++row) {
      const int64_t index = count == 1 ? 0 : first + row;
      if (!check_number(value, index, bias)) return false;
      sum->bias[static_cast<size_t>(row)] += element(tensor(value), static_cast<uint32_t>(index));
    }
    return true;
  }

  // FULLY_CONNECTED keeps its weights (outputs, inputs); BATCH_MATMUL (inputs, outputs), or turned.
  bool add_product(Value value, const Operator &op, int64_t first, int rows, const std::string &role, Affine *sum,
                   int depth) {
    const bool dense = op.op == Op::kFullyConnected;
    if (dense && (!is_plain(value) || op.options.number<int8_t>(1, 0) != 0))
      return unrecognised(role, value, "a FULLY_CONNECTED without activation");
    Value weights = source(operand(value, 1));
    if (!weights.exists()) return damaged(role + ": a product has no weights");
    std::vector<int32_t> lengths = tensor(weights).shape;
    while (lengths.size() > 2 && lengths.front() == 1) lengths.erase(lengths.begin());
    if (lengths.size() != 2)
      return damaged(role + " kernel (" + name(weights) + ") has shape " + shape(weights) + ", expected a matrix");
    const bool by_output = dense || op.options.number<int8_t>(1, 0) != 0;
    if (!by_output) std::swap(lengths[0], lengths[1]);
    const Matrix matrix{weights, by_output, lengths[0], lengths[1]};
    if (!find_constant(&weights, role + " kernel")) return false;
    if (first + rows > matrix.outputs)
      return damaged(role + " kernel (" + name(weights) + ") has shape " + shape(weights) + ", expected at least " +
                     std::to_string(first + rows) + " outputs");
    int64_t column = 0;
    if (!add_terms(operand(value, 0), matrix, first, rows, &column, role, sum, depth)) return false;
    if (column != matrix.inputs)
      return damaged(role + " kernel (" + name(weights) + ") is " + shape(weights) + ", expected " +
                     std::to_string(column) + " inputs");
    ++sum->matrices;
    if (!dense || op.inputs.size() < 3 || op.inputs[2] < 0) return true;
    return add_affine(operand(value, 2), first, rows, role, sum, depth + 1);
  }

  // One term for each vector that is joined in the product's input.
  bool add_terms(Value input, const Matrix &matrix, int64_t row, int rows, int64_t *column, const std::string &role,
                 Affine *sum, int depth) {
    input = source(input);
    if (!input.exists() || depth > kMaxDepth) return circles(role);
    if (made_by(input, Op::kConcatenation) && is_plain(input, 1)) {
      for (size_t i = 0; i < producer(input)->inputs.size(); ++i)
        if (!add_terms(operand(input, i), matrix, row, rows, column, role, sum, depth + 1)) return false;
      return true;
    }
    const int64_t size = tensor(input).count();
    if (size <= 0 || *column + size > matrix.inputs)
      return damaged(role + " kernel (" + name(matrix.weights) + ") is " + shape(matrix.weights) + ", expected " +
                     std::to_string(*column + size) + " inputs");
    const Term term{input, static_cast<int>(size), matrix, row, *column};
    *column += size;
    sum->terms.push_back(term);
    return check_term(term, rows, role + " kernel");
  }

  // An element of the file is taken once; else a small file could ask for much memory.
  bool check_term(const Term &term, int rows, const std::string &role) {
    const Span &data = tensor(term.matrix.weights).data;
    taken_ += int64_t{rows} * term.size;
    if (taken_ > static_cast<int64_t>(data.bytes->size()))
      return damaged(role + " (" + name(term.matrix.weights) + "): the graph uses more weights than the file holds");
    for (int row = 0; row < rows; ++row)
      for (int k = 0; k < term.size; ++k)
        if (!check_number(term.matrix.weights, term.matrix.index(term.row + row, term.column + k), role)) return false;
    return true;
  }

  float weight(const Term &term, size_t row, size_t column) const {
    const int64_t index =
        term.matrix.index(term.row + static_cast<int64_t>(row), term.column + static_cast<int64_t>(column));
    return element(tensor(term.matrix.weights), static_cast<uint32_t>(index));
  }

  // ---- the network -------------------------------------------------------------------------------------------------

  bool match_head(Value value, int outputs, const char *role, Affine *head) {
    head->bias.assign(static_cast<size_t>(outputs), 0.0f);
    if (!add_affine(value, 0, outputs, role, head)) return false;
    if (head->terms.size() == 1) return true;
    return unrecognised(role, source(value), "one dense layer on the last hidden state");
  }

  // elu(z) + constants -> z, and the sum of the constants.
  bool match_sigma(Value value, Value *z, float *offset) {
    *offset = 0.0f;
    for (int adds = 0; made_by(value, Op::kAdd) && is_plain(value); ++adds) {
      if (adds > kMaxDepth) return circles("sigma");
      Value terms[2] = {source(operand(value, 0)), source(operand(value, 1))};
      if (terms[0].exists() && tensor(terms[0]).is_constant()) std::swap(terms[0], terms[1]);
      if (!terms[0].exists()) return circles("sigma");
      if (!find_constant(&terms[1], "sigma offset")) return false;
      if (tensor(terms[1]).count() != 1) return unrecognised("sigma offset", terms[1], "one number");
      if (!check_number(terms[1], 0, "sigma offset")) return false;
      *offset += element(tensor(terms[1]), 0);
      value = terms[0];
    }
    if (!made_by(value, Op::kElu)) return unrecognised("sigma", value, "ELU and then ADD");
    *z = operand(value, 0);
    return true;
  }

  // The mixture is the one output that joins three vectors, the second of them behind an ELU.
  bool match_heads() {
    const std::vector<int32_t> &outputs = file_.subgraphs[0].outputs;
    Value mixture;
    for (size_t i = 0; i < outputs.size(); ++i) {
      const Value value = source({0, outputs[i]});
      if (!made_by(value, Op::kConcatenation) || producer(value)->inputs.size() != 3) continue;
      mixture = value;
      model_.ports.mixture_output = static_cast<int>(i);
    }
    if (!mixture.exists()) {
      status_ = fail(error_, MDRNN_NO_ENGINE,
                     "none of the graph's %zu outputs is a mixture: expected a CONCATENATION of mu, sigma and pi",
                     outputs.size());
      return false;
    }
    if (!is_plain(mixture, 1)) return unrecognised("mixture", mixture, "a CONCATENATION without activation");
    const Value mu = source(operand(mixture, 0)), pi = source(operand(mixture, 2));
    Value sigma = source(operand(mixture, 1)), z;
    if (!mu.exists() || !sigma.exists() || !pi.exists()) return circles("mixture");
    const int64_t components = tensor(mu).count(), mixtures = tensor(pi).count();
    if (mixtures < 1 || mixtures > kMaxMixtures || components < 1 || components % mixtures != 0 ||
        components / mixtures > MDRNN_MAX_DIMENSION || tensor(sigma).count() != components)
      return damaged("the mixture joins mu " + shape(mu) + ", sigma " + shape(sigma) + " and pi " + shape(pi) +
                     ", expected (1, M*D), (1, M*D) and (1, M)");
    model_.weights.config.mixtures = static_cast<int>(mixtures);
    model_.weights.config.dimension = static_cast<int>(components / mixtures);
    if (!match_sigma(sigma, &z, &model_.weights.head.sigma_offset)) return false;
    const int count = static_cast<int>(components);
    if (!match_head(mu, count, "mu", &heads_[0]) || !match_head(z, count, "sigma", &heads_[1]) ||
        !match_head(pi, static_cast<int>(mixtures), "pi", &heads_[2]))
      return false;
    const Value last = heads_[0].terms[0].source;
    for (const Affine &head : heads_)
      if (!(head.terms[0].source == last))
        return unrecognised("mixture", head.terms[0].source, "the last hidden state");
    return true;
  }

  // Sorts the two operands of a MUL or ADD so that the first is made by `op`; false when neither is.
  bool operands(Value value, Op op, Value *first, Value *second) const {
    *first = source(operand(value, 0));
    *second = source(operand(value, 1));
    if (!made_by(*first, op)) std::swap(*first, *second);
    return first->exists() && second->exists() && made_by(*first, op) && is_plain(value);
  }

  // From the last layer to the first.
  bool match_layers() {
    Value h = heads_[0].terms[0].source;
    while (step_input(h) < 0) {
      if (cells_.size() >= static_cast<size_t>(kMaxLayers))
        return damaged("more than " + std::to_string(kMaxLayers) + " LSTM layers");
      Cell cell;
      if (!match_cell(h, &cell)) return false;
      h = cell.input;
      cells_.insert(cells_.begin(), std::move(cell));
    }
    if (cells_.empty()) return unrecognised("mixture", h, "the last hidden state of an LSTM layer");
    model_.ports.event_input = step_input(h);
    return true;
  }

  bool match_cell(Value h, Cell *cell) {
    static const char *kExpected = "an LSTM cell, sigmoid(o) * tanh(c)";
    Value o, tanh_c, kept, written, f, i, g;
    cell->h_after = h;
    if (!made_by(h, Op::kMul) || !operands(h, Op::kLogistic, &o, &tanh_c) || !made_by(tanh_c, Op::kTanh))
      return unrecognised("hidden state", h, kExpected);
    cell->c_after = source(operand(tanh_c, 0));
    if (!made_by(cell->c_after, Op::kAdd) || !operands(cell->c_after, Op::kMul, &kept, &written) ||
        !made_by(written, Op::kMul))
      return unrecognised("cell state", cell->c_after, "sigmoid(f) * c + sigmoid(i) * tanh(g)");
    if (!operands(kept, Op::kLogistic, &f, &cell->c_before) || !operands(written, Op::kLogistic, &i, &g))
      return unrecognised("cell state", cell->c_after, "sigmoid(f) * c + sigmoid(i) * tanh(g)");
    if (made_by(cell->c_before, Op::kTanh)) {
      std::swap(f, i);
      std::swap(cell->c_before, g);
    }
    if (step_input(cell->c_before) < 0 || !made_by(g, Op::kTanh))
      return unrecognised("cell state", cell->c_before, "an input of the step");
    const int64_t units = tensor(cell->c_before).count();
    if (units < 1 || units > kMaxUnits)
      return damaged("cell state " + name(cell->c_before) + " has shape " + shape(cell->c_before) +
                     ", expected (1, 1 to " + std::to_string(kMaxUnits) + ")");
    cell->units = static_cast<int>(units);
    const Value gates[4] = {i, f, g, o};
    static const char *kNames[4] = {"input gate", "forget gate", "cell gate", "output gate"};
    for (int gate = 0; gate < 4; ++gate) {
      cell->gates[gate].bias.assign(static_cast<size_t>(units), 0.0f);
      if (!add_affine(operand(gates[gate], 0), 0, cell->units, kNames[gate], &cell->gates[gate])) return false;
    }
    return find_sources(cell);
  }

  // A cell hears two vectors: its own hidden state, which is an input of the step, and what lies below it.
  bool find_sources(Cell *cell) {
    for (const Affine &gate : cell->gates)
      for (const Term &term : gate.terms) {
        const bool is_state = step_input(term.source) >= 0 && term.size == cell->units && !is_event(term.source);
        Value *place = is_state ? &cell->h_before : &cell->input;
        if (place->exists() && !(*place == term.source))
          return unrecognised("LSTM layer", term.source, "one hidden state and one input a layer");
        *place = term.source;
      }
    if (cell->h_before.exists() && cell->input.exists()) return true;
    return unrecognised("LSTM layer", cell->h_after, "a hidden state and an input");
  }

  // The event is the input of rank 3; the states are (1, units). Where ranks do not tell, the event is the input that
  // has the event's length.
  bool is_event(Value value) const {
    if (tensor(value).shape.size() != 2) return true;
    for (const int32_t input : file_.subgraphs[0].inputs)
      if (file_.subgraphs[0].tensors[static_cast<size_t>(input)].shape.size() > 2) return false;
    return step_input(value) == 0;
  }

  // ---- putting it together ---------------------------------------------------------------------------------------

  bool check_sizes() {
    Config &config = model_.weights.config;
    config.layers = static_cast<int>(cells_.size());
    config.units = cells_[0].units;
    for (size_t l = 0; l < cells_.size(); ++l)
      if (!check_layer(l)) return false;
    for (size_t part = 0; part < 3; ++part)
      if (heads_[part].terms[0].size != config.units)
        return damaged(std::string(kHeads[part]) + ": kernel has " + std::to_string(heads_[part].terms[0].size) +
                       " inputs, expected " + std::to_string(config.units));
    return true;
  }

  bool check_layer(size_t index) {
    const Cell &cell = cells_[index];
    const Config &config = model_.weights.config;
    const std::string role = "lstm_" + std::to_string(index);
    if (cell.units != config.units)
      return damaged(role + " has " + std::to_string(cell.units) + " units, lstm_0 has " +
                     std::to_string(config.units) + ": expected the same");
    const int64_t inputs = config.inputs(static_cast<int>(index));
    if (tensor(cell.input).count() == inputs && tensor(cell.h_before).count() == config.units) return true;
    return damaged(role + ": kernel has " + std::to_string(tensor(cell.input).count()) + " inputs, expected " +
                   std::to_string(inputs));
  }

  void assemble() {
    for (size_t l = 0; l < cells_.size(); ++l) assemble_layer(l);
    const Config &config = model_.weights.config;
    Head &head = model_.weights.head;
    const auto columns = static_cast<size_t>(config.mixture_size()), units = static_cast<size_t>(config.units);
    head.kernel.assign(columns * units, 0.0f);
    head.bias.clear();
    for (const Affine &part : heads_) {
      for (size_t row = 0; row < part.bias.size(); ++row)
        for (size_t unit = 0; unit < units; ++unit)
          head.kernel[unit * columns + head.bias.size() + row] = weight(part.terms[0], row, unit);
      head.bias.insert(head.bias.end(), part.bias.begin(), part.bias.end());
    }
  }

  // The scale of each row of symmetric int8 weights, which can then be used as they are; zeros for other weights.
  std::vector<float> int8_scales(const Term &term, size_t rows) const {
    const Tensor &constant = tensor(term.matrix.weights);
    std::vector<float> scales(rows, 0.0f);
    if (constant.type != Type::kInt8 || !term.matrix.by_output) return scales;
    for (uint32_t i = 0; i < constant.zero_points.count; ++i)
      if (constant.zero_points.at<int64_t>(i) != 0) return scales;
    for (size_t row = 0; row < rows; ++row)
      scales[row] = constant.scales.at<float>(constant.scales.count == 1 ? 0 : static_cast<uint32_t>(term.row + row));
    return scales;
  }

  void assemble_layer(size_t index) {
    const Cell &cell = cells_[index];
    const Config &config = model_.weights.config;
    const auto units = static_cast<size_t>(config.units), columns = 4 * units;
    const auto inputs = static_cast<size_t>(config.inputs(static_cast<int>(index)));
    Layer layer;
    layer.kernel.assign((inputs + units) * columns, 0.0f);
    layer.kernel_scales.assign(columns, 0.0f);
    layer.recurrent_scales.assign(columns, 0.0f);
    for (size_t gate = 0; gate < 4; ++gate) {
      for (const Term &term : cell.gates[gate].terms) {
        const size_t first = term.source == cell.input ? 0 : inputs;
        const std::vector<float> scales = int8_scales(term, units);
        std::vector<float> &place = first == 0 ? layer.kernel_scales : layer.recurrent_scales;
        std::copy(scales.begin(), scales.end(), place.begin() + static_cast<long>(gate * units));
        for (size_t unit = 0; unit < units; ++unit)
          for (size_t k = 0; k < static_cast<size_t>(term.size); ++k)
            layer.kernel[(first + k) * columns + gate * units + unit] += weight(term, unit, k);
      }
      layer.bias.insert(layer.bias.end(), cell.gates[gate].bias.begin(), cell.gates[gate].bias.end());
    }
    model_.weights.layers.push_back(std::move(layer));
  }

  bool find_output(Value value, const std::string &role, std::vector<int> *ports) {
    const std::vector<int32_t> &outputs = file_.subgraphs[0].outputs;
    for (size_t i = 0; i < outputs.size(); ++i)
      if (source({0, outputs[i]}) == value) {
        ports->push_back(static_cast<int>(i));
        return true;
      }
    return unrecognised(role, value, "an output of the step that gives it back");
  }

  bool find_ports() {
    Ports &ports = model_.ports;
    bool loops = false, lists = false;
    for (const Subgraph &graph : file_.subgraphs)
      for (const Operator &op : graph.operators) {
        loops = loops || op.op == Op::kWhile;
        lists = lists || op.op == Op::kCustom;
      }
    for (size_t l = 0; l < cells_.size(); ++l) {
      const Cell &cell = cells_[l];
      const std::string role = "lstm_" + std::to_string(l);
      ports.h_inputs.push_back(step_input(cell.h_before));
      ports.c_inputs.push_back(step_input(cell.c_before));
      if (!find_output(cell.h_after, role + " hidden state", &ports.h_outputs) ||
          !find_output(cell.c_after, role + " cell state", &ports.c_outputs))
        return false;
    }
    if (!distinct_inputs()) return false;
    const bool joined = cells_.back().gates[0].matrices == 1;  // int8 files keep the first layer's two apart
    model_.kind = lists ? "flex" : loops ? "while" : joined ? "explicit" : "unrolled";
    return true;
  }

  bool distinct_inputs() {
    std::vector<int> inputs = model_.ports.h_inputs;
    inputs.insert(inputs.end(), model_.ports.c_inputs.begin(), model_.ports.c_inputs.end());
    inputs.push_back(model_.ports.event_input);
    std::sort(inputs.begin(), inputs.end());
    if (std::adjacent_find(inputs.begin(), inputs.end()) == inputs.end()) return true;
    status_ = fail(error_, MDRNN_NO_ENGINE, "two layers share one state input, expected a state for each");
    return false;
  }

  struct Maker {
    int op = -1;      // position in the graph's operators
    int output = -1;  // which of its outputs
  };
  struct Caller {
    int graph = -1;
    const Operator *loop = nullptr;
  };

  const TfliteFile &file_;
  MatchedModel &model_;
  mdrnn_error *error_;
  mdrnn_status status_ = MDRNN_OK;
  mutable int64_t work_ = 0;
  int64_t taken_ = 0;                       // weights
  std::vector<std::vector<Maker>> makers_;  // for each graph and tensor
  std::vector<Caller> callers_;             // for each graph: the WHILE whose body it is
  Affine heads_[3];                         // mu sigma pi
  std::vector<Cell> cells_;
};

}  // namespace

mdrnn_status match_graph(const TfliteFile &file, MatchedModel *model, mdrnn_error *error) {
  return Matcher(file, model, error).match();
}

}  // namespace mdrnn
