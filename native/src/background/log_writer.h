// SPDX-License-Identifier: MIT
// Writes the logs of one recorder: takes its requests and rows from a channel, and reports there. On one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "background/log_file.h"
#include "background/record_channel.h"

namespace mdrnn {

class LogWriter {
 public:
  explicit LogWriter(std::shared_ptr<RecordChannel> channel) : channel_(std::move(channel)) {}

  const RecordChannel &channel() const { return *channel_; }

  // Writes everything in the queue, whatever fails. True while more rows may come.
  bool serve() noexcept;

 private:
  void write_all();
  void carry_out(uint32_t number);
  void begin(const RecordRequest &request);
  void open();
  void put(const Row &row);
  void save();
  void lose_file();
  void finish(bool ends_recording);
  void break_down(const char *problem) noexcept;
  void die() noexcept;
  void report(mdrnn_record_state state, bool ends_recording, const mdrnn_error *error = nullptr);

  std::shared_ptr<RecordChannel> channel_;
  uint32_t recording_ = 0;  // number of the current request
  std::string place_;       // a file, or a folder for files that are named after their dimension
  bool is_place_folder_ = false;
  int dimension_ = 0;  // of the file's rows; 0 while it is not known
  int64_t began_ = 0;  // as local_microseconds counts
  bool is_under_way_ = false;
  bool has_reported_loss_ = false;
  bool has_died_ = false;  // in this round: its rows may still be in the queue
  LogFile file_;
};

}  // namespace mdrnn
