// SPDX-License-Identifier: MIT
// Between one recorder and the writer of its logs: requests and rows go one way, reports come back.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <list>
#include <mutex>
#include <string>

#include "background/row_queue.h"
#include "mdrnn/mdrnn.h"

namespace mdrnn {

struct RecordRequest {
  std::string path;  // "": the log ends
  int dimension;     // 0: not known yet
  std::chrono::system_clock::time_point begins;
  int64_t after;  // microseconds of the running log, if there is one
};

struct RecordReport {
  mdrnn_record_state state = MDRNN_RECORD_IDLE;
  bool ends_recording = false;
  uint32_t recording = 0;
  std::string path;
  mdrnn_error error{};
  std::atomic<RecordReport *> next{nullptr};
};

// Requests use a mutex, because they are [control]. Rows come without a lock, each with the number of its
// recording; a request is carried out when all rows before it are written. Reports are a list that only
// grows at its end: the audio thread follows a pointer, and the writer frees what it has passed.
struct RecordChannel {
  // Written by the audio thread.
  RowQueue rows;
  std::list<RecordReport> reports{1};  // the list itself belongs to the writer
  std::atomic<const RecordReport *> told{&reports.front()};

  // Written by the writer.
  std::atomic<int64_t> lost_rows{0};
  std::atomic<uint32_t> dead_recording{0};   // the newest that has failed: its rows are not written
  std::atomic<bool> has_broken_down{false};  // while true, `breakdown` belongs to the audio thread
  RecordReport breakdown;                    // a failure of the writer itself, reported without allocating

  std::atomic<bool> is_given_up{false};  // by its recorder: what is in the queue is still written

  std::mutex mutex;                    // guards:
  std::deque<RecordRequest> requests;  // those not carried out yet
  uint32_t submitted = 0;              // number of the last; the first is number 1

  static_assert(std::atomic<RecordReport *>::is_always_lock_free && std::atomic<int64_t>::is_always_lock_free);
};

}  // namespace mdrnn
