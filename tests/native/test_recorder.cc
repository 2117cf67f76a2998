// SPDX-License-Identifier: MIT
// Logs that a worker writes while a performer plays.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#ifdef __linux__
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#endif

#include "allocations.h"
#include "background/log_file.h"
#include "background/row_queue.h"
#include "file/process.h"
#include "golden.h"
#include "mdrnn/mdrnn.hpp"
#include "waiting.h"

namespace {

namespace fs = std::filesystem;

constexpr double kRate = 48000.0;
constexpr const char *kDimension2 = "explicit-dynamic-d2-u16-l1-m2.tflite";

// A folder of its own for each test.
class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / ("mdrnn-" + std::to_string(std::random_device{}()))) {
    fs::create_directories(path_);
  }
  ~Folder() { fs::remove_all(path_); }
  std::string operator/(const std::string &name) const { return (path_ / name).string(); }
  std::vector<std::string> files() const {
    std::vector<std::string> found;
    for (const auto &entry : fs::recursive_directory_iterator(path_))
      if (entry.is_regular_file()) found.push_back(entry.path().string());
    std::sort(found.begin(), found.end());
    return found;
  }

 private:
  fs::path path_;
};

mdrnn::Handle make(mdrnn_mode mode, const char *model = kExplicit) {
  mdrnn::Handle performer(mdrnn_create(kRate, 7, nullptr));
  REQUIRE(performer != nullptr);
  if (model != nullptr) REQUIRE(mdrnn_load(performer.get(), golden(model).c_str(), nullptr, nullptr) == MDRNN_OK);
  REQUIRE(mdrnn_set(performer.get(), MDRNN_MODE, mode, nullptr) == MDRNN_OK);
  return performer;
}

void record(mdrnn_performer *performer, const std::string &path) {
  REQUIRE(mdrnn_record(performer, path.c_str(), nullptr) == MDRNN_OK);
}

struct Told {
  mdrnn_record_state state;
  std::string words;  // a path or a sentence
};

// All reports, once the worker has finished its work.
std::vector<Told> all_told(mdrnn_performer *performer) {
  mdrnn_flush_record(performer);
  std::vector<Told> told;
  while (true) {
    mdrnn_error error{};
    const mdrnn_record_state state = mdrnn_poll_record(performer, &error);
    if (state <= MDRNN_RECORD_RUNNING) return told;
    told.push_back({state, error.status != MDRNN_OK ? error.sentence : mdrnn_record_path(performer)});
  }
}

// The files that were written; fails if there was an error.
std::vector<std::string> end_of_log(mdrnn_performer *performer) {
  REQUIRE(mdrnn_record(performer, nullptr, nullptr) == MDRNN_OK);
  std::vector<std::string> files;
  for (const Told &each : all_told(performer)) {
    REQUIRE_MESSAGE((each.state == MDRNN_RECORD_BEGUN || each.state == MDRNN_RECORD_DONE), each.words);
    if (each.state == MDRNN_RECORD_DONE) files.push_back(each.words);
  }
  CHECK(mdrnn_poll_record(performer, nullptr) == MDRNN_RECORD_IDLE);
  return files;
}

struct LogRow {
  int64_t microseconds = 0;
  std::string source;
  std::vector<float> values;
};

LogRow parse(const std::string &line) {
  LogRow row;
  std::tm time{};
  const size_t comma = line.find(',');
  const size_t second = line.find(',', comma + 1);
  REQUIRE(second != line.npos);
  REQUIRE(std::sscanf(line.c_str(), "%d-%d-%dT%d:%d:%d", &time.tm_year, &time.tm_mon, &time.tm_mday, &time.tm_hour,
                      &time.tm_min, &time.tm_sec) == 6);
  const std::string fraction = comma > 19 ? line.substr(20, comma - 20) : "000000";
  REQUIRE(fraction.size() == 6);
  row.microseconds = ((time.tm_mday * 24 + time.tm_hour) * 60 + time.tm_min) * int64_t{60} + time.tm_sec;
  row.microseconds = row.microseconds * 1000000 + std::stol(fraction);
  row.source = line.substr(comma + 1, second - comma - 1);
  std::istringstream rest(line.substr(second));  // not strtof, which depends on the locale
  float value = 0.0f;
  for (char comma = ','; rest >> comma >> value && comma == ',';) row.values.push_back(value);
  REQUIRE(rest.eof());
  return row;
}

