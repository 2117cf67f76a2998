// SPDX-License-Identifier: MIT
// The kernels for other processors, on any machine: the same source, with the few special instructions
// written in plain C++. Tests the source, not the instructions that a compiler makes from it.
#include <cstdint>
#include <cstring>

#if MDRNN_WIDTH == 4
#undef __SSE__
#undef __SSE2__
#else
#include <immintrin.h>
#define __AVX512F__ 1  // everything else is plain code
#endif
#if defined(MDRNN_ELSEWHERE_AVX2)
#define __AVX2__ 1
#endif
#if defined(MDRNN_ELSEWHERE_AVXVNNI)
#define __AVXVNNI__ 1
#endif
#if defined(MDRNN_ELSEWHERE_AVX512BW)
#define __AVX512BW__ 1
#endif
#if defined(MDRNN_ELSEWHERE_AVX512VNNI)
#define __AVX512VNNI__ 1
#endif

namespace {

template <class Words>
Words shift_right_plainly(Words words, int count) {
  uint16_t halves[sizeof(Words) / 2];
  std::memcpy(halves, &words, sizeof words);
  for (uint16_t &half : halves) half = static_cast<uint16_t>(half >> count);
  std::memcpy(&words, halves, sizeof words);
  return words;
}

// sums + 16-bit products, two for each sum
template <class Words>
Words add_pairs_plainly(Words sums, Words a, Words b) {
  int32_t sum[sizeof(Words) / 4];
  int16_t left[sizeof(Words) / 2], right[sizeof(Words) / 2];
  std::memcpy(sum, &sums, sizeof sums);
  std::memcpy(left, &a, sizeof a);
  std::memcpy(right, &b, sizeof b);
  for (size_t i = 0; i < sizeof(Words) / 4; ++i)
    sum[i] = static_cast<int32_t>(static_cast<uint32_t>(sum[i]) + static_cast<uint32_t>(left[2 * i] * right[2 * i]) +
                                  static_cast<uint32_t>(left[2 * i + 1] * right[2 * i + 1]));
  std::memcpy(&sums, sum, sizeof sums);
  return sums;
}

}  // namespace

#define _mm512_srli_epi16(words, count) shift_right_plainly<__m512i>(words, count)
#define _mm256_srli_epi16(words, count) shift_right_plainly<__m256i>(words, count)
#define _mm512_madd_epi16(a, b) add_pairs_plainly<__m512i>(__m512i{}, a, b)
#define _mm512_dpwssd_epi32(sums, a, b) add_pairs_plainly<__m512i>(sums, a, b)
#define _mm256_dpwssd_avx_epi32(sums, a, b) add_pairs_plainly<__m256i>(sums, a, b)

#include "step/kernels.cc"
