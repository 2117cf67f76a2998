// SPDX-License-Identifier: MIT
// What the core needs besides the weights: the scale, the grain, and the temperatures that the trainer recommends.
#include "file/metadata.h"

#include <algorithm>
#include <limits>

#include "step/limits.h"

namespace mdrnn {
namespace {

// As substr, which can throw, and so brings the code for exceptions to a microcontroller.
std::string_view part(std::string_view text, size_t from, size_t count = std::string_view::npos) {
  text.remove_prefix(std::min(from, text.size()));
  return {text.data(), std::min(count, text.size())};
}

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool ends_value(char c) { return c == ',' || c == '}' || c == ']' || c == '\0' || is_space(c); }
int change_of_depth(char c) { return c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0; }

size_t skip_space(std::string_view json, size_t at) {
  while (at < json.size() && is_space(json[at])) ++at;
  return at;
}

// `at` is at the opening quote; returns the position after the closing one.
size_t skip_string(std::string_view json, size_t at) {
  for (++at; at < json.size() && json[at] != '"'; ++at)
    if (json[at] == '\\') ++at;
  return at + 1;
}

// The outermost object; empty if there is none or it has no end.
std::string_view find_object(std::string_view json) {
  const size_t begin = skip_space(json, 0);
  if (begin >= json.size() || json[begin] != '{') return {};
  int depth = 0;
  for (size_t at = begin; at < json.size(); at = json[at] == '"' ? skip_string(json, at) : at + 1) {
    depth += change_of_depth(json[at]);
    if (depth == 0) return part(json, begin, at + 1 - begin);
  }
  return {};
}

// The value of `key` in the object at the start of `json`, and everything after it; empty if absent.
std::string_view find_value(std::string_view json, std::string_view key) {
  int depth = 0;
  for (size_t at = 0; at < json.size();) {
    if (json[at] != '"') {
      depth += change_of_depth(json[at]);
      if (depth <= 0 && !is_space(json[at])) break;
      ++at;
      continue;
    }
    const size_t end = skip_string(json, at);
    const size_t colon = skip_space(json, end);
    const bool is_key = depth == 1 && colon < json.size() && json[colon] == ':';
    if (is_key && end <= json.size() && part(json, at + 1, end - at - 2) == key)
      return part(json, skip_space(json, colon + 1));
    at = end;
  }
  return {};
}

double power_of_ten(int exponent) {
  double power = 1.0;
  for (; exponent > 0; --exponent) power *= 10.0;
  return power;
}

// The number at the start of `json`, or NaN. Not strtod, which depends on the host's locale. Exact up
// to 15 digits and 22 places; beyond, the last bit may be off, but it is the same everywhere.
double leading_number(std::string_view json) {
  size_t at = 0;
  int places = 0, exponent = 0;
  const auto letter = [&] { return at < json.size() ? json[at] : '\0'; };
  const auto take = [&](char wanted) { return letter() == wanted ? ++at, true : false; };
  const bool is_negative = take('-');
  if (!is_digit(letter())) return kNone;
  double number = 0.0;
  for (; is_digit(letter()); ++at) number = 10.0 * number + (letter() - '0');
  if (take('.'))
    for (; is_digit(letter()); ++at, ++places) number = 10.0 * number + (letter() - '0');
  if (take('e') || take('E')) {
    const bool is_small = take('-');
    if (!is_small) take('+');
    for (; is_digit(letter()); ++at) exponent = std::min(10 * exponent + (letter() - '0'), 10000);
    if (is_small) exponent = -exponent;
  }
  if (!ends_value(letter())) return kNone;
  exponent -= places;
  number = exponent < 0 ? number / power_of_ten(-exponent) : number * power_of_ten(exponent);
  return is_negative ? -number : number;
}

// Of the number or word at the start of `json`.
size_t length(std::string_view json) {
  return static_cast<size_t>(std::find_if(json.begin(), json.end(), ends_value) - json.begin());
}

// How much of a value an error shows: not what follows it.
int shown_length(std::string_view value) { return static_cast<int>(std::clamp<size_t>(length(value), 1, 20)); }

}  // namespace

mdrnn_status read_scale(std::string_view json, double *scale, mdrnn_error *error) {
  const std::string_view object = find_object(json);
  if (object.empty())
    return fail(error, MDRNN_BAD_FILE, "metadata: the entry 'mdrnn' is damaged, expected a complete JSON object");
  const std::string_view value = find_value(object, "scale");
  if (value.empty()) return MDRNN_OK;
  const double found = leading_number(value);
  if (!(found >= kMinScale && found <= kMaxScale))
    return fail(error, MDRNN_BAD_FILE, "metadata: scale is %.*s, expected a number from %g to %g", shown_length(value),
                value.data(), kMinScale, kMaxScale);
  *scale = found;
  return MDRNN_OK;
}

mdrnn_status read_grain(std::string_view json, int count, float *grain, bool *has_grain, mdrnn_error *error) {
  std::fill_n(grain, count, 0.0f);
  *has_grain = false;
  std::string_view rest = find_value(find_object(json), "grain");
  if (rest.empty()) return MDRNN_OK;
  if (rest[0] != '[')
    return fail(error, MDRNN_BAD_FILE, "metadata: grain is %.*s, expected a list of %d numbers", shown_length(rest),
                rest.data(), count);
  int found = 0;
  do {
    rest.remove_prefix(skip_space(rest, 1));
    const double number = leading_number(rest);
    if (!(number >= 0.0 && number <= kMaxGrain))
      return fail(error, MDRNN_BAD_FILE, "metadata: number %d of grain is %.*s, expected 0 to %g", found,
                  shown_length(rest), rest.data(), kMaxGrain);
    if (found < count) grain[found] = static_cast<float>(number);
    *has_grain = *has_grain || static_cast<float>(number) > 0.0f;
    ++found;
    rest.remove_prefix(skip_space(rest, length(rest)));
  } while (rest[0] == ',');
  if (rest[0] == ']' && found == count) return MDRNN_OK;
  return fail(error, MDRNN_BAD_FILE, "metadata: grain has %d numbers, expected %d: one for each value", found, count);
}

double scale_in_name(std::string_view path, double standard) noexcept {
  constexpr std::string_view kWord = "-scale";
  const std::string_view name = part(path, path.find_last_of("/\\") + 1);  // npos + 1 is 0
  const std::string_view stem = part(name, 0, name.rfind('.'));
  const size_t word = stem.find(kWord);
  if (word == std::string_view::npos) return standard;
  const std::string_view behind = part(stem, word + kWord.size());
  size_t end = 0;
  while (end < behind.size() && is_digit(behind[end])) ++end;
  if (end + 1 < behind.size() && behind[end] == '.' && is_digit(behind[end + 1]))
    for (++end; end < behind.size() && is_digit(behind[end]);) ++end;
  const double found = leading_number(part(behind, 0, end));
  return found >= kMinScale && found <= kMaxScale ? found : standard;
}

double read_recommended(std::string_view json, std::string_view name) noexcept {
  const double found = leading_number(find_value(find_value(find_object(json), "recommended"), name));
  return found >= 0.0 && found <= kMaxTemperature ? found : kNone;
}

}  // namespace mdrnn
