// SPDX-License-Identifier: MIT
// The packed form of a model: a header and the weights as the kernels without SIMD stream them, to play from where it
// lies.
#include "file/packed_form.h"

#include <cmath>
#include <cstring>

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
                 {"kind of gates", header.gates, 0, kGatesCount - 1}};
  for (const auto &number : numbers)
    if (const mdrnn_status status = check_number(number.what, number.found, number.least, number.most, error))
      return status;
  const double columns =
      8.0 * header.layers * header.units + 4.0 * header.dimension + header.mixtures * (2.0 * header.dimension + 1.0);
  if (columns * header.units * sizeof(float) > static_cast<double>(SIZE_MAX / 4))
    return fail(error, MDRNN_BAD_FILE, "its %d layers of %d units are too large for this machine",
                static_cast<int>(header.layers), static_cast<int>(header.units));
  if (std::isfinite(header.sigma_offset) && header.scale > 1e-6 && header.scale < 1e6) return MDRNN_OK;
  return fail(error, MDRNN_BAD_FILE, "its scale is %g, expected a number from 1e-6 to 1e6", header.scale);
}

mdrnn_status check_bytes(const PackedHeader &header, const void *bytes, size_t size, mdrnn_error *error) {
  if (header.size != size)
    return fail(error, MDRNN_BAD_FILE, "the packed model is cut off: %d bytes long, expected %d",
                static_cast<int>(size), static_cast<int>(header.size));
  const auto *all = static_cast<const unsigned char *>(bytes);
  if (header.checksum != checksum(all + kPackedSum, size - kPackedSum))
    return fail(error, MDRNN_BAD_FILE, "the packed model is damaged: its checksum is not that of its bytes");
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
    return fail(error, MDRNN_BAD_FILE, "is no packed model, expected what mdrnn export has written");
  if (reinterpret_cast<uintptr_t>(bytes) % sizeof(float) != 0)
    return fail(error, MDRNN_BAD_ARGUMENT, "the packed model begins at an odd address, expected a multiple of 4");
  PackedHeader header;
  std::memcpy(&header, bytes, sizeof header);
  if (const mdrnn_status status = check_bytes(header, bytes, size, error)) return status;
  if (const mdrnn_status status = check_sizes(header, error)) return status;
  const Config config{header.dimension, header.layers, header.units,
                      header.mixtures,  header.scale,  static_cast<Gates>(header.gates)};
  const auto *all = static_cast<const unsigned char *>(bytes);
  const size_t text = header.metadata_size;
  const size_t at = text < size ? packed_weights_at(text) : size;
  const PackedView view(config, scalar_kernels(static_cast<mdrnn_precision>(header.precision)), header.sigma_offset,
                        all + at);
  if (text == 0 || at > size || view.bytes() != size - at || all[sizeof header + text - 1] != 0)
    return fail(error, MDRNN_BAD_FILE, "the packed model has %d bytes of weights, expected %d",
                static_cast<int>(size - at), static_cast<int>(view.bytes()));
  *model = {view, reinterpret_cast<const char *>(all + sizeof header), header.pi_temperature, header.sigma_temperature};
  return MDRNN_OK;
}

}  // namespace mdrnn
