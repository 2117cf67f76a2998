// SPDX-License-Identifier: MIT
// Damages a .tflite file or a packed model but keeps most of it plausible.
#include "mutate.h"

#include <algorithm>
#include <cstring>

#include "file/flatbuffer.h"
#include "file/packed_form.h"

using mdrnn::Bytes;
using mdrnn::Random;
using mdrnn::Span;
using mdrnn::Table;

namespace {

// What a number in the file means: swapping two of the same kind makes a new graph.
enum class Kind { kOpCode, kTensorIndex, kLength, kType, kBufferIndex, kCodeIndex, kOption, kOffset, kFloat, kText };

struct Place {
  Kind kind;
  uint64_t at;
  uint32_t width;  // bytes
};

// Follows the tables as the reader does, and notes where each number is.
class Surveyor {
 public:
  explicit Surveyor(const File &file) : bytes_(file.data(), file.size()) {
    const Table model(&bytes_, bytes_.read<uint32_t>(0));
    add(Kind::kOffset, 0, 4);
    each(model, 1, [this](const Table &code) { survey_code(code); });
    each(model, 2, [this](const Table &graph) { survey_graph(graph); });
    each(model, 4, [this](const Table &buffer) { survey_data(buffer); });
    each(model, 6, [this](const Table &entry) { number(Kind::kBufferIndex, entry, 1, 4); });
    each(model, 7, [this](const Table &signature) { survey_signature(signature); });
  }

  std::vector<Place> places;

 private:
  void add(Kind kind, uint64_t at, uint32_t width) {
    if (at + width <= bytes_.size()) places.push_back({kind, at, width});
  }

  void number(Kind kind, const Table &table, int field, uint32_t width) {
    if (const uint64_t at = table.place(field)) add(kind, at, width);
  }

  // A vector's offset, its count and its elements.
  void vector(Kind kind, const Table &table, int field, uint32_t width) {
    number(Kind::kOffset, table, field, 4);
    const Span span = table.vector(field, width);
    if (span.count == 0) return;
    add(Kind::kLength, span.begin - 4, 4);
    for (uint32_t i = 0; i < std::min(span.count, uint32_t{64}); ++i) add(kind, span.begin + i * width, width);
  }

  template <typename Visit>
  void each(const Table &table, int field, const Visit &visit) {
    vector(Kind::kOffset, table, field, 4);
    const Span span = table.vector(field, 4);
    for (uint32_t i = 0; i < std::min(span.count, uint32_t{1000}); ++i) visit(Table::element(span, i));
  }

  void survey_code(const Table &code) {
    number(Kind::kOpCode, code, 0, 1);
    number(Kind::kOpCode, code, 3, 4);
    vector(Kind::kText, code, 1, 1);
  }

  void survey_graph(const Table &graph) {
    each(graph, 0, [this](const Table &tensor) { survey_tensor(tensor); });
    vector(Kind::kTensorIndex, graph, 1, 4);
    vector(Kind::kTensorIndex, graph, 2, 4);
    each(graph, 3, [this](const Table &op) { survey_operator(op); });
  }

  void survey_tensor(const Table &tensor) {
    vector(Kind::kLength, tensor, 0, 4);
    number(Kind::kType, tensor, 1, 1);
    number(Kind::kBufferIndex, tensor, 2, 4);
    vector(Kind::kText, tensor, 3, 1);
    const Table quantization = tensor.table(4);
    vector(Kind::kFloat, quantization, 2, 4);
    vector(Kind::kOption, quantization, 3, 8);
    number(Kind::kOption, quantization, 6, 4);
  }

  void survey_operator(const Table &op) {
    number(Kind::kCodeIndex, op, 0, 4);
    vector(Kind::kTensorIndex, op, 1, 4);
    vector(Kind::kTensorIndex, op, 2, 4);
    number(Kind::kType, op, 3, 1);
    const Table options = op.table(4);
    for (int field = 0; field < 5; ++field) number(Kind::kOption, options, field, field < 2 ? 1 : 4);
  }

  void survey_data(const Table &buffer) { vector(Kind::kFloat, buffer, 0, 4); }

  void survey_signature(const Table &signature) {
    for (const int field : {0, 1})
      each(signature, field, [this](const Table &entry) {
        vector(Kind::kText, entry, 0, 1);
        number(Kind::kTensorIndex, entry, 1, 4);
      });
    number(Kind::kOption, signature, 4, 4);
  }

