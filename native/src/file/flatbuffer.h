// SPDX-License-Identifier: MIT
// Bounds-checked reading of a FlatBuffer: a read outside the file returns 0 and is remembered.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace mdrnn {

class Bytes {
 public:
  Bytes(const uint8_t *data, size_t size) : data_(data), size_(size) {}
  const uint8_t *data() const { return data_; }
  size_t size() const { return size_; }

  // Offset of the first read that fell outside the file, or -1.
  int64_t damage() const { return damage_; }
  void set_damage(uint64_t offset) const {
    if (damage_ < 0) damage_ = static_cast<int64_t>(offset);
  }

  template <typename Number>
  Number read(uint64_t offset) const {
    Number number{};
    if (has(offset, sizeof number)) std::memcpy(&number, data_ + offset, sizeof number);  // the format is little-endian
    return number;
  }

  bool has(uint64_t offset, uint64_t length) const {
    if (offset <= size_ && length <= size_ - offset) return true;
    set_damage(offset);
    return false;
  }

 private:
  const uint8_t *data_;
  size_t size_;
  mutable int64_t damage_ = -1;
};

// A vector of `count` elements, entirely inside the file; empty if absent or damaged.
struct Span {
  const Bytes *bytes = nullptr;
  uint64_t begin = 0;
  uint32_t count = 0;

  template <typename Number>
  Number at(uint32_t index) const {
    return index < count ? bytes->read<Number>(begin + uint64_t{index} * sizeof(Number)) : Number{};
  }
};

constexpr uint32_t kMaxString = 4096;

// A table; position 0 means absent, and then so are all its fields.
class Table {
 public:
  Table() = default;
  Table(const Bytes *bytes, uint64_t position) : bytes_(bytes), position_(position) {}

  bool exists() const { return position_ != 0; }

  template <typename Number>
  Number number(int field, Number standard) const {
    const uint64_t at = place(field);
    return at == 0 ? standard : bytes_->read<Number>(at);
  }

  Table table(int field) const {
    const uint64_t at = place(field);
    return at == 0 ? Table() : Table(bytes_, at + bytes_->read<uint32_t>(at));
  }

  Span vector(int field, uint32_t element_size) const {
    const uint64_t at = place(field);
    if (at == 0) return {};
    const uint64_t start = at + bytes_->read<uint32_t>(at);
    const uint32_t count = bytes_->read<uint32_t>(start);
    if (!bytes_->has(start + 4, uint64_t{count} * element_size)) return {};
    return {bytes_, start + 4, count};
  }

  // At most kMaxString characters: names are compared with each other, which must not take long.
  std::string_view string(int field) const {
    const Span span = vector(field, 1);
    if (span.count == 0) return {};
    return {reinterpret_cast<const char *>(bytes_->data() + span.begin), std::min(span.count, kMaxString)};
  }

  static Table element(const Span &tables, uint32_t index) {
    const uint64_t at = tables.begin + uint64_t{index} * 4;
    return Table(tables.bytes, at + tables.bytes->read<uint32_t>(at));
  }

  // Position of a field's value, 0 if the table does not have it.
  uint64_t place(int field) const {
    if (!exists()) return 0;
    const int64_t vtable = static_cast<int64_t>(position_) - bytes_->read<int32_t>(position_);
    if (vtable < 0) {
      bytes_->set_damage(position_);
      return 0;
    }
    const uint64_t entry = 4 + uint64_t{2} * static_cast<uint64_t>(field);
    if (entry + 2 > bytes_->read<uint16_t>(static_cast<uint64_t>(vtable))) return 0;
    const uint16_t offset = bytes_->read<uint16_t>(static_cast<uint64_t>(vtable) + entry);
    return offset == 0 ? 0 : position_ + offset;
  }

 private:
  const Bytes *bytes_ = nullptr;
  uint64_t position_ = 0;
};

}  // namespace mdrnn