std::vector<LogRow> read(const std::string &path) {
  std::ifstream stream(path);
  std::vector<LogRow> rows;
  for (std::string line; std::getline(stream, line);) rows.push_back(parse(line));
  return rows;
}

std::string text_of(const std::string &path) {
  std::ifstream stream(path);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// Feeds `feeds` events, one every `step` ticks, and returns all events that sounded: (tick, source, values).
struct Sounded {
  int64_t tick;
  mdrnn_source source;
  std::vector<float> values;
};

std::vector<Sounded> play(mdrnn_performer *performer, int feeds, int64_t step) {
  std::vector<Sounded> sounded;
  mdrnn_event event;
  const int count = mdrnn_get_model_info(performer).dimension - 1;
  for (int i = 0; i < feeds; ++i) {
    std::vector<float> values(static_cast<size_t>(count), static_cast<float>(i % 100) / 99.0f);
    REQUIRE(mdrnn_feed(performer, values.data(), count, nullptr) == MDRNN_OK);
    sounded.push_back({mdrnn_now(performer), MDRNN_INTERFACE, values});
    const int64_t until = mdrnn_now(performer) + step;
    while (mdrnn_advance(performer, until, &event) != 0)
      sounded.push_back({event.tick, event.source, {event.values, event.values + event.count}});
  }
  return sounded;
}

void check_same(const std::vector<LogRow> &rows, const std::vector<Sounded> &sounded, double rate = kRate) {
  REQUIRE(rows.size() == sounded.size());
  for (size_t i = 0; i < rows.size(); ++i) {
    CAPTURE(i);
    CHECK(rows[i].source == (sounded[i].source == MDRNN_RNN ? "rnn" : "interface"));
    CHECK(rows[i].values == sounded[i].values);
    const double seconds = static_cast<double>(sounded[i].tick - sounded[0].tick) / rate;
    CHECK(std::abs(static_cast<double>(rows[i].microseconds - rows[0].microseconds) - seconds * 1e6) < 0.501);
  }
}

bool has(const std::string &text, const std::string &part) { return text.find(part) != text.npos; }

}  // namespace

TEST_CASE("each event of player and machine is one row, in order of time, exact to the microsecond") {
  const Folder folder;
  for (const mdrnn_mode mode : {MDRNN_CALLRESPONSE, MDRNN_POLYPHONY, MDRNN_BATTLE, MDRNN_USERONLY}) {
    CAPTURE(mode);
    const auto performer = make(mode);
    const std::string path = folder / (std::string(mdrnn_mode_name(mode)) + ".log");
    record(performer.get(), path);
    mdrnn_set(performer.get(), MDRNN_TIMESCALE, 50.0, nullptr);  // this model plays fast
    const auto sounded = play(performer.get(), 30, 40001);
    CHECK(end_of_log(performer.get()) == std::vector<std::string>{path});
    check_same(read(path), sounded);
    const auto is_rnn = [](const Sounded &each) { return each.source == MDRNN_RNN; };
    CHECK(std::any_of(sounded.begin(), sounded.end(), is_rnn) == (mode != MDRNN_USERONLY));
    CHECK(mdrnn_get_counts(performer.get()).dropped_rows == 0);
  }
}

TEST_CASE("a row has the event as used: repaired, with all values, and once even with thru") {
  const Folder folder;
  const auto performer = make(MDRNN_USERONLY);
  mdrnn_event event;
  mdrnn_set(performer.get(), MDRNN_THRU, 1.0, nullptr);
  record(performer.get(), folder / "a.log");
  const float damaged[] = {NAN, 7.0f};
  REQUIRE(mdrnn_feed(performer.get(), damaged, 2, nullptr) == MDRNN_OK);
  REQUIRE(mdrnn_feed_one(performer.get(), 0, 0.25f, nullptr) == MDRNN_OK);
  CHECK(mdrnn_advance(performer.get(), 100, &event) == 1);
  CHECK(mdrnn_advance(performer.get(), 100, &event) == 1);
  end_of_log(performer.get());
  const auto rows = read(folder / "a.log");
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].values == std::vector<float>{0.5f, 1.0f});
  CHECK(rows[1].values == std::vector<float>{0.25f, 1.0f});
}

