// SPDX-License-Identifier: MIT
// The packed form of a model: a header and the weights as the kernels without SIMD stream them, to play from where it
// lies.
#pragma once

#include <cstddef>
#include <cstdint>

#include "step/error.h"
#include "step/packed_view.h"

namespace mdrnn {

// Little endian, as all that plays it is. Then `metadata_size` bytes of text that end in 0, then, at a multiple of
// kAlignment, the weights in the order of PackedView.
struct PackedHeader {
  char magic[8];
  uint32_t size;      // bytes of the whole
  uint32_t checksum;  // of all that follows
  int32_t dimension, layers, units, mixtures;
  int32_t precision;  // an mdrnn_precision
  float sigma_offset;
  double scale;
  double pi_temperature, sigma_temperature;  // as the metadata recommends them; NaN where it does not
  uint32_t metadata_size;
  int32_t gates;  // a Gates; 0, sigmoid, in all files of version 0.1
};
static_assert(sizeof(PackedHeader) == 72, "the same on every machine");

constexpr char kPackedMagic[8] = "mdrnn 1";
constexpr size_t kPackedSum = 16;  // bytes of the header before what the checksum is of

struct PackedModel {
  PackedView view;
  const char *metadata;  // the file's JSON entry "mdrnn", or ""
  double pi_temperature = 0.0, sigma_temperature = 0.0;
};

bool is_packed_form(const void *bytes, size_t size);

// Checks every size and every number; the model points into `bytes`, which have to begin at a multiple of 4.
mdrnn_status read_packed_form(const void *bytes, size_t size, PackedModel *model, mdrnn_error *error);

// Fowler, Noll and Vo's, 1a, of 32 bits.
uint32_t checksum(const void *bytes, size_t size);

// Where the weights begin.
constexpr size_t packed_weights_at(size_t metadata_size) {
  return (sizeof(PackedHeader) + metadata_size + kAlignment - 1) / kAlignment * kAlignment;
}

}  // namespace mdrnn
