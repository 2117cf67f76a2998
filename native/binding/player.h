// SPDX-License-Identifier: MIT
// What the Python classes Predictor and Performer share: one mdrnn_performer, and how its model is loaded.
#pragma once

#include <pybind11/pybind11.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "arrays.h"
#include "call_lock.h"
#include "mdrnn/mdrnn.hpp"

namespace mdrnn::python {

constexpr double kRate = 1e9;  // ticks are nanoseconds: fine enough for any host, and good for 292 years

using Path = std::filesystem::path;

int64_t parse_seed(std::optional<int64_t> seed);
mdrnn_precision parse_precision(const std::string &precision);

struct Info {
  int dimension, layers, units, mixtures;
  double scale;
  std::string kind, engine, precision, path, json;
  std::vector<float> grain;  // (n,), or empty

  py::dict metadata() const;
};

// Threads: any thread may call any method; a call waits until the one before it has ended.
class Player {
 public:
  Player(const std::string &engine, const std::string &precision, std::optional<int64_t> seed,
         const std::optional<Path> &library, int dimension);

  void load(const Path &path);
  void load_later(const Path &path);
  const char *poll_load();
  Info info() const;

  std::vector<float> step(const Numbers &event);
  Floats forward(const Floats &events);
  Floats generate(py::ssize_t events, const std::optional<Floats> &start);
  Floats state() const;
  void set_state(const Floats &state);

  void reset();
  void seed(std::optional<int64_t> seed);

  void set(int parameter, double value);
  double value(int parameter) const;
  void set_mode(const std::string &mode);
  std::string mode() const;
  void set_named(const std::string &name, const py::object &value);
  py::object get_named(const std::string &name) const;

  mdrnn_counts counts() const;

 protected:
  // Calls the core with the object locked and the GIL held: for calls of microseconds. `call` runs no Python code.
  template <typename Call>
  auto locked(Call call) const {
    const CallLock lock(&mutex_, CallLock::Gil::kHeld);
    return call(performer_.get());
  }

  // The same without the GIL: for calls that may take longer.
  template <typename Call>
  auto locked_without_gil(Call call) const {
    const py::gil_scoped_release release;
    const CallLock lock(&mutex_, CallLock::Gil::kReleased);
    return call(performer_.get());
  }

  double step_budget_ = 0.0;  // seconds; 0: the core's default

 private:
  mdrnn_load_options load_options() const;

  mdrnn::Handle performer_;
  mutable CallMutex mutex_;
  mdrnn_engine engine_;
  mdrnn_precision precision_;
  std::string library_;
  int dimension_;
};

}  // namespace mdrnn::python
