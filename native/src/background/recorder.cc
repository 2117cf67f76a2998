// SPDX-License-Identifier: MIT
// A performer's side of its logs: the audio thread queues rows here, a worker writes them.
#include "background/recorder.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>
#include <utility>

#include "background/log_service.h"
#include "step/error.h"

namespace mdrnn {

// ---- [control] ------------------------------------------------------------------------------------------------------

Recorder::~Recorder() {
  if (has_service()) {
    channel_->is_given_up = true;
    service_->flush();
  }
  abandon_lost_service();
}

bool Recorder::has_service() const noexcept { return service_ != nullptr && service_->is_here(); }

void Recorder::abandon_lost_service() noexcept {
  if (service_ == nullptr || service_->is_here()) return;
  abandon(&service_);
  abandon(&channel_);
}

void Recorder::hire() {
  std::shared_ptr<LogService> hired = LogService::hire();
  auto channel = std::make_shared<RecordChannel>();
  hired->add(channel);
  dropped_rows_ = dropped_rows();
  abandon_lost_service();
  service_ = std::move(hired);
  channel_ = std::move(channel);
  number_ = newest_log_ = ended_ = 0;
  is_recording_ = false;
}

void Recorder::submit(const char *path, int dimension, int64_t after) {
  RecordRequest request{path, dimension, std::chrono::system_clock::now(), after};
  {
    const std::lock_guard<std::mutex> lock(channel_->mutex);
    channel_->requests.push_back(std::move(request));
    ++channel_->submitted;
  }
  ++number_;
  service_->wake();
}

void Recorder::start(const char *path, int dimension, int64_t tick, double rate) {
  if (!has_service()) hire();
  submit(path, dimension, is_recording_ ? microseconds_at(tick) : 0);
  newest_log_ = number_;
  is_recording_ = true;
  has_told_of_drops_ = has_dropped_ = false;
  origin_ = tick;
  origin_seconds_ = 0.0;
  rate_ = rate;
}

void Recorder::stop() {
  if (is_recording_ && has_service()) submit("", 0, 0);
  is_recording_ = false;
}

void Recorder::flush() {
  if (has_service()) service_->flush();
}

// ---- [audio] --------------------------------------------------------------------------------------------------------

// Whether the current log has failed, or belongs to the process from which this one was forked.
bool Recorder::is_dead() const noexcept {
  return channel_->dead_recording.load(std::memory_order_relaxed) == number_ || !has_service();
}

// Of the log. Halves round to the even one, as in Python's timedelta.
int64_t Recorder::microseconds_at(int64_t tick) const noexcept {
  double whole;
  const double fraction = std::modf(origin_seconds_ + static_cast<double>(tick - origin_) / rate_, &whole);
  return static_cast<int64_t>(whole) * 1000000 + std::llrint(fraction * 1e6);
}

void Recorder::write(const mdrnn_event &event) noexcept {
  if (!is_recording_) return;
  if (is_dead()) {
    ++dropped_rows_;
    return;
  }
  Row row;
  row.microseconds = microseconds_at(event.tick);
  row.recording = number_;
  row.source = static_cast<uint16_t>(event.source);
  row.count = static_cast<uint16_t>(event.count);
  std::memcpy(row.values, event.values, static_cast<size_t>(event.count) * sizeof(float));
  if (channel_->rows.push(row)) return;
  ++dropped_rows_;
  has_dropped_ = true;
}

void Recorder::set_rate(int64_t tick, double rate, int64_t same_tick, double new_rate) noexcept {
  origin_seconds_ += static_cast<double>(tick - origin_) / rate;
  origin_ = same_tick;
  rate_ = new_rate;
}

void Recorder::end_recording(uint32_t number) noexcept {
  ended_ = std::max(ended_, number);
  if (number == number_) is_recording_ = false;
}

mdrnn_record_state Recorder::poll(mdrnn_error *error) noexcept {
  if (channel_ == nullptr) return MDRNN_RECORD_IDLE;
  const RecordReport *told = channel_->told.load(std::memory_order_relaxed);
  if (const RecordReport *report = told->next.load(std::memory_order_acquire)) {
    channel_->told.store(report, std::memory_order_release);
    if (report->ends_recording) end_recording(report->recording);
    if (report->error.status != MDRNN_OK && error != nullptr) *error = report->error;
    return report->state;
  }
  if (channel_->has_broken_down.load(std::memory_order_acquire)) {
    end_recording(channel_->breakdown.recording);
    if (error != nullptr) *error = channel_->breakdown.error;
    channel_->has_broken_down.store(false, std::memory_order_release);
    return MDRNN_RECORD_FAILED;
  }
  if (has_dropped_ && !std::exchange(has_told_of_drops_, true)) {
    fail(error, MDRNN_BAD_FILE, "events come faster than the log can be written; rows are dropped");
    return MDRNN_RECORD_LOST;
  }
  if (is_open() && !has_service()) {
    ended_ = newest_log_;
    is_recording_ = false;
    fail(error, MDRNN_NO_THREAD, "the process was forked, and its log goes on in the parent alone: record again here");
    return MDRNN_RECORD_FAILED;
  }
  return is_open() ? MDRNN_RECORD_RUNNING : MDRNN_RECORD_IDLE;
}

const char *Recorder::path() const noexcept {
  return channel_ != nullptr ? channel_->told.load(std::memory_order_relaxed)->path.c_str() : "";
}

int64_t Recorder::dropped_rows() const noexcept {
  return dropped_rows_ + (channel_ != nullptr ? channel_->lost_rows.load(std::memory_order_relaxed) : 0);
}

}  // namespace mdrnn