  Bytes bytes_;
};

uint32_t below(Random &random, size_t count) { return count == 0 ? 0 : random.next() % static_cast<uint32_t>(count); }

uint64_t read(const File &file, const Place &place) {
  uint64_t value = 0;
  std::memcpy(&value, &file[place.at], place.width);
  return value;
}

void write(File *file, const Place &place, uint64_t value) { std::memcpy(&(*file)[place.at], &value, place.width); }

// A number that is close, far away, or at a limit.
uint64_t another(uint64_t value, size_t size, Random &random) {
  static constexpr uint64_t kEdges[] = {0,          1,          2,          3,          4,          64,
                                        127,        128,        255,        16384,      65536,      0x7fffffff,
                                        0x80000000, 0xffffffff, 0x7f800000, 0x7fc00000, 0x7f7fffff, 0xffffffffffffffff};
  switch (random.next() % 6) {
    case 0: return kEdges[below(random, std::size(kEdges))];
    case 1: return value + 1;
    case 2: return value - 1;
    case 3: return value ^ (uint64_t{1} << random.next() % 32);
    case 4: return below(random, size);
    default: return below(random, 160);
  }
}

void damage_structure(File *file, const File &other, Random &random) {
  const std::vector<Place> places = Surveyor(*file).places;
  for (uint32_t left = 1 + random.next() % 4; left > 0; --left) {
    const Place &place = places[below(random, places.size())];
    std::vector<Place> alike;
    for (const Place &candidate : places)
      if (candidate.kind == place.kind && candidate.width == place.width) alike.push_back(candidate);
    const Place &partner = alike[below(random, alike.size())];
    const uint64_t mine = read(*file, place), theirs = read(*file, partner);
    switch (random.next() % 4) {
      case 0: write(file, place, another(mine, file->size(), random)); break;
      case 1: write(file, place, theirs); break;
      case 2:
        write(file, place, theirs);
        write(file, partner, mine);
        break;
      default:
        if (place.at + place.width <= other.size()) write(file, place, read(other, place));
    }
  }
}

// Bytes that are not weights (text, tables, lists): those outside long stretches of data.
void damage_metadata(File *file, Random &random) {
  const std::vector<Place> places = Surveyor(*file).places;
  for (uint32_t left = 1 + random.next() % 8; left > 0; --left) {
    const Place &place = places[below(random, places.size())];
    const uint64_t near = place.at + random.next() % 24;
    const uint64_t at = near >= 12 ? near - 12 : near;
    if (at < file->size()) (*file)[at] = static_cast<uint8_t>(random.next());
  }
}

void damage_any(File *file, const File &other, Random &random) {
  for (uint32_t left = 1 + random.next() % 16; left > 0 && !file->empty(); --left) {
    const uint32_t at = below(random, file->size());
    const bool borrows = random.next() % 4 == 0 && at < other.size();
    (*file)[at] = borrows ? other[at] : static_cast<uint8_t>(random.next() >> 8);
  }
}

// ---- the packed form ------------------------------------------------------------------------------------------------

// Changes whole words, since every number is one or two of them; half of the changes in the header.
void damage_words(File *file, Random &random) {
  const uint32_t words = static_cast<uint32_t>(file->size() / 4), header = sizeof(mdrnn::PackedHeader) / 4;
  for (uint32_t left = 1 + random.next() % 4; left > 0; --left) {
    const uint32_t word = below(random, random.next() % 2 == 0 ? header : words);
    const Place place{Kind::kFloat, uint64_t{4} * word, 4};
    write(file, place, another(read(*file, place), file->size(), random));
  }
}

// Repairs most mutants, so that the code after the checks of size and checksum is reached, too.
void repair_sums(File *file, Random &random) {
  if (file->size() < sizeof(mdrnn::PackedHeader) || random.next() % 8 == 0) return;
  const auto size = static_cast<uint32_t>(file->size());
  std::memcpy(file->data() + 8, &size, sizeof size);
  const uint32_t sum = mdrnn::checksum(file->data() + mdrnn::kPackedSum, file->size() - mdrnn::kPackedSum);
  std::memcpy(file->data() + 12, &sum, sizeof sum);
}

}  // namespace

File mutate(const File &file, const File &other, Damage damage, Random &random) {
  File mutant = file;
  const bool is_packed = mdrnn::is_packed_form(file.data(), file.size());
  if (is_packed && (damage == Damage::kStructure || damage == Damage::kMetadata)) {
    damage_words(&mutant, random);
    repair_sums(&mutant, random);
    return mutant;
  }
  switch (damage) {
    case Damage::kStructure: damage_structure(&mutant, other, random); break;
    case Damage::kMetadata: damage_metadata(&mutant, random); break;
    case Damage::kTruncation: mutant.resize(below(random, file.size())); break;
    default: damage_any(&mutant, other, random);
  }
  if (is_packed) repair_sums(&mutant, random);
  return mutant;
}
