// SPDX-License-Identifier: MIT
// Receives a performer's next model: loaded on a worker, taken by the audio thread; the worker frees the
// old one.
#include "background/model_slot.h"

#include <list>
#include <utility>

#include "background/loader.h"
#include "step/error.h"

namespace mdrnn {

ModelSlot::ModelSlot() : channel_(std::make_shared<LoadChannel>()) {}

ModelSlot::~ModelSlot() {
  if (has_loader()) loader_->withdraw(channel_.get());
  abandon_lost_loader();
}

bool ModelSlot::has_loader() const noexcept { return loader_ != nullptr && loader_->is_here(); }

void ModelSlot::abandon_lost_loader() noexcept {
  if (loader_ == nullptr || loader_->is_here()) return;
  abandon(&loader_);
  abandon(&channel_);
}

void ModelSlot::hire() {
  std::shared_ptr<Loader> hired = Loader::hire();
  if (loader_ != nullptr) {
    auto channel = std::make_shared<LoadChannel>();
    channel->newest = channel_->newest.load();
    abandon_lost_loader();
    channel_ = std::move(channel);
  }
  loader_ = std::move(hired);
}

void ModelSlot::request(const char *path, const mdrnn_load_options &options) {
  auto request = std::make_unique<LoadRequest>();
  std::list<LoadResult> result(1);
  request->path = path;
  request->options = options;
  if (options.tflite_library != nullptr) request->library = options.tflite_library;
  if (options.tflite_library != nullptr) request->options.tflite_library = request->library.c_str();
  request->result = &result.front();
  if (!has_loader()) hire();
  requested_at_.store(forks(), std::memory_order_relaxed);
  loader_->submit(channel_, std::move(request), std::move(result));
}

mdrnn_status ModelSlot::load(const char *path, const mdrnn_load_options &options, ReadyModelPointer *model,
                             mdrnn_error *error) {
  ReadyModelPointer opened;
  if (const mdrnn_status status = open_ready_model(path, options, &opened, error)) return status;
  replace(model, &opened);
  return MDRNN_OK;
}

mdrnn_status ModelSlot::load(const void *bytes, size_t size, const mdrnn_load_options &options,
                             ReadyModelPointer *model, mdrnn_error *error) {
  ReadyModelPointer opened;
  if (const mdrnn_status status = open_ready_model(bytes, size, options, &opened, error)) return status;
  replace(model, &opened);
  return MDRNN_OK;
}

void ModelSlot::replace(ReadyModelPointer *model, ReadyModelPointer *opened) {
  model->swap(*opened);
  if (has_loader()) loader_->withdraw(channel_.get());
  end(channel_->newest, MDRNN_LOAD_IDLE);
}

bool ModelSlot::take(ReadyModelPointer *model) noexcept {
  if (channel_->published.load(std::memory_order_relaxed) == nullptr) return false;
  LoadResult *result = channel_->published.exchange(nullptr, std::memory_order_acquire);
  if (result == nullptr) return false;  // a newer request has just withdrawn it
  const bool is_loaded = result->model != nullptr;
  if (is_loaded)
    model->swap(result->model);
  else
    error_ = result->error;
  end(result->number, is_loaded ? MDRNN_LOAD_TAKEN : MDRNN_LOAD_FAILED);
  result->is_done.store(true, std::memory_order_release);
  return is_loaded;
}

mdrnn_load_state ModelSlot::poll(mdrnn_error *error) noexcept {
  if (state_ == MDRNN_LOAD_IDLE && is_waiting() && requested_at_.load(std::memory_order_relaxed) != forks()) {
    fail(&error_, MDRNN_NO_THREAD,
         "the process was forked while the model was loading, which goes on in the parent alone: load it again here");
    end(channel_->newest, MDRNN_LOAD_FAILED);
  }
  const mdrnn_load_state state = std::exchange(state_, MDRNN_LOAD_IDLE);
  if (state == MDRNN_LOAD_FAILED && error != nullptr) *error = error_;
  return state == MDRNN_LOAD_IDLE && is_waiting() ? MDRNN_LOAD_RUNNING : state;
}

bool ModelSlot::is_waiting() const noexcept { return channel_->newest.load(std::memory_order_relaxed) != ended_; }

void ModelSlot::end(unsigned number, mdrnn_load_state state) noexcept {
  ended_ = number;
  state_ = state;
}

}  // namespace mdrnn
