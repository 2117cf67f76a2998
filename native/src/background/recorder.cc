// SPDX-License-Identifier: MIT
// What a performer's events go through on their way into a log: queued by the audio thread, written by a worker.
//
// One worker, the scribe, for all performers; it starts with the first log and ends with the last performer that has
// had one. Requests (a log begins, a log ends) come to it under a mutex, for they are [control]. Rows come through a
// queue of atomics; since the audio thread cannot wake anybody without a system call, the scribe looks by itself while
// a log is under way. Each row carries the number of its recording, and a request is carried out when all rows before
// it are written. What the scribe has to tell goes back as a list of notes that only ever grows at its end: the audio
// thread follows a pointer, and the scribe frees what it has left behind.
#include "background/recorder.h"

#include <atomic>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <cstring>
#include <deque>
#include <filesystem>
#include <list>
#include <mutex>
#include <new>
#include <string>
#include <thread>
#include <utility>

#include "background/log_file.h"
#include "background/process.h"
#include "background/row_queue.h"
#include "step/error.h"

namespace mdrnn {
namespace {

constexpr std::chrono::milliseconds kLook{20};  // between two looks for rows

struct RecordRequest {
  std::string path;  // "": a log ends
  int dimension;     // 0: not known yet
  std::chrono::system_clock::time_point begins;
};

// "takes/" is a folder before it is there, too.
bool is_folder(const std::filesystem::path &path) {
  std::error_code problem;
  return !path.has_filename() || std::filesystem::is_directory(path, problem);
}

}  // namespace

struct Note {
  mdrnn_record_state state = MDRNN_RECORD_IDLE;
  bool ends_recording = false;
  uint32_t recording = 0;
  std::string path;
  mdrnn_error error{};
  std::atomic<Note *> next{nullptr};
};

// The atomics are between scribe and audio thread, the requests are guarded by their mutex, all else is the scribe's.
struct Tray {
  Tray() : told(&notes.front()) {}

  void submit(RecordRequest request);
  bool serve();  // true while a log is under way

  RowQueue rows;
  std::list<Note> notes{1};
  std::atomic<const Note *> told;  // the newest that the audio thread has seen
  std::atomic<int64_t> lost_rows{0};
  std::atomic<bool> is_out_of_memory{false};
  std::atomic<bool> is_given_up{false};  // by its recorder: what is in it is still to be written

  std::mutex mutex;
  std::deque<RecordRequest> requests;  // the first is number `recording` + 1
  uint32_t submitted = 0;              // number of the last

 private:
  void write_all();
  void go_to(uint32_t number);
  void begin(const RecordRequest &request);
  void open();
  void put(const Row &row);
  void save();
  void lose_file();
  void finish(bool ends_recording);
  void tell(mdrnn_record_state state, bool ends_recording, const mdrnn_error *error = nullptr);

  uint32_t recording = 0;  // the number of the request that is carried out
  std::string place;       // a file, or a folder for files that are named after their dimension
  bool is_place_folder = false;
  int dimension = 0;  // of the file's rows; 0 while it is not known
  int64_t began = 0;  // as local_microseconds counts
  bool is_under_way = false;
  bool has_told_loss = false;
  LogFile file;
};

class Scribe {
 public:
  // The one of this process.
  static std::shared_ptr<Scribe> hire();

  Scribe() : thread_([this] { run(); }) {}
  ~Scribe();
  Scribe(const Scribe &) = delete;
  Scribe &operator=(const Scribe &) = delete;

  // False in a process that was forked off: the thread is not there, and the mutex may be locked for ever.
  bool is_ours() const { return forks_ == forks(); }
  void take(const std::shared_ptr<Tray> &tray);
  void wake();
  void flush();

 private:
  void run();
  bool serve_all(std::unique_lock<std::mutex> *lock);

