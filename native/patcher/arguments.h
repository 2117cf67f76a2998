// SPDX-License-Identifier: MIT
// Checks the arguments of one message, creation flag or attribute, and writes the errors.
//
// A host declares for its atom: is_number(atom); number_of(atom), NaN if it is not a number; text_of(atom).
#pragma once

#include <cmath>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "mdrnn/mdrnn.h"

namespace mdrnn {

template <typename Atom>
struct Arguments {
  const char *word;  // the message's selector, or the name of the flag or attribute
  long count;
  const Atom *atoms;  // (count,)
};

#ifdef __GNUC__
__attribute__((format(printf, 2, 3)))
#endif
inline mdrnn_status refuse(mdrnn_error *error, const char *format, ...) {
  va_list values;
  va_start(values, format);
  std::vsnprintf(error->sentence, sizeof error->sentence, format, values);
  va_end(values);
  return error->status = MDRNN_BAD_ARGUMENT;
}

// d.ddd and a power of ten of at least two digits.
inline std::string in_powers(std::string digits, const char *sign, int power) {
  if (digits.size() > 1) digits.insert(1, ".");
  return digits + sign + (power < 10 ? "0" : "") + std::to_string(power);
}

// As %g writes it, but "0.1" in every locale: the host program may have chosen one that writes "0,1". std::to_chars
// would add its tables to the external, a hundred kilobytes.
inline std::string number_text(double number, int digits = 6) {
  if (std::signbit(number)) return "-" + number_text(-number, digits);
  if (!std::isfinite(number)) return std::isnan(number) ? "nan" : "inf";
  if (number == 0.0) return "0";
  int exponent = 0;
  double scaled = number;
  for (; scaled >= 10.0; ++exponent) scaled /= 10.0;
  for (; scaled < 1.0; --exponent) scaled *= 10.0;
  const int places = digits - 1 - exponent;
  if (std::abs(places) > 22)
    scaled *= std::pow(10.0, digits - 1);
  else
    scaled = places < 0 ? number / std::pow(10.0, -places) : number * std::pow(10.0, places);  // exact powers of ten
  std::string text = std::to_string(std::llrint(scaled));
  if (text.size() > static_cast<size_t>(digits)) ++exponent;  // 9.999999 is 10
  text.erase(text.find_last_not_of('0') + 1);
  if (exponent < -4) return in_powers(text, "e-", -exponent);
  if (exponent >= digits) return in_powers(text, "e+", exponent);
  if (exponent < 0) return "0." + std::string(static_cast<size_t>(-exponent - 1), '0') + text;
  const size_t before = static_cast<size_t>(exponent + 1);  // digits before the point
  if (text.size() > before) return text.insert(before, ".");
  return text.append(before - text.size(), '0');
}

// "a, b or c"
template <typename Names>
std::string listed(const Names &names) {
  std::string text;
  size_t left = std::size(names);
  for (const char *name : names) text += std::string(name) + (--left == 0 ? "" : left == 1 ? " or " : ", ");
  return text;
}

template <typename Atom>
mdrnn_status expect_count(const Arguments<Atom> &arguments, long count, const char *what, mdrnn_error *error) {
  if (arguments.count == count) return MDRNN_OK;
  const char *plural = arguments.count == 1 ? "" : "s";
  return refuse(error, "%s: found %ld argument%s, expected %s", arguments.word, arguments.count, plural, what);
}

// `numbers` (count,) from the first `count` atoms.
template <typename Atom>
mdrnn_status read_numbers(const Arguments<Atom> &arguments, long count, float *numbers, mdrnn_error *error) {
  for (long i = 0; i < count; ++i) {
    const Atom &atom = arguments.atoms[i];
    if (!is_number(atom))
      return refuse(error, "%s: argument %ld is '%s', expected a number", arguments.word, i + 1, text_of(atom).c_str());
    numbers[i] = static_cast<float>(number_of(atom));
  }
  return MDRNN_OK;
}

// A whole number from `minimum` to `maximum` in atom `at`.
template <typename Atom>
mdrnn_status read_whole(const Arguments<Atom> &arguments, int at, int minimum, int maximum, int *number,
                        mdrnn_error *error) {
  const double value = number_of(arguments.atoms[at]);
  if (!(value >= minimum && value <= maximum && value == std::floor(value)))
    return refuse(error, "%s: argument %d is '%s', expected a whole number, %d to %d", arguments.word, at + 1,
                  text_of(arguments.atoms[at]).c_str(), minimum, maximum);
  *number = static_cast<int>(value);
  return MDRNN_OK;
}

// The only argument, a number from `minimum` to `maximum`.
template <typename Atom>
mdrnn_status read_number(const Arguments<Atom> &arguments, double minimum, double maximum, double *number,
                         mdrnn_error *error) {
  if (const mdrnn_status status = expect_count(arguments, 1, "1", error)) return status;
  const double value = number_of(arguments.atoms[0]);
  if (!(value >= minimum && value <= maximum))
    return refuse(error, "%s: found '%s', expected a number, %s to %s", arguments.word,
                  text_of(arguments.atoms[0]).c_str(), number_text(minimum).c_str(), number_text(maximum).c_str());
  *number = value;
  return MDRNN_OK;
}

// The only argument, one of `names`: its place among them.
template <typename Atom, typename Names>
mdrnn_status read_name(const Arguments<Atom> &arguments, const Names &names, int *place, mdrnn_error *error) {
  if (const mdrnn_status status = expect_count(arguments, 1, "1", error)) return status;
  const std::string found = text_of(arguments.atoms[0]);
  int at = 0;
  for (const char *name : names) {
    if (found == name) return *place = at, MDRNN_OK;
    ++at;
  }
  return refuse(error, "%s: found '%s', expected %s", arguments.word, found.c_str(), listed(names).c_str());
}

}  // namespace mdrnn
