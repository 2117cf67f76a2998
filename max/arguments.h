// SPDX-License-Identifier: MIT
// The arguments of one message or attribute, and the sentences that refuse them.
#pragma once

#include <cmath>
#include <cstdarg>
#include <cstdio>
#include <string>

#include "ext.h"
#include "mdrnn/mdrnn.h"
#include "signals/number_text.h"

struct Arguments {
  const char *word;  // the message's selector, or the attribute's name
  long count;
  const t_atom *atoms;  // (count,)
};

// Numbers that are not whole go through number_text: printf writes them as the host's locale does.
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

inline bool is_number(const t_atom &atom) { return atom.a_type == A_LONG || atom.a_type == A_FLOAT; }

// NaN where it is none.
inline double number_of(const t_atom &atom) {
  if (atom.a_type == A_LONG) return static_cast<double>(atom.a_w.w_long);
  return atom.a_type == A_FLOAT ? atom.a_w.w_float : NAN;
}

inline std::string text_of(const t_atom &atom) {
  return atom.a_type == A_SYM ? atom.a_w.w_sym->s_name : mdrnn::number_text(number_of(atom));
}

inline mdrnn_status expect_count(const Arguments &arguments, long count, const char *what, mdrnn_error *error) {
  if (arguments.count == count) return MDRNN_OK;
  const char *plural = arguments.count == 1 ? "" : "s";
  return refuse(error, "%s: found %ld argument%s, expected %s", arguments.word, arguments.count, plural, what);
}

// `numbers` (count,) from the first `count` atoms.
inline mdrnn_status read_numbers(const Arguments &arguments, long count, float *numbers, mdrnn_error *error) {
  for (long i = 0; i < count; ++i) {
    const t_atom &atom = arguments.atoms[i];
    if (!is_number(atom))
      return refuse(error, "%s: argument %ld is '%s', expected a number", arguments.word, i + 1, text_of(atom).c_str());
    numbers[i] = static_cast<float>(number_of(atom));
  }
  return MDRNN_OK;
}

// A whole number from `minimum` to `maximum` out of atom `at`.
inline mdrnn_status read_whole(const Arguments &arguments, int at, int minimum, int maximum, int *number,
                               mdrnn_error *error) {
  const double value = number_of(arguments.atoms[at]);
  if (!(value >= minimum && value <= maximum && value == std::floor(value)))
    return refuse(error, "%s: argument %d is '%s', expected a whole number, %d to %d", arguments.word, at + 1,
                  text_of(arguments.atoms[at]).c_str(), minimum, maximum);
  *number = static_cast<int>(value);
  return MDRNN_OK;
}

// The only argument, a number from `minimum` to `maximum`.
inline mdrnn_status read_number(const Arguments &arguments, double minimum, double maximum, double *number,
                                mdrnn_error *error) {
  if (const mdrnn_status status = expect_count(arguments, 1, "1", error)) return status;
  const double value = number_of(arguments.atoms[0]);
  if (!(value >= minimum && value <= maximum))
    return refuse(error, "%s: found '%s', expected a number, %s to %s", arguments.word,
                  text_of(arguments.atoms[0]).c_str(), mdrnn::number_text(minimum).c_str(),
                  mdrnn::number_text(maximum).c_str());
  *number = value;
  return MDRNN_OK;
}
