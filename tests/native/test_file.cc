// SPDX-License-Identifier: MIT
// Intact and damaged files: every one loads or is refused with a sentence.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "file/graph_match.h"
#include "file/metadata.h"
#include "file/tflite_reader.h"
#include "golden.h"
#include "mdrnn/mdrnn.hpp"
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

// A handmade graph with one output that concatenates mu, sigma and pi, for faults that mutants rarely hit.
class Graph {
 public:
  Graph() : file_{{Subgraph()}, {}, {}} {
    graph().outputs = {add(Op::kConcatenation, {constant(), constant(), constant()})};
  }

  int32_t constant() { return tensor({&bytes_, 0, sizeof one_}); }
  int32_t add(Op op, const std::vector<int32_t> &inputs) {
    const int32_t made = tensor({});
    graph().operators.push_back({op, {}, inputs, {made}, {}});
    return made;
  }
  void widen(int32_t tensor, int32_t length) { graph().tensors[static_cast<size_t>(tensor)].shape = {1, length}; }
  int32_t &operand(int32_t made, size_t index) { return graph().operators[maker(made)].inputs[index]; }
  int32_t &part_of_mixture(size_t part) { return graph().operators[0].inputs[part]; }

  std::string refusal() const {
    MatchedModel model;
    mdrnn_error error{};
    CHECK(match_graph(file_, &model, &error) != MDRNN_OK);
    return error.sentence;
  }

 private:
  Subgraph &graph() { return file_.subgraphs[0]; }
  int32_t tensor(const Span &data) {
    Tensor made;
    made.shape = {1, 1};
    made.data = data;
    graph().tensors.push_back(made);
    return static_cast<int32_t>(graph().tensors.size()) - 1;
  }
  size_t maker(int32_t made) {
    for (size_t i = 0; i < graph().operators.size(); ++i)
      if (graph().operators[i].outputs[0] == made) return i;
    return 0;
  }

  const float one_ = 1.0f;
  const Bytes bytes_{reinterpret_cast<const uint8_t *>(&one_), sizeof one_};
  TfliteFile file_;
};

// The golden relative model, to be damaged.
class RelativeFile {
 public:
  RelativeFile() : data_(read_file(golden(kRelative))), bytes_(data_.data(), data_.size()) {
    REQUIRE(read_tflite(bytes_, &file_, nullptr) == MDRNN_OK);
  }

  // The first operator of this kind that has a constant as this operand; -1: whatever its operands are.
  Operator &op(Op kind, int constant = -1) {
    for (Operator &each : graph().operators)
      if (each.op == kind && (constant < 0 || operand(each, static_cast<size_t>(constant)).is_constant())) return each;
    FAIL("no such operator");
    return graph().operators[0];
  }
  Tensor &operand(const Operator &op, size_t index) { return graph().tensors[static_cast<size_t>(op.inputs[index])]; }
  Tensor &result(const Operator &op) { return graph().tensors[static_cast<size_t>(op.outputs[0])]; }
  Tensor &rates() { return operand(op(Op::kMul, 1), 1); }
  Subgraph &graph() { return file_.subgraphs[0]; }

  template <typename Number>
  void write(const Tensor &constant, size_t index, Number number) {
    std::memcpy(data_.data() + constant.data.begin + index * sizeof number, &number, sizeof number);
  }

  std::string refusal() const {
    MatchedModel model;
    mdrnn_error error{};
    match_graph(file_, &model, &error);
    return error.sentence;
  }

 private:
  std::vector<uint8_t> data_;
  Bytes bytes_;
  TfliteFile file_;
};

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
    const bool is_hard = std::string(name).find("_hard") != std::string::npos;
    CHECK(config.gates == (is_hard ? Gates::kHardSigmoid : Gates::kSigmoid));
    CHECK(model.weights.layers.size() == static_cast<size_t>(config.layers));
    CHECK(model.ports.h_inputs.size() == static_cast<size_t>(config.layers));
  }
}

