// SPDX-License-Identifier: MIT
// mdrnn._core: the C contract as Python classes. Parses, calls, raises.
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include <cmath>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "mdrnn/mdrnn.hpp"

namespace py = pybind11;

namespace {

// Nanoseconds: fine enough for any host, and 292 years long.
constexpr double kRate = 1e9;

using Floats = py::array_t<float, py::array::c_style | py::array::forcecast>;
using Path = std::filesystem::path;

// As Python writes it: std::to_string writes a double as the host's locale does.
std::string number_text(double number) { return py::repr(py::float_(number)); }

// What a caller gives as an array of numbers. A list or a tuple is read as it is: NumPy is imported for what is made of
// it alone, since on a small board a daemon would wait for that longer than for all else.
struct Numbers {
  std::vector<float> values;
  std::vector<py::ssize_t> shape;

  py::ssize_t size() const { return static_cast<py::ssize_t>(values.size()); }
};

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

namespace pybind11::detail {
template <>
struct type_caster<Numbers> {
  PYBIND11_TYPE_CASTER(Numbers, const_name("numpy.typing.ArrayLike"));

  bool load(handle given, bool) {
    if (read_plain(given, &value)) return true;
    value = {};
    return read_array(given, &value);
  }
};
}  // namespace pybind11::detail

namespace {

[[noreturn]] void raise(const mdrnn_error &error) {
  if (error.status == MDRNN_OUT_OF_MEMORY) throw std::bad_alloc();
  throw py::value_error(error.sentence);
}

// A missing file is an OSError in Python, and its sentence the same.
[[noreturn]] void raise_load(const mdrnn_error &error, const Path &path) {
  if (!std::filesystem::exists(path)) {
    PyErr_SetString(PyExc_FileNotFoundError, error.sentence);
    throw py::error_already_set();
  }
  raise(error);
}

// A disk that refuses is an OSError in Python.
[[noreturn]] void raise_record(const mdrnn_error &error) {
  if (error.status != MDRNN_BAD_FILE) raise(error);
  PyErr_SetString(PyExc_OSError, error.sentence);
  throw py::error_already_set();
}

int64_t parse_seed(std::optional<int64_t> seed) {
  if (seed && *seed < 0) throw py::value_error("seed is " + std::to_string(*seed) + ", expected 0 or more");
  return seed.value_or(MDRNN_ANY_SEED);
}

mdrnn_engine parse_engine(const std::string &engine) {
  if (engine == "auto") return MDRNN_AUTO;
  if (engine == "native") return MDRNN_NATIVE;
  if (engine == "tflite") return MDRNN_TFLITE;
  throw py::value_error("engine is '" + engine + "', expected auto, native or tflite");
}

mdrnn_precision parse_precision(const std::string &precision) {
  if (precision == "float32") return MDRNN_FLOAT32;
  if (precision == "bfloat16") return MDRNN_BFLOAT16;
  if (precision == "int8") return MDRNN_INT8;
  throw py::value_error("precision is '" + precision + "', expected float32, bfloat16 or int8");
}

using Shape = std::vector<py::ssize_t>;

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

struct Event {
  double time;
  double dt;
  std::vector<float> numbers;
  const char *source;
  py::object array = py::none();  // made of the numbers when somebody asks

  py::object values() {
    if (array.is_none()) array = Floats(static_cast<py::ssize_t>(numbers.size()), numbers.data());
    return array;
  }
};

struct Info {
  int dimension, layers, units, mixtures;
  double scale;
  std::string kind, engine, precision, path;
  py::dict metadata;
};

// What the two Python classes share: one performer and how its model was asked for.
class Player {
 public:
  Player(const std::string &engine, const std::string &precision, std::optional<int64_t> seed,
         const std::optional<Path> &library, int dimension)
      : engine_(parse_engine(engine)),
        precision_(parse_precision(precision)),
        library_(library ? library->string() : ""),
        dimension_(dimension) {
    mdrnn_error error{};
    performer_.reset(mdrnn_create(kRate, parse_seed(seed), &error));
    if (performer_ == nullptr) raise(error);
  }

  void load(const Path &path) {
    const mdrnn_load_options options = load_options();
    const std::string name = path.string();
    mdrnn_error error{};
    mdrnn_status status;
    {
      const py::gil_scoped_release release;
      status = mdrnn_load(get(), name.c_str(), &options, &error);
    }
    if (status != MDRNN_OK) raise_load(error, path);
  }

