// SPDX-License-Identifier: MIT
// Finds the network in a graph by its structure, never by names: tables -> weights, or why not.
//
// Walks backwards, from the mixture to the event, and skips operators that only move numbers
// (reshapes, the loop over a sequence of length one, tensor lists). The rest must be three dense heads
// on a stack of LSTM cells.
#include "file/graph_match.h"

#include <algorithm>
#include <string>

#include "file/graph_constants.h"
#include "file/graph_lstm.h"
#include "file/graph_relative.h"

namespace mdrnn {
namespace {

constexpr const char *kHeads[3] = {"mu", "sigma", "pi"};

class Matcher {
 public:
  Matcher(const TfliteFile &file, MatchedModel *model, mdrnn_error *error)
      : graph_(file, error), affine_(&graph_), model_(*model) {}

  mdrnn_status match() {
    if (!graph_.index() || !match_heads() || !match_layers() || !match_relative() || !check_sizes() || !find_ports())
      return graph_.status();
    assemble();  // last, so that the weights of a refused file are never unpacked
    return MDRNN_OK;
  }

 private:
  // ---- the heads ---------------------------------------------------------------------------------------------------

  // The mixture is the one output that concatenates three vectors, the second of them after an ELU.
  bool match_heads() {
    Value mixture;
    if (!find_mixture(&mixture)) return false;
    Value mu = graph_.source(graph_.operand(mixture, 0)), pi = graph_.source(graph_.operand(mixture, 2));
    Value sigma = graph_.source(graph_.operand(mixture, 1)), z;
    if (!mu.exists() || !sigma.exists() || !pi.exists()) return graph_.circles("mixture");
    if (!match_sizes(mu, sigma, pi) || !match_sigma(sigma, &z)) return false;
    const int components = static_cast<int>(graph_.tensor(mu).count());
    Value head;
    if (match_means(graph_, mu, &head, &means_from_)) mu = head;
    return match_head(mu, components, 0) && match_head(z, components, 1) &&
           match_head(pi, model_.weights.config.mixtures, 2);
  }

  bool find_mixture(Value *mixture) {
    const std::vector<int32_t> &outputs = graph_.file().subgraphs[0].outputs;
    for (size_t i = 0; i < outputs.size(); ++i) {
      const Value value = graph_.source({0, outputs[i]});
      if (!graph_.made_by(value, Op::kConcatenation) || graph_.producer(value)->inputs.size() != 3) continue;
      *mixture = value;
      model_.ports.mixture_output = static_cast<int>(i);
    }
    if (!mixture->exists())
      return graph_.unrecognised("none of the graph's " + std::to_string(outputs.size()) +
                                 " outputs is a mixture: expected a CONCATENATION of mu, sigma and pi");
    if (graph_.is_plain(*mixture, 1)) return true;
    return graph_.unrecognised("mixture", *mixture, "a CONCATENATION without activation");
  }

  bool match_sizes(Value mu, Value sigma, Value pi) {
    const int64_t components = graph_.tensor(mu).count(), mixtures = graph_.tensor(pi).count();
    if (mixtures < 1 || mixtures > kMaxMixtures || components < 1 || components % mixtures != 0 ||
        components / mixtures > MDRNN_MAX_DIMENSION || graph_.tensor(sigma).count() != components)
      return graph_.damaged("the mixture joins mu " + graph_.shape(mu) + ", sigma " + graph_.shape(sigma) + " and pi " +
                            graph_.shape(pi) + ", expected (1, M*D), (1, M*D) and (1, M)");
    model_.weights.config.mixtures = static_cast<int>(mixtures);
    model_.weights.config.dimension = static_cast<int>(components / mixtures);
    return true;
  }

