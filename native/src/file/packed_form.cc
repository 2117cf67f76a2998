// SPDX-License-Identifier: MIT
// The packed form of a model: a header and the weights in the order of the kernels without SIMD. It is
// played in place, for example from flash.
#include "file/packed_form.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "file/metadata.h"

namespace mdrnn {
namespace {

mdrnn_status check_number(const char *what, int found, int least, int most, mdrnn_error *error) {
  if (found >= least && found <= most) return MDRNN_OK;
  return fail(error, MDRNN_BAD_FILE, "its %s is %d, expected %d to %d", what, found, least, most);
}

mdrnn_status check_sizes(const PackedHeader &header, mdrnn_error *error) {
  const struct {
    const char *what;
    int found, least, most;
  } numbers[] = {{"dimension", header.dimension, 2, MDRNN_MAX_DIMENSION},
                 {"number of layers", header.layers, 1, kMaxLayers},
                 {"number of units", header.units, 1, kMaxUnits},
                 {"number of mixtures", header.mixtures, 1, kMaxMixtures},
                 {"precision", header.precision, 0, MDRNN_PRECISION_COUNT - 1},
                 {"kind of gates", header.gates, 0, kGatesCount - 1},
                 {"kind of network", header.is_relative, 0, 1}};
  for (const auto &number : numbers)
    if (const mdrnn_status status = check_number(number.what, number.found, number.least, number.most, error))
      return status;
  if (header.is_relative != 0 && header.units < header.dimension)
    return fail(error, MDRNN_BAD_FILE, "its %d units cannot carry %d values", static_cast<int>(header.units),
                static_cast<int>(header.dimension - 1));
  const double columns =
      8.0 * header.layers * header.units + 8.0 * header.dimension + header.mixtures * (2.0 * header.dimension + 1.0);
  if (columns * header.units * sizeof(float) > static_cast<double>(SIZE_MAX / 4))
    return fail(error, MDRNN_BAD_FILE, "its %d layers of %d units are too large for this machine",
                static_cast<int>(header.layers), static_cast<int>(header.units));
  return MDRNN_OK;
}

mdrnn_status check_range(const char *what, double found, double least, double most, mdrnn_error *error) {
  if (found >= least && found <= most) return MDRNN_OK;  // false for NaN
  return fail(error, MDRNN_BAD_FILE, "its %s is %g, expected a number from %g to %g", what, found, least, most);
}

mdrnn_status check_numbers(const PackedHeader &header, mdrnn_error *error) {
  const auto or_none = [](double temperature) { return std::isnan(temperature) ? 0.0 : temperature; };
  const double most = static_cast<double>(kLargestWeight);
  const struct {
    const char *what;
    double found, least, most;
  } numbers[] = {{"scale", header.scale, kMinScale, kMaxScale},
                 {"sigma offset", static_cast<double>(header.sigma_offset), -most, most},
                 {"pi_temperature", or_none(header.pi_temperature), 0.0, kMaxTemperature},
                 {"sigma_temperature", or_none(header.sigma_temperature), 0.0, kMaxTemperature}};
  for (const auto &number : numbers)
    if (const mdrnn_status status = check_range(number.what, number.found, number.least, number.most, error))
      return status;
  return MDRNN_OK;
}

// ---- the weights ----------------------------------------------------------------------------------------------------

struct Shape {
  int rows, parts, outputs;
  int block;  // SIMD vectors
};

float float_of(uint32_t bits) {
  float number;
  std::memcpy(&number, &bits, sizeof number);
  return number;
}

// Checks every number of the weights; the error names the first bad one.
class WeightCheck {
 public:
  WeightCheck(const PackedView &view, mdrnn_error *error) : view_(view), error_(error) {}