TEST_CASE("a new rate does not change the time between rows") {
  const Folder folder;
  const auto performer = make(MDRNN_USERONLY);
  const float values[] = {0.5f, 0.5f};
  mdrnn_event event;
  mdrnn_advance(performer.get(), 12345, &event);
  record(performer.get(), folder / "a.log");
  for (const double rate : {48000.0, 44100.0, 96000.0, 1e9, 48000.0}) {
    REQUIRE(mdrnn_set_rate(performer.get(), rate, nullptr) == MDRNN_OK);
    mdrnn_feed(performer.get(), values, 2, nullptr);
    mdrnn_advance(performer.get(), mdrnn_now(performer.get()) + static_cast<int64_t>(rate / 4), &event);
  }
  end_of_log(performer.get());
  const auto rows = read(folder / "a.log");
  REQUIRE(rows.size() == 5);
  for (size_t i = 1; i < rows.size(); ++i) CHECK(rows[i].microseconds - rows[i - 1].microseconds == 250000);
}

TEST_CASE("a file may have any name, and missing folders are created") {
  const Folder folder;
  const auto performer = make(MDRNN_USERONLY);
  for (const char *name : {"a.log", "new folder/two  blanks.log", "\xc3\xbc\x62\x65n/\xe7\xb7\xb4\xe7\xbf\x92.log"}) {
    record(performer.get(), folder / name);
    play(performer.get(), 1, 10);
    CHECK(end_of_log(performer.get()) == std::vector<std::string>{folder / name});
    CHECK(read(folder / name).size() == 1);
  }
}

TEST_CASE("in a folder files are named by time and dimension, and two logs in the same second are two files") {
  const Folder folder;
  const auto performer = make(MDRNN_USERONLY);
  fs::create_directories(folder / "there");
  std::set<std::string> names;
  for (const char *place : {"there", "there/", "not there yet/", "there"}) {
    record(performer.get(), folder / place);
    play(performer.get(), 1, 10);
    const auto files = end_of_log(performer.get());
    REQUIRE(files.size() == 1);
    const std::string name = fs::path(files[0]).filename().string();
    CHECK(name.size() == std::string("2026-01-31T12-00-00-3d-mdrnn.log").size());
    CHECK(name.substr(19) == "-3d-mdrnn.log");
    CHECK(fs::path(files[0]).parent_path() == (fs::path(folder / place) / "").parent_path());
    CHECK(read(files[0]).size() == 1);
    names.insert(files[0]);
  }
  CHECK(names.size() == 4);
}

TEST_CASE("an existing file is never changed") {
  const Folder folder;
  const auto performer = make(MDRNN_USERONLY);
  std::ofstream(folder / "old.log") << "dear";
  record(performer.get(), folder / "old.log");
  play(performer.get(), 3, 10);
  const auto told = all_told(performer.get());
  REQUIRE(told.size() == 1);
  CHECK(told[0].state == MDRNN_RECORD_FAILED);
  CHECK(told[0].words == folder / "old.log: exists already, expected a new name");
  CHECK(text_of(folder / "old.log") == "dear");
  CHECK(mdrnn_poll_record(performer.get(), nullptr) == MDRNN_RECORD_IDLE);
  record(performer.get(), folder / "new.log");
  play(performer.get(), 1, 10);
  CHECK(end_of_log(performer.get()) == std::vector<std::string>{folder / "new.log"});
}

TEST_CASE("an impossible path is reported once, and the music continues") {
  const Folder folder;
  std::ofstream(folder / "file") << "no folder";
  for (const std::string &path :
       {folder / "file/a.log", folder / "file/b/", std::string("/proc/no such folder/a.log")}) {
    CAPTURE(path);
    const auto performer = make(MDRNN_BATTLE);
    record(performer.get(), path);
    const auto sounded = play(performer.get(), 3, 48000);
    CHECK(sounded.size() > 3);
    const auto told = all_told(performer.get());
    REQUIRE(told.size() == 1);
    CHECK(told[0].state == MDRNN_RECORD_FAILED);
    CHECK(has(told[0].words, ": cannot be created: "));
    CHECK(all_told(performer.get()).empty());
    CHECK(mdrnn_poll_record(performer.get(), nullptr) == MDRNN_RECORD_IDLE);
  }
}

