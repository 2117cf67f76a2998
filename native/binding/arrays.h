// SPDX-License-Identifier: MIT
// Arrays and shapes between Python and C++.
#pragma once

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <string>
#include <vector>

namespace mdrnn::python {

namespace py = pybind11;

using Floats = py::array_t<float, py::array::c_style | py::array::forcecast>;
using Shape = std::vector<py::ssize_t>;

// Array-like input. A list or tuple is read directly, without NumPy: on a small board, importing NumPy would delay the
// daemon's first answer more than everything else together.
struct Numbers {
  std::vector<float> values;
  Shape shape;

  py::ssize_t size() const { return static_cast<py::ssize_t>(values.size()); }
};

bool read_numbers(py::handle given, Numbers *numbers);

// An array that takes over `numbers`; no copy is made.
Floats array_of(std::vector<float> &&numbers, const Shape &shape);

py::list list_of(const std::vector<float> &numbers);

Shape shape_of(const Floats &array);

std::string text_of(const Shape &shape);

// Raises ValueError: "event has shape (2,), expected (3,)".
void check_shape(const Shape &shape, const Shape &expected, const char *what);

}  // namespace mdrnn::python

namespace pybind11::detail {
template <>
struct type_caster<mdrnn::python::Numbers> {
  PYBIND11_TYPE_CASTER(mdrnn::python::Numbers, const_name("numpy.typing.ArrayLike"));

  bool load(handle given, bool) { return mdrnn::python::read_numbers(given, &value); }
};
}  // namespace pybind11::detail
