// SPDX-License-Identifier: MIT
// Bytes of a .tflite file -> tables whose every index, offset and length has been checked.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "file/flatbuffer.h"
#include "step/error.h"

namespace mdrnn {

// Numbers of TFLite's schema (version 3), as far as they are used here.
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
  std::string_view custom;      // its name when op is kCustom
  std::vector<int32_t> inputs;  // tensors of the subgraph; -1: left out
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

// The views in `file` point into `bytes`, which has to outlive it. MDRNN_BAD_FILE with a sentence when anything lies
// outside the file or names something that does not exist.
mdrnn_status read_tflite(const Bytes &bytes, TfliteFile *file, mdrnn_error *error);

// "FULLY_CONNECTED"; "operator 77" where this table has no name for it.
std::string_view op_name(const Operator &op, char (&scratch)[32]);

}  // namespace mdrnn
