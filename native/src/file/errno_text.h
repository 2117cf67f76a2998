// SPDX-License-Identifier: MIT
// What an error number of the system means, in English: strerror speaks the language of the host's locale.
#pragma once

#include <string>

namespace mdrnn {

// "No such file or directory" for ENOENT; "error 99" for a number that files do not give.
std::string errno_text(int number);

}  // namespace mdrnn
