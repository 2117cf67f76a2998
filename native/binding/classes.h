// SPDX-License-Identifier: MIT
// The parts of the module mdrnn._core; python_module.cc puts them together.
#pragma once

#include <pybind11/pybind11.h>

namespace mdrnn::python {

void bind_records(pybind11::module_ &module);    // Parameter, Info, Counts
void bind_predictor(pybind11::module_ &module);  // Predictor
void bind_performer(pybind11::module_ &module);  // Event, Performer
void bind_pack(pybind11::module_ &module);       // pack

}  // namespace mdrnn::python
