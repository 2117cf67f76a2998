// SPDX-License-Identifier: MIT
// The subject of a measurement: one model on one engine, as an engine and through the C interface.
#include "bench/subject.h"

#include <stdexcept>
#include <utility>

namespace mdrnn {
namespace {

constexpr double kRate = 1e9;  // ticks per second; a bare step does not use them
constexpr int64_t kSeed = 7;

void check(mdrnn_status status, const mdrnn_error &error) {
  if (status != MDRNN_OK) throw std::invalid_argument(error.sentence);
}

}  // namespace

Subject::Subject(const std::string &path, const mdrnn_load_options &options) {
  mdrnn_error error{};
  check(open_model(path.c_str(), options, &model_, &error), error);
  performer_.reset(mdrnn_create(kRate, kSeed, &error));
  if (performer_ == nullptr) throw std::invalid_argument(error.sentence);
  check(mdrnn_load(performer_.get(), path.c_str(), &options, &error), error);
  const auto dimension = static_cast<size_t>(config().dimension);
  event_.assign(dimension, 0.3f);
  event_[0] = 0.05f;
  for (const float value : event_) input_.push_back(value * static_cast<float>(config().scale));
  next_.resize(dimension);
  mixture_.resize(static_cast<size_t>(config().mixture_size()));
}

Variant Subject::forward() {
  return {"forward", {}, [this] { model_.engine->forward(input_.data(), mixture_.data()); }};
}

Variant Subject::answer() {
  Variant variant = forward();
  variant.name = "answer";
  variant.before = [this] { model_.engine->prepare(); };
  return variant;
}

Variant Subject::step() {
  return {"step", {}, [this] { mdrnn_step(performer_.get(), event_.data(), next_.data(), nullptr); }};
}

std::vector<Variant> Subject::cold(const std::function<void()> &evict) {
  std::vector<Variant> variants{forward(), answer(), step()};
  for (Variant &variant : variants) {
    variant.name += " cold";
    variant.is_cold = true;
    variant.before = [first = std::move(variant.before), evict] {
      if (first) first();
      evict();
    };
  }
  return variants;
}

}  // namespace mdrnn
