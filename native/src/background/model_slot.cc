// SPDX-License-Identifier: MIT
// Where a performer's next model comes in: read on a worker, taken by the audio thread, the old one freed on the
// worker.
//
// One worker for all performers: a hundred of them that are told to load at once take turns on one thread, with one
// file in memory, where a hundred threads would take the processor from the audio. It starts with the first request
// and ends with the last performer that has made one.
//
// An Offer goes from the worker to the audio thread and back by atomics alone: the audio thread exchanges one pointer,
// swaps the models in place and sets a flag. It owns nothing, so it frees nothing. Since it cannot wake the worker
// without a system call, the worker looks for flags by itself while an offer is out.
#include "background/model_slot.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <list>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include "background/process.h"

namespace mdrnn {
namespace {

using Duration = std::chrono::milliseconds;

constexpr Duration kFirstLook{10};   // after an offer; then twice as long each time
constexpr Duration kLastLook{1000};  // at most, where a host does not advance

struct Offer {
  unsigned number = 0;                // of its request
  std::unique_ptr<ReadyModel> model;  // the new one, once taken the old one; null where the load failed
  mdrnn_error error{};
  std::atomic<bool> is_done{false};  // whoever sets it does not look at the offer again
};

struct Request {
  std::string path;
  std::string library;
  mdrnn_load_options options;
  Offer *offer;  // what it fills; on the desk
};

}  // namespace

// The atomics are between worker and audio thread, all else is guarded by the loader's mutex.
struct Desk {
  std::atomic<Offer *> offered{nullptr};
  std::atomic<unsigned> newest{0};   // number of the newest request, taken back ones included
  std::unique_ptr<Request> request;  // the newest, while it is not begun
  std::list<Offer> offers;           // of all requests, until they are done and the worker frees them

  static_assert(std::atomic<Offer *>::is_always_lock_free && std::atomic<bool>::is_always_lock_free);

  // What was asked for and is not taken yet does not come any more.
  void supersede() noexcept {
    ++newest;
    if (request != nullptr) request->offer->is_done = true;
    request.reset();
    if (Offer *offer = offered.exchange(nullptr)) offer->is_done = true;
  }

  void publish(Offer *offer) noexcept {
    if (offer->number == newest)
      offered.store(offer, std::memory_order_release);
    else
      offer->is_done = true;
  }
};

class Loader {
 public:
  // The one of this process.
  static std::shared_ptr<Loader> hire();

  Loader() : thread_([this] { run(); }) {}
  ~Loader();
  Loader(const Loader &) = delete;
  Loader &operator=(const Loader &) = delete;

  // False in a process that was forked off: the thread is not there, and the mutex may be locked for ever.
  bool is_ours() const { return forks_ == forks(); }
  void submit(const std::shared_ptr<Desk> &desk, std::unique_ptr<Request> request, std::list<Offer> offer);
  void withdraw(Desk *desk);

 private:
  void run();
  std::shared_ptr<Desk> next_desk() const;
  std::list<Offer> collect();
  void rest(std::unique_lock<std::mutex> *lock);

  const unsigned forks_ = forks();
  std::mutex mutex_;
  std::condition_variable wake_;            // a request, or the end
  std::list<std::shared_ptr<Desk>> desks_;  // those with offers, the longest waiting first
  Duration look_ = kFirstLook;
  bool is_over_ = false;
  std::thread thread_;  // the last, for it uses all the others
};

// ---- the worker -----------------------------------------------------------------------------------------------------

std::shared_ptr<Loader> Loader::hire() {
  static std::mutex mutex;
  static std::weak_ptr<Loader> hired;
  const std::lock_guard<std::mutex> lock(mutex);
  std::shared_ptr<Loader> loader = hired.lock();
  if (loader == nullptr || !loader->is_ours()) hired = loader = std::make_shared<Loader>();
  return loader;
}

Loader::~Loader() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    is_over_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Loader::submit(const std::shared_ptr<Desk> &desk, std::unique_ptr<Request> request, std::list<Offer> offer) {
  std::list<std::shared_ptr<Desk>> place{desk};
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    desk->supersede();
    offer.front().number = desk->newest;
    desk->request = std::move(request);
    if (desk->offers.empty()) desks_.splice(desks_.end(), place);
    desk->offers.splice(desk->offers.end(), offer);
  }
  wake_.notify_one();
}

void Loader::withdraw(Desk *desk) {
  const std::lock_guard<std::mutex> lock(mutex_);
  desk->supersede();
}

