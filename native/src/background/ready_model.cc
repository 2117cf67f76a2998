// SPDX-License-Identifier: MIT
// A model and everything its steps need, so that switching to it is a swap of pointers.
#include "background/ready_model.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <new>
#include <system_error>
#include <utility>

#include "file/errno_text.h"
#include "step/native_engine.h"

namespace mdrnn {
namespace {

// Seconds of one step, the shortest of a few: the first ones bring the weights into the cache. Leaves the state zero.
double time_step(Engine *engine) {
  using Clock = std::chrono::steady_clock;
  const std::vector<float> input(static_cast<size_t>(engine->config().dimension), 0.25f);
  std::vector<float> mixture(static_cast<size_t>(engine->config().mixture_size()));
  Clock::duration shortest = Clock::duration::max();
  for (int i = 0; i < 4; ++i) {
    const Clock::time_point start = Clock::now();
    engine->forward(input.data(), mixture.data());
    shortest = std::min(shortest, Clock::now() - start);
  }
  engine->reset();
  return std::chrono::duration<double>(shortest).count();
}

mdrnn_status check_budget(const mdrnn_load_options &options, mdrnn_error *error) {
  if (options.step_budget >= 0.0) return MDRNN_OK;
  return fail(error, MDRNN_BAD_ARGUMENT, "step_budget is %g, expected 0 or more seconds", options.step_budget);
}

mdrnn_status make_ready(Model &&model, const mdrnn_load_options &options, std::unique_ptr<ReadyModel> *ready,
                        mdrnn_error *error) {
  auto made = std::make_unique<ReadyModel>(std::move(model));
  const double budget = options.step_budget > 0.0 ? options.step_budget : kStepBudget;
  const auto &weights = made->model.weights;  // null with TFLite, which cannot share them with a second engine
  if (weights != nullptr && time_step(made->model.engine.get()) > budget) {
    auto engine = std::make_unique<NativeEngine>(weights);
    try {
      made->ahead = std::make_unique<Ahead>(std::move(engine), &made->stepper);
    } catch (const std::system_error &problem) {
      return fail(error, MDRNN_NO_THREAD, "its steps need a thread of their own, and the system starts none (%.200s)",
                  errno_text(problem.code().value()).c_str());
    }
  }
  made->model.engine->prepare();
  *ready = std::move(made);
  return MDRNN_OK;
}

// Runs `open`, which may throw; `name` stands before a sentence that has none.
template <typename Open>
mdrnn_status guarded(const char *name, mdrnn_error *error, const Open &open) noexcept {
  try {
    return open();
  } catch (const std::bad_alloc &) {
    return fail(error, MDRNN_OUT_OF_MEMORY, "%.400s: there is not enough memory to load it", name);
  } catch (const std::exception &problem) {
    return fail(error, MDRNN_BAD_FILE, "%.300s: cannot be loaded: %.150s", name, problem.what());
  }
}

}  // namespace

ReadyModel::ReadyModel(Model &&opened)
    : model(std::move(opened)),
      queue_values(queue_floats(engine().config())),
      queue_room(queue_values.data()),
      room(Stepper::room(engine().config())),
      stepper(model.engine.get(), room.data(), model.grain.empty() ? nullptr : model.grain.data()) {}

mdrnn_model_info ReadyModel::info() const noexcept {
  const Config &config = engine().config();
  return {config.dimension,     config.layers,     config.units,    config.mixtures,    config.scale,
          model.kind,           model.engine_name, model.precision, model.path.c_str(), model.metadata.c_str(),
          stepper.model_grain()};
}

mdrnn_status open_ready_model(const char *path, const mdrnn_load_options &options, std::unique_ptr<ReadyModel> *ready,
                              mdrnn_error *error) noexcept {
  return guarded(path, error, [&] {
    if (const mdrnn_status status = check_budget(options, error)) return status;
    Model model;
    if (const mdrnn_status status = open_model(path, options, &model, error)) return status;
    mdrnn_error reason{};
    const mdrnn_status status = make_ready(std::move(model), options, ready, &reason);
    return status == MDRNN_OK ? MDRNN_OK : fail(error, status, "%.200s: %.300s", path, reason.sentence);
  });
}

mdrnn_status open_ready_model(const void *bytes, size_t size, const mdrnn_load_options &options,
                              std::unique_ptr<ReadyModel> *ready, mdrnn_error *error) noexcept {
  return guarded("the model", error, [&] {
    if (const mdrnn_status status = check_budget(options, error)) return status;
    const auto *first = static_cast<const uint8_t *>(bytes);
    Model model;
    if (const mdrnn_status status = open_model_bytes({first, first + size}, options, &model, error)) return status;
    return make_ready(std::move(model), options, ready, error);
  });
}

}  // namespace mdrnn
