// SPDX-License-Identifier: MIT
// Finds sizes and ports of other networks (GRU, layer norm) by the conventions of IMPSY's exports.
//
// Inputs: one event (1, 1, D) named `inputs`, and the states `state_h_0`, [`state_c_0`], `state_h_1`,
// .. (1, units). Outputs: with a signature, states have the name of their input and the mixture
// another; without one, the mixture comes first, then the states in the order of the inputs.
#include <algorithm>
#include <string>

#include "file/graph_match.h"

namespace mdrnn {
namespace {

struct State {
  int layer;
  bool is_cell;
  int input, output;
};

class PortMatcher {
 public:
  PortMatcher(const TfliteFile &file, MatchedModel *model, mdrnn_error *error)
      : step_(file.subgraphs[0]),
        signature_(file.signatures.empty() ? nullptr : &file.signatures[0]),
        model_(*model),
        error_(error) {}

  mdrnn_status match() {
    if (!find_inputs() || !find_outputs() || !find_sizes()) return MDRNN_NO_ENGINE;
    std::sort(states_.begin(), states_.end(), [](const State &a, const State &b) {
      return a.layer != b.layer ? a.layer < b.layer : a.is_cell < b.is_cell;
    });
    return arrange() ? MDRNN_OK : MDRNN_NO_ENGINE;
  }

 private:
  bool refuse(const std::string &sentence) {
    fail(error_, MDRNN_NO_ENGINE, "%s", sentence.c_str());
    return false;
  }

  const Tensor &tensor(int32_t index) const { return step_.tensors[static_cast<size_t>(index)]; }
  const Tensor &input(int port) const { return tensor(step_.inputs[static_cast<size_t>(port)]); }
  const Tensor &output(int port) const { return tensor(step_.outputs[static_cast<size_t>(port)]); }

  static std::string_view name_in(const std::vector<SignatureEntry> &entries, int32_t tensor) {
    for (const SignatureEntry &entry : entries)
      if (entry.tensor == tensor) return entry.name;
    return {};
  }

  std::string_view input_name(int port) const {
    const int32_t index = step_.inputs[static_cast<size_t>(port)];
    return signature_ != nullptr ? name_in(signature_->inputs, index) : tensor(index).name;
  }

  // "state_h_12" -> layer 12.
  static bool read_state_name(std::string_view name, State *state) {
    const size_t at = name.find("state_");
    if (at == std::string_view::npos || name.size() < at + 9 || name[at + 7] != '_') return false;
    const char kind = name[at + 6];
    size_t digit = at + 8;
    state->layer = 0;
    for (; digit < name.size() && name[digit] >= '0' && name[digit] <= '9' && state->layer < kMaxLayers; ++digit)
      state->layer = 10 * state->layer + (name[digit] - '0');
    state->is_cell = kind == 'c';
    return digit > at + 8 && (kind == 'h' || kind == 'c') && state->layer < kMaxLayers;
  }

  // One event, and h and c of each layer; this limit also bounds the name lookups below.
  bool find_inputs() {
    constexpr size_t kMaxPorts = 2 * kMaxLayers + 1;
    const size_t named = signature_ != nullptr ? std::max(signature_->inputs.size(), signature_->outputs.size()) : 0;
    if (const size_t ports = std::max(step_.inputs.size(), named); ports > kMaxPorts)
      return refuse("the graph has " + std::to_string(ports) + " inputs or outputs, expected at most " +
                    std::to_string(kMaxPorts));
    int event = -1;
    for (int port = 0; port < static_cast<int>(step_.inputs.size()); ++port) {
      State state{0, false, port, -1};
      if (read_state_name(input_name(port), &state)) {
        states_.push_back(state);
        continue;
      }
      if (event >= 0)
        return refuse("input " + std::to_string(port) + " is called '" + std::string(input_name(port).substr(0, 80)) +
                      "', expected state_h_N or state_c_N");
      event = port;
    }
    if (event < 0 || states_.empty())
      return refuse("the graph has " + std::to_string(step_.inputs.size()) +
                    " inputs, expected an event and states called state_h_0, state_c_0 ..");
    model_.ports.event_input = event;
    return true;
  }

