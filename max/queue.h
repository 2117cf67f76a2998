// SPDX-License-Identifier: MIT
// A bounded lock-free queue: multiple producers, multiple consumers.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

// D. Vyukov's bounded MPMC queue: every cell stores the turn at which it is next written or read. All memory is
// allocated in the constructor. `Capacity` is a power of two.
template <typename Item, size_t Capacity>
class Queue {
 public:
  Queue() : cells_(Capacity) {
    for (size_t i = 0; i < Capacity; ++i) cells_[i].turn.store(i, std::memory_order_relaxed);
  }

  // False if it is full.
  bool push(const Item &item) {
    uint64_t position = written_.load(std::memory_order_relaxed);
    while (true) {
      Cell &cell = cells_[position % Capacity];
      const int64_t ahead = static_cast<int64_t>(cell.turn.load(std::memory_order_acquire) - position);
      if (ahead < 0) return false;
      if (ahead > 0) {
        position = written_.load(std::memory_order_relaxed);
      } else if (written_.compare_exchange_weak(position, position + 1, std::memory_order_relaxed)) {
        cell.item = item;
        cell.turn.store(position + 1, std::memory_order_release);
        return true;
      }
    }
  }

  // False if it is empty.
  bool pop(Item *item) {
    uint64_t position = read_.load(std::memory_order_relaxed);
    while (true) {
      Cell &cell = cells_[position % Capacity];
      const int64_t ahead = static_cast<int64_t>(cell.turn.load(std::memory_order_acquire) - (position + 1));
      if (ahead < 0) return false;
      if (ahead > 0) {
        position = read_.load(std::memory_order_relaxed);
      } else if (read_.compare_exchange_weak(position, position + 1, std::memory_order_relaxed)) {
        *item = cell.item;
        cell.turn.store(position + Capacity, std::memory_order_release);
        return true;
      }
    }
  }

  bool is_empty() const {
    const uint64_t position = read_.load(std::memory_order_relaxed);
    return static_cast<int64_t>(cells_[position % Capacity].turn.load(std::memory_order_acquire) - (position + 1)) < 0;
  }

 private:
  static_assert((Capacity & (Capacity - 1)) == 0, "turns have to come round");

  struct Cell {
    std::atomic<uint64_t> turn;
    Item item;
  };

  std::vector<Cell> cells_;  // (Capacity,)
  std::atomic<uint64_t> written_{0};
  std::atomic<uint64_t> read_{0};
};
