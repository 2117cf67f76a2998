// SPDX-License-Identifier: MIT
// A performer's end of its logs: the audio thread queues rows here, a worker writes them.
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

  // [control] Returns at once. Ends the log before, and begins one whose second 0 is `tick` and now. `dimension`: 0
  // while it is not known. Throws std::bad_alloc and std::system_error, and has then done nothing.
  void start(const char *path, int dimension, int64_t tick, double rate);
  void stop();

  // [control] Waits until the worker has done all that it was asked to, and has every row.
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
  void submit(const char *path, int dimension);
  void abandon_lost_service() noexcept;
  bool is_dead() const noexcept;
  void end_recording(uint32_t number) noexcept;

  std::shared_ptr<RecordChannel> channel_;  // null until the first log
  std::shared_ptr<LogService> service_;     // null until the first log
  uint32_t number_ = 0;                     // of the newest request: a log or the end of one
  uint32_t open_recordings_ = 0;            // whose end has not been told
  bool is_recording_ = false;
  bool has_told_of_drops_ = false;  // of this log
  bool has_dropped_ = false;        // of this log
  int64_t dropped_rows_ = 0;        // that did not come into the queue
  int64_t origin_ = 0;              // a tick, at which
  double origin_seconds_ = 0.0;     // of the log had gone by
  double rate_ = 1.0;               // ticks a second
};

}  // namespace mdrnn