  void load_later(const Path &path) {
    const mdrnn_load_options options = load_options();
    mdrnn_error error{};
    if (mdrnn_load_later(get(), path.string().c_str(), &options, &error) != MDRNN_OK) raise(error);
  }

  const char *poll_load() {
    mdrnn_error error{};
    switch (mdrnn_poll_load(get(), &error)) {
      case MDRNN_LOAD_RUNNING: return "running";
      case MDRNN_LOAD_TAKEN: return "taken";
      case MDRNN_LOAD_FAILED: raise(error);
      default: return "idle";
    }
  }

  Info info() const {
    const mdrnn_model_info info = mdrnn_get_model_info(get());
    py::dict metadata;
    if (*info.metadata != '\0') metadata = py::module_::import("json").attr("loads")(info.metadata);
    return {info.dimension, info.layers, info.units,     info.mixtures, info.scale,
            info.kind,      info.engine, info.precision, info.path,     metadata};
  }

  std::vector<float> step(const Numbers &event) {
    check_event(event.shape);
    std::vector<float> next(event.values);
    mdrnn_error error{};
    if (mdrnn_step(get(), event.values.data(), next.data(), &error) != MDRNN_OK) raise(error);
    return next;
  }

  // event (D,) -> (M * (2 D + 1),); events (T, D) -> (T, M * (2 D + 1)), one after the other.
  Floats forward(const Floats &events) {
    if (events.ndim() != 2) check_event(shape_of(events));
    const py::ssize_t dimension = mdrnn_get_model_info(get()).dimension;
    const py::ssize_t rows = events.ndim() == 2 ? events.shape(0) : 1;
    if (events.ndim() == 2 && dimension > 0) check_shape(shape_of(events), {rows, dimension}, "events");
    std::vector<py::ssize_t> shape(events.ndim() == 2 ? 1 : 0, rows);
    shape.push_back(mdrnn_mixture_size(get()));
    Floats mixtures(shape);
    const float *event = events.data();
    float *mixture = mixtures.mutable_data();
    mdrnn_error error{};
    mdrnn_status status = MDRNN_OK;
    {
      const py::gil_scoped_release release;
      for (py::ssize_t i = 0; i < rows && status == MDRNN_OK; ++i, event += dimension, mixture += shape.back())
        status = mdrnn_forward(get(), event, mixture, &error);
    }
    if (status != MDRNN_OK) raise(error);
    return mixtures;
  }

  // Each event predicted from the one before it.
  Floats generate(py::ssize_t events, const std::optional<Floats> &start) {
    if (events < 0) throw py::value_error("events is " + std::to_string(events) + ", expected 0 or more");
    const py::ssize_t dimension = mdrnn_get_model_info(get()).dimension;
    if (start) check_event(shape_of(*start));
    std::vector<float> first(static_cast<size_t>(dimension), 0.5f);
    if (start) first.assign(start->data(), start->data() + dimension);
    if (!start && dimension > 0) first[0] = 0.0f;
    Floats rows({events, dimension});
    const float *event = first.data();
    float *row = rows.mutable_data();
    mdrnn_error error{};
    mdrnn_status status = MDRNN_OK;
    {
      const py::gil_scoped_release release;
      for (py::ssize_t i = 0; i < events && status == MDRNN_OK; ++i, event = row, row += dimension)
        status = mdrnn_step(get(), event, row, &error);
    }
    if (status != MDRNN_OK) raise(error);
    return rows;
  }

  Floats state() const {
    const mdrnn_model_info info = mdrnn_get_model_info(get());
    Floats state({info.layers, 2, info.units});
    mdrnn_error error{};
    if (mdrnn_get_state(get(), state.mutable_data(), &error) != MDRNN_OK) raise(error);
    return state;
  }

  void set_state(const Floats &state) {
    const mdrnn_model_info info = mdrnn_get_model_info(get());
    check_shape(shape_of(state), {info.layers, 2, info.units}, "state");
    mdrnn_error error{};
    if (mdrnn_set_state(get(), state.data(), &error) != MDRNN_OK) raise(error);
  }

  void reset() { mdrnn_reset(get()); }
  void seed(std::optional<int64_t> seed) { mdrnn_seed(get(), parse_seed(seed)); }

  void set(int parameter, double value) {
    mdrnn_error error{};
    if (mdrnn_set(get(), parameter, value, &error) != MDRNN_OK) raise(error);
  }
  double value(int parameter) const { return mdrnn_get(get(), parameter); }