  mdrnn_status check() {
    const int units = view_.config().units, outputs = view_.config().mixture_size();
    const mdrnn_precision precision = view_.kernels().precision;
    for (layer_ = 0; layer_ < view_.config().layers; ++layer_) {
      const PackedView::Layer place = view_.layer(layer_);
      const Shape from_x{view_.config().inputs(layer_), kGates, units, kBlock}, from_h{units, kGates, units, kBlock};
      if (!check_matrix("bias", place.bias, {1, kGates, units, kBlock}, MDRNN_FLOAT32) ||
          !check_matrix("weight", place.recurrent, from_h, precision) ||
          !check_matrix("weight", place.kernel, from_x, layer_ == 0 ? MDRNN_FLOAT32 : precision))
        return MDRNN_BAD_FILE;
    }
    layer_ = 0;
    if (!check_silent(view_.layer(0).recurrent) || !check_rates()) return MDRNN_BAD_FILE;
    layer_ = -1;
    const bool is_good = check_matrix("bias", view_.head_bias(), {1, 1, outputs, kHeadVectors}, MDRNN_FLOAT32) &&
                         check_matrix("weight", view_.head_kernel(), {units, 1, outputs, kHeadVectors}, MDRNN_FLOAT32);
    return is_good ? MDRNN_OK : MDRNN_BAD_FILE;
  }

 private:
  // For the order see kernels.h.
  bool check_matrix(const char *what, const void *packed, Shape shape, mdrnn_precision precision) {
    const auto *word = static_cast<const uint32_t *>(packed);
    const int width = view_.kernels().width, padded = pad(shape.outputs, width), words = groups(shape.rows, precision);
    for (int begin = 0; begin < padded; begin += shape.block * width) {
      const int lanes = shape.parts * (std::min(begin + shape.block * width, padded) - begin);
      if (precision == MDRNN_INT8) {  // any byte is a valid weight
        if (!check_scales(word, lanes)) return false;
        word += lanes;
      } else if (!check_weights(what, word, words * lanes, precision)) {
        return false;
      }
      word += words * lanes;
    }
    return true;
  }

  bool check_rates() {
    for (int i = 0; i < view_.config().carried(); ++i)
      if (const float rate = view_.rates()[i]; !(rate > 0.0f && rate <= kLargestWeight))
        return refuse("rate", rate, "above 0 and up to");
    return true;
  }

  // The first layer must not hear the values that its state carries: their rows are 0.
  bool check_silent(const void *packed) {
    const auto *word = static_cast<const uint32_t *>(packed);
    const int units = view_.config().units, carried = view_.config().carried();
    const mdrnn_precision precision = view_.kernels().precision;
    for (int begin = 0; begin < units && carried > 0; begin += kBlock) {
      const int lanes = kGates * (std::min(begin + kBlock, units) - begin);
      if (precision == MDRNN_INT8) word += lanes;
      for (int at = 0; at < groups(units, precision) * lanes; ++at, ++word)
        if (!is_silent(*word, at / lanes, carried, precision)) {
          fail(error_, MDRNN_BAD_FILE, "a recurrent weight of lstm_0 is not 0, expected 0 for the first %d units",
               carried);
          return false;
        }
    }
    return true;
  }

  // Of a word, the rows before `carried`.
  bool is_silent(uint32_t word, int group, int carried, mdrnn_precision precision) const {
    if (precision == MDRNN_FLOAT32) return group >= carried || word << 1 == 0;  // also -0
    if (precision == MDRNN_BFLOAT16)
      return (2 * group >= carried || (word & 0x7fff) == 0) && (2 * group + 1 >= carried || (word >> 16 & 0x7fff) == 0);
    const int quarter = groups(view_.config().units, precision);
    for (int i = 0; i < group_size(precision); ++i)
      if (i * quarter + group < carried && (word >> 8 * i & 0xff) != 128) return false;
    return true;
  }

  bool check_scales(const uint32_t *word, int count) {
    for (const uint32_t *end = word + count; word != end; ++word)
      if (const float scale = float_of(*word); !(scale > 0.0f && scale <= kLargestWeight))
        return refuse("scale", scale, "above 0 and up to");
    return true;
  }