  int port_of_output(int32_t tensor) const {
    const auto found = std::find(step_.outputs.begin(), step_.outputs.end(), tensor);
    return found == step_.outputs.end() ? -1 : static_cast<int>(found - step_.outputs.begin());
  }

  bool find_outputs() {
    if (step_.outputs.size() != states_.size() + 1)
      return refuse("the graph has " + std::to_string(step_.outputs.size()) + " outputs, expected the mixture and " +
                    std::to_string(states_.size()) + " states");
    if (signature_ == nullptr) {
      model_.ports.mixture_output = 0;
      for (size_t i = 0; i < states_.size(); ++i) states_[i].output = static_cast<int>(i) + 1;
      return true;
    }
    for (const SignatureEntry &entry : signature_->outputs) {
      const auto state = std::find_if(states_.begin(), states_.end(),
                                      [&](const State &s) { return input_name(s.input) == entry.name; });
      (state == states_.end() ? model_.ports.mixture_output : state->output) = port_of_output(entry.tensor);
    }
    for (const State &state : states_)
      if (state.output < 0)
        return refuse("no output is called '" + std::string(input_name(state.input).substr(0, 80)) +
                      "' like the state that it would feed");
    return model_.ports.mixture_output >= 0 || refuse("the signature names no mixture output");
  }

  bool find_sizes() {
    Config &config = model_.weights.config;
    const Tensor &event = input(model_.ports.event_input), &mixture = output(model_.ports.mixture_output);
    const int64_t dimension = event.count(), size = mixture.count();
    if (dimension < 2 || dimension > MDRNN_MAX_DIMENSION)
      return refuse("the event has " + std::to_string(dimension) + " numbers, expected 2 to 64");
    if (size <= 0 || size % (2 * dimension + 1) != 0 || size / (2 * dimension + 1) > kMaxMixtures)
      return refuse("the mixture has " + std::to_string(size) + " numbers, expected a multiple of 2 * " +
                    std::to_string(dimension) + " + 1");
    config.dimension = static_cast<int>(dimension);
    config.mixtures = static_cast<int>(size / (2 * dimension + 1));
    config.units = static_cast<int>(std::clamp<int64_t>(input(states_[0].input).count(), 0, kMaxUnits));
    for (const State &state : states_)
      if (input(state.input).count() != config.units || output(state.output).count() != config.units ||
          config.units < 1)
        return refuse("state '" + std::string(input_name(state.input).substr(0, 80)) + "' has " +
                      std::to_string(input(state.input).count()) + " numbers in and " +
                      std::to_string(output(state.output).count()) + " out, expected " + std::to_string(config.units));
    return true;
  }

  bool arrange() {
    Ports &ports = model_.ports;
    for (const State &state : states_) {
      const auto layer = static_cast<size_t>(state.layer);
      if (state.is_cell ? layer >= ports.c_inputs.size() || ports.c_inputs[layer] >= 0 : layer != ports.h_inputs.size())
        return refuse("state '" + std::string(input_name(state.input).substr(0, 80)) +
                      "' does not fit: expected each layer once, from 0 on");
      if (state.is_cell) {
        ports.c_inputs[layer] = state.input;
        ports.c_outputs[layer] = state.output;
        continue;
      }
      ports.h_inputs.push_back(state.input);
      ports.h_outputs.push_back(state.output);
      ports.c_inputs.push_back(-1);
      ports.c_outputs.push_back(-1);
    }
    model_.weights.config.layers = static_cast<int>(ports.h_inputs.size());
    return true;
  }

  const Subgraph &step_;
  const Signature *signature_;
  MatchedModel &model_;
  mdrnn_error *error_;
  std::vector<State> states_;
};

}  // namespace

mdrnn_status match_ports(const TfliteFile &file, MatchedModel *model, mdrnn_error *error) {
  return PortMatcher(file, model, error).match();
}

}  // namespace mdrnn