TEST_CASE("if the next log cannot begin, the running one goes on with every row at its time") {
  const Folder folder;
  std::ofstream(folder / "old.log") << "dear";
  std::ofstream(folder / "file") << "no folder";
  for (const std::string &next : {folder / "old.log", folder / "file/b.log", folder / "file/logs/"}) {
    CAPTURE(next);
    const auto performer = make(MDRNN_USERONLY);
    const std::string path = folder / (std::to_string(folder.files().size()) + ".log");
    record(performer.get(), path);
    auto sounded = play(performer.get(), 3, 4800000);  // minutes, in no time: times are those of the performer
    for (int more = 1; more < 4; ++more) {
      record(performer.get(), next);
      for (const Sounded &each : play(performer.get(), more, 48)) sounded.push_back(each);
    }
    const auto told = all_told(performer.get());
    REQUIRE(told.size() == 4);
    CHECK(told[0].state == MDRNN_RECORD_BEGUN);
    for (size_t i = 1; i < 4; ++i) {
      CHECK(told[i].state == MDRNN_RECORD_FAILED);
      CHECK(has(told[i].words, "; the running log goes on"));
    }
    CHECK(mdrnn_poll_record(performer.get(), nullptr) == MDRNN_RECORD_RUNNING);
    CHECK(mdrnn_record_path(performer.get()) == path);
    CHECK(end_of_log(performer.get()) == std::vector<std::string>{path});
    check_same(read(path), sounded);
    CHECK(mdrnn_get_counts(performer.get()).dropped_rows == 0);
  }
  CHECK(text_of(folder / "old.log") == "dear");
}

TEST_CASE("a log that went on ends when the next one begins, and can fail by itself") {
  const Folder folder;
  std::ofstream(folder / "old.log") << "dear";
  const auto performer = make(MDRNN_USERONLY);
  for (const char *name : {"a/a.log", "old.log", "b.log", "old.log"}) {
    record(performer.get(), folder / name);
    play(performer.get(), 2, 48);
  }
  const auto told = all_told(performer.get());
  REQUIRE(told.size() == 5);
  CHECK(told[2].state == MDRNN_RECORD_DONE);
  CHECK(told[2].words == folder / "a/a.log");
  CHECK(told[3].state == MDRNN_RECORD_BEGUN);
  CHECK(read(folder / "a/a.log").size() == 4);
  CHECK(read(folder / "b.log").size() == 4);
  fs::remove(folder / "b.log");
  play(performer.get(), 3, 48);
  const auto more = all_told(performer.get());
  REQUIRE(more.size() == 1);
  CHECK(has(more[0].words, "was removed while it was being written"));
  CHECK(mdrnn_poll_record(performer.get(), nullptr) == MDRNN_RECORD_IDLE);
  play(performer.get(), 2, 48);
  CHECK(mdrnn_get_counts(performer.get()).dropped_rows == 3);
}

TEST_CASE("the file that is being written, requested again, is complete; without rows it begins anew") {
  const Folder folder;
  const auto performer = make(MDRNN_USERONLY);
  const std::string path = folder / "a.log";
  record(performer.get(), path);
  record(performer.get(), path);
  auto told = all_told(performer.get());
  REQUIRE(told.size() == 3);
  CHECK(told[1].state == MDRNN_RECORD_DONE);
  CHECK(told[1].words.empty());
  CHECK(told[2].state == MDRNN_RECORD_BEGUN);
  play(performer.get(), 2, 48);
  record(performer.get(), path);
  told = all_told(performer.get());
  REQUIRE(told.size() == 2);
  CHECK(told[0].state == MDRNN_RECORD_DONE);
  CHECK(told[1].state == MDRNN_RECORD_FAILED);
  CHECK(told[1].words == path + ": exists already, expected a new name");
  CHECK(mdrnn_poll_record(performer.get(), nullptr) == MDRNN_RECORD_IDLE);
  CHECK(read(path).size() == 2);
}

TEST_CASE("rows after a recording has failed are counted as they are played, before the host polls") {
  const Folder folder;
  std::ofstream(folder / "old.log") << "dear";
  const auto performer = make(MDRNN_USERONLY);
  const auto dropped = [&] { return mdrnn_get_counts(performer.get()).dropped_rows; };
  record(performer.get(), folder / "old.log");
  play(performer.get(), 3, 10);
  mdrnn_flush_record(performer.get());
  CHECK(dropped() == 3);
  for (int i = 4; i < 10; ++i) {
    play(performer.get(), 1, 10);
    CHECK(dropped() == i);
  }
  CHECK(mdrnn_poll_record(performer.get(), nullptr) == MDRNN_RECORD_FAILED);
  play(performer.get(), 5, 10);  // no recording any more
  mdrnn_flush_record(performer.get());
  CHECK(dropped() == 9);
  record(performer.get(), folder / "new.log");
  play(performer.get(), 2, 10);
  CHECK(end_of_log(performer.get()) == std::vector<std::string>{folder / "new.log"});
  CHECK(dropped() == 9);
}

