// SPDX-License-Identifier: MIT
// The second engine: TFLite's C library, opened at run time, for graphs that we do not recognise.
//
// The functions below are TensorFlow Lite's C API (stable since 2.x). They are declared here because
// its headers are rarely installed.
#include "file/tflite_engine.h"

#include <algorithm>
#include <cmath>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>

#ifdef _WIN32
#include <windows.h>
#else
#include <dlfcn.h>
#endif

namespace mdrnn {
namespace {

struct TfLiteModel;
struct TfLiteOptions;
struct TfLiteInterpreter;
struct TfLiteTensor;
constexpr int kTfLiteOk = 0;
constexpr int kTfLiteFloat32 = 1;

struct Api {
  TfLiteModel *(*ModelCreate)(const void *, size_t);
  void (*ModelDelete)(TfLiteModel *);
  TfLiteOptions *(*InterpreterOptionsCreate)();
  void (*InterpreterOptionsDelete)(TfLiteOptions *);
  void (*InterpreterOptionsSetNumThreads)(TfLiteOptions *, int32_t);
  void (*InterpreterOptionsSetErrorReporter)(TfLiteOptions *, void (*)(void *, const char *, va_list), void *);
  TfLiteInterpreter *(*InterpreterCreate)(const TfLiteModel *, const TfLiteOptions *);
  void (*InterpreterDelete)(TfLiteInterpreter *);
  int (*InterpreterAllocateTensors)(TfLiteInterpreter *);
  int (*InterpreterInvoke)(TfLiteInterpreter *);
  int32_t (*InterpreterGetInputTensorCount)(const TfLiteInterpreter *);
  int32_t (*InterpreterGetOutputTensorCount)(const TfLiteInterpreter *);
  TfLiteTensor *(*InterpreterGetInputTensor)(const TfLiteInterpreter *, int32_t);
  const TfLiteTensor *(*InterpreterGetOutputTensor)(const TfLiteInterpreter *, int32_t);
  int (*TensorType)(const TfLiteTensor *);
  size_t (*TensorByteSize)(const TfLiteTensor *);
  void *(*TensorData)(const TfLiteTensor *);
};

#ifdef _WIN32
void *open_library(const char *path) { return reinterpret_cast<void *>(LoadLibraryA(path)); }
void *find_symbol(void *library, const char *name) {
  return reinterpret_cast<void *>(GetProcAddress(static_cast<HMODULE>(library), name));
}
std::string library_error() { return "error " + std::to_string(GetLastError()); }
constexpr const char *kUsualNames[] = {"tensorflowlite_c.dll", "libtensorflowlite_c.dll"};
#else
void *open_library(const char *path) { return dlopen(path, RTLD_NOW | RTLD_LOCAL); }
void *find_symbol(void *library, const char *name) { return dlsym(library, name); }
std::string library_error() {
  const char *text = dlerror();
  return text != nullptr ? text : "unknown error";
}
#ifdef __APPLE__
constexpr const char *kUsualNames[] = {"libtensorflowlite_c.dylib"};
#else
constexpr const char *kUsualNames[] = {"libtensorflowlite_c.so", "libtensorflow-lite_c.so"};
#endif
#endif

template <typename Function>
bool bind(void *library, const char *name, Function *function, mdrnn_error *error) {
  *function = reinterpret_cast<Function>(find_symbol(library, (std::string("TfLite") + name).c_str()));
  if (*function != nullptr) return true;
  fail(error, MDRNN_NO_ENGINE, "the TFLite library has no function TfLite%s", name);
  return false;
}

bool bind_all(void *library, Api *api, mdrnn_error *error) {
#define MDRNN_BIND(name) bind(library, #name, &api->name, error)
  return MDRNN_BIND(ModelCreate) && MDRNN_BIND(ModelDelete) && MDRNN_BIND(InterpreterOptionsCreate) &&
         MDRNN_BIND(InterpreterOptionsDelete) && MDRNN_BIND(InterpreterOptionsSetNumThreads) &&
         MDRNN_BIND(InterpreterOptionsSetErrorReporter) && MDRNN_BIND(InterpreterCreate) &&
         MDRNN_BIND(InterpreterDelete) && MDRNN_BIND(InterpreterAllocateTensors) && MDRNN_BIND(InterpreterInvoke) &&
         MDRNN_BIND(InterpreterGetInputTensorCount) && MDRNN_BIND(InterpreterGetOutputTensorCount) &&
         MDRNN_BIND(InterpreterGetInputTensor) && MDRNN_BIND(InterpreterGetOutputTensor) && MDRNN_BIND(TensorType) &&
         MDRNN_BIND(TensorByteSize) && MDRNN_BIND(TensorData);
#undef MDRNN_BIND
}

// The library stays open until the process ends: closing it while its threads run is not safe.
bool load_api(const char *path, Api *api, mdrnn_error *error) {
  if (path == nullptr || *path == '\0') path = std::getenv("MDRNN_TFLITE_LIBRARY");
  void *library = nullptr;
  if (path != nullptr && *path != '\0') {
    library = open_library(path);
  } else {
    for (const char *name : kUsualNames)
      if (library == nullptr) library = open_library(name);
  }
  if (library != nullptr) return bind_all(library, api, error);
  fail(
      error, MDRNN_NO_ENGINE,
      "the TFLite library cannot be opened (%s): install libtensorflowlite_c, or name its path in MDRNN_TFLITE_LIBRARY",
      library_error().c_str());
  return false;
}

class TfliteEngine final : public Engine {
 public:
  TfliteEngine(const Api &api, std::vector<uint8_t> file, const MatchedModel &model)
      : api_(api), file_(std::move(file)), config_(model.weights.config), ports_(model.ports) {}

