// SPDX-License-Identifier: MIT
// Models loaded from memory, and their packed form: the same music, and all damage is reported.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "golden.h"
#include "mdrnn/mdrnn.hpp"
#include "mdrnn/mdrnn_bare.h"
#include "step/packed.h"
#include "step/sentence.h"

namespace {

using Bytes = std::vector<char>;

Bytes read_file(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

Bytes pack(const char *model, mdrnn_precision precision) {
  mdrnn_error error{};
  const std::string path = golden(model);
  Bytes form(mdrnn_pack(path.c_str(), precision, nullptr, 0, &error));
  CHECK(error.status == MDRNN_OK);
  CHECK(mdrnn_pack(path.c_str(), precision, form.data(), form.size(), nullptr) == form.size());
  return form;
}

mdrnn::Handle performer() { return mdrnn::Handle(mdrnn_create(1000.0, 7, nullptr)); }

std::vector<float> music(mdrnn_performer *performer) {
  const int dimension = mdrnn_get_model_info(performer).dimension;
  std::vector<float> event(static_cast<size_t>(dimension), 0.5f), heard;
  for (int step = 0; step < 30; ++step) {
    REQUIRE(mdrnn_step(performer, event.data(), event.data(), nullptr) == MDRNN_OK);
    heard.insert(heard.end(), event.begin(), event.end());
  }
  return heard;
}

mdrnn_status load(const Bytes &bytes, const mdrnn_load_options *options = nullptr, mdrnn_error *error = nullptr) {
  const mdrnn::Handle made = performer();
  return mdrnn_load_memory(made.get(), bytes.data(), bytes.size(), options, error);
}

std::string refusal(const Bytes &bytes) {
  mdrnn_error error{};
  CHECK(load(bytes, nullptr, &error) == error.status);
  return error.sentence;
}

// Changes the number at byte `at` and corrects the checksum.
template <typename Number>
Bytes changed(Bytes form, size_t at, Number number) {
  std::memcpy(form.data() + at, &number, sizeof number);
  uint32_t sum = 2166136261u;
  for (size_t i = 16; i < form.size(); ++i) sum = (sum ^ static_cast<unsigned char>(form[i])) * 16777619u;
  std::memcpy(form.data() + 12, &sum, sizeof sum);
  return form;
}

size_t weights_begin(const Bytes &form) {
  uint32_t text = 0;
  std::memcpy(&text, form.data() + 64, sizeof text);
  return (72 + text + 63) / 64 * 64;
}

// Replaces a text, padded with spaces so that no offset in the file changes.
Bytes with_text(Bytes file, std::string text,
                const std::string &old = R"("values": [{"name": "x", "range": [0, 1]}, )"
                                         R"({"name": "y", "range": [0, 1]}])") {
  const auto found = std::search(file.begin(), file.end(), old.begin(), old.end());
  REQUIRE(found != file.end());
  text.resize(old.size(), ' ');
  std::copy(text.begin(), text.end(), found);
  return file;
}

// The values of what the machine plays by itself.
std::vector<float> battle(mdrnn_performer *performer) {
  mdrnn_set(performer, MDRNN_MODE, MDRNN_BATTLE, nullptr);
  mdrnn_event event;
  std::vector<float> heard;
  for (int events = 0; events < 20;) {
    const int64_t until = mdrnn_now(performer) + 50;
    while (mdrnn_advance(performer, until, &event) != 0)
      heard.insert(heard.end(), event.values, event.values + event.count), ++events;
  }
  return heard;
}

std::string written(const char *format, ...) {
  char text[100];
  va_list arguments;
  va_start(arguments, format);
  mdrnn::write_sentence(text, sizeof text, format, arguments);
  va_end(arguments);
  return text;
}

}  // namespace

TEST_CASE("packed models, and files loaded from memory, play the same bits as the file in every precision") {
  for (const char *model : kNative)
    for (int precision = 0; precision < MDRNN_PRECISION_COUNT; ++precision) {
      CAPTURE(model);
      CAPTURE(precision);
      mdrnn_load_options options{};
      options.precision = static_cast<mdrnn_precision>(precision);
      const mdrnn::Handle from_file = performer(), from_memory = performer(), packed = performer();
      REQUIRE(mdrnn_load(from_file.get(), golden(model).c_str(), &options, nullptr) == MDRNN_OK);
      const Bytes file = read_file(golden(model)), form = pack(model, options.precision);
      REQUIRE(mdrnn_load_memory(from_memory.get(), file.data(), file.size(), &options, nullptr) == MDRNN_OK);
      REQUIRE(mdrnn_load_memory(packed.get(), form.data(), form.size(), &options, nullptr) == MDRNN_OK);
      const std::vector<float> expected = music(from_file.get());
      CHECK(music(from_memory.get()) == expected);
      CHECK(music(packed.get()) == expected);
      const mdrnn_model_info info = mdrnn_get_model_info(packed.get());
      CHECK(std::string(info.kind) == "packed");
      CHECK(std::string(info.metadata) == mdrnn_get_model_info(from_file.get()).metadata);
    }
}

TEST_CASE("models with the same weights but different gates do not share them") {
  const mdrnn::Handle sigmoid = performer(), hard = performer(), alone = performer();
  constexpr const char *kHard = "explicit_hard-d3-u5-l2-m2.tflite";  // same numbers as kExplicit
  REQUIRE(mdrnn_load(alone.get(), golden(kHard).c_str(), nullptr, nullptr) == MDRNN_OK);
  const std::vector<float> expected = music(alone.get());
  REQUIRE(mdrnn_load(alone.get(), golden(kExplicit).c_str(), nullptr, nullptr) ==
          MDRNN_OK);  // the weights with hard gates are freed
  REQUIRE(mdrnn_load(sigmoid.get(), golden(kExplicit).c_str(), nullptr, nullptr) == MDRNN_OK);
  REQUIRE(mdrnn_load(hard.get(), golden(kHard).c_str(), nullptr, nullptr) == MDRNN_OK);
  CHECK(music(hard.get()) == expected);
  CHECK(music(sigmoid.get()) != expected);
}

TEST_CASE("packing again gives the same bytes") {
  for (int precision = 0; precision < MDRNN_PRECISION_COUNT; ++precision) {
    const Bytes form = pack("explicit_hard-d3-u5-l2-m2.tflite", static_cast<mdrnn_precision>(precision));
    const std::string path = "packed-again.bin";
    std::ofstream(path, std::ios::binary).write(form.data(), static_cast<std::streamsize>(form.size()));
    Bytes again(form.size());
    CHECK(mdrnn_pack(path.c_str(), static_cast<mdrnn_precision>(precision), again.data(), again.size(), nullptr) ==
          form.size());
    CHECK(again == form);
    std::remove(path.c_str());
  }
}

TEST_CASE("a model's grain goes with it: in the file, packed, and on a worker thread") {
  const std::string path = "with-grain.tflite";
  const Bytes file = with_text(read_file(MDRNN_GOLDEN_DIR "/mouse-3d-xs.tflite"), R"("grain": [0.25, 0.125])");
  std::ofstream(path, std::ios::binary).write(file.data(), static_cast<std::streamsize>(file.size()));
  Bytes form(mdrnn_pack(path.c_str(), MDRNN_FLOAT32, nullptr, 0, nullptr));
  CHECK(mdrnn_pack(path.c_str(), MDRNN_FLOAT32, form.data(), form.size(), nullptr) == form.size());
  mdrnn_load_options on_a_worker{}, in_place{};
  on_a_worker.step_budget = 1e-12;
  in_place.step_budget = 1.0;  // also where a sanitizer makes steps slow
  const mdrnn::Handle from_file = performer(), packed = performer(), ahead = performer(), plain = performer();
  REQUIRE(mdrnn_load_memory(from_file.get(), file.data(), file.size(), &in_place, nullptr) == MDRNN_OK);
  REQUIRE(mdrnn_load_memory(packed.get(), form.data(), form.size(), &in_place, nullptr) == MDRNN_OK);
  REQUIRE(mdrnn_load(ahead.get(), path.c_str(), &on_a_worker, nullptr) == MDRNN_OK);
  REQUIRE(mdrnn_load(plain.get(), MDRNN_GOLDEN_DIR "/mouse-3d-xs.tflite", &in_place, nullptr) == MDRNN_OK);
  std::remove(path.c_str());
  CHECK(mdrnn_get_model_info(plain.get()).grain == nullptr);
  for (const mdrnn::Handle *each : {&from_file, &packed, &ahead}) {
    const float *grain = mdrnn_get_model_info(each->get()).grain;
    REQUIRE(grain != nullptr);
    CHECK((grain[0] == 0.25f && grain[1] == 0.125f));
    CHECK(mdrnn_get(each->get(), MDRNN_GRAIN) == -1.0);
    for (const float value : battle(each->get())) CHECK(value * 8.0f == std::floor(value * 8.0f));
  }
  CHECK(music(packed.get()) == music(from_file.get()));
  for (mdrnn_performer *each : {packed.get(), plain.get()}) {
    mdrnn_set(each, MDRNN_GRAIN, 0.0, nullptr);
    mdrnn_reset(each);
    mdrnn_seed(each, 3);
  }
  CHECK(music(packed.get()) == music(plain.get()));
  const Bytes wrong = with_text(form, R"("grain": [0.25, 0.825])", R"("grain": [0.25, 0.125])");
  CHECK(refusal(changed(wrong, 8, static_cast<uint32_t>(wrong.size()))) ==
        "metadata: number 1 of grain is 0.825, expected 0 to 0.5");
}

TEST_CASE("any changed or missing byte of a packed model is reported") {
  const Bytes form = pack(kExplicit, MDRNN_INT8);
  for (size_t at = 0; at < form.size(); ++at) {
    Bytes damaged = form;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    CHECK(load(damaged) != MDRNN_OK);
  }
  for (size_t size = 0; size < form.size(); ++size) CHECK(load(Bytes(form.begin(), form.begin() + size)) != MDRNN_OK);
  Bytes damaged = form;
  damaged[200] ^= 1;
  CHECK(refusal(damaged) == "the packed model is damaged: its checksum is wrong");
  CHECK(refusal(Bytes(form.begin(), form.end() - 4)) ==
        "the packed model is cut off: " + std::to_string(form.size() - 4) + " bytes long, expected " +
            std::to_string(form.size()));
}

TEST_CASE("impossible sizes in a packed model are reported even if the checksum is right") {
  const Bytes form = pack(kExplicit, MDRNN_FLOAT32);
  const auto with = [&](size_t word, int32_t number) { return refusal(changed(form, 4 * word, number)); };
  CHECK(with(4, 3) == "");  // unchanged
  CHECK(with(4, 1) == "its dimension is 1, expected 2 to 64");
  CHECK(with(5, -1) == "its number of layers is -1, expected 1 to 128");
  CHECK(with(6, 2147483647) == "its number of units is 2147483647, expected 1 to 4096");
  CHECK(with(7, 0) == "its number of mixtures is 0, expected 1 to 1024");
  CHECK(with(8, 3) == "its precision is 3, expected 0 to 2");
  CHECK(with(17, 2) == "its kind of gates is 2, expected 0 to 1");
  const char *too_many = sizeof(size_t) == 4 ? "are too large for this machine" : "bytes of weights, expected";
  CHECK(with(6, 4096).find(too_many) != std::string::npos);
  for (size_t word = 4; word < 18; ++word)
    for (const int32_t number : {0, -1, 1, 64, 2147483647, -2147483647 - 1, 0x7fc00000, 4096}) with(word, number);
}

TEST_CASE("invalid weights, scales and temperatures are reported even if the checksum is right") {
  for (const double number : {0.0, -1.0, 1e-7, 1e300, static_cast<double>(NAN), static_cast<double>(INFINITY)})
    CHECK(refusal(changed(pack(kExplicit, MDRNN_INT8), 40, number)).find("its scale is ") == 0);
  for (const double number : {-0.1, 1000.5, 1e300, static_cast<double>(INFINITY)}) {
    CHECK(refusal(changed(pack(kExplicit, MDRNN_INT8), 48, number)).find("its pi_temperature is ") == 0);
    CHECK(refusal(changed(pack(kExplicit, MDRNN_INT8), 56, number)).find("its sigma_temperature is ") == 0);
  }
  for (const float number : {NAN, INFINITY, -INFINITY, 1e30f})
    CHECK(refusal(changed(pack(kExplicit, MDRNN_INT8), 36, number)).find("its sigma offset is ") == 0);
  CHECK(refusal(changed(pack(kExplicit, MDRNN_FLOAT32), 36, NAN)) ==
        "its sigma offset is nan, expected a number from -1e+09 to 1e+09");
}

TEST_CASE("every weight and every scale of a packed model is checked, in each precision") {
  // Layers of 2 * 20 biases, 2 * 100 and 60 + 100 weights, a head of 14 + 70; bfloat16 halves those that
  // multiply a hidden state, and int8 has a scale for every 5 of them.
  constexpr int kExpected[MDRNN_PRECISION_COUNT] = {484, 364, 244};
  for (int precision = 0; precision < MDRNN_PRECISION_COUNT; ++precision) {
    CAPTURE(precision);
    const Bytes form = pack(kExplicit, static_cast<mdrnn_precision>(precision));
    const size_t begin = weights_begin(form);
    REQUIRE(begin < form.size());
    int looked_at = 0, words = 0;
    for (size_t at = begin; at < form.size(); at += 4, ++words) {
      const std::string told = refusal(changed(form, at, 1e30f));
      if (told.empty()) continue;
      ++looked_at;
      CHECK(told.find("expected a number") != std::string::npos);
      CHECK(refusal(changed(form, at, NAN)) != "");
      CHECK(refusal(changed(form, at, INFINITY)) != "");
    }
    CHECK(looked_at == kExpected[precision]);
    CHECK(words > looked_at);  // padding between matrices, and int8 weights, can be anything
  }
}

TEST_CASE("an error about a number in a packed model says where it is") {
  const Bytes form = pack(kExplicit, MDRNN_BFLOAT16);
  const size_t bias = weights_begin(form), recurrent = bias + 128;  // 20 numbers and 48 bytes of padding
  CHECK(refusal(changed(form, bias, NAN)) == "a bias of lstm_0 is nan, expected a number from -1e+09 to 1e+09");
  CHECK(refusal(changed(form, recurrent, 0x3f80ff80)) ==  // 1 in the upper half of the word, -infinity in the lower
        "a weight of lstm_0 is -inf, expected a number from -1e+09 to 1e+09");
  const Bytes whole = pack(kExplicit, MDRNN_INT8);
  CHECK(refusal(changed(whole, recurrent, -1.0f)) ==
        "a scale of lstm_0 is -1, expected a number above 0 and up to 1e+09");
  CHECK(refusal(changed(form, recurrent - 4, 2e9f)) == "");  // between two matrices
}

TEST_CASE("a packed relative model says so, and its rates and silent rows are checked") {
  for (int precision = 0; precision < MDRNN_PRECISION_COUNT; ++precision) {
    CAPTURE(precision);
    const Bytes form = pack(kRelative, static_cast<mdrnn_precision>(precision));
    const auto with = [&](size_t at, auto number) { return refusal(changed(form, at, number)); };
    CHECK(with(70, int16_t{1}) == "");  // unchanged
    CHECK(with(70, int16_t{2}) == "its kind of network is 2, expected 0 to 1");
    CHECK(with(70, int16_t{0}).find("bytes of weights, expected") != std::string::npos);
    CHECK(with(24, 2) == "its 2 units cannot carry 2 values");
    // Two layers, each of 20 biases and a recurrent kernel, then the rates.
    const size_t recurrent = weights_begin(form) + 128;
    const size_t words = precision == MDRNN_FLOAT32 ? 100 : precision == MDRNN_BFLOAT16 ? 60 : 60;
    const size_t rates = weights_begin(form) + 2 * (128 + (words * 4 + 63) / 64 * 64);
    for (const float rate : {0.0f, -1.0f, NAN, INFINITY, 2e9f})
      CHECK(with(rates + 4, rate).find("a rate of lstm_0 is ") == 0);
    CHECK(with(rates, 1.0f) == "");
    CHECK(with(rates + 8, NAN) == "");                                    // there are two
    const size_t first = recurrent + (precision == MDRNN_INT8 ? 32 : 0);  // after the scales of a block
    const uint32_t ones[] = {0x3f800000, 0x3f80, 0x01};
    CHECK(with(first, ones[precision]) == "a recurrent weight of lstm_0 is not 0, expected 0 for the first 2 units");
  }
  CHECK(pack(kExplicit, MDRNN_FLOAT32)[70] == 0);
}

TEST_CASE("an int8 scale in a file that is unusable is replaced") {
  mdrnn::Weights weights{{2, 1, 1, 1, 10.0}, {}, {}};
  mdrnn::Layer layer{std::vector<float>(12, 1e-44f), std::vector<float>(4), std::vector<float>(4), {}};
  layer.recurrent_scales = {1e30f, INFINITY, NAN, 0.0f};
  weights.layers = {layer};
  weights.head = {std::vector<float>(5), std::vector<float>(5), 1.0f};
  const mdrnn::PackedWeights packed(weights, mdrnn::scalar_kernels(MDRNN_INT8));
  const mdrnn::Weights again = mdrnn::unpack(packed.view());
  for (const float scale : again.layers[0].recurrent_scales) CHECK(scale == 1.0f);
  for (const float number : again.layers[0].kernel) CHECK(std::fabs(number) <= 1e-44f);
}

TEST_CASE("failures to pack or load from memory are reported, and the previous model keeps playing") {
  mdrnn_error error{};
  CHECK(mdrnn_pack(golden("gru-d3-u5-l1-m2.tflite").c_str(), MDRNN_FLOAT32, nullptr, 0, &error) == 0);
  CHECK(error.status == MDRNN_NO_ENGINE);
  CHECK(mdrnn_arena_size("no model at all, but some bytes that are long enough to be a header of one ........", 80,
                         &error) == 0);
  CHECK(std::string(error.sentence) == "not a packed model, expected a file written by mdrnn export");
  const mdrnn::Handle made = performer();
  const Bytes form = pack(kExplicit, MDRNN_FLOAT32);
  REQUIRE(mdrnn_load_memory(made.get(), form.data(), form.size(), nullptr, nullptr) == MDRNN_OK);
  mdrnn_load_options options{};
  options.dimension = 9;
  CHECK(mdrnn_load_memory(made.get(), form.data(), form.size(), &options, &error) == MDRNN_BAD_ARGUMENT);
  CHECK(std::string(error.sentence) == "its dimension is 3, expected 9");
  options.dimension = 0;
  options.engine = MDRNN_TFLITE;
  CHECK(mdrnn_load_memory(made.get(), form.data(), form.size(), &options, &error) == MDRNN_NO_ENGINE);
  CHECK(mdrnn_get_model_info(made.get()).dimension == 3);
}

TEST_CASE("a sentence is written as printf writes it") {
  for (const double number : {0.0,
                              1.0,
                              -1.0,
                              0.1,
                              100.0,
                              123456.0,
                              1234567.0,
                              1e9,
                              1e-4,
                              1.5e-5,
                              0.001,
                              999999.5,
                              3600.0,
                              1e300,
                              1e-300,
                              1.75e308,
                              5e-324,
                              0.5,
                              2.0 / 3,
                              -12.25,
                              static_cast<double>(NAN),
                              static_cast<double>(INFINITY),
                              -static_cast<double>(INFINITY)}) {
    char expected[50];
    std::snprintf(expected, sizeof expected, "%g", number);
    std::replace(std::begin(expected), std::end(expected), ',', '.');  // under a German locale
    CHECK(written("%g", number) == expected);
  }
  CHECK(written("%d and %d, %s %.3s|%%", 0, -2147483647 - 1, "word", "cut off") == "0 and -2147483648, word cut|%");
  CHECK(written("%.*s|%.*s|%.0s", 2, "cut", 9, "whole", "none") == "cu|whole|");
  CHECK(written("%u %ld %zu", ~0u, -1L, sizeof(char)) == "4294967295 -1 1");
  CHECK(written("%lld %llu %zu", INT64_MIN, UINT64_MAX, SIZE_MAX) ==
        "-9223372036854775808 18446744073709551615 " + std::to_string(SIZE_MAX));
  CHECK(written("%s", std::string(200, 'x').c_str()) == std::string(99, 'x'));
}