  // elu(z) + constants -> z, and the sum of the constants.
  bool match_sigma(Value value, Value *z) {
    float &offset = model_.weights.head.sigma_offset;
    offset = 0.0f;
    for (int adds = 0; graph_.made_by(value, Op::kAdd) && graph_.is_plain(value); ++adds) {
      if (adds > kMaxDepth) return graph_.circles("sigma");
      Value term = graph_.source(graph_.operand(value, 0)), constant = graph_.source(graph_.operand(value, 1));
      if (graph_.is_constant(term)) std::swap(term, constant);
      if (!term.exists()) return graph_.circles("sigma");
      if (!find_constant(graph_, &constant, "sigma offset")) return false;
      if (graph_.tensor(constant).count() != 1) return graph_.unrecognised("sigma offset", constant, "one number");
      if (!check_number(graph_, constant, 0, "sigma offset")) return false;
      offset += element(graph_.tensor(constant), 0);
      value = term;
    }
    if (!graph_.made_by(value, Op::kElu)) return graph_.unrecognised("sigma", value, "ELU and then ADD");
    *z = graph_.operand(value, 0);
    return true;
  }

  bool match_head(Value value, int outputs, size_t part) {
    if (!affine_.read(value, outputs, kHeads[part], &heads_[part])) return false;
    if (heads_[part].terms.size() != 1)
      return graph_.unrecognised(kHeads[part], graph_.source(value), "one dense layer on the last hidden state");
    const Value h = heads_[part].terms[0].source;
    return h == heads_[0].terms[0].source || graph_.unrecognised("mixture", h, "the last hidden state");
  }

  // ---- the layers --------------------------------------------------------------------------------------------------

  // From the last layer to the first.
  bool match_layers() {
    Value h = heads_[0].terms[0].source;
    while (graph_.step_input(h) < 0) {
      if (cells_.size() >= static_cast<size_t>(kMaxLayers))
        return graph_.damaged("more than " + std::to_string(kMaxLayers) + " LSTM layers");
      Cell cell;
      if (!match_cell(graph_, affine_, h, &cell)) return false;
      h = cell.input;
      cells_.insert(cells_.begin(), std::move(cell));
    }
    if (cells_.empty()) return graph_.unrecognised("mixture", h, "the last hidden state of an LSTM layer");
    model_.ports.event_input = graph_.step_input(h);
    return true;
  }

  // Whether layer 0 hears moves and the means are relative to the event: both or neither.
  bool match_relative() {
    const Cell &first = cells_[0];
    Config &config = model_.weights.config;
    config.is_relative = first.moves.exists() || first.carried != 0 || means_from_.exists();
    if (!config.is_relative) return true;
    const int64_t count = config.dimension - 1;
    if (!first.moves.exists() || !means_from_.exists())
      return graph_.unrecognised(first.moves.exists() ? "lstm_0 hears moves, but the means are not relative"
                                                      : "the means are relative, but lstm_0 hears no moves");
    Moves moves;
    if (!match_moves(graph_, first.moves, &moves)) return false;
    values_ = {first.input, 1, count};
    const Part last{first.h_before, 0, count};
    if (!(moves.values == values_) || !(part_of(graph_, means_from_) == values_))
      return graph_.unrecognised("moves", moves.values.whole, "the values of the event, here and in the means");
    if (!(moves.last == last) || first.carried != count || graph_.tensor(first.moves).count() != count)
      return graph_.unrecognised("moves", moves.last.whole, "the last values, which lstm_0 itself does not hear");
    return read_rates(moves.rates, count);
  }

  bool read_rates(Value rates, int64_t count) {
    const std::string role = "rates (" + graph_.name(rates) + ")";
    if (graph_.tensor(rates).count() != count)
      return graph_.damaged(role + " are " + std::to_string(graph_.tensor(rates).count()) + ", expected " +
                            std::to_string(count) + ", one for each value");
    for (int64_t i = 0; i < count; ++i) {
      if (!check_number(graph_, rates, i, "rates")) return false;
      const float rate = element(graph_.tensor(rates), static_cast<uint32_t>(i));
      if (!(rate > 0.0f)) return graph_.damaged(role + ": number " + std::to_string(i) + " is not above 0");
      model_.weights.rates.push_back(rate);
    }
    return true;
  }

  bool check_sizes() {
    Config &config = model_.weights.config;
    config.layers = static_cast<int>(cells_.size());
    config.units = cells_[0].units;
    config.gates = cells_[0].activation;
    for (size_t l = 0; l < cells_.size(); ++l)
      if (!check_layer(l)) return false;
    for (size_t part = 0; part < 3; ++part)
      if (heads_[part].terms[0].size != config.units)
        return graph_.damaged(std::string(kHeads[part]) + ": kernel has " + std::to_string(heads_[part].terms[0].size) +
                              " inputs, expected " + std::to_string(config.units));
    return true;
  }