  ~TfliteEngine() override {
    if (interpreter_ != nullptr) api_.InterpreterDelete(interpreter_);
    if (model_ != nullptr) api_.ModelDelete(model_);
  }
  TfliteEngine(const TfliteEngine &) = delete;
  TfliteEngine &operator=(const TfliteEngine &) = delete;

  bool open(mdrnn_error *error) {
    model_ = api_.ModelCreate(file_.data(), file_.size());
    if (model_ == nullptr) return refuse("refuses the file", error);
    TfLiteOptions *options = api_.InterpreterOptionsCreate();
    api_.InterpreterOptionsSetNumThreads(options, 1);
    api_.InterpreterOptionsSetErrorReporter(options, &TfliteEngine::keep_report, this);
    interpreter_ = api_.InterpreterCreate(model_, options);
    api_.InterpreterOptionsDelete(options);
    if (interpreter_ == nullptr || api_.InterpreterAllocateTensors(interpreter_) != kTfLiteOk)
      return refuse("cannot run the graph", error);
    const size_t state = static_cast<size_t>(config_.units), layers = static_cast<size_t>(config_.layers);
    bool fits = check_input(ports_.event_input, static_cast<size_t>(config_.dimension)) &&
                check_output(ports_.mixture_output, static_cast<size_t>(config_.mixture_size()));
    for (size_t l = 0; l < layers && fits; ++l)
      fits = check_input(ports_.h_inputs[l], state) && check_output(ports_.h_outputs[l], state) &&
             (ports_.c_inputs[l] < 0 ||
              (check_input(ports_.c_inputs[l], state) && check_output(ports_.c_outputs[l], state)));
    if (!fits) return refuse("gives tensors whose sizes differ from those in the file", error);
    state_.assign(static_cast<size_t>(config_.state_size()), 0.0f);
    return true;
  }

  const Config &config() const override { return config_; }

  bool forward(const float *input, float *mixture) noexcept override {
    std::copy(input, input + config_.dimension, input_data(ports_.event_input));
    each_state([&](float *state, int in, int) { std::copy(state, state + config_.units, input_data(in)); });
    if (api_.InterpreterInvoke(interpreter_) != kTfLiteOk || !has_outputs()) return false;
    const float *result = output_data(ports_.mixture_output);
    std::copy(result, result + config_.mixture_size(), mixture);
    each_state(
        [&](float *state, int, int out) { std::copy(output_data(out), output_data(out) + config_.units, state); });
    return true;
  }

  void prepare() noexcept override {}  // an interpreter only takes whole steps