  const unsigned forks_ = forks();
  std::mutex mutex_;
  std::condition_variable wake_, rested_;
  std::list<std::shared_ptr<Tray>> trays_;  // others append, the scribe alone takes away
  uint64_t asked_ = 0;                      // how often somebody has asked for a round
  uint64_t served_ = 0;                     // those of them after which a round has been made
  bool is_over_ = false;
  std::thread thread_;  // the last, for it uses all the others
};

// ---- one recorder's rows, on the scribe -----------------------------------------------------------------------------

void Tray::submit(RecordRequest request) {
  const std::lock_guard<std::mutex> lock(mutex);
  requests.push_back(std::move(request));
  ++submitted;
}

bool Tray::serve() {
  try {
    write_all();
  } catch (const std::bad_alloc &) {
    is_under_way = false;
    is_out_of_memory = true;
  }
  return is_under_way;
}

// A request is looked for before the rows: those that were played before it are then in the queue.
void Tray::write_all() {
  while (&notes.front() != told.load(std::memory_order_acquire)) notes.pop_front();
  const bool is_last = is_given_up;
  uint32_t newest;
  {
    const std::lock_guard<std::mutex> lock(mutex);
    newest = submitted;
  }
  Row row;
  while (rows.pop(&row)) {
    go_to(row.recording);
    put(row);
  }
  go_to(newest);
  save();
  if (is_last) finish(true);
}

void Tray::go_to(uint32_t number) {
  while (recording < number) {
    finish(true);
    RecordRequest request;
    {
      const std::lock_guard<std::mutex> lock(mutex);
      request = std::move(requests.front());
      requests.pop_front();
    }
    ++recording;
    if (!request.path.empty()) begin(request);
  }
}

void Tray::begin(const RecordRequest &request) {
  place = request.path;
  is_place_folder = is_folder(place);
  dimension = is_place_folder ? request.dimension : 0;
  began = local_microseconds(request.begins);
  is_under_way = true;
  has_told_loss = false;
  if (!is_place_folder || dimension > 0) open();
}

void Tray::open() {
  mdrnn_error error{};
  const bool is_made = is_place_folder ? file.create_in(place, dimension, &error) : file.create(place, &error);
  is_under_way = is_made;
  if (is_made)
    tell(MDRNN_RECORD_BEGUN, false);
  else
    tell(MDRNN_RECORD_FAILED, true, &error);
}

// Rows of another dimension go to a file of their own, beside the first.
void Tray::put(const Row &row) {
  if (!is_under_way) return;
  const int found = row.count + 1;
  if (dimension != 0 && dimension != found) {
    finish(false);
    if (!is_place_folder) place = std::filesystem::path(place).parent_path().string();
    is_place_folder = true;
  }
  dimension = found;
  if (!file.is_open()) open();
  if (!is_under_way) return;
  file.add(began + row.microseconds, static_cast<mdrnn_source>(row.source), row.values, row.count);
  if (file.is_due()) save();
}

void Tray::save() {
  if (!is_under_way || !file.has_waiting()) return;
  mdrnn_error error{};
  int lost = 0;
  if (file.is_gone()) return lose_file();
  const bool is_saved = file.save(&lost, &error);
  lost_rows += lost;
  if (!is_saved && !std::exchange(has_told_loss, true)) tell(MDRNN_RECORD_LOST, false, &error);
}

// To go on in a new file would be to write where somebody has just tidied up.
void Tray::lose_file() {
  mdrnn_error error{};
  fail(&error, MDRNN_BAD_FILE, "%.300s: was taken away while it was written; the recording is over",
       file.path().c_str());
  lost_rows += file.discard();
  is_under_way = false;
  tell(MDRNN_RECORD_FAILED, true, &error);
}

void Tray::finish(bool ends_recording) {
  if (!is_under_way) return;
  save();
  file.close();
  if (ends_recording || !file.path().empty()) tell(MDRNN_RECORD_DONE, ends_recording);
  is_under_way = !ends_recording;
}

void Tray::tell(mdrnn_record_state state, bool ends_recording, const mdrnn_error *error) {
  Note &before = notes.back();
  Note &note = notes.emplace_back();
  note.state = state;
  note.ends_recording = ends_recording;
  note.recording = recording;
  note.path = file.path();
  if (error != nullptr) note.error = *error;
  before.next.store(&note, std::memory_order_release);
}

// ---- the scribe -----------------------------------------------------------------------------------------------------

std::shared_ptr<Scribe> Scribe::hire() {
  static std::mutex mutex;
  static std::weak_ptr<Scribe> hired;
  // A host may end its process with every performer as it is.
  struct AtExit {
    ~AtExit() {
      const std::shared_ptr<Scribe> scribe = hired.lock();
      if (scribe != nullptr && scribe->is_ours()) scribe->flush();
    }
  };
  static const AtExit at_exit;
  const std::lock_guard<std::mutex> lock(mutex);
  std::shared_ptr<Scribe> scribe = hired.lock();
  if (scribe == nullptr || !scribe->is_ours()) hired = scribe = std::make_shared<Scribe>();
  return scribe;
}

Scribe::~Scribe() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    is_over_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Scribe::take(const std::shared_ptr<Tray> &tray) {
  std::list<std::shared_ptr<Tray>> place{tray};
  const std::lock_guard<std::mutex> lock(mutex_);
  trays_.splice(trays_.end(), place);
}

void Scribe::wake() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    ++asked_;
  }
  wake_.notify_one();
}

void Scribe::flush() {
  std::unique_lock<std::mutex> lock(mutex_);
  const uint64_t mine = ++asked_;
  wake_.notify_one();
  rested_.wait(lock, [&] { return served_ >= mine; });
}

void Scribe::run() {
  leave_realtime();
  std::unique_lock<std::mutex> lock(mutex_);
  const auto is_wanted = [this] { return is_over_ || asked_ != served_; };
  bool is_busy = false;
  while (!is_over_) {
    if (is_busy)
      wake_.wait_for(lock, kLook, is_wanted);
    else
      wake_.wait(lock, is_wanted);
    const uint64_t asked = asked_;
    is_busy = serve_all(&lock);
    served_ = asked;
    rested_.notify_all();
  }
}

