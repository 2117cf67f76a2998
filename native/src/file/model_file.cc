// SPDX-License-Identifier: MIT
// A path -> a model that has taken one step and is ready to play.
#include "file/model_file.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <utility>
#include <vector>

#include "file/errno_text.h"
#include "file/graph_match.h"
#include "file/metadata.h"
#include "file/packed_form.h"
#include "file/shared_weights.h"
#include "file/tflite_engine.h"
#include "file/tflite_reader.h"
#include "step/native_engine.h"

namespace mdrnn {
namespace {

constexpr long kMaxFileBytes = 1L << 30;

using Stream = std::unique_ptr<std::FILE, int (*)(std::FILE *)>;

mdrnn_status read_bytes(const char *path, std::vector<uint8_t> *bytes, mdrnn_error *error) {
  const Stream stream(std::fopen(path, "rb"), &std::fclose);
  if (stream == nullptr) return fail(error, MDRNN_BAD_FILE, "cannot be opened: %s", errno_text(errno).c_str());
  if (std::fseek(stream.get(), 0, SEEK_END) != 0) return fail(error, MDRNN_BAD_FILE, "cannot be read to its end");
  const long size = std::ftell(stream.get());
  if (size < 0 || size > kMaxFileBytes) return fail(error, MDRNN_BAD_FILE, "is not a file, or is larger than 1 GB");
  std::rewind(stream.get());
  bytes->resize(static_cast<size_t>(size));
  if (std::fread(bytes->data(), 1, bytes->size(), stream.get()) == bytes->size()) return MDRNN_OK;
  return fail(error, MDRNN_BAD_FILE, "cannot be read: %s", errno_text(errno).c_str());
}

// A network can overflow although all its weights are finite: one step with ordinary numbers must work.
mdrnn_status self_test(Engine &engine, mdrnn_error *error) {
  const Config &config = engine.config();
  const std::vector<float> input(static_cast<size_t>(config.dimension), 0.25f);
  std::vector<float> mixture(static_cast<size_t>(config.mixture_size()));
  if (!engine.forward(input.data(), mixture.data())) return fail(error, MDRNN_BAD_FILE, "the first step fails");
  const auto strange = std::find_if(mixture.begin(), mixture.end(), [](float x) { return !std::isfinite(x); });
  if (strange != mixture.end())
    return fail(error, MDRNN_BAD_FILE, "the first step gives %g as number %d of the mixture, expected a finite number",
                static_cast<double>(*strange), static_cast<int>(strange - mixture.begin()));
  const int components = config.mixtures * config.dimension;
  for (int i = 0; i < components; ++i) {
    const float sigma = mixture[static_cast<size_t>(components + i)];
    if (sigma < 0.0f)
      return fail(error, MDRNN_BAD_FILE, "the first step gives %g as sigma %d, expected 0 or more",
                  static_cast<double>(sigma), i);
  }
  engine.reset();
  return MDRNN_OK;
}

// Called before weights are unpacked, so a refused file takes little more memory than its own size.
mdrnn_status check_dimension(const Config &config, int expected, mdrnn_error *error) {
  if (config.dimension < 2 || config.dimension > MDRNN_MAX_DIMENSION)
    return fail(error, MDRNN_BAD_FILE, "its dimension is %d, expected 2 to %d: dt and the values", config.dimension,
                MDRNN_MAX_DIMENSION);
  if (expected == 0 || expected == config.dimension) return MDRNN_OK;
  return fail(error, MDRNN_BAD_ARGUMENT, "its dimension is %d, expected %d", config.dimension, expected);
}

mdrnn_status build_native(const Weights &weights, mdrnn_precision precision, Model *model) {
  model->weights = share_weights(std::make_shared<const PackedWeights>(weights, best_kernels(precision)));
  model->engine = std::make_unique<NativeEngine>(model->weights);
  model->engine_name = "native";
  model->precision = kPrecisionNames[precision];
  return MDRNN_OK;
}

mdrnn_status build_tflite(const char *library, std::vector<uint8_t> &&bytes, const MatchedModel &matched, Model *model,
                          mdrnn_error *error) {
  model->engine_name = "tflite";
  return open_tflite(library, std::move(bytes), matched, &model->engine, error);
}

// Our own engine does not support this graph; TFLite may. The sentence gives both reasons.
mdrnn_status build_unrecognised(const mdrnn_load_options &options, std::vector<uint8_t> &&bytes, const TfliteFile &file,
                                double scale, mdrnn_error *why_not_native, Model *model, mdrnn_error *error) {
  MatchedModel ports;
  ports.weights.config.scale = scale;
  mdrnn_error why_not_tflite{};
  mdrnn_status status = match_ports(file, &ports, &why_not_tflite);
  if (status == MDRNN_OK) {
    if (const mdrnn_status wrong = check_dimension(ports.weights.config, options.dimension, error)) return wrong;
    model->kind = ports.kind;
    status = build_tflite(options.tflite_library, std::move(bytes), ports, model, &why_not_tflite);
  }
  if (status == MDRNN_OK) return status;
  return fail(error, status, "not an MDRNN of LSTM layers (%.180s); and the TFLite engine: %.240s",
              why_not_native->sentence, why_not_tflite.sentence);
}

mdrnn_status build_packed(const std::vector<uint8_t> &bytes, const mdrnn_load_options &options, Model *model,
                          mdrnn_error *error) {
  PackedModel packed;
  if (const mdrnn_status status = read_packed_form(bytes.data(), bytes.size(), &packed, error)) return status;
  if (const mdrnn_status status = check_dimension(packed.view.config(), options.dimension, error)) return status;
  if (options.engine == MDRNN_TFLITE)
    return fail(error, MDRNN_NO_ENGINE, "a packed model is for the native engine, expected a .tflite file for TFLite");
  model->kind = "packed";
  model->metadata = packed.metadata;
  model->pi_temperature = packed.pi_temperature;
  model->sigma_temperature = packed.sigma_temperature;
  return build_native(unpack(packed.view), options.precision, model);
}

// IMPSY reads a configuration file and then the model named in it.
bool is_configuration(std::string_view path) {
  constexpr std::string_view kEnding = ".toml";
  return path.size() >= kEnding.size() && path.substr(path.size() - kEnding.size()) == kEnding;
}

// `scale`: if the metadata has none.
mdrnn_status build(std::vector<uint8_t> &&bytes, const mdrnn_load_options &options, double scale, Model *model,
                   mdrnn_error *error) {
  if (is_packed_form(bytes.data(), bytes.size())) return build_packed(bytes, options, model, error);
  const Bytes view(bytes.data(), bytes.size());
  TfliteFile file;
  if (const mdrnn_status status = read_tflite(view, &file, error)) return status;
  model->metadata = std::string(file.metadata);
  model->pi_temperature = read_recommended(file.metadata, "pi_temperature");
  model->sigma_temperature = read_recommended(file.metadata, "sigma_temperature");
  if (!model->metadata.empty())
    if (const mdrnn_status status = read_scale(model->metadata, &scale, error)) return status;
  if (file.subgraphs[0].inputs.size() == 1)
    return fail(error, MDRNN_NO_ENGINE,
                "it was exported without its state, so it would forget each event: make a .tflite of the .keras or .h5 "
                "with mdrnn convert");

  MatchedModel matched;
  mdrnn_error reason{};
  const mdrnn_status recognised = match_graph(file, &matched, &reason);
  matched.weights.config.scale = scale;
  if (recognised == MDRNN_BAD_FILE) return fail(error, recognised, "%s", reason.sentence);
  if (recognised == MDRNN_OK) {
    if (const mdrnn_status status = check_dimension(matched.weights.config, options.dimension, error)) return status;
    model->kind = matched.kind;
    if (options.engine != MDRNN_TFLITE) return build_native(matched.weights, options.precision, model);
    return build_tflite(options.tflite_library, std::move(bytes), matched, model, error);
  }
  if (options.engine == MDRNN_NATIVE)
    return fail(error, MDRNN_NO_ENGINE, "not an MDRNN of LSTM layers (%.400s)", reason.sentence);
  return build_unrecognised(options, std::move(bytes), file, scale, &reason, model, error);
}

mdrnn_status add_grain(Model *model, mdrnn_error *error) {
  std::vector<float> grain(static_cast<size_t>(model->engine->config().dimension - 1));
  const int count = static_cast<int>(grain.size());
  bool has_grain = false;
  if (const mdrnn_status status = read_grain(model->metadata, count, grain.data(), &has_grain, error)) return status;
  if (has_grain) model->grain = std::move(grain);
  return MDRNN_OK;
}

mdrnn_status open_bytes(std::vector<uint8_t> &&bytes, const mdrnn_load_options &options, double scale, Model *model,
                        mdrnn_error *error) {
  if (static_cast<int>(options.precision) < 0 || options.precision >= MDRNN_PRECISION_COUNT)
    return fail(error, MDRNN_BAD_ARGUMENT, "there is no precision %d", static_cast<int>(options.precision));
  Model opened;
  if (const mdrnn_status status = build(std::move(bytes), options, scale, &opened, error)) return status;
  if (const mdrnn_status status = add_grain(&opened, error)) return status;
  if (const mdrnn_status status = self_test(*opened.engine, error)) return status;
  *model = std::move(opened);
  return MDRNN_OK;
}

}  // namespace

mdrnn_status open_model_bytes(std::vector<uint8_t> &&bytes, const mdrnn_load_options &options, Model *model,
                              mdrnn_error *error) {
  return open_bytes(std::move(bytes), options, Config().scale, model, error);
}

mdrnn_status open_model(const char *path, const mdrnn_load_options &options, Model *model, mdrnn_error *error) {
  mdrnn_error reason{};
  std::vector<uint8_t> bytes;
  Model opened;
  mdrnn_status status = read_bytes(path, &bytes, &reason);
  if (status == MDRNN_OK && is_configuration(path))
    status = fail(&reason, MDRNN_BAD_FILE,
                  "an IMPSY configuration, which is not read here: load the .tflite that it names under [model]");
  if (status == MDRNN_OK)
    status = open_bytes(std::move(bytes), options, scale_in_name(path, Config().scale), &opened, &reason);
  if (status != MDRNN_OK) return fail(error, status, "%.120s: %.380s", path, reason.sentence);
  opened.path = path;
  *model = std::move(opened);
  return MDRNN_OK;
}

}  // namespace mdrnn
