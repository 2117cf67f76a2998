// SPDX-License-Identifier: MIT
// Stacked LSTM layers and the three mixture heads, in memory owned by the caller.
#pragma once

#include "step/packed_view.h"

namespace mdrnn {

class Lstm {
 public:
  // Size, in floats, of the state and of a step's intermediate sums.
  static size_t room(const PackedView &weights);

  Lstm() = default;
  // `room`: that many zeros, aligned as the kernels need (kAlignment; without SIMD, as a float).
  Lstm(const PackedView &weights, float *room);

  const Config &config() const { return weights_.config(); }
  // See engine.h.
  bool forward(const float *input, float *mixture) noexcept;
  void prepare() noexcept;
  bool is_finite() const noexcept;
  void get_state(float *state) const noexcept;
  void set_state(const float *state) noexcept;
  void reset() noexcept;

 private:
  float *h(int layer) const { return state_ + static_cast<size_t>(2 * layer) * padded_; }
  float *c(int layer) const { return h(layer) + padded_; }
  float *gates(int layer) const { return gates_ + static_cast<size_t>(4 * layer) * padded_; }
  float *code(int layer) const { return codes_ + static_cast<size_t>(layer) * code_size_; }
  const void *encoded_h(int layer) const;
  // Of a relative network: the event and its moves, and what the means are relative to.
  const float *hear(const float *event) noexcept;
  void add_values(float *means) const noexcept;
  void encode(int layer) const noexcept;
  void encode_all() const noexcept;

  PackedView weights_;
  Update update_ = nullptr;   // the kernel for this network's gates
  int padded_ = 0;            // units, rounded up for the kernels
  float *state_ = nullptr;    // (layers, 2, padded): h then c
  float *gates_ = nullptr;    // (layers, 4 * padded): U h + b of each layer, if is_prepared_
  size_t code_size_ = 0;      // 0 if the kernels take h itself
  float *codes_ = nullptr;    // (layers, code_size): h of each layer, encoded for the kernels
  float *outputs_ = nullptr;  // (padded outputs)
  float *heard_ = nullptr;    // (D + carried): the last event and its moves, if the network is relative
  bool is_prepared_ = false;
};

}  // namespace mdrnn
