// SPDX-License-Identifier: MIT
// The read-only records of mdrnn._core: Parameter, Info, Counts.
#include <pybind11/stl.h>

#include "classes.h"
#include "errors.h"
#include "player.h"

namespace mdrnn::python {

void bind_records(py::module_ &module) {
  py::class_<mdrnn_parameter_info>(module, "Parameter", "One row of the parameter table that every host shares.")
      .def_readonly("name", &mdrnn_parameter_info::name)
      .def_readonly("alias", &mdrnn_parameter_info::alias)
      .def_readonly("unit", &mdrnn_parameter_info::unit)
      .def_readonly("minimum", &mdrnn_parameter_info::minimum)
      .def_readonly("maximum", &mdrnn_parameter_info::maximum)
      .def_readonly("standard", &mdrnn_parameter_info::standard);
  py::class_<Info>(module, "Info", "The loaded model.")
      .def_readonly("dimension", &Info::dimension)
      .def_readonly("layers", &Info::layers)
      .def_readonly("units", &Info::units)
      .def_readonly("mixtures", &Info::mixtures)
      .def_readonly("scale", &Info::scale)
      .def_readonly("kind", &Info::kind)
      .def_readonly("engine", &Info::engine)
      .def_readonly("precision", &Info::precision)
      .def_property_readonly(
          "grain", [](const Info &info) { return py::tuple(py::cast(info.grain)); },
          "The step of each value as the file says, in 0..1; 0: none. () if it says nothing.")
      .def_property_readonly("path", [](const Info &info) { return str_of(info.path); })
      .def_property_readonly("metadata", &Info::metadata,
                             "The model's own entry: a dict. Raises ValueError where it is damaged.");
  py::class_<mdrnn_counts>(module, "Counts", "What a performer has done so far.")
      .def_readonly("player_events", &mdrnn_counts::player_events)
      .def_readonly("machine_events", &mdrnn_counts::machine_events)
      .def_readonly("repaired_values", &mdrnn_counts::repaired_values)
      .def_readonly("repaired_states", &mdrnn_counts::repaired_states)
      .def_readonly("dropped_events", &mdrnn_counts::dropped_events)
      .def_readonly("dropped_rows", &mdrnn_counts::dropped_rows)
      .def_readonly("late_events", &mdrnn_counts::late_events);
}

}  // namespace mdrnn::python
