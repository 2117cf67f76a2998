// SPDX-License-Identifier: MIT
// The core's errors as Python exceptions.
#include "errors.h"

#include <pybind11/pybind11.h>

#include <new>

namespace mdrnn::python {

namespace py = pybind11;

namespace {

[[noreturn]] void raise_as(PyObject *type, const mdrnn_error &error) {
  PyErr_SetString(type, error.sentence);
  throw py::error_already_set();
}

}  // namespace

void raise(const mdrnn_error &error) {
  if (error.status == MDRNN_OUT_OF_MEMORY) throw std::bad_alloc();
  throw py::value_error(error.sentence);
}

void raise_load(const mdrnn_error &error, const std::filesystem::path &path) {
  if (!std::filesystem::exists(path)) raise_as(PyExc_FileNotFoundError, error);
  raise(error);
}

void raise_record(const mdrnn_error &error) {
  if (error.status == MDRNN_BAD_FILE) raise_as(PyExc_OSError, error);
  raise(error);
}

}  // namespace mdrnn::python
