// SPDX-License-Identifier: MIT
// Pd's atoms as the arguments of one message or creation flag.
#ifndef MDRNN_PD_ARGUMENTS_H
#define MDRNN_PD_ARGUMENTS_H

#include <cmath>
#include <string>

#include "m_pd.h"
#include "patcher/arguments.h"

using Arguments = mdrnn::Arguments<t_atom>;
using mdrnn::refuse;

inline bool is_number(const t_atom &atom) { return atom.a_type == A_FLOAT; }

inline double number_of(const t_atom &atom) { return is_number(atom) ? static_cast<double>(atom.a_w.w_float) : NAN; }

inline std::string text_of(const t_atom &atom) {
  if (atom.a_type == A_SYMBOL) return atom.a_w.w_symbol->s_name;
  if (is_number(atom)) return mdrnn::number_text(number_of(atom));
  char text[MAXPDSTRING];
  atom_string(&atom, text, sizeof text);
  return text;
}

#endif