  void set_mode(const std::string &mode) {
    const int found = mdrnn_find_mode(mode.c_str());
    if (found < 0)
      throw py::value_error("mode is '" + mode + "', expected callresponse, polyphony, battle or useronly");
    set(MDRNN_MODE, found);
  }
  std::string mode() const { return mdrnn_mode_name(static_cast<int>(value(MDRNN_MODE))); }

  void set_named(const std::string &name, const py::object &value) {
    const int parameter = find(name);
    if (parameter == MDRNN_MODE && py::isinstance<py::str>(value)) return set_mode(value.cast<std::string>());
    set(parameter, value.cast<double>());
  }
  py::object get_named(const std::string &name) const {
    const int parameter = find(name);
    if (parameter == MDRNN_MODE) return py::str(mode());
    return py::float_(value(parameter));
  }

  mdrnn_performer *get() const { return performer_.get(); }

 protected:
  double step_budget_ = 0.0;  // seconds; 0: as the core has it

 private:
  mdrnn_load_options load_options() const {
    return {engine_, library_.empty() ? nullptr : library_.c_str(), dimension_, precision_, step_budget_};
  }

  static int find(const std::string &name) {
    const int parameter = mdrnn_find_parameter(name.c_str());
    if (parameter >= 0) return parameter;
    throw py::value_error("there is no parameter '" + name + "'");
  }

  void check_event(const Shape &shape) const {
    const int dimension = mdrnn_get_model_info(get()).dimension;
    if (dimension > 0) check_shape(shape, {dimension}, "event");
  }

  mdrnn::Handle performer_;
  mdrnn_engine engine_;
  mdrnn_precision precision_;
  std::string library_;
  int dimension_;
};

class Predictor : public Player {
 public:
  Predictor(const Path &path, const std::string &engine, const std::string &precision, std::optional<int64_t> seed,
            const std::optional<Path> &library)
      : Player(engine, precision, seed, library, 0) {
    step_budget_ = HUGE_VAL;  // a bare step is always in place: no worker
    load(path);
  }
};

class Performer : public Player {
 public:
  using Player::Player;

  void feed(const Numbers &given) {
    if (given.shape.size() != 1) throw py::value_error("values have shape " + text_of(given.shape) + ", expected (n,)");
    mdrnn_error error{};
    if (mdrnn_feed(get(), given.values.data(), static_cast<int>(given.size()), &error) != MDRNN_OK) raise(error);
    pace();
  }

  void feed_one(int index, float value) {
    mdrnn_error error{};
    if (mdrnn_feed_one(get(), index, value, &error) != MDRNN_OK) raise(error);
    pace();
  }

  std::vector<Event> advance(double seconds) {
    if (!(seconds >= 0.0 && seconds <= 1e9))
      throw py::value_error("seconds is " + number_text(seconds) + ", expected 0 to 1e9");
    std::vector<mdrnn_event> due;
    {
      const py::gil_scoped_release release;
      const int64_t until = mdrnn_now(get()) + std::llround(seconds * kRate);
      mdrnn_event event;
      while (mdrnn_advance(get(), until, &event) != 0) {
        due.push_back(event);
        pace();
      }
    }
    std::vector<Event> events;
    for (const mdrnn_event &event : due) events.push_back(copy(event));
    return events;
  }

  // The file, or nothing while its name is not known.
  std::optional<Path> record(const std::optional<Path> &path) {
    const std::string name = !path ? "" : path->empty() ? "." : path->string();
    mdrnn_error error{};
    if (mdrnn_record(get(), name.c_str(), &error) != MDRNN_OK) raise(error);
    flush();
    is_recording_ = path.has_value();
    std::optional<Path> begun;
    for (mdrnn_record_state state; (state = poll(&error)) > MDRNN_RECORD_RUNNING;)
      if (state == MDRNN_RECORD_BEGUN) begun = mdrnn_record_path(get());
    if (error.status != MDRNN_OK) raise_record(error);
    return begun;
  }

  const char *poll_record() {
    mdrnn_error error{};
    switch (poll(&error)) {
      case MDRNN_RECORD_RUNNING: return "running";
      case MDRNN_RECORD_BEGUN: return "begun";
      case MDRNN_RECORD_DONE: return "done";
      case MDRNN_RECORD_IDLE: return "idle";
      default: raise_record(error);
    }
  }

  double now() const { return static_cast<double>(mdrnn_now(get())) / kRate; }

  std::optional<double> next_due() const {
    const int64_t tick = mdrnn_next_due(get());
    if (tick < 0) return std::nullopt;
    return static_cast<double>(tick) / kRate;
  }

