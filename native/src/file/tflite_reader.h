// SPDX-License-Identifier: MIT
// Parses a .tflite file into tables in which every index, offset and length has been checked.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "file/flatbuffer.h"
#include "step/error.h"

namespace mdrnn {

// Numbers from TFLite's schema (version 3) that are used here.
enum class Op : int32_t {
  kAdd = 0,
  kConcatenation = 2,
  kDequantize = 6,
  kFullyConnected = 9,
  kLogistic = 14,
  kMul = 18,
  kRelu = 19,
  kReshape = 22,
  kTanh = 28,
  kCustom = 32,
  kGather = 36,
  kTranspose = 39,
  kSub = 41,
  kSqueeze = 43,
  kStridedSlice = 45,
  kSplit = 49,
  kMaximum = 55,
  kMinimum = 57,
  kSlice = 65,
  kExpandDims = 70,
  kPack = 83,
  kUnpack = 88,
  kSplitV = 102,
  kElu = 111,
  kWhile = 119,
  kBatchMatmul = 126,
  kRelu0To1 = 152,
};

enum class Type : int8_t { kFloat32 = 0, kFloat16 = 1, kInt32 = 2, kInt64 = 4, kInt8 = 9, kVariant = 14 };

struct Tensor {
  std::string_view name;
  std::vector<int32_t> shape;
  Type type = Type::kFloat32;
  Span data;    // bytes; empty: not a constant
  Span scales;  // float32; empty: not quantised
  Span zero_points;
  int32_t quantized_dimension = 0;

  bool is_constant() const { return data.count > 0; }
  int64_t count() const;  // product of the shape
};

struct Operator {
  Op op{};
  std::string_view custom;      // its name if op is kCustom
  std::vector<int32_t> inputs;  // tensors of the subgraph; -1: omitted
  std::vector<int32_t> outputs;
  Table options;
};

struct Subgraph {
  std::string_view name;
  std::vector<Tensor> tensors;
  std::vector<int32_t> inputs;
  std::vector<int32_t> outputs;
  std::vector<Operator> operators;
};

struct SignatureEntry {
  std::string_view name;
  int32_t tensor;  // of subgraph 0
};

struct Signature {
  std::string_view key;
  std::vector<SignatureEntry> inputs;
  std::vector<SignatureEntry> outputs;
};

struct TfliteFile {
  std::vector<Subgraph> subgraphs;    // at least one; the first is the step
  std::vector<Signature> signatures;  // of subgraph 0
  std::string_view metadata;          // the entry "mdrnn", or empty
};

// The views in `file` point into `bytes`, which must outlive it. MDRNN_BAD_FILE with a sentence if
// anything is outside the file or refers to something that does not exist.
mdrnn_status read_tflite(const Bytes &bytes, TfliteFile *file, mdrnn_error *error);

// "FULLY_CONNECTED", or "operator 77" if it is not in the table.
std::string_view op_name(const Operator &op, char (&scratch)[32]);

}  // namespace mdrnn
