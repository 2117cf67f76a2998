// SPDX-License-Identifier: MIT
// The loops that stream the weights: this source is compiled once for each instruction set.
//
// The compiler's vector extensions carry the SIMD, so that one text serves all of them. Nothing but kernels.h and the
// compiler's own intrinsics may be included: an inline function of a library, compiled here for a newer processor,
// could be linked into everyone's code.
#include "step/kernels.h"

#if defined(__SSE__) && !defined(__AVX512F__)
#include <immintrin.h>
#endif

#ifndef MDRNN_ISA
#define MDRNN_ISA baseline
#define MDRNN_WIDTH 4
#endif

#define MDRNN_JOIN_(a, b) a##b
#define MDRNN_JOIN(a, b) MDRNN_JOIN_(a, b)
#define MDRNN_STRING_(a) #a
#define MDRNN_STRING(a) MDRNN_STRING_(a)

namespace mdrnn {
namespace {

constexpr int kWidth = MDRNN_WIDTH;
typedef float Vec __attribute__((vector_size(kWidth * sizeof(float)), may_alias));
typedef float LooseVec __attribute__((vector_size(kWidth * sizeof(float)), aligned(sizeof(float)), may_alias));
typedef int IntVec __attribute__((vector_size(kWidth * sizeof(int))));

inline Vec load(const float *from) { return *reinterpret_cast<const Vec *>(from); }
inline void store(float *to, Vec value) { *reinterpret_cast<Vec *>(to) = value; }
inline Vec broadcast(float value) { return Vec{} + value; }

// The operands stand so that a NaN in x stays one. Without the intrinsics a comparison becomes two slow operations;
// with AVX-512 it does not.
#if defined(__AVX__) && !defined(__AVX512F__)
inline Vec at_least(float low, Vec x) { return _mm256_max_ps(broadcast(low), x); }
inline Vec at_most(float high, Vec x) { return _mm256_min_ps(broadcast(high), x); }
#elif defined(__SSE__) && !defined(__AVX512F__)
inline Vec at_least(float low, Vec x) { return _mm_max_ps(broadcast(low), x); }
inline Vec at_most(float high, Vec x) { return _mm_min_ps(broadcast(high), x); }
#else
inline Vec at_least(float low, Vec x) { return x < broadcast(low) ? broadcast(low) : x; }
inline Vec at_most(float high, Vec x) { return x > broadcast(high) ? broadcast(high) : x; }
#endif

// e^x = 2^n * e^r with |r| <= ln(2) / 2, by Taylor's series to r^7. Outside -40..40 it stays as it is there, which no
// sum with 1 can tell and no product of two can overflow.
inline Vec exp(Vec x) {
  x = at_most(40.0f, at_least(-40.0f, x));
  const Vec magic = broadcast(12582912.0f);  // 1.5 * 2^23: adding it rounds to a whole number
  const Vec n = (x * 1.44269504f + magic) - magic;
  const Vec r = (x - n * 0.693359375f) + n * 2.12194440e-4f;  // ln 2 in two parts
  const Vec r2 = r * r;  // in pairs (Estrin), so that fewer operations wait for one another
  const Vec low = (r + 1.0f) + r2 * (r * (1.0f / 6.0f) + 0.5f);
  const Vec high = (r * (1.0f / 120.0f) + 1.0f / 24.0f) + r2 * (r * (1.0f / 5040.0f) + 1.0f / 720.0f);
  const Vec sum = low + r2 * r2 * high;
  const IntVec exponent = (__builtin_convertvector(n, IntVec) + 127) << 23;
  return sum * reinterpret_cast<const Vec &>(exponent);
}

inline Vec sigmoid(Vec x) { return 1.0f / (exp(-x) + 1.0f); }

// sigmoid(x) * tanh(y), with one division: tanh(y) = (1 - e^-2y) / (1 + e^-2y).
inline Vec sigmoid_tanh(Vec x, Vec y) {
  const Vec e = exp(y * -2.0f);
  return (1.0f - e) / ((exp(-x) + 1.0f) * (e + 1.0f));
}

// sums += weights @ input, `Rows` SIMD vectors of outputs: one pass over the weights, front to back.
template <int Rows>
inline const float *sweep(const float *weights, const float *input, int inputs, Vec (&sums)[Rows]) {
  for (int k = 0; k < inputs; ++k) {
    const Vec x = broadcast(input[k]);
    for (int row = 0; row < Rows; ++row) sums[row] += load(weights + row * kWidth) * x;
    weights += Rows * kWidth;
  }
  return weights;
}

template <int Vectors>
inline const float *prepare_block(const float *weights, const float *bias, const float *h, int units, float *prepared) {
  Vec sums[4 * Vectors];
  for (int row = 0; row < 4 * Vectors; ++row) sums[row] = load(bias + row * kWidth);
  weights = sweep<4 * Vectors>(weights, h, units, sums);
  for (int row = 0; row < 4 * Vectors; ++row) store(prepared + row * kWidth, sums[row]);
  return weights;
}

void prepare(const float *weights, const float *bias, const float *h, int units, int padded, float *prepared) {
  int unit = 0;
  for (; unit + 2 * kWidth <= padded; unit += 2 * kWidth)
    weights = prepare_block<2>(weights, bias + 4 * unit, h, units, prepared + 4 * unit);
  if (unit < padded) prepare_block<1>(weights, bias + 4 * unit, h, units, prepared + 4 * unit);
}

template <int Vectors>
inline const float *cell_block(const float *weights, const float *prepared, const float *input, int inputs, float *c,
                               float *h) {
  Vec sums[4 * Vectors];  // gate order i f c o
  for (int row = 0; row < 4 * Vectors; ++row) sums[row] = load(prepared + row * kWidth);
  weights = sweep<4 * Vectors>(weights, input, inputs, sums);
  for (int v = 0; v < Vectors; ++v) {
    const Vec i = sums[v], f = sums[Vectors + v], g = sums[2 * Vectors + v], o = sums[3 * Vectors + v];
    const Vec next = sigmoid(f) * load(c + v * kWidth) + sigmoid_tanh(i, g);
    store(c + v * kWidth, next);
    store(h + v * kWidth, sigmoid_tanh(o, next));
  }
  return weights;
}

void cell(const float *weights, const float *prepared, const float *input, int inputs, int padded, float *c, float *h) {
  int unit = 0;
  for (; unit + 2 * kWidth <= padded; unit += 2 * kWidth)
    weights = cell_block<2>(weights, prepared + 4 * unit, input, inputs, c + unit, h + unit);
  if (unit < padded) cell_block<1>(weights, prepared + 4 * unit, input, inputs, c + unit, h + unit);
}

template <int Vectors>
inline const float *head_run(const float *weights, const float *bias, const float *h, int units, float *outputs) {
  Vec sums[Vectors];
  for (int v = 0; v < Vectors; ++v) sums[v] = load(bias + v * kWidth);
  weights = sweep<Vectors>(weights, h, units, sums);
  for (int v = 0; v < Vectors; ++v) store(outputs + v * kWidth, sums[v]);
  return weights;
}

void head(const float *weights, const float *bias, const float *h, int units, int padded, float *outputs) {
  int left = padded / kWidth;
  for (; left >= kHeadVectors; left -= kHeadVectors) {
    weights = head_run<kHeadVectors>(weights, bias, h, units, outputs);
    bias += kHeadVectors * kWidth;
    outputs += kHeadVectors * kWidth;
  }
  switch (left) {
    case 1: head_run<1>(weights, bias, h, units, outputs); break;
    case 2: head_run<2>(weights, bias, h, units, outputs); break;
    case 3: head_run<3>(weights, bias, h, units, outputs); break;
    case 4: head_run<4>(weights, bias, h, units, outputs); break;
    case 5: head_run<5>(weights, bias, h, units, outputs); break;
  }
}

inline Vec elu_vector(Vec z, float offset) { return (z > 0.0f ? z : exp(z) - 1.0f) + offset; }

void elu(float *sigma, int count, float offset) {
  int i = 0;
  for (; i + kWidth <= count; i += kWidth) {
    LooseVec *place = reinterpret_cast<LooseVec *>(sigma + i);
    *place = elu_vector(*place, offset);
  }
  if (i == count) return;
  Vec rest{};
  for (int k = i; k < count; ++k) rest[k - i] = sigma[k];
  rest = elu_vector(rest, offset);
  for (int k = i; k < count; ++k) sigma[k] = rest[k - i];
}

// x - x is 0 for every finite x and NaN for the others.
bool all_finite(const float *numbers, int count) {
  Vec sum{};
  int i = 0;
  for (; i + kWidth <= count; i += kWidth) {
    const Vec x = *reinterpret_cast<const LooseVec *>(numbers + i);
    sum += x - x;
  }
  float total = 0.0f;
  for (int k = 0; k < kWidth; ++k) total += sum[k];
  for (; i < count; ++i) total += numbers[i] - numbers[i];
  return total == 0.0f;
}

}  // namespace

extern const Kernels MDRNN_JOIN(kernels_, MDRNN_ISA);
const Kernels MDRNN_JOIN(kernels_, MDRNN_ISA) = {MDRNN_STRING(MDRNN_ISA), kWidth, prepare, cell, head, elu, all_finite};

}  // namespace mdrnn
