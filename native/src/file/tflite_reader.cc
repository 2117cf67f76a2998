// SPDX-License-Identifier: MIT
// Parses a .tflite file into tables in which every index, offset and length has been checked.
#include "file/tflite_reader.h"

#include <algorithm>
#include <string>

#include "step/sentence.h"

namespace mdrnn {
namespace {

// Tables may share bytes, so a small file can describe a huge graph; larger ones are refused.
constexpr uint64_t kMaxParts = 40000;
constexpr int kMaxRank = 8;

// One pass over the file; the first fault ends it and is described in `error`.
class Reader {
 public:
  Reader(const Bytes &bytes, TfliteFile *file, mdrnn_error *error) : bytes_(bytes), file_(*file), error_(error) {}

  mdrnn_status read() {
    if (begins_with("\x89HDF") || begins_with("PK\x03\x04"))  // an .h5; a .keras, which is a zip
      return fail(error_, MDRNN_BAD_FILE, "a Keras model: mdrnn convert makes a .tflite of it");
    if (bytes_.size() < 8 || std::memcmp(bytes_.data() + 4, "TFL3", 4) != 0)
      return fail(error_, MDRNN_BAD_FILE, "not a .tflite file: found %zu bytes without the mark TFL3 at byte 4",
                  bytes_.size());
    const Table model(&bytes_, bytes_.read<uint32_t>(0));
    buffers_ = model.vector(4, 4);
    codes_ = model.vector(1, 4);
    const Span subgraphs = model.vector(2, 4);
    if (!count_parts(subgraphs.count)) return MDRNN_BAD_FILE;
    if (!damaged() && subgraphs.count == 0) return fail(error_, MDRNN_BAD_FILE, "the file holds no graph");
    file_.subgraphs.reserve(subgraphs.count);
    for (uint32_t i = 0; i < subgraphs.count && !damaged(); ++i)
      if (!read_subgraph(Table::element(subgraphs, i))) return MDRNN_BAD_FILE;
    if (damaged()) return fail_damaged();
    const Span entries = model.vector(6, 4);
    if (!check_indices() || !read_signatures(model.vector(7, 4)) || !count_parts(entries.count)) return MDRNN_BAD_FILE;
    read_metadata(entries);
    return damaged() ? fail_damaged() : MDRNN_OK;
  }

 private:
  bool begins_with(const char (&mark)[5]) const {
    return bytes_.size() >= 4 && std::memcmp(bytes_.data(), mark, 4) == 0;
  }

  bool damaged() const { return bytes_.damage() >= 0; }

  mdrnn_status fail_damaged() const {
    return fail(error_, MDRNN_BAD_FILE, "the file is truncated or damaged: it has %zu bytes and refers to byte %lld",
                bytes_.size(), static_cast<long long>(bytes_.damage()));
  }

  bool count_parts(uint64_t parts) {
    parts_ += parts;
    if (parts_ <= kMaxParts) return true;
    fail(error_, MDRNN_BAD_FILE, "the graph has more than %llu parts, too many for an MDRNN",
         static_cast<unsigned long long>(kMaxParts));
    return false;
  }

  bool read_integers(const Span &span, std::vector<int32_t> *integers) {
    if (!count_parts(span.count)) return false;
    integers->resize(span.count);
    for (uint32_t i = 0; i < span.count; ++i) (*integers)[i] = span.at<int32_t>(i);
    return true;
  }

  bool read_subgraph(const Table &table) {
    Subgraph subgraph;
    subgraph.name = table.string(4);
    const Span tensors = table.vector(0, 4), operators = table.vector(3, 4);
    if (!count_parts(uint64_t{tensors.count} + operators.count)) return false;
    if (!read_integers(table.vector(1, 4), &subgraph.inputs) || !read_integers(table.vector(2, 4), &subgraph.outputs))
      return false;
    subgraph.tensors.reserve(tensors.count);
    for (uint32_t i = 0; i < tensors.count && !damaged(); ++i)
      if (!read_tensor(Table::element(tensors, i), &subgraph)) return false;
    subgraph.operators.reserve(operators.count);
    for (uint32_t i = 0; i < operators.count && !damaged(); ++i)
      if (!read_operator(Table::element(operators, i), &subgraph)) return false;
    file_.subgraphs.push_back(std::move(subgraph));
    return true;
  }

  bool read_tensor(const Table &table, Subgraph *subgraph) {
    Tensor tensor;
    tensor.name = table.string(3);
    tensor.type = static_cast<Type>(table.number<int8_t>(1, 0));
    if (!read_integers(table.vector(0, 4), &tensor.shape)) return false;
    if (tensor.shape.size() > kMaxRank || tensor.count() < 0) {
      fail(error_, MDRNN_BAD_FILE, "tensor '%s': its shape has %zu dimensions and %lld elements",
           std::string(tensor.name.substr(0, 80)).c_str(), tensor.shape.size(), static_cast<long long>(tensor.count()));
      return false;
    }
    tensor.data = buffer(table.number<uint32_t>(2, 0));
    const Table quantization = table.table(4);
    tensor.scales = quantization.vector(2, 4);
    tensor.zero_points = quantization.vector(3, 8);
    tensor.quantized_dimension = quantization.number<int32_t>(6, 0);
    subgraph->tensors.push_back(std::move(tensor));
    return true;
  }

  Span buffer(uint32_t index) const {
    if (index >= buffers_.count) {
      bytes_.set_damage(bytes_.size());
      return {};
    }
    return Table::element(buffers_, index).vector(0, 1);
  }

