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

// What goes wrong is a sentence in `error`. An older file is never touched.
class LogFile {
 public:
  ~LogFile() { close(); }

  // Makes the file and the folders to it.
  bool create(const std::string &path, mdrnn_error *error);
  // In that folder, named YYYY-MM-DDTHH-MM-SS-{dimension}d-mdrnn.log by the first second from now on that no log has.
  bool create_in(const std::string &folder, int dimension, mdrnn_error *error);
  bool is_open() const { return file_ != nullptr; }

  void add(int64_t microseconds, mdrnn_source source, const float *values, int count);
  bool has_waiting() const { return !text_.empty(); }
  bool is_due() const;  // more rows are waiting than should
  // Hands what was added to the system. `lost`: the rows that it did not take; the next starts on a line of its own.
  bool save(int *lost, mdrnn_error *error);
  // Forgets what was added and closes -> the rows that are lost.
  int discard();
  // Somebody may take the file away while it is written; the system does not tell.
  bool is_gone() const;
  // Without a row no file is left, and the path is "".
  void close();

  const std::string &path() const { return path_; }

 private:
  bool open(const std::string &path);

  struct Closer {
    void operator()(std::FILE *file) const { std::fclose(file); }
  };
  std::unique_ptr<std::FILE, Closer> file_;
  std::string path_;
  std::string text_;  // rows that are added and not saved
  bool is_torn_ = false;
  bool is_empty_ = true;
};

}  // namespace mdrnn
