// SPDX-License-Identifier: MIT
// Writes the logs of one recorder: takes its requests and rows from a channel, and reports there. On one thread.
#include "background/log_writer.h"

#include <exception>
#include <filesystem>
#include <new>

#include "step/error.h"

namespace mdrnn {
namespace {

// "takes/" is a folder even before it exists.
bool is_folder(const std::filesystem::path &path) {
  std::error_code problem;
  return !path.has_filename() || std::filesystem::is_directory(path, problem);
}

}  // namespace

// Throws if memory runs out and, on Windows, if a path is not text in the system's encoding.
bool LogWriter::serve() noexcept {
  has_died_ = false;
  try {
    write_all();
  } catch (const std::bad_alloc &) {
    break_down("there is not enough memory to write the log");
  } catch (const std::exception &problem) {
    break_down(problem.what());
  }
  return is_under_way_ || has_died_;
}

// Looks for a request before it takes rows: then the rows played before the request are in the queue.
void LogWriter::write_all() {
  auto &reports = channel_->reports;
  while (&reports.front() != channel_->told.load(std::memory_order_acquire)) reports.pop_front();
  const bool is_last = channel_->is_given_up;
  uint32_t newest;
  {
    const std::lock_guard<std::mutex> lock(channel_->mutex);
    newest = channel_->submitted;
  }
  Row row;
  while (channel_->rows.pop(&row)) {
    carry_out(row.recording);
    put(row);
  }
  carry_out(newest);
  save();
  if (is_last) finish(true);
}

void LogWriter::carry_out(uint32_t number) {
  while (recording_ < number) {
    RecordRequest request;
    {
      const std::lock_guard<std::mutex> lock(channel_->mutex);
      request = std::move(channel_->requests.front());
      channel_->requests.pop_front();
    }
    ++recording_;
    if (request.path.empty())
      finish(true);
    else
      begin(request);
  }
}

// Opens the next log before the running one ends, which goes on if that fails.
void LogWriter::begin(const RecordRequest &request) {
  if (request.path == log_.file.path()) finish(true);
  Log next;
  next.number = recording_;
  next.place = request.path;
  next.is_place_folder = is_folder(next.place);
  next.dimension = next.is_place_folder ? request.dimension : 0;
  next.began = local_microseconds(request.begins);
  mdrnn_error error{};
  const bool has_name = !next.is_place_folder || next.dimension > 0;
  const bool is_ready = !has_name || next.open(&error);
  if (!is_ready && is_under_way_) return go_on(request, error);
  finish(true);
  log_ = std::move(next);
  is_under_way_ = true;
  has_reported_loss_ = false;
  if (!is_ready) return end(error);
  if (has_name) report(MDRNN_RECORD_BEGUN, false);
}

// The recorder counts its time from the request on.
void LogWriter::go_on(const RecordRequest &request, const mdrnn_error &problem) {
  mdrnn_error error{};
  fail(&error, problem.status, "%.440s; the running log goes on", problem.sentence);
  report(MDRNN_RECORD_FAILED, true, &error);
  log_.number = recording_;
  log_.began += request.after;
}

bool LogWriter::Log::open(mdrnn_error *error) {
  return is_place_folder ? file.create_in(place, dimension, error) : file.create(place, error);
}

// Rows of another dimension go to a separate file next to the first.
void LogWriter::put(const Row &row) {
  const int found = row.count + 1;
  if (is_under_way_ && log_.dimension != 0 && log_.dimension != found) {
    finish(false);
    if (!log_.is_place_folder) log_.place = std::filesystem::path(log_.place).parent_path().string();
    log_.is_place_folder = true;
  }
  log_.dimension = found;
  if (is_under_way_ && !log_.file.is_open()) open();
  if (!is_under_way_) {
    ++channel_->lost_rows;
    return;
  }
  log_.file.add(log_.began + row.microseconds, static_cast<mdrnn_source>(row.source), row.values, row.count);
  if (log_.file.is_due()) save();
}

void LogWriter::open() {
  mdrnn_error error{};
  if (log_.open(&error)) return report(MDRNN_RECORD_BEGUN, false);
  end(error);
}

void LogWriter::save() {
  if (!is_under_way_ || !log_.file.has_waiting()) return;
  mdrnn_error error{};
  int lost = 0;
  if (log_.file.is_gone()) return lose_file();
  const bool is_saved = log_.file.save(&lost, &error);
  channel_->lost_rows += lost;
  if (!is_saved && !std::exchange(has_reported_loss_, true)) report(MDRNN_RECORD_LOST, false, &error);
}

// Does not continue in a new file: somebody has just deleted the old one.
void LogWriter::lose_file() {
  mdrnn_error error{};
  fail(&error, MDRNN_BAD_FILE, "%.300s: was removed while it was being written; the recording is over",
       log_.file.path().c_str());
  end(error);
}

void LogWriter::end(const mdrnn_error &error) {
  die(log_.number);
  report(MDRNN_RECORD_FAILED, true, &error);
}

void LogWriter::finish(bool ends_recording) {
  if (!is_under_way_) return;
  save();
  if (!is_under_way_) return;
  log_.file.close();
  is_under_way_ = !ends_recording;
  if (ends_recording || !log_.file.path().empty()) report(MDRNN_RECORD_DONE, ends_recording);
}

void LogWriter::break_down(const char *problem) noexcept {
  if (is_under_way_) die(recording_);
  if (channel_->has_broken_down.load(std::memory_order_acquire)) return;  // the previous one is not reported yet
  channel_->breakdown.recording = recording_;
  fail(&channel_->breakdown.error, MDRNN_OUT_OF_MEMORY, "%.400s; the recording is over", problem);
  channel_->has_broken_down.store(true, std::memory_order_release);
}

// From now on the audio thread itself counts the rows of that recording.
void LogWriter::die(uint32_t recording) noexcept {
  is_under_way_ = false;
  has_died_ = true;
  channel_->lost_rows += log_.file.discard();
  channel_->dead_recording.store(recording, std::memory_order_relaxed);
}

void LogWriter::report(mdrnn_record_state state, bool ends_recording, const mdrnn_error *error) {
  RecordReport &before = channel_->reports.back();
  RecordReport &made = channel_->reports.emplace_back();
  made.state = state;
  made.ends_recording = ends_recording;
  made.recording = log_.number;
  made.path = log_.file.path();
  if (error != nullptr) made.error = *error;
  before.next.store(&made, std::memory_order_release);
}

}  // namespace mdrnn
