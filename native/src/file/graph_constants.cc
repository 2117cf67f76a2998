// SPDX-License-Identifier: MIT
// Reads a graph's constants: float32, float16, or int8 with scales.
#include "file/graph_constants.h"

#include <algorithm>
#include <cmath>

#include "step/limits.h"
#include "step/sentence.h"

namespace mdrnn {
namespace {

float half_to_float(uint16_t half) {
  const int exponent = (half >> 10) & 31;
  const int fraction = half & 1023;
  const float magnitude = exponent == 0    ? std::ldexp(static_cast<float>(fraction), -24)
                          : exponent == 31 ? (fraction != 0 ? NAN : INFINITY)
                                           : std::ldexp(static_cast<float>(fraction + 1024), exponent - 25);
  return (half & 0x8000) != 0 ? -magnitude : magnitude;
}

// Bytes of one number; 0 if weights cannot have this type.
uint32_t width(Type type) {
  return type == Type::kFloat32 ? 4 : type == Type::kFloat16 ? 2 : type == Type::kInt8 ? 1 : 0;
}

bool check_scales(GraphWalk &graph, Value value, const std::string &role) {
  const Tensor &constant = graph.tensor(value);
  const uint32_t scales = constant.scales.count;
  const auto axis = static_cast<size_t>(constant.quantized_dimension);
  const bool by_row = axis == 0 && !constant.shape.empty() && scales == static_cast<uint32_t>(constant.shape[0]);
  if (scales == 1 || by_row) return true;
  return graph.damaged(role + " (" + graph.name(value) + ") is int8 of shape " + graph.shape(value) + " with " +
                       std::to_string(scales) + " scales, expected one, or one a row");
}

}  // namespace

float element(const Tensor &constant, uint32_t index) {
  if (constant.type == Type::kFloat32) return constant.data.at<float>(index);
  if (constant.type == Type::kFloat16) return half_to_float(constant.data.at<uint16_t>(index));
  const uint32_t row_size = constant.data.count / std::max(constant.scales.count, uint32_t{1});
  const uint32_t row = row_size == 0 ? 0 : index / row_size;
  const auto zero = static_cast<float>(constant.zero_points.at<int64_t>(constant.zero_points.count == 1 ? 0 : row));
  return (static_cast<float>(constant.data.at<int8_t>(index)) - zero) * constant.scales.at<float>(row);
}

bool find_constant(GraphWalk &graph, Value *value, const std::string &role) {
  *value = graph.source(*value);
  if (!value->exists()) return graph.circles(role);
  const Tensor &constant = graph.tensor(*value);
  if (!constant.is_constant()) return graph.unrecognised(role, *value, "a constant");
  const uint32_t bytes = width(constant.type);
  if (bytes == 0) return graph.unrecognised(role, *value, "float32, float16 or int8 numbers");
  const int64_t needed = constant.count() * bytes;
  if (needed != constant.data.count)
    return graph.damaged(role + " (" + graph.name(*value) + ") has " + std::to_string(constant.data.count) +
                         " bytes, its shape " + graph.shape(*value) + " needs " + std::to_string(needed));
  return bytes != 1 || check_scales(graph, *value, role);
}

bool check_number(GraphWalk &graph, Value value, int64_t index, const std::string &role) {
  const float number = element(graph.tensor(value), static_cast<uint32_t>(index));
  if (std::fabs(number) <= kLargestWeight) return true;  // false for NaN
  const bool finite = std::isfinite(number);
  char text[32];
  write_text(text, sizeof text, "%g", static_cast<double>(number));
  return graph.damaged(role + " (" + graph.name(value) + "): number " + std::to_string(index) + " is " + text +
                       ", expected a " + (finite ? "number from -1e9 to 1e9" : "finite number"));
}

}  // namespace mdrnn
