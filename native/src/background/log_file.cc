// SPDX-License-Identifier: MIT
// A log on the disk, in the format of IMPS and IMPSY: one row an event, `timestamp,interface|rnn,x1,..`.
#include "background/log_file.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <ctime>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "file/errno_text.h"
#include "file/process.h"
#include "step/error.h"

namespace mdrnn {
namespace {

namespace fs = std::filesystem;

constexpr int64_t kMicro = 1000000;
constexpr int64_t kDay = 86400;               // seconds
constexpr size_t kDueText = size_t{1} << 16;  // bytes
constexpr size_t kLongestRow = 2048;          // bytes: 63 values of at most 16 characters

// The C library guards its time zone with a lock, which a child forked at the wrong moment inherits locked.
std::tm local(std::time_t seconds) {
  const ForkLock lock;
  std::tm broken{};
#ifdef _WIN32
  localtime_s(&broken, &seconds);
#else
  localtime_r(&seconds, &broken);
#endif
  return broken;
}

// From 0001-01-01 to the first of January of `year`.
int64_t days_before(int64_t year) {
  const int64_t past = year - 1;
  return 365 * past + past / 4 - past / 100 + past / 400;
}

int64_t microseconds_of(std::chrono::system_clock::time_point moment) {
  return std::chrono::duration_cast<std::chrono::microseconds>(moment.time_since_epoch()).count();
}

void append_digits(std::string *text, int64_t number, size_t width, char before = '\0') {
  if (before != '\0') *text += before;
  const std::string digits = std::to_string(number);
  text->append(width > digits.size() ? width - digits.size() : 0, '0');
  *text += digits;
}

// YYYY-MM-DDTHH:MM:SS, with `colon` in place of ':'. Not with the C library, which takes its lock for
// every row. Counts from 1 March of the year 0, so that a leap day is the last day of a year.
void append_time(std::string *text, int64_t seconds, char colon) {
  const int64_t days = seconds / kDay + 719468, second = seconds % kDay;
  const int64_t era = days / 146097, day_of_era = days % 146097;
  const int64_t year = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const int64_t day_of_year = day_of_era - (365 * year + year / 4 - year / 100);
  const int64_t month = (5 * day_of_year + 2) / 153;  // 0 is March
  append_digits(text, era * 400 + year + (month < 10 ? 0 : 1), 4);
  append_digits(text, month < 10 ? month + 3 : month - 9, 2, '-');
  append_digits(text, day_of_year - (153 * month + 2) / 5 + 1, 2, '-');
  append_digits(text, second / 3600, 2, 'T');
  append_digits(text, second / 60 % 60, 2, colon);
  append_digits(text, second % 60, 2, colon);
}

// The shortest digits that read back as the same float, as NumPy writes them: 0.2, 1.0, 1e-07.
void append_number(std::string *text, float value) {
  char digits[64];
  const bool is_tiny = value != 0.0f && std::fabs(static_cast<double>(value)) < 1e-4;
  const auto format = is_tiny ? std::chars_format::scientific : std::chars_format::fixed;
  const char *end = std::to_chars(digits, digits + sizeof digits, value, format).ptr;
  const std::string_view found(digits, static_cast<size_t>(end - digits));
  *text += found;
  if (!is_tiny && found.find('.') == found.npos) *text += ".0";
}

// A path can be longer than a sentence may be: its end says more.
const char *end_of(const std::string &path) { return path.c_str() + (path.size() > 300 ? path.size() - 300 : 0); }

bool refuse_place(const std::string &path, int number, mdrnn_error *error) {
  fail(error, MDRNN_BAD_FILE, "%s: cannot be created: %s", end_of(path), errno_text(number).c_str());
  return false;
}

bool refuse_file(const std::string &path, int number, mdrnn_error *error) {
  if (number != EEXIST) return refuse_place(path, number, error);
  fail(error, MDRNN_BAD_FILE, "%s: exists already, expected a new name", end_of(path));
  return false;
}

// Some libraries report that the folder exists if a file is in the way.
bool make_folders(const fs::path &folder, mdrnn_error *error) {
  std::error_code problem;
  if (!folder.empty()) fs::create_directories(folder, problem);
  return problem ? refuse_place(folder.string(), problem.value(), error) : true;
}

}  // namespace

int64_t local_microseconds(std::chrono::system_clock::time_point moment) {
  const int64_t since_epoch = microseconds_of(moment);
  const std::tm there = local(static_cast<std::time_t>(since_epoch / kMicro));
  const int64_t days = days_before(there.tm_year + int64_t{1900}) + there.tm_yday - days_before(1970);
  const int64_t seconds = ((days * 24 + there.tm_hour) * 60 + there.tm_min) * 60 + there.tm_sec;
  return seconds * kMicro + since_epoch % kMicro;
}

void append_row(std::string *text, int64_t microseconds, mdrnn_source source, const float *values, int count) {
  append_time(text, microseconds / kMicro, ':');
  if (microseconds % kMicro != 0) append_digits(text, microseconds % kMicro, 6, '.');
  *text += source == MDRNN_RNN ? ",rnn" : ",interface";
  for (int i = 0; i < count; ++i) {
    *text += ',';
    append_number(text, values[i]);
  }
  *text += '\n';
}

// "x": only if the file does not exist. Without stdio's buffer, fwrite returns how many bytes the system
// accepted, and a forked child has no buffer that it would write a second time.
bool LogFile::open(const std::string &path) {
  errno = 0;
  file_.reset(std::fopen(path.c_str(), "wbx"));
  if (file_ == nullptr) return false;
  std::setvbuf(file_.get(), nullptr, _IONBF, 0);
  path_ = path;
  text_.clear();
  text_.reserve(kDueText + kLongestRow);
  is_torn_ = false;
  is_empty_ = true;
  return true;
}

bool LogFile::create(const std::string &path, mdrnn_error *error) {
  if (!make_folders(fs::path(path).parent_path(), error)) return false;
  return open(path) || refuse_file(path, errno, error);
}

bool LogFile::create_in(const std::string &folder, int dimension, mdrnn_error *error) {
  if (!make_folders(folder, error)) return false;
  const std::string end = "-" + std::to_string(dimension) + "d-mdrnn.log";
  for (int64_t now = local_microseconds(std::chrono::system_clock::now());; now += kMicro) {
    std::string name;
    append_time(&name, now / kMicro, '-');
    const std::string path = (fs::path(folder) / (name + end)).string();
    if (open(path)) return true;
    if (errno != EEXIST) return refuse_file(path, errno, error);
  }
}

void LogFile::add(int64_t microseconds, mdrnn_source source, const float *values, int count) {
  append_row(&text_, microseconds, source, values, count);
}

bool LogFile::is_due() const { return text_.size() > kDueText; }

bool LogFile::save(int *lost, mdrnn_error *error) {
  *lost = 0;
  if (text_.empty()) return true;
  const size_t mend = is_torn_ ? 1 : 0;  // bytes
  text_.insert(0, mend, '\n');
  size_t written = 0;
  int problem = 0;
  while (written < text_.size() && problem == 0) {
    errno = 0;
    written += std::fwrite(text_.data() + written, 1, text_.size() - written, file_.get());
    if (std::ferror(file_.get()) != 0 && errno != EINTR) problem = errno != 0 ? errno : EIO;
    std::clearerr(file_.get());
  }
  is_torn_ = written > 0 ? text_[written - 1] != '\n' : is_torn_;
  is_empty_ = is_empty_ && written == 0;
  const auto rest = text_.begin() + static_cast<std::ptrdiff_t>(std::max(written, mend));
  *lost = static_cast<int>(std::count(rest, text_.end(), '\n'));
  text_.clear();
  if (problem == 0) return true;
  fail(error, MDRNN_BAD_FILE, "%s: cannot be written: %s; rows are lost", end_of(path_), errno_text(problem).c_str());
  return false;
}

int LogFile::discard() {
  const auto lost = std::count(text_.begin(), text_.end(), '\n');
  text_.clear();
  file_.reset();
  return static_cast<int>(lost);
}

bool LogFile::is_gone() const {
  std::error_code problem;
  return !fs::exists(path_, problem) && !problem;
}

void LogFile::close() {
  if (file_ == nullptr) return;
  file_.reset();
  if (!is_empty_) return;
  std::remove(path_.c_str());
  path_.clear();
}

}  // namespace mdrnn
