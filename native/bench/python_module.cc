// SPDX-License-Identifier: MIT
// mdrnn._bench: times the core's internals for `mdrnn bench`. A separate module: playing needs none of it.
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <algorithm>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "bench/bandwidth.h"
#include "bench/rounds.h"
#include "bench/subject.h"
#include "file/graph_match.h"
#include "step/kernels.h"

namespace py = pybind11;
using namespace mdrnn;

namespace {

constexpr const char *kGatesNames[kGatesCount] = {"sigmoid", "hard_sigmoid"};  // as Keras calls them

using Samples = std::map<std::string, std::vector<double>>;  // microseconds per call, one sample per round

mdrnn_load_options native_options(const std::string &precision) {
  const auto *found = std::find(std::begin(kPrecisionNames), std::end(kPrecisionNames), precision);
  if (found == std::end(kPrecisionNames)) throw std::invalid_argument("there is no precision '" + precision + "'");
  mdrnn_load_options options{};
  options.engine = MDRNN_NATIVE;
  options.precision = static_cast<mdrnn_precision>(found - std::begin(kPrecisionNames));
  return options;
}

int64_t count_weights(const Weights &weights) {
  size_t count = weights.head.kernel.size() + weights.head.bias.size();
  for (const Layer &layer : weights.layers) count += layer.kernel.size() + layer.bias.size();
  return static_cast<int64_t>(count);
}

py::array_t<float> matrix(const std::vector<float> &numbers, size_t columns) {
  return py::array_t<float>({numbers.size() / columns, columns}, numbers.data());
}

// The weights of a .tflite file as arrays, for engines that cannot read the file.
py::dict read_weights(const std::string &content) {
  const Bytes bytes(reinterpret_cast<const uint8_t *>(content.data()), content.size());
  TfliteFile file;
  MatchedModel matched;
  mdrnn_error error{};
  if (read_tflite(bytes, &file, &error) != MDRNN_OK || match_graph(file, &matched, &error) != MDRNN_OK)
    throw std::invalid_argument(error.sentence);
  const Weights &weights = matched.weights;
  const Config &config = weights.config;
  py::list layers;
  for (const Layer &layer : weights.layers)
    layers.append(
        py::make_tuple(matrix(layer.kernel, layer.bias.size()), matrix(layer.bias, layer.bias.size())[py::int_(0)]));
  const size_t outputs = weights.head.bias.size();
  return py::dict(
      py::arg("dimension") = config.dimension, py::arg("units") = config.units, py::arg("mixtures") = config.mixtures,
      py::arg("gates") = kGatesNames[static_cast<int>(config.gates)], py::arg("count") = count_weights(weights),
      py::arg("layers") = layers, py::arg("rates") = weights.rates,
      py::arg("head") =
          py::make_tuple(matrix(weights.head.kernel, outputs), matrix(weights.head.bias, outputs)[py::int_(0)]));
}

// One model and everything it is compared with: variants that are timed in the same rounds.
class Comparison {
 public:
  explicit Comparison(const std::string &path) : path_(path) {}

  void add_native(const std::string &precision) {
    Subject &subject = add(native_options(precision));
    for (Variant variant : {subject.forward(), subject.answer(), subject.step()}) push(precision, std::move(variant));
    for (Variant &variant : subject.cold([this] { evict(); })) cold_.push_back(named(precision, std::move(variant)));
  }

  void add_tflite(const std::string &library) {
    mdrnn_load_options options{};
    options.engine = MDRNN_TFLITE;
    options.tflite_library = library.c_str();
    push("tflite", add(options).forward());
  }

  void add_peer(const std::string &name, const py::function &forward) {
    push(name, {"forward", {}, [forward] { forward(); }});
  }

  // Reads a buffer of that many bytes from front to back.
  size_t add_sweep(size_t bytes) {
    auto sweep = std::make_shared<ReadSweep>(bytes);
    push("memory", {"sweep", {}, [sweep] { (*sweep)(); }});
    return sweep->bytes();
  }

  Samples run(int rounds, int cold_rounds, size_t cache_bytes) {
    if (cold_rounds > 0) others_ = std::make_unique<ReadSweep>(2 * cache_bytes);
    run_rounds(warm_, rounds);
    run_rounds(cold_, cold_rounds);
    Samples samples;
    for (std::vector<Variant> *variants : {&warm_, &cold_})
      for (Variant &variant : *variants) samples[variant.name] = std::move(variant.samples);
    return samples;
  }

 private:
  Subject &add(const mdrnn_load_options &options) {
    subjects_.push_back(std::make_unique<Subject>(path_, options));
    return *subjects_.back();
  }
  static Variant named(const std::string &who, Variant variant) {
    variant.name = who + " " + variant.name;
    return variant;
  }
  void push(const std::string &who, Variant variant) { warm_.push_back(named(who, std::move(variant))); }
  void evict() { (*others_)(); }

  std::string path_;
  std::vector<std::unique_ptr<Subject>> subjects_;
  std::vector<Variant> warm_, cold_;
  std::unique_ptr<ReadSweep> others_;  // twice the size of the caches
};

}  // namespace

PYBIND11_MODULE(_bench, module) {
  module.doc() = "Times the inside of the core for `mdrnn bench`.";
  module.attr("PRECISIONS") =
      py::tuple(py::cast(std::vector<std::string>(std::begin(kPrecisionNames), std::end(kPrecisionNames))));
  module.attr("KERNELS") = best_kernels().name;
  module.def("read_weights", &read_weights, py::arg("content"),
             "The weights in the bytes of a .tflite: sizes, `gates`, `count`, a kernel and a bias for each layer and "
             "the head.");
  py::class_<Comparison>(module, "Comparison", "One model and all that it is compared with, timed in the same rounds.")
      .def(py::init<const std::string &>(), py::arg("path"))
      .def("add_native", &Comparison::add_native, py::arg("precision"),
           "Our own engine: forward, answer, step; cold too.")
      .def("add_tflite", &Comparison::add_tflite, py::arg("library"),
           "TFLite's C library through our second engine; an empty path: the usual search.")
      .def("add_peer", &Comparison::add_peer, py::arg("name"), py::arg("forward"), "A call that makes one whole step.")
      .def("add_sweep", &Comparison::add_sweep, py::arg("bytes"), "A buffer that is read; returns its rounded size.")
      .def("run", &Comparison::run, py::arg("rounds"), py::arg("cold_rounds"), py::arg("cache_bytes"),
           "Microseconds of one call, one number a round, by names such as `float32 forward` and `tflite forward`.");
}
