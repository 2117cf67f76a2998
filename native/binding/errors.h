// SPDX-License-Identifier: MIT
// The core's errors as Python exceptions.
#pragma once

#include <filesystem>

#include "mdrnn/mdrnn.h"

namespace mdrnn::python {

// ValueError, or MemoryError.
[[noreturn]] void raise(const mdrnn_error &error);

// FileNotFoundError where the file is missing, with the same sentence.
[[noreturn]] void raise_load(const mdrnn_error &error, const std::filesystem::path &path);

// OSError where the disk refuses.
[[noreturn]] void raise_record(const mdrnn_error &error);

}  // namespace mdrnn::python