TEST_CASE("a log without events leaves no file, and without a recording there are no reports") {
  const Folder folder;
  const auto performer = make(MDRNN_USERONLY);
  CHECK(end_of_log(performer.get()).empty());
  CHECK(*mdrnn_record_path(performer.get()) == '\0');
  record(performer.get(), folder / "silent.log");
  CHECK(end_of_log(performer.get()) == std::vector<std::string>{""});
  CHECK(folder.files().empty());
}

TEST_CASE("events before and after the recording are not in the log") {
  const Folder folder;
  const auto performer = make(MDRNN_USERONLY);
  play(performer.get(), 5, 100);
  record(performer.get(), folder / "a.log");
  const auto sounded = play(performer.get(), 4, 100);
  record(performer.get(), folder / "b.log");
  const auto more = play(performer.get(), 3, 100);
  CHECK(end_of_log(performer.get()) == std::vector<std::string>{folder / "a.log", folder / "b.log"});
  play(performer.get(), 2, 100);
  mdrnn_flush_record(performer.get());
  check_same(read(folder / "a.log"), sounded);
  check_same(read(folder / "b.log"), more);
}

TEST_CASE("a model with another dimension gets its own file next to the first") {
  const Folder folder;
  const auto performer = make(MDRNN_USERONLY, nullptr);
  record(performer.get(), folder / "take/first.log");
  std::vector<size_t> sizes;
  for (const char *model : {kExplicit, kDimension2, kExplicit}) {
    REQUIRE(mdrnn_load(performer.get(), golden(model).c_str(), nullptr, nullptr) == MDRNN_OK);
    sizes.push_back(play(performer.get(), 5 + static_cast<int>(sizes.size()), 100).size());
  }
  const auto files = end_of_log(performer.get());
  REQUIRE(files.size() == 3);
  CHECK(files[0] == folder / "take/first.log");
  CHECK(has(files[1], "-2d-mdrnn.log"));
  CHECK(has(files[2], "-3d-mdrnn.log"));
  for (size_t i = 0; i < 3; ++i) CHECK(fs::path(files[i]).parent_path() == fs::path(folder / "take"));
  for (size_t i = 0; i < 3; ++i) CHECK(read(files[i]).size() == sizes[i]);
}

TEST_CASE("without a model a log in a folder is named after its first row") {
  const Folder folder;
  const auto performer = make(MDRNN_USERONLY, nullptr);
  record(performer.get(), folder / "logs/");
  CHECK(all_told(performer.get()).empty());
  REQUIRE(mdrnn_load(performer.get(), golden(kDimension2).c_str(), nullptr, nullptr) == MDRNN_OK);
  play(performer.get(), 1, 10);
  const auto files = end_of_log(performer.get());
  REQUIRE(files.size() == 1);
  CHECK(has(files[0], "-2d-mdrnn.log"));
}

TEST_CASE("rows that find the queue full are counted and reported once; all others are in the file") {
  const Folder folder;
  const auto performer = make(MDRNN_USERONLY);
  const float values[] = {0.5f, 0.25f};
  const int64_t fed = 20000, room = (1 << 16) / (4 + 2);  // words of the queue, and of a row
  record(performer.get(), folder / "first.log");          // starts the writer
  end_of_log(performer.get());
  {
    const mdrnn::ForkLock lock;  // the writer needs it to begin a log, so at most one row leaves the queue
    record(performer.get(), folder / "a.log");
    for (int i = 0; i < fed; ++i) mdrnn_feed(performer.get(), values, 2, nullptr);
  }
  mdrnn_record(performer.get(), nullptr, nullptr);
  const auto told = all_told(performer.get());
  const int64_t dropped = mdrnn_get_counts(performer.get()).dropped_rows;
  CHECK(dropped <= fed - room);
  CHECK(dropped >= fed - room - 1);
  CHECK(std::count_if(told.begin(), told.end(), [](auto &each) { return each.state == MDRNN_RECORD_LOST; }) == 1);
  CHECK(static_cast<int64_t>(read(folder / "a.log").size()) == fed - dropped);
}