  std::optional<Event> next_event() const {
    mdrnn_event event;
    if (mdrnn_next_event(get(), &event) == 0) return std::nullopt;
    return copy(event);
  }

 private:
  static Event copy(const mdrnn_event &event) {
    return {event.time,
            event.dt,
            {event.values, event.values + event.count},
            event.source == MDRNN_RNN ? "rnn" : "interface"};
  }

  static constexpr int kUnflushedEvents = 256;  // a quarter of the longest rows that the recorder's queue holds

  mdrnn_record_state poll(mdrnn_error *error) { return mdrnn_poll_record(get(), error); }

  void flush() {
    const py::gil_scoped_release release;
    mdrnn_flush_record(get());
  }

  // Python plays as fast as it can, and may wait: it drops no row. An audio callback could not do this.
  void pace() {
    if (!is_recording_ || ++unflushed_events_ < kUnflushedEvents) return;
    unflushed_events_ = 0;
    mdrnn_flush_record(get());
  }

  bool is_recording_ = false;
  int unflushed_events_ = 0;
};

// The packed form and what a performer needs beside it.
py::tuple pack(const Path &path, const std::string &precision) {
  const std::string name = path.string();
  const mdrnn_precision parsed = parse_precision(precision);
  mdrnn_error error{};
  std::string form(mdrnn_pack(name.c_str(), parsed, nullptr, 0, &error), '\0');
  if (!form.empty()) form.resize(mdrnn_pack(name.c_str(), parsed, form.data(), form.size(), &error));
  if (form.empty()) raise_load(error, path);
  return py::make_tuple(py::bytes(form), mdrnn_arena_size(form.data(), form.size(), &error));
}

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
  binding.def("load", &Class::load, py::arg("path"),
              "Reads another model. The state starts at zero; after a failure the model from before stays.\n\n"
              "Raises FileNotFoundError, or ValueError with one sentence: what, found, expected.");
  binding.def_property_readonly("info", &Class::info, "What is loaded: an Info.");
  binding.def(
      "step",
      [](Class &self, const Numbers &event) {
        const std::vector<float> next = self.step(event);
        return Floats(static_cast<py::ssize_t>(next.size()), next.data());
      },
      py::arg("event"),
      "One step: event (D,) [dt, x1 .. xn] in seconds and 0..1 -> the predicted next event, (D,) float32.\n\n"
      "Advances the state. Raises ValueError for another shape or numbers that are not finite; the state is\n"
      "then untouched.");
  binding.def("reset", &Class::reset, "Forgets the past: the state is zero again.");
  binding.def("seed", &Class::seed, py::arg("seed") = py::none(),
              "Starts the draws again. Same seed, file and input: the same bits. None: an unforeseeable seed.");
}

void bind_structs(py::module_ &module) {
  py::class_<mdrnn_parameter_info>(module, "Parameter", "One row of the table of parameters that every host shares.")
      .def_readonly("name", &mdrnn_parameter_info::name)
      .def_readonly("alias", &mdrnn_parameter_info::alias)
      .def_readonly("unit", &mdrnn_parameter_info::unit)
      .def_readonly("minimum", &mdrnn_parameter_info::minimum)
      .def_readonly("maximum", &mdrnn_parameter_info::maximum)
      .def_readonly("standard", &mdrnn_parameter_info::standard);
  py::class_<Info>(module, "Info", "What is loaded.")
      .def_readonly("dimension", &Info::dimension)
      .def_readonly("layers", &Info::layers)
      .def_readonly("units", &Info::units)
      .def_readonly("mixtures", &Info::mixtures)
      .def_readonly("scale", &Info::scale)
      .def_readonly("kind", &Info::kind)
      .def_readonly("engine", &Info::engine)
      .def_readonly("precision", &Info::precision)
      .def_readonly("path", &Info::path)
      .def_readonly("metadata", &Info::metadata);
  py::class_<mdrnn_counts>(module, "Counts", "What a performer has done so far.")
      .def_readonly("player_events", &mdrnn_counts::player_events)
      .def_readonly("machine_events", &mdrnn_counts::machine_events)
      .def_readonly("repaired_values", &mdrnn_counts::repaired_values)
      .def_readonly("repaired_states", &mdrnn_counts::repaired_states)
      .def_readonly("dropped_events", &mdrnn_counts::dropped_events)
      .def_readonly("dropped_rows", &mdrnn_counts::dropped_rows)
      .def_readonly("late_events", &mdrnn_counts::late_events);
  py::class_<Event>(module, "Event", "An event that came due.")
      .def_readonly("time", &Event::time, "Seconds since the performer was made.")
      .def_readonly("dt", &Event::dt, "Seconds since the event before it.")
      .def_property_readonly("values", &Event::values, "(n,) float32 in 0..1.")
      .def(
          "tolist", [](const Event &event) { return list_of(event.numbers); },
          "The values as a list, which needs no NumPy.")
      .def_property_readonly(
          "source", [](const Event &event) { return event.source; }, "'interface' or 'rnn'.")
      .def("__repr__", [](Event &event) {
        return "Event(time=" + number_text(event.time) + ", source='" + event.source +
               "', values=" + py::str(event.values()).cast<std::string>() + ")";
      });
}

void bind_predictor(py::module_ &module) {
  py::class_<Predictor> predictor(module, "Predictor", "A model and its state.");
  predictor.def(py::init<const Path &, const std::string &, const std::string &, std::optional<int64_t>,
                         const std::optional<Path> &>(),
                py::arg("path"), py::kw_only(), py::arg("engine") = "auto", py::arg("precision") = "float32",
                py::arg("seed") = py::none(), py::arg("library") = py::none(),
                "Loads a model. engine: auto (native where the graph is recognised, else TFLite), native or tflite;\n"
                "precision: how the native engine keeps weights, float32, bfloat16 or int8; library: path of a TFLite\n"
                "C library. Raises FileNotFoundError or ValueError.");
  bind_shared<Predictor>(predictor);
  predictor
      .def("forward", &Predictor::forward, py::arg("event"),
           "The network alone: event (D,), unscaled -> mixture (M * (2 D + 1),) float32, mu (M, D) | sigma (M, D) |\n"
           "pi logits (M), scaled as the network gives them. Advances the state. Events (T, D) -> mixtures\n"
           "(T, M * (2 D + 1)), one after the other.")
      .def("generate", &Predictor::generate, py::arg("events"), py::arg("start") = py::none(),
           "events times step, each from the event before it -> (events, D) float32. start: the first event heard,\n"
           "(D,); dt 0 and every value 0.5 unless given.")
      .def_property("state", &Predictor::state, &Predictor::set_state,
                    "(layers, 2, units) float32: [:, 0] h, [:, 1] c.");
}

void bind_performer(py::module_ &module) {
  py::class_<Performer> performer(module, "Performer", "A predictor and time: who plays, what, when.");
  performer.def(
      py::init([](const std::optional<Path> &path, const std::string &mode, double threshold,
                  std::optional<double> pi_temperature, std::optional<double> sigma_temperature, double timescale,
                  double max_dt, bool thru, bool synchronous, const std::string &engine, const std::string &precision,
                  std::optional<int64_t> seed, const std::optional<Path> &library, std::optional<int> dimension) {
        auto made = std::make_unique<Performer>(engine, precision, seed, library, dimension.value_or(0));
        made->set_mode(mode);
        made->set(MDRNN_THRESHOLD, threshold);
        if (pi_temperature) made->set(MDRNN_PI_TEMPERATURE, *pi_temperature);
        if (sigma_temperature) made->set(MDRNN_SIGMA_TEMPERATURE, *sigma_temperature);
        made->set(MDRNN_TIMESCALE, timescale);
        made->set(MDRNN_MAX_DT, max_dt);
        made->set(MDRNN_THRU, thru ? 1.0 : 0.0);
        made->set(MDRNN_SYNCHRONOUS, synchronous ? 1.0 : 0.0);
        if (path) made->load(*path);
        return made;
      }),
      py::arg("path") = py::none(), py::kw_only(), py::arg("mode") = "callresponse", py::arg("threshold") = 0.1,
      py::arg("pi_temperature") = py::none(), py::arg("sigma_temperature") = py::none(), py::arg("timescale") = 1.0,
      py::arg("max_dt") = 5.0, py::arg("thru") = false, py::arg("synchronous") = true, py::arg("engine") = "auto",
      py::arg("precision") = "float32", py::arg("seed") = py::none(), py::arg("library") = py::none(),
      py::arg("dimension") = py::none(),
      "threshold and max_dt in seconds. Temperatures that are None come from each model's file, where it recommends\n"
      "some, else they are 1 and 0.01. dimension: refuse a model with another one. synchronous: every step is made\n"
      "in place, so that time may go as fast as it likes; False, for a performer that plays by the clock: a large\n"
      "model's steps are made ahead on a worker, and what is not there when it is due comes late and is counted.\n"
      "Raises FileNotFoundError or ValueError.");
  bind_shared<Performer>(performer);
  bind_number<Performer>(performer, "threshold", MDRNN_THRESHOLD);
  bind_number<Performer>(performer, "timescale", MDRNN_TIMESCALE);
  bind_switch<Performer>(performer, "paused", MDRNN_PAUSE);
  bind_switch<Performer>(performer, "thru", MDRNN_THRU);
  bind_switch<Performer>(performer, "synchronous", MDRNN_SYNCHRONOUS);
  performer
      .def("load_later", &Performer::load_later, py::arg("path"),
           "Reads another model on a thread of the core's; poll_load, feed and advance take it when it is ready. The\n"
           "newest load wins.")
      .def("poll_load", &Performer::poll_load,
           "How load_later goes: 'running', once 'taken' where a new model plays since the last call, else 'idle'.\n\n"
           "Raises ValueError once where it failed, with one sentence; the model from before plays on.")
      .def("record", &Performer::record, py::arg("path"),
           "Begins a log of all events, the player's and the machine's, in a new file -> its path, a pathlib.Path.\n"
           "path: a file; or a folder, one that is there or a str that ends in '/', for an automatic name (None is\n"
           "returned while there is no model to name it after). A log before it ends. None: the log ends, and its file "
           "is complete; without a row none is left.\n\n"
           "Raises OSError with one sentence: the file cannot be made, or rows before this were lost.")
      .def("poll_record", &Performer::poll_record,
           "How the log goes: 'running', once 'begun' and 'done' for each file that comes of another model's "
           "dimension,\n"
           "else 'idle'.\n\n"
           "Raises OSError once where rows are lost or the log is over, with one sentence; the music goes on.")
      .def(
          "_step", [](Performer &self, const Numbers &event) { return list_of(self.step(event)); }, py::arg("event"),
          "As step, but the event comes as a list, which needs no NumPy.")
      .def_property("mode", &Performer::mode, &Performer::set_mode)
      .def_property_readonly("counts", [](const Performer &self) { return mdrnn_get_counts(self.get()); })
      .def("feed", &Performer::feed, py::arg("values"),
           "The player's whole event, now: (n,) in 0..1; dt is measured. Numbers that are not finite keep the last\n"
           "value, others are clamped; both are counted. Raises ValueError for another length.")
      .def("feed_one", &Performer::feed_one, py::arg("index"), py::arg("value"),
           "The player's one value, now; the other dimensions keep theirs (0.5 before the first).")
      .def("advance", &Performer::advance, py::arg("seconds"),
           "Moves time on -> the events that came due meanwhile, in order.")
      .def_property_readonly("now", &Performer::now, "Seconds since the performer was made.")
      .def_property_readonly("next_due", &Performer::next_due,
                             "When the next known event is due, in seconds since the performer was made, or None.")
      .def_property_readonly("next_event", &Performer::next_event,
                             "The whole event that next_due tells of, as it would sound, or None.")
      .def("set", &Performer::set_named, py::arg("name"), py::arg("value"), "Sets a parameter by its name or alias.")
      .def("get", &Performer::get_named, py::arg("name"), "A parameter by its name or alias.");
}

}  // namespace

PYBIND11_MODULE(_core, module) {
  module.doc() = "The compiled core: what native/include/mdrnn/mdrnn.h promises, for Python.";
  module.attr("__version__") = mdrnn_version();
  module.attr("MAX_DIMENSION") = static_cast<int>(MDRNN_MAX_DIMENSION);
  bind_structs(module);
  bind_predictor(module);
  bind_performer(module);
  module.def(
      "pack", &pack, py::arg("path"), py::arg("precision") = "float32",
      "The packed form of a model, bytes, for a chip without an operating system; and the bytes of the arena that a\n"
      "performer with it needs there. Raises FileNotFoundError or ValueError.");
  py::dict parameters;
  for (int i = 0; i < MDRNN_PARAMETER_COUNT; ++i) parameters[mdrnn_describe(i)->name] = *mdrnn_describe(i);
  module.attr("PARAMETERS") = parameters;
  py::tuple modes(static_cast<size_t>(MDRNN_MODE_COUNT));
  for (int i = 0; i < MDRNN_MODE_COUNT; ++i) modes[static_cast<size_t>(i)] = mdrnn_mode_name(i);
  module.attr("MODES") = modes;
}