  bool check_weights(const char *what, const uint32_t *word, int count, mdrnn_precision precision) {
    for (const uint32_t *end = word + count; word != end; ++word) {
      const float number = float_of(*word), lower = precision == MDRNN_BFLOAT16 ? float_of(*word << 16) : 0.0f;
      if (!(std::fabs(number) <= kLargestWeight)) return refuse(what, number, "from -1e+09 to");
      if (!(std::fabs(lower) <= kLargestWeight)) return refuse(what, lower, "from -1e+09 to");
    }
    return true;
  }

  bool refuse(const char *what, float found, const char *least) {
    const double number = static_cast<double>(found), most = static_cast<double>(kLargestWeight);
    if (layer_ < 0)
      fail(error_, MDRNN_BAD_FILE, "a %s of the head is %g, expected a number %s %g", what, number, least, most);
    else
      fail(error_, MDRNN_BAD_FILE, "a %s of lstm_%d is %g, expected a number %s %g", what, layer_, number, least, most);
    return false;
  }

  const PackedView &view_;
  mdrnn_error *error_;
  int layer_ = 0;
};

mdrnn_status check_bytes(const PackedHeader &header, const void *bytes, size_t size, mdrnn_error *error) {
  if (header.size != size)
    return fail(error, MDRNN_BAD_FILE, "the packed model is cut off: %d bytes long, expected %d",
                static_cast<int>(size), static_cast<int>(header.size));
  const auto *all = static_cast<const unsigned char *>(bytes);
  if (header.checksum != checksum(all + kPackedSum, size - kPackedSum))
    return fail(error, MDRNN_BAD_FILE, "the packed model is damaged: its checksum is wrong");
  return MDRNN_OK;
}

}  // namespace

bool is_packed_form(const void *bytes, size_t size) {
  return size >= sizeof(PackedHeader) && std::memcmp(bytes, kPackedMagic, sizeof kPackedMagic) == 0;
}

uint32_t checksum(const void *bytes, size_t size) {
  const auto *byte = static_cast<const unsigned char *>(bytes);
  uint32_t sum = 2166136261u;
  for (size_t i = 0; i < size; ++i) sum = (sum ^ byte[i]) * 16777619u;
  return sum;
}

mdrnn_status read_packed_form(const void *bytes, size_t size, PackedModel *model, mdrnn_error *error) {
  if (!is_packed_form(bytes, size))
    return fail(error, MDRNN_BAD_FILE, "not a packed model, expected a file written by mdrnn export");
  if (reinterpret_cast<uintptr_t>(bytes) % sizeof(float) != 0)
    return fail(error, MDRNN_BAD_ARGUMENT,
                "the packed model is not aligned, expected an address that is a multiple of 4");
  PackedHeader header;
  std::memcpy(&header, bytes, sizeof header);
  if (const mdrnn_status status = check_bytes(header, bytes, size, error)) return status;
  if (const mdrnn_status status = check_sizes(header, error)) return status;
  if (const mdrnn_status status = check_numbers(header, error)) return status;
  const Config config{header.dimension,       header.layers, header.units,
                      header.mixtures,        header.scale,  static_cast<Gates>(header.gates),
                      header.is_relative != 0};
  const auto *all = static_cast<const unsigned char *>(bytes);
  const size_t text = header.metadata_size;
  const size_t at = text < size ? packed_weights_at(text) : size;
  const PackedView view(config, scalar_kernels(static_cast<mdrnn_precision>(header.precision)), header.sigma_offset,
                        all + at);
  if (text == 0 || at > size || view.bytes() != size - at || all[sizeof header + text - 1] != 0)
    return fail(error, MDRNN_BAD_FILE, "the packed model has %d bytes of weights, expected %d",
                static_cast<int>(size - at), static_cast<int>(view.bytes()));
  if (const mdrnn_status status = WeightCheck(view, error).check()) return status;
  const auto *metadata = reinterpret_cast<const char *>(all + sizeof header);
  std::array<float, MDRNN_MAX_VALUES> grain;
  bool has_grain = false;
  if (const mdrnn_status status = read_grain(metadata, header.dimension - 1, grain.data(), &has_grain, error))
    return status;
  *model = {view, metadata, header.pi_temperature, header.sigma_temperature, has_grain};
  return MDRNN_OK;
}

}  // namespace mdrnn
