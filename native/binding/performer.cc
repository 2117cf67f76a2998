// SPDX-License-Identifier: MIT
// The Python classes Performer (a predictor and time) and Event.
#include <pybind11/stl.h>
#include <pybind11/stl/filesystem.h>

#include <cmath>
#include <memory>

#include "bind_shared.h"
#include "classes.h"
#include "errors.h"

namespace mdrnn::python {

namespace {

// As Python writes it: std::to_string writes a double as the host's locale does.
std::string number_text(double number) { return py::repr(py::float_(number)); }

struct Event {
  double time;
  double dt;
  std::vector<float> numbers;
  const char *source;
  py::object array = py::none();  // made from the numbers on first use: NumPy may never be needed

  explicit Event(const mdrnn_event &event)
      : time(event.time),
        dt(event.dt),
        numbers(event.values, event.values + event.count),
        source(event.source == MDRNN_RNN ? "rnn" : "interface") {}

  py::object values() {
    if (array.is_none()) array = Floats(static_cast<py::ssize_t>(numbers.size()), numbers.data());
    return array;
  }

  std::string text() {
    return "Event(time=" + number_text(time) + ", source='" + source +
           "', values=" + py::str(values()).cast<std::string>() + ")";
  }
};

class Performer : public Player {
 public:
  using Player::Player;

  void feed(const Numbers &given) {
    if (given.shape.size() != 1) throw py::value_error("values have shape " + text_of(given.shape) + ", expected (n,)");
    mdrnn_error error{};
    const mdrnn_status status = locked([&](mdrnn_performer *performer) {
      return fed(performer, mdrnn_feed(performer, given.values.data(), static_cast<int>(given.size()), &error));
    });
    if (status != MDRNN_OK) raise(error);
  }

  void feed_one(int index, float value) {
    mdrnn_error error{};
    const mdrnn_status status = locked(
        [&](mdrnn_performer *performer) { return fed(performer, mdrnn_feed_one(performer, index, value, &error)); });
    if (status != MDRNN_OK) raise(error);
  }

  std::vector<Event> advance(double seconds) {
    if (!(seconds >= 0.0 && seconds <= 1e9))
      throw py::value_error("seconds is " + number_text(seconds) + ", expected 0 to 1e9");
    const std::vector<mdrnn_event> due = locked_without_gil([&](mdrnn_performer *performer) {
      std::vector<mdrnn_event> events;
      const int64_t until = mdrnn_now(performer) + std::llround(seconds * kRate);
      mdrnn_event event;
      while (mdrnn_advance(performer, until, &event) != 0) {
        events.push_back(event);
        keep_rows(performer);
      }
      return events;
    });
    return {due.begin(), due.end()};
  }

  // The new log's path; nothing while its name is not known.
  std::optional<Path> record(const std::optional<Path> &path) {
    const std::string name = name_of(path);
    mdrnn_error error{};
    std::optional<Path> begun;
    const mdrnn_status status = locked_without_gil([&](mdrnn_performer *performer) {
      const mdrnn_status asked = mdrnn_record(performer, name.c_str(), &error);
      if (asked != MDRNN_OK) return asked;
      mdrnn_flush_record(performer);
      is_recording_ = path.has_value();
      for (mdrnn_record_state state; (state = mdrnn_poll_record(performer, &error)) > MDRNN_RECORD_RUNNING;)
        if (state == MDRNN_RECORD_BEGUN) begun = mdrnn_record_path(performer);
      return asked;
    });
    if (status != MDRNN_OK) raise(error);
    if (error.status != MDRNN_OK) raise_record(error);
    return begun;
  }

  void record_later(const std::optional<Path> &path) {
    const std::string name = name_of(path);
    mdrnn_error error{};
    const mdrnn_status status = locked([&](mdrnn_performer *performer) {
      is_recording_ = false;
      return mdrnn_record(performer, name.c_str(), &error);
    });
    if (status != MDRNN_OK) raise(error);
  }

  Path record_path() const {
    return locked([](mdrnn_performer *performer) { return std::string(mdrnn_record_path(performer)); });
  }

  const char *poll_record() {
    mdrnn_error error{};
    switch (locked([&](mdrnn_performer *performer) { return mdrnn_poll_record(performer, &error); })) {
      case MDRNN_RECORD_RUNNING: return "running";
      case MDRNN_RECORD_BEGUN: return "begun";
      case MDRNN_RECORD_DONE: return "done";
      case MDRNN_RECORD_IDLE: return "idle";
      default: raise_record(error);
    }
  }

