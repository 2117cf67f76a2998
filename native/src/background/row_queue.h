// SPDX-License-Identifier: MIT
// A lock-free queue (single producer, single consumer) of log rows from the audio thread to the writer.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "mdrnn/mdrnn.h"

namespace mdrnn {

struct Row {
  int64_t microseconds;  // since its recording began
  uint32_t recording;    // its number
  uint16_t source;       // mdrnn_source
  uint16_t count;
  float values[MDRNN_MAX_VALUES];  // (count,)
};

class RowQueue {
 public:
  // False if the queue is full.
  bool push(const Row &row) noexcept {
    const size_t words = kHead + row.count;
    const size_t end = end_.load(std::memory_order_relaxed);
    if (words_.size() - (end - begin_.load(std::memory_order_acquire)) < words) return false;
    const char *bytes = reinterpret_cast<const char *>(&row);
    for (size_t i = 0; i < words; ++i) std::memcpy(place(end + i), bytes + kWord * i, kWord);
    end_.store(end + words, std::memory_order_release);
    return true;
  }

  // False if the queue is empty.
  bool pop(Row *row) noexcept {
    const size_t begin = begin_.load(std::memory_order_relaxed);
    if (begin == end_.load(std::memory_order_acquire)) return false;
    char *bytes = reinterpret_cast<char *>(row);
    for (size_t i = 0; i < kHead; ++i) std::memcpy(bytes + kWord * i, place(begin + i), kWord);
    for (size_t i = kHead; i < kHead + row->count; ++i) std::memcpy(bytes + kWord * i, place(begin + i), kWord);
    begin_.store(begin + kHead + row->count, std::memory_order_release);
    return true;
  }

 private:
  static constexpr size_t kWord = sizeof(uint32_t);
  static constexpr size_t kHead = offsetof(Row, values) / kWord;

  // A row takes one word per value and four more: room for ten thousand rows of two values, a thousand of 63.
  uint32_t *place(size_t word) { return &words_[word % words_.size()]; }

  std::array<uint32_t, size_t{1} << 16> words_{};  // zeroed, so that every page is mapped
  std::atomic<size_t> begin_{0}, end_{0};          // words since the first row

  static_assert(std::atomic<size_t>::is_always_lock_free && sizeof(float) == kWord);
};

}  // namespace mdrnn
