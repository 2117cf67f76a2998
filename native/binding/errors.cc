// SPDX-License-Identifier: MIT
// The core's errors as Python exceptions.
#include "errors.h"

#include <new>

namespace mdrnn::python {

namespace py = pybind11;

namespace {

[[noreturn]] void raise_as(PyObject *type, const mdrnn_error &error) {
  PyErr_SetObject(type, str_of(error.sentence).ptr());
  throw py::error_already_set();
}

}  // namespace

py::str str_of(const std::string &text) {
  PyObject *decoded = PyUnicode_DecodeFSDefaultAndSize(text.data(), static_cast<py::ssize_t>(text.size()));
  if (decoded == nullptr) throw py::error_already_set();
  return py::reinterpret_steal<py::str>(decoded);
}

void raise(const mdrnn_error &error) {
  if (error.status == MDRNN_OUT_OF_MEMORY) throw std::bad_alloc();
  raise_as(PyExc_ValueError, error);
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