// Whether a log is under way anywhere.
bool Scribe::serve_all(std::unique_lock<std::mutex> *lock) {
  bool is_busy = false;
  for (auto tray = trays_.begin(); tray != trays_.end();) {
    lock->unlock();
    const bool is_last = (*tray)->is_given_up;  // before the round: its last rows are then there
    is_busy |= (*tray)->serve();
    lock->lock();
    tray = is_last ? trays_.erase(tray) : std::next(tray);
  }
  return is_busy;
}

// ---- the recorder ---------------------------------------------------------------------------------------------------

Recorder::~Recorder() {
  if (has_scribe()) {
    tray_->is_given_up = true;
    scribe_->flush();
  }
  abandon_lost_scribe();
}

bool Recorder::has_scribe() const { return scribe_ != nullptr && scribe_->is_ours(); }

// After a fork the scribe is not there, and the tray is as it left it: both stay lying, for joining would never end.
void Recorder::abandon_lost_scribe() {
  if (scribe_ == nullptr || scribe_->is_ours()) return;
  std::make_unique<std::shared_ptr<Scribe>>(std::move(scribe_)).release();
  std::make_unique<std::shared_ptr<Tray>>(std::move(tray_)).release();
}

void Recorder::hire() {
  std::shared_ptr<Scribe> hired = Scribe::hire();
  auto tray = std::make_shared<Tray>();
  hired->take(tray);
  abandon_lost_scribe();
  scribe_ = std::move(hired);
  tray_ = std::move(tray);
  number_ = open_recordings_ = 0;
  is_recording_ = false;
}

void Recorder::submit(const char *path, int dimension) {
  tray_->submit({path, dimension, std::chrono::system_clock::now()});
  ++number_;
  scribe_->wake();
}

void Recorder::start(const char *path, int dimension, int64_t tick, double rate) {
  if (!has_scribe()) hire();
  submit(path, dimension);
  ++open_recordings_;
  is_recording_ = true;
  has_told_of_drops_ = has_dropped_ = false;
  origin_ = tick;
  origin_seconds_ = 0.0;
  rate_ = rate;
}

void Recorder::stop() {
  if (is_recording_ && has_scribe()) submit("", 0);
  is_recording_ = false;
}

void Recorder::flush() {
  if (has_scribe()) scribe_->flush();
}

// Halves go to the even microsecond, as Python's timedelta has them.
void Recorder::write(const mdrnn_event &event) noexcept {
  if (!is_recording_) return;
  const double seconds = origin_seconds_ + static_cast<double>(event.tick - origin_) / rate_;
  double whole;
  const double fraction = std::modf(seconds, &whole);
  Row row;
  row.microseconds = static_cast<int64_t>(whole) * 1000000 + std::llrint(fraction * 1e6);
  row.recording = number_;
  row.source = static_cast<uint16_t>(event.source);
  row.count = static_cast<uint16_t>(event.count);
  std::memcpy(row.values, event.values, static_cast<size_t>(event.count) * sizeof(float));
  if (tray_->rows.push(row)) return;
  ++dropped_rows_;
  has_dropped_ = true;
}

void Recorder::set_rate(int64_t tick, double rate, int64_t same_tick, double new_rate) noexcept {
  origin_seconds_ += static_cast<double>(tick - origin_) / rate;
  origin_ = same_tick;
  rate_ = new_rate;
}

mdrnn_record_state Recorder::poll(mdrnn_error *error) noexcept {
  if (tray_ == nullptr) return MDRNN_RECORD_IDLE;
  if (const Note *note = tray_->told.load(std::memory_order_relaxed)->next.load(std::memory_order_acquire)) {
    tray_->told.store(note, std::memory_order_release);
    if (note->ends_recording) --open_recordings_;
    if (note->ends_recording && note->recording == number_) is_recording_ = false;
    if (note->error.status != MDRNN_OK && error != nullptr) *error = note->error;
    return note->state;
  }
  if (tray_->is_out_of_memory.exchange(false)) {
    --open_recordings_;
    is_recording_ = false;
    fail(error, MDRNN_OUT_OF_MEMORY, "there is no memory to write a log");
    return MDRNN_RECORD_FAILED;
  }
  if (has_dropped_ && !std::exchange(has_told_of_drops_, true)) {
    fail(error, MDRNN_BAD_FILE, "events come faster than the log can be written; rows are lost");
    return MDRNN_RECORD_LOST;
  }
  return open_recordings_ > 0 ? MDRNN_RECORD_RUNNING : MDRNN_RECORD_IDLE;
}

const char *Recorder::path() const noexcept {
  return tray_ != nullptr ? tray_->told.load(std::memory_order_relaxed)->path.c_str() : "";
}

int64_t Recorder::dropped_rows() const noexcept {
  return dropped_rows_ + (tray_ != nullptr ? tray_->lost_rows.load(std::memory_order_relaxed) : 0);
}

}  // namespace mdrnn