  bool check_layer(size_t index) {
    const Cell &cell = cells_[index];
    const Config &config = model_.weights.config;
    const std::string role = "lstm_" + std::to_string(index);
    if (cell.units != config.units)
      return graph_.damaged(role + " has " + std::to_string(cell.units) + " units, lstm_0 has " +
                            std::to_string(config.units) + ": expected the same");
    if (cell.activation != config.gates)
      return graph_.unrecognised(role + " has other gates than lstm_0: expected sigmoid or hard sigmoid in all layers");
    const int64_t inputs = config.inputs(static_cast<int>(index));
    const int64_t moves = cell.moves.exists() ? graph_.tensor(cell.moves).count() : 0;
    const int64_t found = graph_.tensor(cell.input).count() + moves;
    if (index > 0 && (cell.moves.exists() || cell.carried != 0))
      return graph_.unrecognised(role + " hears moves: expected lstm_0 alone to do so");
    if (found == inputs && graph_.tensor(cell.h_before).count() == config.units) return true;
    return graph_.damaged(role + ": kernel has " + std::to_string(found) + " inputs, expected " +
                          std::to_string(inputs));
  }

  // ---- the ports ---------------------------------------------------------------------------------------------------

  bool find_ports() {
    Ports &ports = model_.ports;
    for (size_t l = 0; l < cells_.size(); ++l) {
      const Cell &cell = cells_[l];
      const std::string role = "lstm_" + std::to_string(l);
      ports.h_inputs.push_back(graph_.step_input(cell.h_before));
      ports.c_inputs.push_back(graph_.step_input(cell.c_before));
      if (!find_hidden_output(l, role + " hidden state") ||
          !find_output(cell.c_after, role + " cell state", &ports.c_outputs))
        return false;
    }
    model_.kind = kind();
    return distinct_inputs();
  }

  // The first of a relative network begins with the values of the event.
  bool find_hidden_output(size_t layer, const std::string &role) {
    const Value h = cells_[layer].h_after;
    const Config &config = model_.weights.config;
    if (layer > 0 || !config.is_relative) return find_output(h, role, &model_.ports.h_outputs);
    const std::vector<int32_t> &outputs = graph_.file().subgraphs[0].outputs;
    for (size_t i = 0; i < outputs.size(); ++i)
      if (joins(graph_, graph_.source({0, outputs[i]}), values_,
                {h, config.carried(), config.units - config.carried()})) {
        model_.ports.h_outputs.push_back(static_cast<int>(i));
        return true;
      }
    return graph_.unrecognised(role, h, "an output of the step that joins the event's values and the rest of it");
  }

  bool find_output(Value value, const std::string &role, std::vector<int> *ports) {
    const std::vector<int32_t> &outputs = graph_.file().subgraphs[0].outputs;
    for (size_t i = 0; i < outputs.size(); ++i)
      if (graph_.source({0, outputs[i]}) == value) {
        ports->push_back(static_cast<int>(i));
        return true;
      }
    return graph_.unrecognised(role, value, "an output of the step that returns it");
  }

  bool distinct_inputs() {
    std::vector<int> inputs = model_.ports.h_inputs;
    inputs.insert(inputs.end(), model_.ports.c_inputs.begin(), model_.ports.c_inputs.end());
    inputs.push_back(model_.ports.event_input);
    std::sort(inputs.begin(), inputs.end());
    if (std::adjacent_find(inputs.begin(), inputs.end()) == inputs.end()) return true;
    return graph_.unrecognised("two layers share one state input, expected a state for each");
  }

  const char *kind() const {
    bool loops = false, lists = false;
    for (const Subgraph &graph : graph_.file().subgraphs)
      for (const Operator &op : graph.operators) {
        loops = loops || op.op == Op::kWhile;
        lists = lists || op.op == Op::kCustom;
      }
    const bool joined =
        cells_.back().gates[0].matrices == 1;  // int8 files keep the first layer's two matrices separate
    return model_.weights.config.is_relative ? "relative"
           : lists                           ? "flex"
           : loops                           ? "while"
           : joined                          ? "explicit"
                                             : "unrolled";
  }

