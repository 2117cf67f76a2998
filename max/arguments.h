// SPDX-License-Identifier: MIT
// Max's atoms as the arguments of one message or attribute.
#pragma once

#include <cmath>
#include <string>

#include "ext.h"
#include "patcher/arguments.h"

using Arguments = mdrnn::Arguments<t_atom>;
using mdrnn::refuse;

inline bool is_number(const t_atom &atom) { return atom.a_type == A_LONG || atom.a_type == A_FLOAT; }

// NaN if it is not a number.
inline double number_of(const t_atom &atom) {
  if (atom.a_type == A_LONG) return static_cast<double>(atom.a_w.w_long);
  return atom.a_type == A_FLOAT ? atom.a_w.w_float : NAN;
}

inline std::string text_of(const t_atom &atom) {
  return atom.a_type == A_SYM ? atom.a_w.w_sym->s_name : mdrnn::number_text(number_of(atom));
}
