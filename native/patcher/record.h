// SPDX-License-Identifier: MIT
// The argument of the message `record`.
#pragma once

#include <string>

#include "mdrnn/mdrnn.h"
#include "patcher/arguments.h"

namespace mdrnn {

// The file or folder to record to, relative to the patch: FILE; "logs/" for 1, where the file is named by date and
// time; "" for 0, which stops.
template <typename Atom>
mdrnn_status read_record(const Arguments<Atom> &arguments, std::string *name, mdrnn_error *error) {
  const char *expected = "1 (a file name, 1 for a new file in the folder logs, or 0 to stop)";
  if (const mdrnn_status status = expect_count(arguments, 1, expected, error)) return status;
  const Atom &atom = arguments.atoms[0];
  *name = !is_number(atom) ? text_of(atom) : number_of(atom) != 0.0 ? "logs/" : "";
  return MDRNN_OK;
}

}  // namespace mdrnn
