// SPDX-License-Identifier: MIT
// The one number that the core needs from a model's JSON entry.
#include "file/metadata.h"

#include <cmath>
#include <cstdlib>
#include <string>

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

// Position of the value of `key` in the outermost object, npos when it has none.
size_t find_value(std::string_view json, std::string_view key) {
  int depth = 0;
  for (size_t at = 0; at < json.size();) {
    if (json[at] != '"') {
      depth += json[at] == '{' || json[at] == '[' ? 1 : json[at] == '}' || json[at] == ']' ? -1 : 0;
      ++at;
      continue;
    }
    const size_t end = skip_string(json, at);
    const size_t colon = skip_space(json, end);
    const bool is_key = depth == 1 && colon < json.size() && json[colon] == ':';
    if (is_key && end <= json.size() && json.substr(at + 1, end - at - 2) == key) return skip_space(json, colon + 1);
    at = end;
  }
  return std::string_view::npos;
}

}  // namespace

mdrnn_status read_scale(std::string_view json, double *scale, mdrnn_error *error) {
  const size_t start = skip_space(json, 0);
  if (start >= json.size() || json[start] != '{')
    return fail(error, MDRNN_BAD_FILE, "the metadata entry 'mdrnn' is not a JSON object");
  const size_t at = find_value(json, "scale");
  if (at == std::string_view::npos) return MDRNN_OK;
  const std::string text(json.substr(at, 40));  // ends in 0, as strtod needs
  char *end = nullptr;
  const double found = std::strtod(text.c_str(), &end);
  if (end == text.c_str() || !(found > 1e-6) || found > 1e6)
    return fail(error, MDRNN_BAD_FILE, "metadata: scale is '%.12s', expected a number from 1e-6 to 1e6", text.c_str());
  *scale = found;
  return MDRNN_OK;
}

}  // namespace mdrnn
