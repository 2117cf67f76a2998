// SPDX-License-Identifier: MIT
// The arguments of one message or creation flag, and the sentences that refuse them.
#ifndef MDRNN_PD_ARGUMENTS_H
#define MDRNN_PD_ARGUMENTS_H

#include <cmath>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <string>

#include "m_pd.h"
#include "mdrnn/mdrnn.h"
#include "signals/number_text.h"

struct Arguments {
  const char *word;  // the message's selector, or the flag's name without its dash
  int count;
  const t_atom *atoms;  // (count,)
};

// Numbers that are not whole go through number_text: printf writes them as the host's locale does, and so does Pd.
__attribute__((format(printf, 2, 3))) inline mdrnn_status refuse(mdrnn_error *error, const char *format, ...) {
  va_list values;
  va_start(values, format);
  std::vsnprintf(error->sentence, sizeof error->sentence, format, values);
  va_end(values);
  return error->status = MDRNN_BAD_ARGUMENT;
}

inline std::string text_of(const t_atom &atom) {
  if (atom.a_type == A_SYMBOL) return atom.a_w.w_symbol->s_name;
  if (atom.a_type == A_FLOAT) return mdrnn::number_text(static_cast<double>(atom.a_w.w_float));
  char text[MAXPDSTRING];
  atom_string(&atom, text, sizeof text);
  return text;
}

inline mdrnn_status expect_count(const Arguments &arguments, int count, const char *what, mdrnn_error *error) {
  if (arguments.count == count) return MDRNN_OK;
  const char *plural = arguments.count == 1 ? "" : "s";
  return refuse(error, "%s: found %d argument%s, expected %s", arguments.word, arguments.count, plural, what);
}

// `numbers` (count,) from the first `count` atoms.
inline mdrnn_status read_numbers(const Arguments &arguments, int count, float *numbers, mdrnn_error *error) {
  for (int i = 0; i < count; ++i) {
    const t_atom &atom = arguments.atoms[i];
    if (atom.a_type != A_FLOAT)
      return refuse(error, "%s: argument %d is '%s', expected a number", arguments.word, i + 1, text_of(atom).c_str());
    numbers[i] = static_cast<float>(atom.a_w.w_float);
  }
  return MDRNN_OK;
}

// A whole number from `minimum` to `maximum` out of atom `at`.
inline mdrnn_status read_whole(const Arguments &arguments, int at, int minimum, int maximum, int *number,
                               mdrnn_error *error) {
  const t_atom &atom = arguments.atoms[at];
  const double value = atom.a_type == A_FLOAT ? static_cast<double>(atom.a_w.w_float) : NAN;
  if (!(value >= minimum && value <= maximum && value == std::floor(value)))
    return refuse(error, "%s: argument %d is '%s', expected a whole number, %d to %d", arguments.word, at + 1,
                  text_of(atom).c_str(), minimum, maximum);
  *number = static_cast<int>(value);
  return MDRNN_OK;
}

// The only argument, a number from `minimum` to `maximum`.
inline mdrnn_status read_number(const Arguments &arguments, double minimum, double maximum, double *number,
                                mdrnn_error *error) {
  if (const mdrnn_status status = expect_count(arguments, 1, "1", error)) return status;
  const t_atom &atom = arguments.atoms[0];
  const double value = atom.a_type == A_FLOAT ? static_cast<double>(atom.a_w.w_float) : NAN;
  if (!(value >= minimum && value <= maximum))
    return refuse(error, "%s: found '%s', expected a number, %s to %s", arguments.word, text_of(atom).c_str(),
                  mdrnn::number_text(minimum).c_str(), mdrnn::number_text(maximum).c_str());
  *number = value;
  return MDRNN_OK;
}

#endif
