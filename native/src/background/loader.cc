// SPDX-License-Identifier: MIT
// Models loaded on a worker thread, one after the other, for all performers of the process.
//
// One worker for all: a hundred performers that load at the same time take turns on one thread, with one
// file in memory; a hundred threads would take the processor from the audio. The worker starts with the
// first request and ends with the last performer that made one.
//
// A LoadResult goes from the worker to the audio thread and back without a lock: the audio thread exchanges one
// pointer, swaps the models in place and sets a flag. It owns nothing, so it frees nothing. It cannot wake
// the worker without a system call, so the worker polls the flags while a result is out.
#include "background/loader.h"

#include <algorithm>
#include <utility>

namespace mdrnn {
namespace {

// Sleep between polls for results to free; doubles each time, because a host may not advance for hours.
constexpr Worker::Nap kFirstNap{10'000};
constexpr Worker::Nap kLongestNap{1'000'000};

std::weak_ptr<Loader> hired;

}  // namespace

void LoadChannel::withdraw() noexcept {
  ++newest;
  if (request != nullptr) request->result->is_done = true;
  request.reset();
  if (LoadResult *result = published.exchange(nullptr)) result->is_done = true;
}

void LoadChannel::publish(LoadResult *result) noexcept {
  if (result->number == newest)
    published.store(result, std::memory_order_release);
  else
    result->is_done = true;
}

std::shared_ptr<Loader> Loader::hire() { return mdrnn::hire(&hired); }

void Loader::submit(const std::shared_ptr<LoadChannel> &channel, std::unique_ptr<LoadRequest> request,
                    std::list<LoadResult> result) {
  std::list<std::shared_ptr<LoadChannel>> entry{channel};
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    channel->withdraw();
    result.front().number = channel->newest;
    channel->request = std::move(request);
    if (channel->results.empty()) channels_.splice(channels_.end(), entry);
    channel->results.splice(channel->results.end(), result);
  }
  worker_.wake();
}

void Loader::withdraw(LoadChannel *channel) {
  const std::lock_guard<std::mutex> lock(mutex_);
  channel->withdraw();
}

// ---- the worker -----------------------------------------------------------------------------------------------------

Worker::Nap Loader::serve() noexcept {
  std::unique_lock<std::mutex> lock(mutex_);
  std::list<LoadResult> done = collect();
  const std::shared_ptr<LoadChannel> channel = next_channel();
  if (done.empty() && channel == nullptr) return nap();
  nap_ = kFirstNap;
  const std::unique_ptr<LoadRequest> request = channel != nullptr ? std::move(channel->request) : nullptr;
  lock.unlock();
  done.clear();
  if (request == nullptr) return Worker::Nap{0};
  open_ready_model(request->path.c_str(), request->options, &request->result->model, &request->result->error);
  lock.lock();
  channel->publish(request->result);
  return Worker::Nap{0};
}

std::shared_ptr<LoadChannel> Loader::next_channel() const {
  const auto is_asked = [](const auto &channel) { return channel->request != nullptr; };
  const auto found = std::find_if(channels_.begin(), channels_.end(), is_asked);
  return found != channels_.end() ? *found : nullptr;
}

// What can be freed. Only moves list nodes, because this thread could not report a failed allocation.
std::list<LoadResult> Loader::collect() noexcept {
  std::list<LoadResult> done;
  for (const auto &channel : channels_)
    for (auto result = channel->results.begin(); result != channel->results.end();) {
      const auto following = std::next(result);
      if (result->is_done.load(std::memory_order_acquire)) done.splice(done.end(), channel->results, result);
      result = following;
    }
  channels_.remove_if([](const auto &channel) { return channel->results.empty(); });
  return done;
}

Worker::Nap Loader::nap() noexcept {
  if (channels_.empty()) return Worker::kUntilWoken;
  return std::exchange(nap_, std::min(2 * nap_, kLongestNap));
}

}  // namespace mdrnn
