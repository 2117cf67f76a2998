// SPDX-License-Identifier: MIT
// mdrnn._core: the C interface as Python classes. Each class is a file beside this one.
//
// Threads: every object has a mutex (call_lock.h), so any thread may call any method. The module does not declare
// itself free-threaded: importing it in a free-threaded Python switches the GIL on, as Python says there.
#include "call_lock.h"
#include "classes.h"
#include "mdrnn/mdrnn.h"

namespace py = pybind11;

namespace {

void add_constants(py::module_ &module) {
  module.attr("__version__") = mdrnn_version();
  module.attr("MAX_DIMENSION") = static_cast<int>(MDRNN_MAX_DIMENSION);
  py::dict parameters;
  for (int i = 0; i < MDRNN_PARAMETER_COUNT; ++i) parameters[mdrnn_describe(i)->name] = *mdrnn_describe(i);
  module.attr("PARAMETERS") = parameters;
  py::tuple modes(static_cast<size_t>(MDRNN_MODE_COUNT));
  for (int i = 0; i < MDRNN_MODE_COUNT; ++i) modes[static_cast<size_t>(i)] = mdrnn_mode_name(i);
  module.attr("MODES") = modes;
}

void watch_forks() {
  const py::module_ os = py::module_::import("os");
  if (py::hasattr(os, "register_at_fork"))  // not on Windows, which cannot fork
    os.attr("register_at_fork")(py::arg("after_in_child") = py::cpp_function(&mdrnn::python::count_fork));
}

}  // namespace

PYBIND11_MODULE(_core, module) {
  module.doc() = "The compiled core: the interface of native/include/mdrnn/mdrnn.h for Python.";
  mdrnn::python::bind_records(module);
  mdrnn::python::bind_predictor(module);
  mdrnn::python::bind_performer(module);
  mdrnn::python::bind_pack(module);
  add_constants(module);
  watch_forks();
}
