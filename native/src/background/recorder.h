// SPDX-License-Identifier: MIT
// A performer's side of its logs: the audio thread queues rows here, a worker writes them.
#pragma once

#include <cstdint>
#include <memory>

#include "mdrnn/mdrnn.h"

namespace mdrnn {

class LogService;
struct RecordChannel;

class Recorder {
 public:
  Recorder() = default;
  ~Recorder();
  Recorder(const Recorder &) = delete;
  Recorder &operator=(const Recorder &) = delete;

  // [control] Returns at once. Starts a log whose second 0 is `tick`, now, and ends the previous one, which
  // goes on if the new one cannot be created. `dimension`: 0 if unknown. If it throws std::bad_alloc or
  // std::system_error nothing has changed.
  void start(const char *path, int dimension, int64_t tick, double rate);
  void stop();

  // [control] Waits until the worker has carried out all requests and written every row.
  void flush();

  // [audio]
  void write(const mdrnn_event &event) noexcept;
  void set_rate(int64_t tick, double rate, int64_t same_tick, double new_rate) noexcept;
  mdrnn_record_state poll(mdrnn_error *error) noexcept;
  const char *path() const noexcept;
  int64_t dropped_rows() const noexcept;

 private:
  bool has_service() const noexcept;
  void hire();
  void submit(const char *path, int dimension, int64_t after);
  void abandon_lost_service() noexcept;
  bool is_dead() const noexcept;
  int64_t microseconds_at(int64_t tick) const noexcept;
  bool is_open() const noexcept { return ended_ < newest_log_; }
  void end_recording(uint32_t number) noexcept;

  std::shared_ptr<RecordChannel> channel_;  // null until the first log
  std::shared_ptr<LogService> service_;     // null until the first log
  uint32_t number_ = 0;                     // of the newest request: a log or the end of one
  uint32_t newest_log_ = 0;                 // number of its request
  uint32_t ended_ = 0;                      // the newest whose end has been reported
  bool is_recording_ = false;
  bool has_told_of_drops_ = false;  // of this log
  bool has_dropped_ = false;        // of this log
  int64_t dropped_rows_ = 0;        // that found the queue full
  int64_t origin_ = 0;              // a tick; at this tick
  double origin_seconds_ = 0.0;     // seconds of the log had passed
  double rate_ = 1.0;               // ticks a second
};

}  // namespace mdrnn
