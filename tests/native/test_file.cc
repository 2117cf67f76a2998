// SPDX-License-Identifier: MIT
// Files, whole and damaged: every one loads or is refused with a sentence.
#include <doctest/doctest.h>

#include <cstdint>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "file/graph_match.h"
#include "file/metadata.h"
#include "file/tflite_reader.h"
#include "golden.h"
#include "step/random.h"

using namespace mdrnn;

namespace {

std::vector<uint8_t> read_file(const std::string &path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

mdrnn_status read_and_match(const std::vector<uint8_t> &data, MatchedModel *model, mdrnn_error *error) {
  const Bytes bytes(data.data(), data.size());
  TfliteFile file;
  const mdrnn_status status = read_tflite(bytes, &file, error);
  return status != MDRNN_OK ? status : match_graph(file, model, error);
}

}  // namespace

TEST_CASE("every kind is recognised and complete") {
  for (const char *name : kNative) {
    CAPTURE(name);
    MatchedModel model;
    mdrnn_error error{};
    const auto status = read_and_match(read_file(golden(name)), &model, &error);
    CHECK_MESSAGE(status == MDRNN_OK, error.sentence);
    const Config &config = model.weights.config;
    CHECK(std::string(name).find("-d" + std::to_string(config.dimension) + "-u" + std::to_string(config.units) + "-l" +
                                 std::to_string(config.layers) + "-m" + std::to_string(config.mixtures)) !=
          std::string::npos);
    CHECK(std::string(name).rfind(model.kind, 0) == 0);
    CHECK(model.weights.layers.size() == static_cast<size_t>(config.layers));
    CHECK(model.ports.h_inputs.size() == static_cast<size_t>(config.layers));
  }
}

TEST_CASE("a file cut anywhere is refused with a sentence, or nothing but its tail is missing") {
  for (const char *name : kNative) {
    std::vector<uint8_t> data = read_file(golden(name));
    REQUIRE(data.size() > 1000);
    const size_t whole = data.size();
    while (data.size() > 16) {
      data.resize(data.size() - 1 - data.size() % 13);
      data.shrink_to_fit();  // so that a sanitizer sees a read behind the end
      MatchedModel model;
      mdrnn_error error{};
      const mdrnn_status status = read_and_match(data, &model, &error);
      if (status == MDRNN_OK)
        CHECK(data.size() > whole - 64);
      else
        CHECK(error.sentence[0] != '\0');
    }
  }
}

TEST_CASE("changed bytes are read within bounds") {
  Random random(1);
  int refused = 0, taken = 0;
  for (int round = 0; round < 3000; ++round) {
    std::vector<uint8_t> data = read_file(golden(kNative[round % std::size(kNative)]));
    for (int changes = 1 + static_cast<int>(random.next() % 4); changes > 0; --changes)
      data[random.next() % data.size()] = static_cast<uint8_t>(random.next());
    MatchedModel model;
    mdrnn_error error{};
    if (read_and_match(data, &model, &error) == MDRNN_OK) {
      ++taken;
    } else {
      ++refused;
      CHECK(error.sentence[0] != '\0');
    }
  }
  CHECK(taken > 100);
  CHECK(refused > 100);
}

TEST_CASE("a GRU is another make, and its ports are found by name") {
  for (const char *name : {"gru-d3-u5-l1-m2.tflite", "gru_unsigned-d3-u5-l1-m2.tflite"}) {
    const std::vector<uint8_t> data = read_file(golden(name));
    MatchedModel model;
    mdrnn_error error{};
    CHECK(read_and_match(data, &model, &error) == MDRNN_NO_ENGINE);
    TfliteFile file;
    const Bytes bytes(data.data(), data.size());
    REQUIRE(read_tflite(bytes, &file, nullptr) == MDRNN_OK);
    MatchedModel ports;
    REQUIRE_MESSAGE(match_ports(file, &ports, &error) == MDRNN_OK, error.sentence);
    CHECK(ports.weights.config.dimension == 3);
    CHECK(ports.weights.config.mixtures == 2);
    CHECK(ports.ports.c_inputs[0] == -1);
  }
}

TEST_CASE("scale is read from the outermost object only") {
  double scale = 10.0;
  CHECK(read_scale(R"( {"a": {"scale": 3}, "b": ["scale", 4], "c\"": "scale", "scale" : 2.5e1} )", &scale, nullptr) ==
        MDRNN_OK);
  CHECK(scale == 25.0);
  for (const char *json :
       {"", "[]", "7", R"({"scale": })", R"({"scale": -1})", R"({"scale": nan})", R"({"scale": 1e9})"}) {
    CAPTURE(json);
    scale = 10.0;
    CHECK(read_scale(json, &scale, nullptr) == MDRNN_BAD_FILE);
    CHECK(scale == 10.0);
  }
  for (const char *json : {"{}", "{\"a", "{\"scale\"", "{\"\\", R"({"x": "\"scale\": 3"})"}) {
    CAPTURE(json);
    CHECK(read_scale(json, &scale, nullptr) == MDRNN_OK);
    CHECK(scale == 10.0);
  }
}
