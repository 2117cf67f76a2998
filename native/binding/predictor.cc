// SPDX-License-Identifier: MIT
// The Python class Predictor: a model and its state.
#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include <cmath>

#include "bind_shared.h"
#include "classes.h"

namespace mdrnn::python {

namespace {

class Predictor : public Player {
 public:
  Predictor(const Path &path, const std::string &engine, const std::string &precision, std::optional<int64_t> seed,
            const std::optional<Path> &library)
      : Player(engine, precision, seed, library, 0) {
    step_budget_ = HUGE_VAL;  // steps are always made in place, without a worker thread
    load(path);
  }
};

}  // namespace

void bind_predictor(py::module_ &module) {
  py::class_<Predictor> predictor(module, "Predictor", "A model and its state. May be used from several threads.");
  predictor.def(py::init<const Path &, const std::string &, const std::string &, std::optional<int64_t>,
                         const std::optional<Path> &>(),
                py::arg("path"), py::kw_only(), py::arg("engine") = "auto", py::arg("precision") = "float32",
                py::arg("seed") = py::none(), py::arg("library") = py::none(),
                "Loads a model. engine: auto (native if the graph is recognised, else TFLite), native or tflite;\n"
                "precision: how the native engine stores weights, float32, bfloat16 or int8; library: path of a\n"
                "TFLite C library. Raises FileNotFoundError or ValueError.");
  bind_shared<Predictor>(predictor);
  predictor
      .def("forward", &Predictor::forward, py::arg("event"),
           "The network alone: event (D,), unscaled -> mixture (M * (2 D + 1),) float32, mu (M, D) | sigma (M, D) |\n"
           "pi logits (M), scaled as the network gives them. Advances the state. Events (T, D) -> mixtures\n"
           "(T, M * (2 D + 1)), one after the other.")
      .def("generate", &Predictor::generate, py::arg("events"), py::arg("start") = py::none(),
           "Calls step `events` times (up to 1e8), each from the event before it -> (events, D) float32. start: the\n"
           "first input, (D,); by default dt 0 and every value 0.5.")
      .def_property("state", &Predictor::state, &Predictor::set_state,
                    "(layers, 2, units) float32: [:, 0] h, [:, 1] c.");
}

}  // namespace mdrnn::python
