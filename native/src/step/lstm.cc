// SPDX-License-Identifier: MIT
// Stacked LSTM layers and the three mixture heads, in memory owned by the caller.
#include "step/lstm.h"

#include <algorithm>
#include <cmath>

namespace mdrnn {
namespace {

constexpr size_t kNear = 24 << 10;  // bytes that stay in the L1 cache from step to step
constexpr float kSilent = 1e-20f;   // smaller states count as zero

// In place, the rational function of Eigen (ptanh in MathFunctionsImpl.h): 0 at 0, and within 4e-7. Two loops, because
// of one the compiler makes branches, and then a step takes longer for some moves than for others.
void apply_tanh(float *numbers, int count) {
  constexpr float kMost = 7.90531111f;
  for (int i = 0; i < count; ++i) {
    const float x = numbers[i] < -kMost ? -kMost : numbers[i];
    numbers[i] = x > kMost ? kMost : x;
  }
  for (int i = 0; i < count; ++i) {
    const float x = numbers[i], s = x * x;
    const float high = ((s * -2.76076848e-16f + 2.00018791e-13f) * s - 8.60467152e-11f) * s + 5.1222971e-8f;
    const float odd = ((high * s + 1.48572236e-5f) * s + 6.37261929e-4f) * s + 4.89352456e-3f;
    const float even = ((s * 1.19825839e-6f + 1.18534706e-4f) * s + 2.26843463e-3f) * s + 4.89352519e-3f;
    numbers[i] = x * odd / even;
  }
}

size_t floats_of_code(const PackedView &weights) {
  const Kernels &kernels = weights.kernels();
  return kernels.encode == nullptr ? 0 : static_cast<size_t>(code_size(weights.config().units, kernels.width));
}

// Where each array begins, in floats; SIMD vectors stay aligned.
struct Layout {
  size_t gates, codes, outputs, heard, end;

  explicit Layout(const PackedView &weights) {
    const int width = weights.kernels().width;
    const size_t layers = static_cast<size_t>(weights.config().layers);
    const size_t padded = static_cast<size_t>(weights.padded_units());
    const auto align = [width](size_t floats) { return (floats + width - 1) / width * width; };
    gates = align(2 * layers * padded + static_cast<size_t>(width));  // encode reads up to one vector past h
    codes = gates + 4 * layers * padded;
    outputs = align(codes + layers * floats_of_code(weights));
    heard = outputs + static_cast<size_t>(weights.padded_outputs());
    end = heard + (weights.config().is_relative ? static_cast<size_t>(weights.config().inputs(0)) : 0);
  }
};

}  // namespace

size_t Lstm::room(const PackedView &weights) { return Layout(weights).end; }

Lstm::Lstm(const PackedView &weights, float *room)
    : weights_(weights),
      update_(weights.kernels().update[static_cast<int>(weights.config().gates)]),
      padded_(weights.padded_units()),
      code_size_(floats_of_code(weights)) {
  const Layout layout(weights);
  state_ = room;
  gates_ = room + layout.gates;
  codes_ = room + layout.codes;
  outputs_ = room + layout.outputs;
  heard_ = room + layout.heard;
  encode_all();
}

// h of a layer, in the form that the kernels take.
const void *Lstm::encoded_h(int layer) const { return code_size_ == 0 ? h(layer) : code(layer); }

void Lstm::encode(int layer) const noexcept {
  if (code_size_ != 0) weights_.kernels().encode(h(layer), config().units, code(layer));
}

void Lstm::encode_all() const noexcept {
  for (int l = 0; l < config().layers; ++l) encode(l);
}

void Lstm::prepare() noexcept {
  if (is_prepared_) return;
  for (int l = 0; l < config().layers; ++l) {
    const PackedView::Layer layer = weights_.layer(l);
    weights_.kernels().add_gates(layer.recurrent, layer.bias, encoded_h(l), config().units, padded_, gates(l));
  }
  is_prepared_ = true;
}

const float *Lstm::hear(const float *event) noexcept {
  const float *rates = weights_.rates(), *values = event + 1, *last = heard_ + 1;
  float *moves = heard_ + config().dimension;
  for (int i = 0; i < config().carried(); ++i) moves[i] = (values[i] - last[i]) * rates[i];
  apply_tanh(moves, config().carried());
  std::copy(event, event + config().dimension, heard_);
  return heard_;
}

void Lstm::add_values(float *means) const noexcept {
  for (int component = 0; component < config().mixtures; ++component, means += config().dimension)
    for (int i = 1; i < config().dimension; ++i) means[i] += heard_[i];
}

bool Lstm::forward(const float *event, float *mixture) noexcept {
  prepare();
  const Kernels &kernels = weights_.kernels();
  const int last = config().layers - 1;
  if (config().is_relative) event = hear(event);
  for (int l = 0; l <= last; ++l) {
    const auto add = l == 0 ? kernels.add_event : kernels.add_gates;
    add(weights_.layer(l).kernel, gates(l), l == 0 ? event : encoded_h(l - 1), config().inputs(l), padded_, gates(l));
    const void *upcoming = l == last ? weights_.head_kernel() : weights_.layer(l + 1).kernel;
    update_(gates(l), padded_, c(l), h(l), weights_.bytes() > kNear ? upcoming : nullptr);
    encode(l);
  }
  is_prepared_ = false;
  // Without padding the outputs are the mixture.
  float *outputs = kernels.width == 1 ? mixture : outputs_;
  kernels.head(weights_.head_kernel(), weights_.head_bias(), h(last), config().units, weights_.padded_outputs(),
               outputs);
  const int components = config().mixtures * config().dimension;
  kernels.elu(outputs, components, 2 * components, weights_.sigma_offset());
  if (outputs != mixture) std::copy(outputs, outputs + config().mixture_size(), mixture);
  if (config().is_relative) add_values(mixture);
  return true;
}

bool Lstm::is_finite() const noexcept { return weights_.kernels().all_finite(state_, 2 * config().layers * padded_); }

void Lstm::get_state(float *state) const noexcept {
  for (int part = 0; part < 2 * config().layers; ++part)
    std::copy_n(state_ + static_cast<size_t>(part) * padded_, config().units,
                state + static_cast<size_t>(part) * config().units);
  std::copy_n(heard_ + 1, config().carried(), state);
}

// Numbers too small to matter become zero, because denormal numbers are slow on many processors.
void Lstm::set_state(const float *state) noexcept {
  for (int part = 0; part < 2 * config().layers; ++part) {
    const float *from = state + static_cast<size_t>(part) * config().units;
    float *to = state_ + static_cast<size_t>(part) * padded_;
    for (int unit = 0; unit < config().units; ++unit) to[unit] = std::fabs(from[unit]) < kSilent ? 0.0f : from[unit];
  }
  if (config().is_relative) std::copy_n(h(0), config().carried(), heard_ + 1);
  std::fill_n(h(0), config().carried(), 0.0f);  // no sum hears them
  encode_all();
  is_prepared_ = false;
}

void Lstm::reset() noexcept {
  if (config().is_relative) std::fill_n(heard_, config().inputs(0), 0.0f);
  std::fill_n(state_, static_cast<size_t>(2 * config().layers) * padded_, 0.0f);
  encode_all();
  is_prepared_ = false;
}

}  // namespace mdrnn
