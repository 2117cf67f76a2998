// SPDX-License-Identifier: MIT
// mdrnn._core.pack: a model for a microcontroller.
#include <pybind11/stl/filesystem.h>

#include "classes.h"
#include "errors.h"
#include "mdrnn/mdrnn_bare.h"
#include "player.h"

namespace mdrnn::python {

namespace {

py::tuple pack(const Path &path, const std::string &precision) {
  const std::string name = path.string();
  const mdrnn_precision parsed = parse_precision(precision);
  mdrnn_error error{};
  std::string form(mdrnn_pack(name.c_str(), parsed, nullptr, 0, &error), '\0');
  if (!form.empty()) form.resize(mdrnn_pack(name.c_str(), parsed, form.data(), form.size(), &error));
  if (form.empty()) raise_load(error, path);
  return py::make_tuple(py::bytes(form), mdrnn_arena_size(form.data(), form.size(), &error));
}

}  // namespace

void bind_pack(py::module_ &module) {
  module.def("pack", &pack, py::arg("path"), py::arg("precision") = "float32",
             "Packs a model for a microcontroller -> (bytes of the packed form, size of the arena in bytes that a\n"
             "performer needs there). Raises FileNotFoundError or ValueError.");
}

}  // namespace mdrnn::python