TEST_CASE("a host that flushes loses no rows, however fast time passes") {
  const Folder folder;
  const auto performer = make(MDRNN_USERONLY);
  const float values[] = {0.5f, 0.25f};
  record(performer.get(), folder / "a.log");
  for (int i = 0; i < 100000; ++i) {
    mdrnn_feed(performer.get(), values, 2, nullptr);
    if (i % 5000 == 0) mdrnn_flush_record(performer.get());
  }
  end_of_log(performer.get());
  CHECK(mdrnn_get_counts(performer.get()).dropped_rows == 0);
  CHECK(read(folder / "a.log").size() == 100000);
}

TEST_CASE("rows appear in the file while it is open, without a request") {
  const Folder folder;
  const auto performer = make(MDRNN_USERONLY);
  record(performer.get(), folder / "a.log");
  play(performer.get(), 3, 10);
  CHECK(becomes_true([&] {
    const std::string text = text_of(folder / "a.log");
    return std::count(text.begin(), text.end(), '\n') == 3;
  }));
}

TEST_CASE("a performer may be destroyed at any moment of a recording: every row is in the file") {
  const Folder folder;
  for (int round = 0; round < 100; ++round) {
    const std::string path = folder / (std::to_string(round) + ".log");
    auto performer = make(MDRNN_USERONLY);
    record(performer.get(), path);
    const size_t sounded = play(performer.get(), 1 + round, 100).size();
    std::this_thread::sleep_for(std::chrono::microseconds(round % 10 * 100));
    if (round % 3 == 0) mdrnn_record(performer.get(), nullptr, nullptr);
    performer.reset();
    CHECK(read(path).size() == sounded);
  }
}

TEST_CASE("recordings in quick succession are each reported as ended once") {
  const Folder folder;
  const auto performer = make(MDRNN_USERONLY);
  std::ofstream(folder / "3.log") << "dear";
  for (int i = 0; i < 20; ++i) {
    record(performer.get(), folder / (std::to_string(i % 10) + ".log"));
    if (i % 2 == 0) play(performer.get(), 1, 10);
    if (i % 5 == 0) mdrnn_record(performer.get(), nullptr, nullptr);
  }
  mdrnn_record(performer.get(), nullptr, nullptr);
  const auto told = all_told(performer.get());
  const auto count = [&](mdrnn_record_state state) {
    return std::count_if(told.begin(), told.end(), [&](auto &each) { return each.state == state; });
  };
  CHECK(count(MDRNN_RECORD_DONE) + count(MDRNN_RECORD_FAILED) == 20);
  CHECK(count(MDRNN_RECORD_FAILED) == 8);  // 3 twice; 0 2 4 6 8 the second time; 9, which went on when 0 failed
  CHECK(count(MDRNN_RECORD_BEGUN) == 12);
  CHECK(folder.files().size() == 9);
  CHECK(mdrnn_get_counts(performer.get()).dropped_rows == 1);  // when 6 failed, no log was running
  CHECK(mdrnn_poll_record(performer.get(), nullptr) == MDRNN_RECORD_IDLE);
}

TEST_CASE("a hundred performers record at the same time: one thread plays, one writes") {
  const Folder folder;
  std::vector<mdrnn::Handle> performers;
  for (int i = 0; i < 100; ++i) performers.push_back(make(MDRNN_BATTLE));
  for (int i = 0; i < 100; ++i) record(performers[static_cast<size_t>(i)].get(), folder / (std::to_string(i) + ".log"));
  std::vector<size_t> sizes;
  for (const auto &performer : performers) sizes.push_back(play(performer.get(), 20, 4800).size());
  for (size_t i = 0; i < 100; ++i) {
    const auto files = end_of_log(performers[i].get());
    REQUIRE(files.size() == 1);
    CHECK(read(files[0]).size() == sizes[i]);
  }
}

TEST_CASE("the thread that plays allocates and frees nothing while it records") {
  const Folder folder;
  const auto performer = make(MDRNN_BATTLE);
  const float values[] = {0.5f, 0.25f};
  mdrnn_event event;
  mdrnn_error error{};
  record(performer.get(), folder / "a.log");
  const int64_t allocated = allocations_of_this_thread(), freed = frees_of_this_thread();
  for (int block = 0; block < 20000; ++block) {
    mdrnn_feed(performer.get(), values, 2, &error);
    const int64_t until = mdrnn_now(performer.get()) + 64;
    while (mdrnn_advance(performer.get(), until, &event) != 0) continue;
    mdrnn_poll_record(performer.get(), &error);
    mdrnn_record_path(performer.get());
  }
  CHECK(allocations_of_this_thread() == allocated);
  CHECK(frees_of_this_thread() == freed);
}

