// SPDX-License-Identifier: MIT
// The core's errors as Python exceptions.
#pragma once

#include <pybind11/pybind11.h>

#include <filesystem>
#include <string>

#include "mdrnn/mdrnn.h"

namespace mdrnn::python {

// A str of what may hold a file's name, whose bytes need not be UTF-8.
pybind11::str str_of(const std::string &text);

// ValueError, or MemoryError.
[[noreturn]] void raise(const mdrnn_error &error);

// FileNotFoundError where the file is missing, with the same sentence.
[[noreturn]] void raise_load(const mdrnn_error &error, const std::filesystem::path &path);

// OSError where the disk refuses.
[[noreturn]] void raise_record(const mdrnn_error &error);

}  // namespace mdrnn::python