  double now() const { return static_cast<double>(locked(mdrnn_now)) / kRate; }

  std::optional<double> next_due() const {
    const int64_t tick = locked(mdrnn_next_due);
    if (tick < 0) return std::nullopt;
    return static_cast<double>(tick) / kRate;
  }

  std::optional<Event> next_event() const {
    mdrnn_event event;
    if (locked([&](mdrnn_performer *performer) { return mdrnn_next_event(performer, &event); }) == 0)
      return std::nullopt;
    return Event(event);
  }

 private:
  static constexpr int kUnflushedEvents = 256;  // a quarter of what the recorder's queue holds of the longest rows

  static std::string name_of(const std::optional<Path> &path) {
    return !path ? "" : path->empty() ? "." : path->string();
  }

  mdrnn_status fed(mdrnn_performer *performer, mdrnn_status status) {
    if (status == MDRNN_OK) keep_rows(performer);
    return status;
  }

  // Python plays as fast as it can, and may wait for the disk, so no row is dropped. An audio callback could not wait.
  void keep_rows(mdrnn_performer *performer) {
    if (!is_recording_ || ++unflushed_events_ < kUnflushedEvents) return;
    unflushed_events_ = 0;
    mdrnn_flush_record(performer);
  }

  bool is_recording_ = false;  // and every row is to be kept; this and the next: with the object locked
  int unflushed_events_ = 0;
};

void bind_event(py::module_ &module) {
  py::class_<Event>(module, "Event", "An event that came due.")
      .def_readonly("time", &Event::time, "Seconds since the performer was made.")
      .def_readonly("dt", &Event::dt, "Seconds since the event before it.")
      .def_property_readonly("values", &Event::values, "(n,) float32 in 0..1.")
      .def(
          "tolist", [](const Event &event) { return list_of(event.numbers); }, "The values as a list; needs no NumPy.")
      .def_property_readonly(
          "source", [](const Event &event) { return event.source; }, "'interface' or 'rnn'.")
      .def("__repr__", &Event::text);
}

std::unique_ptr<Performer> make(const std::optional<Path> &path, const std::string &mode, double threshold,
                                std::optional<double> pi_temperature, std::optional<double> sigma_temperature,
                                double timescale, double max_dt, double grain, bool autostart, bool thru,
                                bool synchronous, const std::string &engine, const std::string &precision,
                                std::optional<int64_t> seed, const std::optional<Path> &library,
                                std::optional<int> dimension) {
  auto made = std::make_unique<Performer>(engine, precision, seed, library, dimension.value_or(0));
  made->set_mode(mode);
  made->set(MDRNN_THRESHOLD, threshold);
  if (pi_temperature) made->set(MDRNN_PI_TEMPERATURE, *pi_temperature);
  if (sigma_temperature) made->set(MDRNN_SIGMA_TEMPERATURE, *sigma_temperature);
  made->set(MDRNN_TIMESCALE, timescale);
  made->set(MDRNN_MAX_DT, max_dt);
  made->set(MDRNN_GRAIN, grain);
  made->set(MDRNN_AUTOSTART, autostart ? 1.0 : 0.0);
  made->set(MDRNN_THRU, thru ? 1.0 : 0.0);
  made->set(MDRNN_SYNCHRONOUS, synchronous ? 1.0 : 0.0);
  if (path) made->load(*path);
  return made;
}

void bind_parameters(py::class_<Performer> &performer) {
  bind_shared<Performer>(performer);
  bind_number<Performer>(performer, "threshold", MDRNN_THRESHOLD);
  bind_number<Performer>(performer, "timescale", MDRNN_TIMESCALE);
  bind_switch<Performer>(performer, "paused", MDRNN_PAUSE);
  bind_switch<Performer>(performer, "autostart", MDRNN_AUTOSTART);
  bind_switch<Performer>(performer, "thru", MDRNN_THRU);
  bind_switch<Performer>(performer, "synchronous", MDRNN_SYNCHRONOUS);
  performer.def_property("mode", &Performer::mode, &Performer::set_mode)
      .def("set", &Performer::set_named, py::arg("name"), py::arg("value"), "Sets a parameter by its name or alias.")
      .def("get", &Performer::get_named, py::arg("name"), "A parameter by its name or alias.");
}

void bind_files(py::class_<Performer> &performer) {
  performer
      .def("load_later", &Performer::load_later, py::arg("path"),
           "Loads another model on a worker thread. poll_load, feed or advance switches to it once it is ready. The\n"
           "latest request wins.")
      .def("poll_load", &Performer::poll_load,
           "The state of load_later: 'running'; 'taken' once, when a new model plays; else 'idle'.\n\n"
           "Raises ValueError once, with one sentence, if the load failed; the old model goes on playing.")
      .def("record", &Performer::record, py::arg("path"),
           "Starts a log of all events, the player's and the machine's, in a new file -> its path, a pathlib.Path.\n"
           "path: a file; or a folder (an existing one, or a str ending in '/'), for an automatic name (returns None\n"
           "while there is no model to name it after). An earlier log ends. None: ends the log, and the file is\n"
           "complete; a log without rows leaves no file.\n\n"
           "Raises OSError with one sentence: the file cannot be created, and an earlier log goes on; or earlier rows\n"
           "were lost.")
      .def("record_later", &Performer::record_later, py::arg("path"),
           "As record, but returns at once, and nothing waits for the disk afterwards: rows that it cannot take in "
           "time\n"
           "are dropped and counted. For a performer that plays in real time; poll_record reports the outcome.")
      .def_property_readonly("record_path", &Performer::record_path,
                             "The file that the last 'begun' or 'done' of poll_record was about; Path('.') for none.")
      .def("poll_record", &Performer::poll_record,
           "The state of the log: 'running'; once 'begun' and once 'done' for each further file, which starts when a\n"
           "model of another dimension is loaded; else 'idle'.\n\n"
           "Raises OSError once, with one sentence, if rows were lost, the log has ended or the next one cannot begin; "
           "the\n"
           "music goes on.");
}

void bind_playing(py::class_<Performer> &performer) {
  performer
      .def(
          "_step", [](Performer &self, const Numbers &event) { return list_of(self.step(event)); }, py::arg("event"),
          "step with lists instead of arrays; needs no NumPy.")
      .def_property_readonly("counts", &Performer::counts)
      .def("feed", &Performer::feed, py::arg("values"),
           "The player's whole event, now: (n,) in 0..1; dt is measured. A non-finite number keeps the last value,\n"
           "others are clamped; both are counted. Raises ValueError for another length.")
      .def("feed_one", &Performer::feed_one, py::arg("index"), py::arg("value"),
           "One of the player's values, now; the other dimensions keep theirs (0.5 before the first).")
      .def("advance", &Performer::advance, py::arg("seconds"),
           "Moves time forward -> the events that came due, in order.")
      .def_property_readonly("now", &Performer::now, "Seconds since the performer was made.")
      .def_property_readonly("next_due", &Performer::next_due,
                             "When the next known event is due, in seconds since the performer was made, or None.")
      .def_property_readonly("next_event", &Performer::next_event,
                             "The whole event that is due at next_due, as it would sound, or None.");
}

}  // namespace

void bind_performer(py::module_ &module) {
  bind_event(module);
  py::class_<Performer> performer(module, "Performer",
                                  "A predictor and time: who plays, what, and when. May be used from several threads.");
  performer.def(
      py::init(&make), py::arg("path") = py::none(), py::kw_only(), py::arg("mode") = "callresponse",
      py::arg("threshold") = 0.1, py::arg("pi_temperature") = py::none(), py::arg("sigma_temperature") = py::none(),
      py::arg("timescale") = 1.0, py::arg("max_dt") = 5.0, py::arg("grain") = -1.0, py::arg("autostart") = false,
      py::arg("thru") = false, py::arg("synchronous") = true, py::arg("engine") = "auto",
      py::arg("precision") = "float32", py::arg("seed") = py::none(), py::arg("library") = py::none(),
      py::arg("dimension") = py::none(),
      "threshold and max_dt in seconds. Temperatures that are None come from each model's file if it recommends\n"
      "any, else they are 1 and 0.01. grain: the step in which every value is drawn, in 0..1; 0: any value; below 0:\n"
      "as the model's file says. dimension: refuse a model with another one. autostart: in callresponse the\n"
      "machine may begin by itself; False: it waits for the player's first event. synchronous: every step is made\n"
      "in place, so time may run as fast as it likes. False, for playing by the clock: a large model's steps are\n"
      "computed ahead on a worker thread; an event that is not ready when it is due comes late and is counted.\n"
      "Raises FileNotFoundError or ValueError.");
  bind_parameters(performer);
  bind_files(performer);
  bind_playing(performer);
}

}  // namespace mdrnn::python
