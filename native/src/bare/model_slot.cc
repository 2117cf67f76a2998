// SPDX-License-Identifier: MIT
// Replaces background/model_slot.h on a microcontroller: one model at a time, in the host's arena.
#include "bare/model_slot.h"

#include <algorithm>

#include "file/metadata.h"
#include "step/error.h"

namespace mdrnn {

mdrnn_status ModelSlot::load(const void *bytes, size_t size, const mdrnn_load_options &options,
                             ReadyModelPointer *model, mdrnn_error *error) noexcept {
  PackedModel packed;
  if (const mdrnn_status status = read_packed_form(bytes, size, &packed, error)) return status;
  const int dimension = packed.view.config().dimension;
  if (options.dimension != 0 && options.dimension != dimension)
    return fail(error, MDRNN_BAD_ARGUMENT, "its dimension is %d, expected %d", dimension, options.dimension);
  const size_t floats = ReadyModel::room_for(packed);
  if (floats > floats_)
    return fail(error, MDRNN_OUT_OF_MEMORY, "the arena is %d bytes too small for this model, see mdrnn_arena_size",
                static_cast<int>((floats - floats_) * sizeof(float)));
  std::fill_n(room_, floats, 0.0f);
  *model = new (&model_) ReadyModel(packed, room_);  // the previous one owns nothing
  return MDRNN_OK;
}

mdrnn_model_info ReadyModel::info() const noexcept {
  const Config &config = lstm.config();
  return {config.dimension,
          config.layers,
          config.units,
          config.mixtures,
          config.scale,
          "packed",
          "native",
          kPrecisionNames[model.view.kernels().precision],
          "",
          model.metadata,
          stepper.model_grain()};
}

const float *ReadyModel::read_grain(const PackedModel &packed, float *room) noexcept {
  bool has_grain = false;  // the numbers were checked with the packed form
  if (packed.has_grain)
    mdrnn::read_grain(packed.metadata, packed.view.config().dimension - 1, room, &has_grain, nullptr);
  return has_grain ? room : nullptr;
}

}  // namespace mdrnn
