// SPDX-License-Identifier: MIT
// The attributes and methods that Predictor and Performer have in common, as pybind11 definitions.
#pragma once

#include "player.h"

namespace mdrnn::python {

template <typename Class, typename Binding>
void bind_number(Binding &binding, const char *name, mdrnn_parameter parameter) {
  binding.def_property(
      name, [parameter](const Class &self) { return self.value(parameter); },
      [parameter](Class &self, double value) { self.set(parameter, value); });
}

template <typename Class, typename Binding>
void bind_switch(Binding &binding, const char *name, mdrnn_parameter parameter) {
  binding.def_property(
      name, [parameter](const Class &self) { return self.value(parameter) != 0.0; },
      [parameter](Class &self, bool value) { self.set(parameter, value ? 1.0 : 0.0); });
}

template <typename Class, typename Binding>
void bind_shared(Binding &binding) {
  bind_number<Class>(binding, "pi_temperature", MDRNN_PI_TEMPERATURE);
  bind_number<Class>(binding, "sigma_temperature", MDRNN_SIGMA_TEMPERATURE);
  bind_number<Class>(binding, "max_dt", MDRNN_MAX_DT);
  bind_number<Class>(binding, "grain", MDRNN_GRAIN);
  binding.def("load", &Class::load, py::arg("path"),
              "Loads another model. The state starts at zero. If loading fails, the old model stays.\n\n"
              "Raises FileNotFoundError, or ValueError with one sentence: what, found, expected.");
  binding.def_property_readonly("info", &Class::info, "The loaded model: an Info.");
  binding.def(
      "step",
      [](Class &self, const Numbers &event) {
        std::vector<float> next = self.step(event);
        const Shape shape{static_cast<py::ssize_t>(next.size())};
        return array_of(std::move(next), shape);
      },
      py::arg("event"),
      "One step: event (D,) [dt, x1 .. xn] in seconds and 0..1 -> the predicted next event, (D,) float32.\n\n"
      "Advances the state. Raises ValueError for another shape or non-finite numbers; the state is then\n"
      "unchanged.");
  binding.def("reset", &Class::reset, "Forgets the past: the state is zero again.");
  binding.def("seed", &Class::seed, py::arg("seed") = py::none(),
              "Restarts the random draws. The same seed, file and input give the same bits. None: a random seed.");
}

}  // namespace mdrnn::python
