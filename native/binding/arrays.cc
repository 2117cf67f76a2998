// SPDX-License-Identifier: MIT
// Arrays and shapes between Python and C++.
#include "arrays.h"

#include <memory>
#include <utility>

namespace mdrnn::python {

namespace {

bool read_plain(py::handle given, Numbers *numbers) {
  if (!PyList_Check(given.ptr()) && !PyTuple_Check(given.ptr())) return false;
  const auto items = py::reinterpret_borrow<py::sequence>(given);
  for (const py::handle item : items) {
    if (!PyFloat_Check(item.ptr()) && !PyLong_Check(item.ptr())) return false;
    const double number = PyFloat_AsDouble(item.ptr());
    if (PyErr_Occurred() != nullptr) {  // an int that no double can be
      PyErr_Clear();
      return false;
    }
    numbers->values.push_back(static_cast<float>(number));
  }
  numbers->shape = {numbers->size()};
  return true;
}

bool read_array(py::handle given, Numbers *numbers) {
  const Floats array = Floats::ensure(given);
  if (!array) return false;
  numbers->values.assign(array.data(), array.data() + array.size());
  numbers->shape.assign(array.shape(), array.shape() + array.ndim());
  return true;
}

}  // namespace

bool read_numbers(py::handle given, Numbers *numbers) {
  if (read_plain(given, numbers)) return true;
  *numbers = {};
  return read_array(given, numbers);
}

Floats array_of(std::vector<float> &&numbers, const Shape &shape) {
  auto owned = std::make_unique<std::vector<float>>(std::move(numbers));
  const float *data = owned->data();
  const py::capsule owner(owned.get(), [](void *vector) { delete static_cast<std::vector<float> *>(vector); });
  owned.release();
  return Floats(shape, data, owner);
}

Shape shape_of(const Floats &array) { return {array.shape(), array.shape() + array.ndim()}; }

std::string text_of(const Shape &shape) {
  std::string text = "(";
  for (size_t axis = 0; axis < shape.size(); ++axis) text += (axis > 0 ? ", " : "") + std::to_string(shape[axis]);
  return text + (shape.size() == 1 ? ",)" : ")");
}

void check_shape(const Shape &shape, const Shape &expected, const char *what) {
  if (shape == expected) return;
  throw py::value_error(std::string(what) + " has shape " + text_of(shape) + ", expected " + text_of(expected));
}

py::list list_of(const std::vector<float> &numbers) {
  py::list list;
  for (const float number : numbers) list.append(static_cast<double>(number));
  return list;
}

}  // namespace mdrnn::python