  bool read_operator(const Table &table, Subgraph *subgraph) {
    Operator op;
    const uint32_t index = table.number<uint32_t>(0, 0);
    if (index >= codes_.count) {
      fail(error_, MDRNN_BAD_FILE, "an operator has code %u, the file has %u codes", index, codes_.count);
      return false;
    }
    const Table code = Table::element(codes_, index);
    op.op = static_cast<Op>(std::max<int32_t>(code.number<int8_t>(0, 0), code.number<int32_t>(3, 0)));
    op.custom = code.string(1);
    op.options = table.table(4);
    if (!read_integers(table.vector(1, 4), &op.inputs) || !read_integers(table.vector(2, 4), &op.outputs)) return false;
    subgraph->operators.push_back(std::move(op));
    return true;
  }

  bool check_range(const std::vector<int32_t> &tensors, const Subgraph &subgraph, int32_t least) {
    for (const int32_t tensor : tensors) {
      if (tensor >= least && tensor < static_cast<int64_t>(subgraph.tensors.size())) continue;
      fail(error_, MDRNN_BAD_FILE, "graph '%s' names tensor %d, it has %zu",
           std::string(subgraph.name.substr(0, 80)).c_str(), tensor, subgraph.tensors.size());
      return false;
    }
    return true;
  }

  bool check_indices() {
    for (const Subgraph &subgraph : file_.subgraphs) {
      if (!check_range(subgraph.inputs, subgraph, 0) || !check_range(subgraph.outputs, subgraph, 0)) return false;
      for (const Operator &op : subgraph.operators)
        if (!check_range(op.inputs, subgraph, -1) || !check_range(op.outputs, subgraph, 0)) return false;
    }
    return true;
  }

  bool read_entries(const Span &span, std::vector<SignatureEntry> *entries) {
    if (!count_parts(span.count)) return false;
    const size_t tensors = file_.subgraphs[0].tensors.size();
    for (uint32_t i = 0; i < span.count; ++i) {
      const Table table = Table::element(span, i);
      const SignatureEntry entry{table.string(0), static_cast<int32_t>(table.number<uint32_t>(1, 0))};
      if (entry.tensor < 0 || static_cast<size_t>(entry.tensor) >= tensors) {
        fail(error_, MDRNN_BAD_FILE, "the signature names tensor %d, the graph has %zu", entry.tensor, tensors);
        return false;
      }
      entries->push_back(entry);
    }
    return true;
  }

  bool read_signatures(const Span &span) {
    if (!count_parts(span.count)) return false;
    for (uint32_t i = 0; i < span.count; ++i) {
      const Table table = Table::element(span, i);
      if (table.number<uint32_t>(4, 0) != 0) continue;
      Signature signature;
      signature.key = table.string(2);
      if (!read_entries(table.vector(0, 4), &signature.inputs) || !read_entries(table.vector(1, 4), &signature.outputs))
        return false;
      file_.signatures.push_back(std::move(signature));
    }
    return true;
  }

  void read_metadata(const Span &span) {
    for (uint32_t i = 0; i < span.count && !damaged(); ++i) {
      const Table table = Table::element(span, i);
      if (table.string(0) != "mdrnn") continue;
      const Span text = buffer(table.number<uint32_t>(1, 0));
      if (text.count > 0) file_.metadata = {reinterpret_cast<const char *>(bytes_.data() + text.begin), text.count};
    }
  }

  const Bytes &bytes_;
  TfliteFile &file_;
  mdrnn_error *error_;
  Span buffers_;
  Span codes_;
  uint64_t parts_ = 0;
};

}  // namespace

// -1 if a dimension is negative or the product is larger than in any model.
int64_t Tensor::count() const {
  int64_t product = 1;
  for (const int32_t length : shape) {
    if (length < 0) return -1;
    product *= length;
    if (product > (int64_t{1} << 31)) return -1;
  }
  return product;
}

mdrnn_status read_tflite(const Bytes &bytes, TfliteFile *file, mdrnn_error *error) {
  return Reader(bytes, file, error).read();
}

std::string_view op_name(const Operator &op, char (&scratch)[32]) {
  switch (op.op) {
    case Op::kAdd: return "ADD";
    case Op::kConcatenation: return "CONCATENATION";
    case Op::kDequantize: return "DEQUANTIZE";
    case Op::kFullyConnected: return "FULLY_CONNECTED";
    case Op::kLogistic: return "LOGISTIC";
    case Op::kMul: return "MUL";
    case Op::kSub: return "SUB";
    case Op::kRelu: return "RELU";
    case Op::kReshape: return "RESHAPE";
    case Op::kTanh: return "TANH";
    case Op::kCustom: return op.custom;
    case Op::kGather: return "GATHER";
    case Op::kTranspose: return "TRANSPOSE";
    case Op::kSqueeze: return "SQUEEZE";
    case Op::kStridedSlice: return "STRIDED_SLICE";
    case Op::kSplit: return "SPLIT";
    case Op::kMaximum: return "MAXIMUM";
    case Op::kMinimum: return "MINIMUM";
    case Op::kSlice: return "SLICE";
    case Op::kExpandDims: return "EXPAND_DIMS";
    case Op::kPack: return "PACK";
    case Op::kUnpack: return "UNPACK";
    case Op::kSplitV: return "SPLIT_V";
    case Op::kElu: return "ELU";
    case Op::kWhile: return "WHILE";
    case Op::kBatchMatmul: return "BATCH_MATMUL";
    case Op::kRelu0To1: return "RELU_0_TO_1";
  }
  write_text(scratch, sizeof scratch, "operator %d", static_cast<int>(op.op));
  return scratch;
}

}  // namespace mdrnn
