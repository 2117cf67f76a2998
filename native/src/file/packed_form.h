// SPDX-License-Identifier: MIT
// The packed form of a model: a header and the weights in the order of the kernels without SIMD. It is
// played in place, for example from flash.
#pragma once

#include <cstddef>
#include <cstdint>

#include "step/error.h"
#include "step/packed_view.h"

namespace mdrnn {

// Little-endian. Followed by `metadata_size` bytes of text that end in 0 and, at a multiple of
// kAlignment, the weights in the order of PackedView.
struct PackedHeader {
  char magic[8];
  uint32_t size;      // bytes in total
  uint32_t checksum;  // of everything after it
  int32_t dimension, layers, units, mixtures;
  int32_t precision;  // an mdrnn_precision
  float sigma_offset;
  double scale;
  double pi_temperature, sigma_temperature;  // from the metadata; NaN if it recommends none
  uint32_t metadata_size;
  int16_t gates;        // a Gates; always 0 (sigmoid) in files from version 0.1
  int16_t is_relative;  // 0 or 1; older cores refuse 1 as a kind of gates
};
static_assert(sizeof(PackedHeader) == 72, "the same on every machine");

constexpr char kPackedMagic[8] = "mdrnn 1";
constexpr size_t kPackedSum = 16;  // bytes of the header that the checksum does not cover

struct PackedModel {
  PackedView view;
  const char *metadata;  // the file's JSON entry "mdrnn", or ""
  double pi_temperature = 0.0, sigma_temperature = 0.0;
  bool has_grain = false;  // in the metadata

  size_t grain_floats() const { return has_grain ? static_cast<size_t>(view.config().dimension - 1) : 0; }
};

bool is_packed_form(const void *bytes, size_t size);

// Checks every size and every number. The model points into `bytes`, which must begin at a multiple of 4.
mdrnn_status read_packed_form(const void *bytes, size_t size, PackedModel *model, mdrnn_error *error);

// FNV-1a, 32 bits (Fowler, Noll, Vo).
uint32_t checksum(const void *bytes, size_t size);

// Where the weights begin.
constexpr size_t packed_weights_at(size_t metadata_size) {
  return (sizeof(PackedHeader) + metadata_size + kAlignment - 1) / kAlignment * kAlignment;
}

}  // namespace mdrnn