  // ---- the weights -------------------------------------------------------------------------------------------------

  void assemble() {
    for (size_t l = 0; l < cells_.size(); ++l) assemble_layer(l);
    const Config &config = model_.weights.config;
    Head &head = model_.weights.head;
    const auto columns = static_cast<size_t>(config.mixture_size()), units = static_cast<size_t>(config.units);
    head.kernel.assign(columns * units, 0.0f);
    head.bias.clear();
    for (const Affine &part : heads_) {
      for (size_t row = 0; row < part.bias.size(); ++row)
        for (size_t unit = 0; unit < units; ++unit)
          head.kernel[unit * columns + head.bias.size() + row] = affine_.weight(part.terms[0], row, unit);
      head.bias.insert(head.bias.end(), part.bias.begin(), part.bias.end());
    }
  }

  void assemble_layer(size_t index) {
    const Cell &cell = cells_[index];
    const Config &config = model_.weights.config;
    const auto units = static_cast<size_t>(config.units), columns = 4 * units;
    const auto inputs = static_cast<size_t>(config.inputs(static_cast<int>(index)));
    Layer layer;
    layer.kernel.assign((inputs + units) * columns, 0.0f);
    layer.kernel_scales.assign(columns, 0.0f);
    layer.recurrent_scales.assign(columns, 0.0f);
    for (size_t gate = 0; gate < 4; ++gate) {
      const float stretch = cell.stretch[gate];
      for (const Term &term : cell.gates[gate].terms) {
        const size_t first = first_row(cell, term);
        const std::vector<float> scales = int8_scales(term, units);
        std::vector<float> &place = first < inputs ? layer.kernel_scales : layer.recurrent_scales;
        for (size_t unit = 0; unit < units; ++unit) place[gate * units + unit] = stretch * scales[unit];
        for (size_t unit = 0; unit < units; ++unit)
          for (size_t k = 0; k < static_cast<size_t>(term.size); ++k)
            layer.kernel[(first + k) * columns + gate * units + unit] += stretch * affine_.weight(term, unit, k);
      }
      for (const float bias : cell.gates[gate].bias) layer.bias.push_back(stretch * bias);
    }
    model_.weights.layers.push_back(std::move(layer));
  }

  // Of a term in a layer's kernel: rows x, moves, h. Those of carried numbers are 0.
  size_t first_row(const Cell &cell, const Term &term) const {
    if (term.source == cell.input) return 0;
    const auto inputs = static_cast<size_t>(graph_.tensor(cell.input).count());
    if (term.source == cell.moves) return inputs;
    const int64_t moves = cell.moves.exists() ? graph_.tensor(cell.moves).count() : 0;
    return inputs + static_cast<size_t>(moves + cell.carried);
  }

  // The scales of the rows of symmetric int8 weights, which can then be used unchanged; 0 for other weights.
  std::vector<float> int8_scales(const Term &term, size_t rows) const {
    const Tensor &constant = graph_.tensor(term.matrix.weights);
    std::vector<float> scales(rows, 0.0f);
    if (constant.type != Type::kInt8 || !term.matrix.by_output) return scales;
    for (uint32_t i = 0; i < constant.zero_points.count; ++i)
      if (constant.zero_points.at<int64_t>(i) != 0) return scales;
    for (size_t row = 0; row < rows; ++row)
      scales[row] = constant.scales.at<float>(constant.scales.count == 1 ? 0 : static_cast<uint32_t>(term.row + row));
    return scales;
  }

  GraphWalk graph_;
  AffineReader affine_;
  MatchedModel &model_;
  Affine heads_[3];  // mu sigma pi
  std::vector<Cell> cells_;
  Value means_from_;  // what the means are relative to; usually nothing
  Part values_;       // of the event, in a relative network
};

}  // namespace

mdrnn_status match_graph(const TfliteFile &file, MatchedModel *model, mdrnn_error *error) {
  return Matcher(file, model, error).match();
}

}  // namespace mdrnn
