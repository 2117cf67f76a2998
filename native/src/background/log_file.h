// SPDX-License-Identifier: MIT
// A log on the disk, in the format of IMPS and IMPSY: one row an event, `timestamp,interface|rnn,x1,..`.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>

#include "mdrnn/mdrnn.h"

namespace mdrnn {

// Microseconds since 1970-01-01T00:00 by the local wall clock, whose offset from UTC is the one of that moment.
int64_t local_microseconds(std::chrono::system_clock::time_point moment);

// One row with its line end. `microseconds` as local_microseconds counts them.
void append_row(std::string *text, int64_t microseconds, mdrnn_source source, const float *values, int count);

// Failures are a sentence in `error`. Existing files are never changed.
class LogFile {
 public:
  LogFile() = default;
  LogFile(LogFile &&) = default;
  LogFile &operator=(LogFile &&) = default;  // to one that is closed
  ~LogFile() { close(); }

  // Creates the file and its folders.
  bool create(const std::string &path, mdrnn_error *error);
  // In that folder, named YYYY-MM-DDTHH-MM-SS-{dimension}d-mdrnn.log after the first free second from now on.
  bool create_in(const std::string &folder, int dimension, mdrnn_error *error);
  bool is_open() const { return file_ != nullptr; }

  void add(int64_t microseconds, mdrnn_source source, const float *values, int count);
  bool has_waiting() const { return !text_.empty(); }
  bool is_due() const;  // enough rows are waiting to be saved
  // Writes the added rows. `lost`: rows that the system did not accept; the next one starts on a new line.
  bool save(int *lost, mdrnn_error *error);
  // Discards the added rows and closes; returns how many are lost.
  int discard();
  // Whether the file still exists: it may be deleted while it is written, and writing would not fail.
  bool is_gone() const;
  // A log without rows leaves no file, and its path is "".
  void close();

  const std::string &path() const { return path_; }

 private:
  bool open(const std::string &path);

  struct Closer {
    void operator()(std::FILE *file) const { std::fclose(file); }
  };
  std::unique_ptr<std::FILE, Closer> file_;
  std::string path_;
  std::string text_;  // rows added but not saved
  bool is_torn_ = false;
  bool is_empty_ = true;
};

}  // namespace mdrnn