TEST_CASE("the queue returns what was put in, across its wrap-around and between two threads") {
  const auto queue = std::make_unique<mdrnn::RowQueue>();
  constexpr int kRows = 200000;
  std::thread player([&] {
    mdrnn::Row row{};
    for (int i = 0; i < kRows;) {
      row.microseconds = i;
      row.recording = static_cast<uint32_t>(i % 7);
      row.source = static_cast<uint16_t>(i % 2);
      row.count = static_cast<uint16_t>(i % (MDRNN_MAX_VALUES + 1));
      std::fill(row.values, row.values + row.count, static_cast<float>(i));
      if (queue->push(row))
        ++i;
      else
        std::this_thread::yield();
    }
  });
  int wrong = 0;
  mdrnn::Row row{};
  for (int i = 0; i < kRows;) {
    if (!queue->pop(&row)) {
      std::this_thread::yield();
      continue;
    }
    const bool is_right =
        row.microseconds == i && row.recording == static_cast<uint32_t>(i % 7) && row.source == i % 2 &&
        row.count == i % (MDRNN_MAX_VALUES + 1) &&
        std::all_of(row.values, row.values + row.count, [i](float v) { return v == static_cast<float>(i); });
    wrong += is_right ? 0 : 1;
    ++i;
  }
  player.join();
  CHECK(wrong == 0);
  CHECK(!queue->pop(&row));
}

TEST_CASE("numbers and times are written as Python writes them") {
  const std::pair<float, const char *> numbers[] = {
      {0.2f, "0.2"},     {0.0f, "0.0"},        {1.0f, "1.0"},     {-0.0f, "-0.0"},
      {1e-7f, "1e-07"},  {1.5e-7f, "1.5e-07"}, {0.5f, "0.5"},     {1.0f / 3, "0.33333334"},
      {0.001f, "0.001"}, {0.0001f, "1e-04"},   {1e-45f, "1e-45"}, {0.00012f, "0.00012"}};
  for (const auto &[value, digits] : numbers) {
    std::string text;
    mdrnn::append_row(&text, 1785542400000000, MDRNN_RNN, &value, 1);
    CHECK(text == std::string("2026-08-01T00:00:00,rnn,") + digits + "\n");
  }
  std::string text;
  const float two[] = {0.25f, 0.75f};
  mdrnn::append_row(&text, 1785542399000001, MDRNN_INTERFACE, two, 2);
  CHECK(text == "2026-07-31T23:59:59.000001,interface,0.25,0.75\n");
}

#ifdef __linux__

namespace {

int64_t local(int64_t seconds) {
  return mdrnn::local_microseconds(std::chrono::system_clock::time_point(std::chrono::seconds(seconds)));
}

}  // namespace

TEST_CASE("times are local, and a change to summer time during a log does not distort them") {
  const char *before = std::getenv("TZ");
  const std::string kept = before != nullptr ? before : "";
  setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
  tzset();
  const int64_t new_year = 1767225600, first_of_july = 1782864000;  // 2026 in UTC
  CHECK(local(new_year) == (new_year + 3600) * 1000000);
  CHECK(local(first_of_july) == (first_of_july + 7200) * 1000000);
  std::string text;
  const float value = 0.5f;
  mdrnn::append_row(&text, local(1774745999) + 2000000, MDRNN_RNN, &value,
                    1);  // 1 s before the clocks change, for 2 s
  CHECK(text == "2026-03-29T02:00:01,rnn,0.5\n");
  setenv("TZ", "<-0330>3:30", 1);
  tzset();
  CHECK(local(new_year) == (new_year - 12600) * 1000000);
  before != nullptr ? setenv("TZ", kept.c_str(), 1) : unsetenv("TZ");
  tzset();
}

TEST_CASE("a log file that disappears is reported with a sentence") {
  const Folder folder;
  const auto performer = make(MDRNN_USERONLY);
  record(performer.get(), folder / "logs/a.log");
  play(performer.get(), 3, 10);
  mdrnn_flush_record(performer.get());
  fs::remove_all(folder / "logs");
  play(performer.get(), 4, 10);
  const auto told = all_told(performer.get());
  REQUIRE(told.size() == 2);
  CHECK(told[1].state == MDRNN_RECORD_FAILED);
  CHECK(has(told[1].words, "a.log: was removed while it was being written"));
  CHECK(mdrnn_get_counts(performer.get()).dropped_rows == 4);
  CHECK(folder.files().empty());
  CHECK(mdrnn_poll_record(performer.get(), nullptr) == MDRNN_RECORD_IDLE);
}

