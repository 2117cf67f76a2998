// SPDX-License-Identifier: MIT
// The worker that writes the logs of all recorders of the process.
#pragma once

#include <list>
#include <memory>
#include <mutex>

#include "background/log_writer.h"
#include "background/worker.h"

namespace mdrnn {

class LogService {
 public:
  // The one of this process.
  static std::shared_ptr<LogService> hire();

  bool is_here() const noexcept { return worker_.is_here(); }
  void add(const std::shared_ptr<RecordChannel> &channel);  // until it is given up
  void wake() { worker_.wake(); }
  void flush() { worker_.finish_round(); }

 private:
  Worker::Nap serve_all() noexcept;

  std::mutex mutex_;
  std::list<LogWriter> writers_;  // others append, only the worker removes
  Worker worker_{[this] { return serve_all(); }};
};

}  // namespace mdrnn