  bool is_finite() const noexcept override {
    return std::all_of(state_.begin(), state_.end(), [](float x) { return std::isfinite(x); });
  }

  void get_state(float *state) const noexcept override { std::copy(state_.begin(), state_.end(), state); }
  void set_state(const float *state) noexcept override { std::copy(state, state + state_.size(), state_.begin()); }
  void reset() noexcept override { std::fill(state_.begin(), state_.end(), 0.0f); }

 private:
  static void keep_report(void *self, const char *format, va_list arguments) {
    TfliteEngine &engine = *static_cast<TfliteEngine *>(self);
    std::vsnprintf(engine.report_, sizeof engine.report_, format, arguments);
  }

  bool refuse(const char *what, mdrnn_error *error) const {
    fail(error, MDRNN_NO_ENGINE, "TFLite %s%s%s", what, report_[0] != '\0' ? ": " : "", report_);
    return false;
  }

  bool check_input(int port, size_t floats) const {
    return port < api_.InterpreterGetInputTensorCount(interpreter_) &&
           is_floats(api_.InterpreterGetInputTensor(interpreter_, port), floats);
  }
  bool check_output(int port, size_t floats) const {
    if (port >= api_.InterpreterGetOutputTensorCount(interpreter_)) return false;
    const TfLiteTensor *tensor = api_.InterpreterGetOutputTensor(interpreter_, port);
    return is_floats(tensor, floats) || is_undecided(tensor);
  }
  bool is_floats(const TfLiteTensor *tensor, size_t floats) const {
    return tensor != nullptr && api_.TensorType(tensor) == kTfLiteFloat32 && api_.TensorData(tensor) != nullptr &&
           api_.TensorByteSize(tensor) == floats * sizeof(float);
  }
  // The size of an output may be determined when the graph runs: before that it has no memory.
  bool is_undecided(const TfLiteTensor *tensor) const {
    return tensor != nullptr && api_.TensorType(tensor) == kTfLiteFloat32 && api_.TensorData(tensor) == nullptr;
  }

  // Checked after each step: every output has the size that will be read.
  bool has_outputs() const noexcept {
    const auto has = [this](int port, int floats) {
      return is_floats(api_.InterpreterGetOutputTensor(interpreter_, port), static_cast<size_t>(floats));
    };
    for (const int port : ports_.h_outputs)
      if (!has(port, config_.units)) return false;
    for (const int port : ports_.c_outputs)
      if (port >= 0 && !has(port, config_.units)) return false;
    return has(ports_.mixture_output, config_.mixture_size());
  }

  float *input_data(int port) const {
    return static_cast<float *>(api_.TensorData(api_.InterpreterGetInputTensor(interpreter_, port)));
  }
  const float *output_data(int port) const {
    return static_cast<const float *>(api_.TensorData(api_.InterpreterGetOutputTensor(interpreter_, port)));
  }

  template <typename Visit>
  void each_state(const Visit &visit) noexcept {
    for (size_t l = 0; l < ports_.h_inputs.size(); ++l) {
      float *h = &state_[l * 2 * static_cast<size_t>(config_.units)];
      visit(h, ports_.h_inputs[l], ports_.h_outputs[l]);
      if (ports_.c_inputs[l] >= 0) visit(h + config_.units, ports_.c_inputs[l], ports_.c_outputs[l]);
    }
  }

  Api api_;
  std::vector<uint8_t> file_;
  Config config_;
  Ports ports_;
  std::vector<float> state_;  // (layers, 2, units)
  TfLiteModel *model_ = nullptr;
  TfLiteInterpreter *interpreter_ = nullptr;
  char report_[256] = "";
};

}  // namespace

mdrnn_status open_tflite(const char *library, std::vector<uint8_t> file, const MatchedModel &model,
                         std::unique_ptr<Engine> *engine, mdrnn_error *error) {
  Api api{};
  if (!load_api(library, &api, error)) return MDRNN_NO_ENGINE;
  auto opened = std::make_unique<TfliteEngine>(api, std::move(file), model);
  if (!opened->open(error)) return MDRNN_NO_ENGINE;
  *engine = std::move(opened);
  return MDRNN_OK;
}

}  // namespace mdrnn
