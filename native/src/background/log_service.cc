// SPDX-License-Identifier: MIT
// The worker that writes the logs of all recorders of the process.
//
// It starts with the first log and ends with the last performer that had one. The audio thread cannot
// wake it without a system call, so it polls for rows during a recording.
#include "background/log_service.h"

namespace mdrnn {
namespace {

constexpr Worker::Nap kNap{20'000};  // between polls for rows

std::weak_ptr<LogService> hired;

// A host may exit without destroying its performers.
struct FlushAtExit {
  ~FlushAtExit() {
    const std::shared_ptr<LogService> service = hired.lock();
    if (service != nullptr && service->is_here()) service->flush();
  }
};
const FlushAtExit flush_at_exit;  // after `hired`, so that it goes first

}  // namespace

std::shared_ptr<LogService> LogService::hire() { return mdrnn::hire(&hired); }

void LogService::add(const std::shared_ptr<RecordChannel> &channel) {
  std::list<LogWriter> entry;
  entry.emplace_back(channel);
  const std::lock_guard<std::mutex> lock(mutex_);
  writers_.splice(writers_.end(), entry);
}

Worker::Nap LogService::serve_all() noexcept {
  bool is_busy = false;
  std::unique_lock<std::mutex> lock(mutex_);
  for (auto writer = writers_.begin(); writer != writers_.end();) {
    lock.unlock();
    const bool is_last = writer->channel().is_given_up;  // read before the round, which then gets its last rows
    is_busy |= writer->serve();
    lock.lock();
    writer = is_last ? writers_.erase(writer) : std::next(writer);
  }
  return is_busy ? kNap : Worker::kUntilWoken;
}

}  // namespace mdrnn
