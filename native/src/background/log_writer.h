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
  struct Log {
    bool open(mdrnn_error *error);

    uint32_t number = 0;  // of its request, or of the newest that failed and left it running
    std::string place;    // a file, or a folder for files that are named after their dimension
    bool is_place_folder = false;
    int dimension = 0;  // of the file's rows; 0 while it is not known
    int64_t began = 0;  // as local_microseconds counts
    LogFile file;
  };

  void write_all();
  void carry_out(uint32_t number);
  void begin(const RecordRequest &request);
  void go_on(const RecordRequest &request, const mdrnn_error &problem);
  void open();
  void put(const Row &row);
  void save();
  void lose_file();
  void end(const mdrnn_error &error);
  void finish(bool ends_recording);
  void break_down(const char *problem) noexcept;
  void die(uint32_t recording) noexcept;
  void report(mdrnn_record_state state, bool ends_recording, const mdrnn_error *error = nullptr);

  std::shared_ptr<RecordChannel> channel_;
  uint32_t recording_ = 0;  // number of the current request
  Log log_;                 // the newest
  bool is_under_way_ = false;
  bool has_reported_loss_ = false;
  bool has_died_ = false;  // in this round: its rows may still be in the queue
};

}  // namespace mdrnn