TEST_CASE("recordings share one thread, which exists only while a performer needs it") {
  const Folder folder;
  const auto before = threads();
  {
    const auto first = make(MDRNN_USERONLY), second = make(MDRNN_USERONLY);
    CHECK(threads_since(before) == 0);
    record(first.get(), folder / "a.log");
    record(second.get(), folder / "b.log");
    CHECK(threads_since(before) == 1);
  }
  CHECK(becomes_true([&] { return threads_since(before) == 0; }));
}

// ThreadSanitizer allows no threads in a forked child; under AddressSanitizer locks stay locked there.
#if !defined(__SANITIZE_THREAD__) && !defined(__SANITIZE_ADDRESS__)

TEST_CASE("a full disk is reported once and loses only the rows that do not fit") {
  const Folder folder;
  const std::string path = folder / "a.log";
  const int result = in_child([&] {
    std::signal(SIGXFSZ, SIG_IGN);
    const auto performer = make(MDRNN_USERONLY);
    rlimit limit{100, RLIM_INFINITY};
    setrlimit(RLIMIT_FSIZE, &limit);
    record(performer.get(), path);
    int lost = 0;
    for (int i = 0; i < 5; ++i) {
      play(performer.get(), 1, 48000);
      for (const Told &each : all_told(performer.get()))
        if (each.state == MDRNN_RECORD_LOST && has(each.words, "cannot be written: ")) ++lost;
    }
    limit.rlim_cur = RLIM_INFINITY;
    setrlimit(RLIMIT_FSIZE, &limit);
    play(performer.get(), 2, 48000);
    if (end_of_log(performer.get()) != std::vector<std::string>{path}) return 100;
    return lost == 1 ? static_cast<int>(mdrnn_get_counts(performer.get()).dropped_rows) : 200 + lost;
  });
  const std::string text = text_of(path);
  CHECK(result == 3);  // two rows are 88 bytes, the third is cut off, the fourth and fifth do not fit
  CHECK(std::count(text.begin(), text.end(), '\n') == 5);  // 2 rows, the one cut off, 2 rows
  const std::string last = text.substr(text.rfind('\n', text.size() - 2) + 1);
  CHECK(parse(last.substr(0, last.size() - 1)).values.size() == 2);
}

TEST_CASE("a process that exits during a recording leaves every row in the file") {
  const Folder folder;
  for (int moment = 0; moment < 20; ++moment) {
    const std::string path = folder / (std::to_string(moment) + ".log");
    REQUIRE(in_child([&] {
              static mdrnn_performer *const never_destroyed = mdrnn_create(kRate, 7, nullptr);
              mdrnn_load(never_destroyed, golden(kExplicit).c_str(), nullptr, nullptr);
              mdrnn_set(never_destroyed, MDRNN_MODE, MDRNN_USERONLY, nullptr);
              mdrnn_record(never_destroyed, path.c_str(), nullptr);
              play(never_destroyed, 50, 100);
              std::this_thread::sleep_for(std::chrono::microseconds(moment * 20));
              std::exit(0);  // runs the destructors of static objects
              return 1;
            }) == 0);
    CHECK(read(path).size() == 50);
  }
}

TEST_CASE("a forked child makes its own recordings and does not affect its parent's") {
  const Folder folder;
  auto performer = make(MDRNN_USERONLY);
  const auto idle = make(MDRNN_USERONLY);
  record(performer.get(), folder / "parent.log");
  record(idle.get(), folder / "idle.log");
  play(performer.get(), 10, 100);
  CHECK(in_child([&] {
          play(performer.get(), 20, 100);
          mdrnn_flush_record(performer.get());
          mdrnn_poll_record(performer.get(), nullptr);
          record(performer.get(), folder / "child.log");
          play(performer.get(), 30, 100);
          const auto files = end_of_log(performer.get());
          mdrnn_destroy(performer.release());
          mdrnn_destroy(idle.get());
          return files == std::vector<std::string>{folder / "child.log"} ? 0 : 1;
        }) == 0);
  play(performer.get(), 5, 100);
  end_of_log(performer.get());
  CHECK(read(folder / "parent.log").size() == 15);
  CHECK(read(folder / "child.log").size() == 30);
}

#endif
#endif
