// SPDX-License-Identifier: MIT
// Writes the packed form of a model.
#include "file/packed_writer.h"

#include <cstring>

#include "file/packed_form.h"

namespace mdrnn {

std::vector<uint8_t> write_packed_form(const Model &model) {
  const PackedView &view = model.weights->view();
  const mdrnn_precision precision = view.kernels().precision;
  const PackedWeights packed(unpack(view), scalar_kernels(precision));
  const std::string &metadata = model.metadata;
  const size_t text = metadata.size() + 1, at = packed_weights_at(text);
  std::vector<uint8_t> form(at + packed.view().bytes());
  const Config &config = view.config();
  PackedHeader header{};
  std::memcpy(header.magic, kPackedMagic, sizeof header.magic);
  header.size = static_cast<uint32_t>(form.size());
  header.dimension = config.dimension;
  header.layers = config.layers;
  header.units = config.units;
  header.mixtures = config.mixtures;
  header.precision = precision;
  header.sigma_offset = view.sigma_offset();
  header.scale = config.scale;
  header.pi_temperature = model.pi_temperature;
  header.sigma_temperature = model.sigma_temperature;
  header.gates = static_cast<int16_t>(config.gates);
  header.is_relative = config.is_relative ? 1 : 0;
  header.metadata_size = static_cast<uint32_t>(text);
  std::memcpy(form.data(), &header, sizeof header);
  std::memcpy(form.data() + sizeof header, metadata.c_str(), text);
  std::memcpy(form.data() + at, packed.data(), packed.view().bytes());
  header.checksum = checksum(form.data() + kPackedSum, form.size() - kPackedSum);
  std::memcpy(form.data(), &header, sizeof header);
  return form;
}

}  // namespace mdrnn
