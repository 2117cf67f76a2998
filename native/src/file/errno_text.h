// SPDX-License-Identifier: MIT
// Describes a system error number in English: strerror uses the language of the host's locale.
#pragma once

#include <string>

namespace mdrnn {

// "No such file or directory" for ENOENT; "error 99" for a number that file functions do not set.
std::string errno_text(int number);

}  // namespace mdrnn
