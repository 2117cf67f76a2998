// SPDX-License-Identifier: MIT
// Numbers as text with a decimal point, whatever the host's locale.
#pragma once

#include <charconv>
#include <string>

namespace mdrnn {

// As printf's %g writes it in the C locale.
inline std::string number_text(double number, int digits = 6) {
  char text[40];
  return {text, std::to_chars(text, text + sizeof text, number, std::chars_format::general, digits).ptr};
}

}  // namespace mdrnn
