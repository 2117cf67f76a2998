// SPDX-License-Identifier: MIT
// What the Python classes Predictor and Performer share: one mdrnn_performer, and how its model is loaded.
#include "player.h"

#include <utility>

#include "errors.h"

namespace mdrnn::python {

namespace {

constexpr py::ssize_t kMaxGenerated = 100'000'000;  // events: more would only fill the memory

mdrnn_engine parse_engine(const std::string &engine) {
  if (engine == "auto") return MDRNN_AUTO;
  if (engine == "native") return MDRNN_NATIVE;
  if (engine == "tflite") return MDRNN_TFLITE;
  throw py::value_error("engine is '" + engine + "', expected auto, native or tflite");
}

int find_parameter(const std::string &name) {
  const int parameter = mdrnn_find_parameter(name.c_str());
  if (parameter >= 0) return parameter;
  throw py::value_error("there is no parameter '" + name + "'");
}

// Without a model any shape passes: the core then says that there is no model.
void check_event(const Shape &shape, int dimension) {
  if (dimension > 0) check_shape(shape, {dimension}, "event");
}

// The model's description, copied: the core's own strings live only until the next load.
struct Description {
  mdrnn_model_info numbers;
  std::string kind, engine, precision, path, metadata;
  std::vector<float> grain;
};

Description describe(const mdrnn_performer *performer) {
  const mdrnn_model_info info = mdrnn_get_model_info(performer);
  std::vector<float> grain;
  if (info.grain != nullptr) grain.assign(info.grain, info.grain + info.dimension - 1);
  return {info, info.kind, info.engine, info.precision, info.path, info.metadata, std::move(grain)};
}

int dimension_of(const mdrnn_performer *performer) { return mdrnn_get_model_info(performer).dimension; }

}  // namespace

int64_t parse_seed(std::optional<int64_t> seed) {
  if (seed && *seed < 0) throw py::value_error("seed is " + std::to_string(*seed) + ", expected 0 or more");
  return seed.value_or(MDRNN_ANY_SEED);
}

mdrnn_precision parse_precision(const std::string &precision) {
  if (precision == "float32") return MDRNN_FLOAT32;
  if (precision == "bfloat16") return MDRNN_BFLOAT16;
  if (precision == "int8") return MDRNN_INT8;
  throw py::value_error("precision is '" + precision + "', expected float32, bfloat16 or int8");
}

Player::Player(const std::string &engine, const std::string &precision, std::optional<int64_t> seed,
               const std::optional<Path> &library, int dimension)
    : engine_(parse_engine(engine)),
      precision_(parse_precision(precision)),
      library_(library ? library->string() : ""),
      dimension_(dimension) {
  mdrnn_error error{};
  performer_.reset(mdrnn_create(kRate, parse_seed(seed), &error));
  if (performer_ == nullptr) raise(error);
}

mdrnn_load_options Player::load_options() const {
  return {engine_, library_.empty() ? nullptr : library_.c_str(), dimension_, precision_, step_budget_};
}

void Player::load(const Path &path) {
  const mdrnn_load_options options = load_options();
  const std::string name = path.string();
  mdrnn_error error{};
  const mdrnn_status status = locked_without_gil(
      [&](mdrnn_performer *performer) { return mdrnn_load(performer, name.c_str(), &options, &error); });
  if (status != MDRNN_OK) raise_load(error, path);
}

void Player::load_later(const Path &path) {
  const mdrnn_load_options options = load_options();
  const std::string name = path.string();
  mdrnn_error error{};
  const mdrnn_status status = locked_without_gil(
      [&](mdrnn_performer *performer) { return mdrnn_load_later(performer, name.c_str(), &options, &error); });
  if (status != MDRNN_OK) raise(error);
}

const char *Player::poll_load() {
  mdrnn_error error{};
  switch (locked([&](mdrnn_performer *performer) { return mdrnn_poll_load(performer, &error); })) {
    case MDRNN_LOAD_RUNNING: return "running";
    case MDRNN_LOAD_TAKEN: return "taken";
    case MDRNN_LOAD_FAILED: raise(error);
    default: return "idle";
  }
}

// Parsed on demand: a damaged entry does not keep a model from playing.
py::dict Info::metadata() const {
  if (json.empty()) return {};
  try {
    return py::module_::import("json").attr("loads")(py::bytes(json));
  } catch (py::error_already_set &error) {
    if (!error.matches(PyExc_ValueError) && !error.matches(PyExc_RecursionError)) throw;
    const py::str sentence = str_of(path) + py::str(": its metadata is damaged: ") + py::str(error.value());
    PyErr_SetObject(PyExc_ValueError, sentence.ptr());
  }
  throw py::error_already_set();
}

Info Player::info() const {
  const Description found = locked([](const mdrnn_performer *performer) { return describe(performer); });
  const mdrnn_model_info &numbers = found.numbers;
  return {numbers.dimension, numbers.layers,  numbers.units, numbers.mixtures, numbers.scale, found.kind,
          found.engine,      found.precision, found.path,    found.metadata,   found.grain};
}

std::vector<float> Player::step(const Numbers &event) {
  std::vector<float> next(event.values);
  mdrnn_error error{};
  const mdrnn_status status = locked([&](mdrnn_performer *performer) {
    check_event(event.shape, dimension_of(performer));
    return mdrnn_step(performer, event.values.data(), next.data(), &error);
  });
  if (status != MDRNN_OK) raise(error);
  return next;
}

// event (D,) -> (M * (2 D + 1),); events (T, D) -> (T, M * (2 D + 1)), one after the other.
Floats Player::forward(const Floats &events) {
  const bool is_list = events.ndim() == 2;
  const Shape given = shape_of(events);
  const py::ssize_t rows = is_list ? given[0] : 1;
  const float *event = events.data();
  Shape shape;
  if (is_list) shape.push_back(rows);
  std::vector<float> mixtures;
  mdrnn_error error{};
  const mdrnn_status status = locked_without_gil([&](mdrnn_performer *performer) {
    const int dimension = dimension_of(performer);
    if (!is_list) check_event(given, dimension);
    if (is_list && dimension > 0) check_shape(given, {rows, dimension}, "events");
    const int size = mdrnn_mixture_size(performer);
    shape.push_back(size);
    mixtures.resize(static_cast<size_t>(rows) * static_cast<size_t>(size));
    mdrnn_status done = MDRNN_OK;
    for (py::ssize_t i = 0; i < rows && done == MDRNN_OK; ++i)
      done = mdrnn_forward(performer, event + i * dimension, mixtures.data() + i * size, &error);
    return done;
  });
  if (status != MDRNN_OK) raise(error);
  return array_of(std::move(mixtures), shape);
}

// Each event predicted from the one before it.
Floats Player::generate(py::ssize_t events, const std::optional<Floats> &start) {
  if (events < 0 || events > kMaxGenerated)
    throw py::value_error("events is " + std::to_string(events) + ", expected 0 to " + std::to_string(kMaxGenerated));
  const Shape given = start ? shape_of(*start) : Shape{};
  const float *first = start ? start->data() : nullptr;
  std::vector<float> rows;
  py::ssize_t dimension = 0;
  mdrnn_error error{};
  const mdrnn_status status = locked_without_gil([&](mdrnn_performer *performer) {
    dimension = dimension_of(performer);
    if (start) check_event(given, static_cast<int>(dimension));
    std::vector<float> event(static_cast<size_t>(dimension), 0.5f);
    if (start) event.assign(first, first + dimension);
    if (!start && dimension > 0) event[0] = 0.0f;
    rows.resize(static_cast<size_t>(events * dimension));
    const float *before = event.data();
    mdrnn_status done = MDRNN_OK;
    for (float *row = rows.data(); row != rows.data() + rows.size() && done == MDRNN_OK; row += dimension) {
      done = mdrnn_step(performer, before, row, &error);
      before = row;
    }
    return done;
  });
  if (status != MDRNN_OK) raise(error);
  return array_of(std::move(rows), {events, dimension});
}

Floats Player::state() const {
  std::vector<float> state;
  mdrnn_model_info info{};
  mdrnn_error error{};
  const mdrnn_status status = locked([&](mdrnn_performer *performer) {
    info = mdrnn_get_model_info(performer);
    state.resize(static_cast<size_t>(info.layers) * 2 * static_cast<size_t>(info.units));
    return mdrnn_get_state(performer, state.data(), &error);
  });
  if (status != MDRNN_OK) raise(error);
  return array_of(std::move(state), {info.layers, 2, info.units});
}

void Player::set_state(const Floats &state) {
  const Shape shape = shape_of(state);
  mdrnn_error error{};
  const mdrnn_status status = locked([&](mdrnn_performer *performer) {
    const mdrnn_model_info info = mdrnn_get_model_info(performer);
    check_shape(shape, {info.layers, 2, info.units}, "state");
    return mdrnn_set_state(performer, state.data(), &error);
  });
  if (status != MDRNN_OK) raise(error);
}

void Player::reset() { locked(mdrnn_reset); }

void Player::seed(std::optional<int64_t> seed) {
  const int64_t parsed = parse_seed(seed);
  locked([parsed](mdrnn_performer *performer) { mdrnn_seed(performer, parsed); });
}

// Not so short where it sets `synchronous`: the steps that a worker has not made yet are then made here.
void Player::set(int parameter, double value) {
  mdrnn_error error{};
  const mdrnn_status status =
      locked_without_gil([&](mdrnn_performer *performer) { return mdrnn_set(performer, parameter, value, &error); });
  if (status != MDRNN_OK) raise(error);
}

double Player::value(int parameter) const {
  return locked([parameter](const mdrnn_performer *performer) { return mdrnn_get(performer, parameter); });
}

void Player::set_mode(const std::string &mode) {
  const int found = mdrnn_find_mode(mode.c_str());
  if (found < 0) throw py::value_error("mode is '" + mode + "', expected callresponse, polyphony, battle or useronly");
  set(MDRNN_MODE, found);
}

std::string Player::mode() const { return mdrnn_mode_name(static_cast<int>(value(MDRNN_MODE))); }

void Player::set_named(const std::string &name, const py::object &value) {
  const int parameter = find_parameter(name);
  if (parameter == MDRNN_MODE && py::isinstance<py::str>(value)) return set_mode(value.cast<std::string>());
  set(parameter, value.cast<double>());
}

py::object Player::get_named(const std::string &name) const {
  const int parameter = find_parameter(name);
  if (parameter == MDRNN_MODE) return py::str(mode());
  return py::float_(value(parameter));
}

mdrnn_counts Player::counts() const { return locked(mdrnn_get_counts); }

}  // namespace mdrnn::python