void Loader::run() {
  leave_realtime();
  std::unique_lock<std::mutex> lock(mutex_);
  while (!is_over_) {
    std::list<Offer> done = collect();
    const std::shared_ptr<Desk> desk = next_desk();
    if (done.empty() && desk == nullptr) {
      rest(&lock);
      continue;
    }
    const std::unique_ptr<Request> request = desk != nullptr ? std::move(desk->request) : nullptr;
    lock.unlock();
    done.clear();
    if (request != nullptr)
      open_ready_model(request->path.c_str(), request->options, &request->offer->model, &request->offer->error);
    lock.lock();
    if (request != nullptr) desk->publish(request->offer);
    look_ = kFirstLook;
  }
}

std::shared_ptr<Desk> Loader::next_desk() const {
  const auto asked = [](const auto &desk) { return desk->request != nullptr; };
  const auto found = std::find_if(desks_.begin(), desks_.end(), asked);
  return found != desks_.end() ? *found : nullptr;
}

// What can be freed. Moves list nodes and so allocates nothing: there is nobody whom this thread could tell.
std::list<Offer> Loader::collect() {
  std::list<Offer> done;
  for (const auto &desk : desks_)
    for (auto offer = desk->offers.begin(); offer != desk->offers.end();) {
      const auto following = std::next(offer);
      if (offer->is_done.load(std::memory_order_acquire)) done.splice(done.end(), desk->offers, offer);
      offer = following;
    }
  desks_.remove_if([](const auto &desk) { return desk->offers.empty(); });
  return done;
}

void Loader::rest(std::unique_lock<std::mutex> *lock) {
  const auto is_wanted = [this] { return is_over_ || next_desk() != nullptr; };
  if (desks_.empty()) return wake_.wait(*lock, is_wanted);
  wake_.wait_for(*lock, look_, is_wanted);
  look_ = std::min(2 * look_, kLastLook);
}

// ---- the slot -------------------------------------------------------------------------------------------------------

ModelSlot::ModelSlot() : desk_(std::make_shared<Desk>()) {}

ModelSlot::~ModelSlot() {
  if (has_worker()) loader_->withdraw(desk_.get());
  abandon_lost_worker();
}

bool ModelSlot::has_worker() const { return loader_ != nullptr && loader_->is_ours(); }

// After a fork the worker is not there, and the desk is as it left it: both stay lying, for joining would never end.
void ModelSlot::abandon_lost_worker() {
  if (loader_ == nullptr || loader_->is_ours()) return;
  std::make_unique<std::shared_ptr<Loader>>(std::move(loader_)).release();
  std::make_unique<std::shared_ptr<Desk>>(desk_).release();
}

void ModelSlot::hire() {
  std::shared_ptr<Loader> hired = Loader::hire();
  if (loader_ != nullptr) {
    auto desk = std::make_shared<Desk>();
    desk->newest = desk_->newest.load();
    abandon_lost_worker();
    desk_ = std::move(desk);
  }
  loader_ = std::move(hired);
}

void ModelSlot::request(const char *path, const mdrnn_load_options &options) {
  auto request = std::make_unique<Request>();
  std::list<Offer> offer(1);
  request->path = path;
  request->options = options;
  if (options.tflite_library != nullptr) request->library = options.tflite_library;
  if (options.tflite_library != nullptr) request->options.tflite_library = request->library.c_str();
  request->offer = &offer.front();
  if (!has_worker()) hire();
  loader_->submit(desk_, std::move(request), std::move(offer));
}

void ModelSlot::forget() {
  if (has_worker()) loader_->withdraw(desk_.get());
  ended_ = desk_->newest;
}

mdrnn_load_state ModelSlot::take(std::unique_ptr<ReadyModel> *model, mdrnn_error *error) noexcept {
  if (desk_->offered.load(std::memory_order_relaxed) == nullptr) return MDRNN_LOAD_IDLE;
  Offer *offer = desk_->offered.exchange(nullptr, std::memory_order_acquire);
  if (offer == nullptr) return MDRNN_LOAD_IDLE;  // a newer request has just taken it back
  const bool is_loaded = offer->model != nullptr;
  if (is_loaded)
    model->swap(offer->model);
  else
    *error = offer->error;
  ended_ = offer->number;
  offer->is_done.store(true, std::memory_order_release);
  return is_loaded ? MDRNN_LOAD_TAKEN : MDRNN_LOAD_FAILED;
}

bool ModelSlot::is_waiting() const noexcept { return desk_->newest.load(std::memory_order_relaxed) != ended_; }

}  // namespace mdrnn
