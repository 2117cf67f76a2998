// SPDX-License-Identifier: MIT
// What the core needs from a model's JSON entry: the scale, and the temperatures that the trainer found.
#include "file/metadata.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <limits>

namespace mdrnn {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

size_t skip_space(std::string_view json, size_t at) {
  while (at < json.size() && is_space(json[at])) ++at;
  return at;
}

// `at` stands on the opening quote; returns the position behind the closing one.
size_t skip_string(std::string_view json, size_t at) {
  for (++at; at < json.size() && json[at] != '"'; ++at)
    if (json[at] == '\\') ++at;
  return at + 1;
}

// What `key` has in the object that `json` begins with, and all behind it; empty when it has nothing.
std::string_view find_value(std::string_view json, std::string_view key) {
  int depth = 0;
  for (size_t at = 0; at < json.size();) {
    if (json[at] != '"') {
      depth += json[at] == '{' || json[at] == '[' ? 1 : json[at] == '}' || json[at] == ']' ? -1 : 0;
      if (depth <= 0 && !is_space(json[at])) break;
      ++at;
      continue;
    }
    const size_t end = skip_string(json, at);
    const size_t colon = skip_space(json, end);
    const bool is_key = depth == 1 && colon < json.size() && json[colon] == ':';
    if (is_key && end <= json.size() && json.substr(at + 1, end - at - 2) == key)
      return json.substr(skip_space(json, colon + 1));
    at = end;
  }
  return {};
}

// The number that `json` begins with, NaN where it begins with none.
double leading_number(std::string_view json) {
  std::array<char, 41> text{};  // ends in 0, as strtod needs
  json.copy(text.data(), text.size() - 1);
  char *end = nullptr;
  const double number = std::strtod(text.data(), &end);
  return end != text.data() ? number : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

mdrnn_status read_scale(std::string_view json, double *scale, mdrnn_error *error) {
  const size_t start = skip_space(json, 0);
  if (start >= json.size() || json[start] != '{')
    return fail(error, MDRNN_BAD_FILE, "the metadata entry 'mdrnn' is not a JSON object");
  const std::string_view value = find_value(json.substr(start), "scale");
  if (value.empty()) return MDRNN_OK;
  const double found = leading_number(value);
  if (!(found > 1e-6) || found > 1e6)
    return fail(error, MDRNN_BAD_FILE, "metadata: scale is '%.*s', expected a number from 1e-6 to 1e6",
                static_cast<int>(std::min<size_t>(value.size(), 12)), value.data());
  *scale = found;
  return MDRNN_OK;
}

double read_recommended(std::string_view json, std::string_view name) noexcept {
  const std::string_view recommended = find_value(json.substr(skip_space(json, 0)), "recommended");
  return leading_number(find_value(recommended, name));
}

}  // namespace mdrnn