TEST_CASE("a file cut anywhere is refused with a sentence, unless only its tail is missing") {
  for (const char *name : kNative) {
    std::vector<uint8_t> data = read_file(golden(name));
    REQUIRE(data.size() > 1000);
    const size_t whole = data.size();
    while (data.size() > 16) {
      data.resize(data.size() - 1 - data.size() % 13);
      data.shrink_to_fit();  // so that a sanitizer sees reads past the end
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

TEST_CASE("a GRU is not recognised, but its ports are found by name") {
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

TEST_CASE("the scale is read from the file name if IMPSY wrote it there") {
  for (const auto &row : std::initializer_list<std::pair<const char *, double>>{
           {"m-scale12.tflite", 12.0},
           {"/a-scale3/musicMDRNN-dim9-layers2-units64-mixtures5-scale10.tflite", 10.0},
           {"C:\\a-scale3\\m-scale2.5-ckpt.tflite", 2.5},
           {"m-scale12", 12.0},
           {"m-scale7.tflite", 7.0},
           {"m-scale7.5", 7.0},  // after the last point comes the extension
           {"m.tflite", 10.0},
           {"", 10.0},
           {"upscale12.tflite", 10.0},
           {"m-scale.tflite", 10.0},
           {"m-scale0.tflite", 10.0},
           {"m-scale99999999999.tflite", 10.0}}) {
    CAPTURE(row.first);
    CHECK(scale_in_name(row.first, 10.0) == row.second);
  }
}

TEST_CASE("dimension 1, dt alone, is refused however a model is loaded") {
  mdrnn_error error{};
  const std::string path = golden("explicit-d1-u5-l1-m2.tflite");
  const mdrnn::Handle performer(mdrnn_create(1000.0, 7, nullptr));
  for (const mdrnn_engine engine : {MDRNN_AUTO, MDRNN_NATIVE, MDRNN_TFLITE}) {
    mdrnn_load_options options{};
    options.engine = engine;
    CHECK(mdrnn_load(performer.get(), path.c_str(), &options, &error) == MDRNN_BAD_FILE);
    CHECK(std::string(error.sentence) == path + ": its dimension is 1, expected 2 to 64: dt and the values");
  }
  CHECK(mdrnn_pack(path.c_str(), MDRNN_FLOAT32, nullptr, 0, &error) == 0);
  CHECK(std::string(error.sentence) == path + ": its dimension is 1, expected 2 to 64: dt and the values");
}

TEST_CASE("scale is read from the outermost object only") {
  double scale = 10.0;
  CHECK(read_scale(R"( {"a": {"scale": 3}, "b": ["scale", 4], "c\"": "scale", "scale" : 2.5e1} )", &scale, nullptr) ==
        MDRNN_OK);
  CHECK(scale == 25.0);
  for (const char *json : {"",
                           "[]",
                           "7",
                           "{\"a",
                           "{\"scale\"",
                           "{\"\\",
                           R"({"scale": 5)",
                           R"({"scale": 5, "a": ["}"})",
                           R"({"scale": })",
                           R"({"scale": 0})",
                           R"({"scale": -1})",
                           R"({"scale": nan})",
                           R"({"scale": 0,5})",
                           R"({"scale": 10x})",
                           R"({"scale": "10"})",
                           R"({"scale": Infinity})",
                           R"({"scale": 1e-7})",
                           R"({"scale": 1e9})",
                           R"({"scale": 1e300})",
                           R"({"scale": 1e99999999999})",
                           R"({"scale": 1e-99999999999})"}) {
    CAPTURE(json);
    scale = 10.0;
    CHECK(read_scale(json, &scale, nullptr) == MDRNN_BAD_FILE);
    CHECK(scale == 10.0);
  }
  for (const char *json : {"{}", R"({"x": "\"scale\": 3"})", R"({"a": {"scale": 3}} trailing)"}) {
    CAPTURE(json);
    CHECK(read_scale(json, &scale, nullptr) == MDRNN_OK);
    CHECK(scale == 10.0);
  }
}

TEST_CASE("an error about the scale shows it and nothing after it") {
  double scale = 10.0;
  mdrnn_error error{};
  read_scale(R"({"scale": -0.5, "x": 1})", &scale, &error);
  CHECK(std::string(error.sentence) == "metadata: scale is -0.5, expected a number from 1e-06 to 1e+06");
  read_scale(R"({"scale": })", &scale, &error);
  CHECK(std::string(error.sentence) == "metadata: scale is }, expected a number from 1e-06 to 1e+06");
}

TEST_CASE("a decimal number is read to the last bit, whatever its form") {
  double scale = 0.0;
  const auto read = [&](const std::string &number) {
    CHECK(read_scale("{\"scale\": " + number + "}", &scale, nullptr) == MDRNN_OK);
    return scale;
  };
  CHECK(read("10") == 10.0);
  CHECK(read("0.1") == 0.1);
  CHECK(read("12.5e-1") == 1.25);
  CHECK(read("1E+2 ") == 100.0);
  CHECK(read("0.000123456789012345") == 0.000123456789012345);
  CHECK(read("123456.789012345") == 123456.789012345);
  CHECK(read("1e6") == 1e6);
  CHECK(read("1e-6") == 1e-6);
  CHECK(read("0.30000000000000004") == doctest::Approx(0.3).epsilon(1e-15));
}

TEST_CASE("a recommended temperature outside the parameter's range is ignored") {
  for (const char *number : {"-0.1", "1000.5", "1e300", "NaN", "Infinity", "\"1\"", "null"}) {
    CAPTURE(number);
    const std::string json = std::string(R"({"recommended": {"pi": )") + number + "}}";
    CHECK(std::isnan(read_recommended(json, "pi")));
  }
  CHECK(read_recommended(R"({"recommended": {"pi": 1000}})", "pi") == 1000.0);
  CHECK(read_recommended(R"({"recommended": {"pi": 0}})", "pi") == 0.0);
}

TEST_CASE("recommended temperatures are read from their own object only") {
  const char *json =
      R"( {"pi": 1, "recommended": {"a": {"pi": 2}, "pi": 0.5, "none": "7"}, "sigma": 3, "c": {"d": 4}} )";
  CHECK(read_recommended(json, "pi") == 0.5);
  for (const char *name : {"sigma", "a", "none", "d", "recommended", ""}) {
    CAPTURE(name);
    CHECK(std::isnan(read_recommended(json, name)));
  }
  for (const char *other : {"", "{}", "[]", R"({"recommended": "pi"})", R"({"recommended": [0, {"pi": 1}]})",
                            R"({"recommended": {"pi")", R"({"recommended": {"pi": )", R"({"recommended)"}) {
    CAPTURE(other);
    CHECK(std::isnan(read_recommended(other, "pi")));
  }
}

TEST_CASE("nested sums that double at each level do not take for ever") {
  Graph graph;
  int32_t sum = graph.constant();
  for (int i = 0; i < 60; ++i) sum = graph.add(Op::kAdd, {sum, sum});
  graph.part_of_mixture(0) = sum;
  graph.part_of_mixture(1) = graph.add(Op::kElu, {graph.constant()});
  graph.widen(sum, kMaxMixtures * MDRNN_MAX_DIMENSION);  // more work for each
  graph.widen(graph.part_of_mixture(1), kMaxMixtures * MDRNN_MAX_DIMENSION);
  graph.widen(graph.part_of_mixture(2), kMaxMixtures);
  CHECK(graph.refusal() == "mu: an operand is missing or part of a cycle");
}

TEST_CASE("a sigma that depends on itself is refused") {
  Graph graph;
  const int32_t sigma = graph.add(Op::kAdd, {graph.constant(), 0});
  graph.operand(sigma, 1) = sigma;
  graph.part_of_mixture(1) = sigma;
  CHECK(graph.refusal() == "sigma: an operand is missing or part of a cycle");
}

TEST_CASE("a concatenation that contains itself is refused") {
  Graph graph;
  const int32_t joined = graph.add(Op::kConcatenation, {0, 0});
  graph.operand(joined, 0) = graph.operand(joined, 1) = joined;
  graph.part_of_mixture(0) = graph.add(Op::kFullyConnected, {joined, graph.constant()});
  graph.part_of_mixture(1) = graph.add(Op::kElu, {graph.constant()});
  CHECK(graph.refusal() == "mu: an operand is missing or part of a cycle");
}

TEST_CASE("a cell with a missing operand is refused") {
  Graph graph;
  const int32_t tanh = graph.add(Op::kTanh, {-1});
  const int32_t h = graph.add(Op::kMul, {graph.add(Op::kLogistic, {graph.constant()}), tanh});
  for (const size_t part : {0, 1, 2})
    graph.part_of_mixture(part) = graph.add(Op::kFullyConnected, {h, graph.constant()});
  graph.part_of_mixture(1) = graph.add(Op::kElu, {graph.part_of_mixture(1)});
  CHECK(graph.refusal() == "cell state: an operand is missing or part of a cycle");
}

TEST_CASE("the rates of a relative network are finite numbers above 0, one for each value") {
  CHECK(RelativeFile().refusal() == "");
  for (const float number : {0.0f, -1.0f, NAN, INFINITY, 2e9f}) {
    RelativeFile file;
    file.write(file.rates(), 1, number);
    CHECK(file.refusal().find("rates (") == 0);
    CHECK(file.refusal().find("number 1 is ") != std::string::npos);
  }
  RelativeFile file;
  file.rates().shape = {1};
  file.rates().data.count = sizeof(float);
  CHECK(file.refusal().find("are 1, expected 2, one for each value") != std::string::npos);
}

TEST_CASE("a relative network hears the differences from the values that its state carries, and nothing else of them") {
  const auto refusal = [](const auto &damage) {
    RelativeFile file;
    damage(file);
    const std::string told = file.refusal();
    CHECK(told != "");
    return told;
  };
  const auto says = [&](const auto &damage, const char *part) {
    const std::string told = refusal(damage);
    CHECK_MESSAGE(told.find(part) != std::string::npos, told);
  };
  says([](RelativeFile &file) { std::swap(file.op(Op::kSub).inputs[0], file.op(Op::kSub).inputs[1]); },
       "expected the values of the event, here and in the means");
  says([](RelativeFile &file) { file.op(Op::kSub).op = Op::kAdd; }, "moves: found ADD");
  says([](RelativeFile &file) { file.op(Op::kSub).inputs[1] = file.op(Op::kSub).inputs[0]; },
       "expected the last values, which lstm_0 itself does not hear");
  says([](RelativeFile &file) { file.op(Op::kSub).inputs[1] = -1; }, "SUB");
  const auto is_zero = [](RelativeFile &file) -> Operator & { return file.op(Op::kConcatenation, 0); };
  says([&](RelativeFile &file) { file.write(file.operand(is_zero(file), 0), 0, 0.5f); }, "mu: found CONCATENATION");
  says([&](RelativeFile &file) { std::swap(is_zero(file).inputs[0], is_zero(file).inputs[1]); }, "mu: found");
  const auto cut = [](RelativeFile &file, int32_t offset) {  // where the part of h begins that is heard
    for (Operator &each : file.graph().operators)
      if (each.op == Op::kStridedSlice && file.result(each).count() == 3 && file.operand(each, 0).count() == 5) {
        each.op = Op::kSlice;
        file.write(file.operand(each, 1), 1, offset);
        return;
      }
    FAIL("no such slice");
  };
  says([&](RelativeFile &file) { cut(file, 1); }, "LSTM layer");
  says([&](RelativeFile &file) { file.result(file.op(Op::kTanh)).shape = {1, 1}; }, "expected");
}
