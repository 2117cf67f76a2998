// SPDX-License-Identifier: MIT
// Runs an external in the stand-in for Max with a script, and prints its output:
//   play_script EXTERNAL < SCRIPT
// Each line of the script is a command, see `obey`; the script numbers its objects.
#include <algorithm>
#include <chrono>
#include <clocale>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <sstream>
#include <thread>

#include "host.h"
#include "kernel.h"
#ifdef MDRNN_COUNTS
#include "counters.h"
#endif

namespace {

// When the scheduler runs relative to the audio.
enum class Scheduling {
  kInterrupt,  // in the audio thread: up to the start of the vector, then the vector
  kAhead,      // the same, up to the end of the vector, as in Pd
  kThread      // in its own thread: in whole milliseconds, behind the audio
};

std::map<int, t_object *> objects;
std::map<int, std::ofstream> recordings;
std::map<int, std::vector<std::vector<double>>> sources;  // for the inlets of each object, kept while they are used
std::multimap<double, std::pair<Role, std::function<void()>>> messages;  // by time
std::map<t_object *, t_object *> loops;                                  // an event is sent to another as a list
Scheduling scheduling = Scheduling::kInterrupt;
int vector_size = 64;
double rate = 48000.0;
bool has_audio = false;
int64_t frames_played = 0;
bool is_counting = false;
long counted[4];  // vectors, allocations, locks, syscalls

int number_of(t_object *object) {
  for (const auto &[number, other] : objects)
    if (other == object) return number;
  return 0;
}

std::map<std::pair<int, std::string>, int> said;     // how often an object has output a word
std::map<std::pair<int, std::string>, int> awaited;  // how many of them were awaited

class Printer : public Listener {
 public:
  void on_outlet(t_object *object, int outlet, double time, const char *selector, long count,
                 const t_atom *atoms) override {
    std::printf("outlet %d %d %.9f %s", number_of(object), outlet, time, selector);
    for (long i = 0; i < count; ++i) print(atoms[i]);
    std::printf("\n");
    ++said[{number_of(object), selector}];
    if (std::strcmp(selector, "event") == 0 && loops.count(object)) feed_back(loops[object], count, atoms);
  }
  void on_console(t_object *object, const char *kind, const char *text) override {
    std::printf("%s %d %s\n", kind, object ? number_of(object) : 0, text);
    ++said[{number_of(object), kind}];
  }

 private:
  static void print(const t_atom &atom) {
    if (atom.a_type == A_SYM) std::printf(" %s", atom.a_w.w_sym->s_name);
    if (atom.a_type == A_LONG) std::printf(" %lld", static_cast<long long>(atom.a_w.w_long));
    if (atom.a_type == A_FLOAT) std::printf(" %.9g", atom.a_w.w_float);
  }
  static void feed_back(t_object *object, long count, const t_atom *atoms) {
    std::ostringstream text;
    for (long i = 0; i < count; ++i) text << (i ? " " : "") << atoms[i].a_w.w_float;
    send(object, text.str());
  }
};

Printer printer;

// ---- time -----------------------------------------------------------------------------------------------------------

void send_due(double until, bool with_end, Role role) {
  while (!messages.empty() && (messages.begin()->first < until || (with_end && messages.begin()->first == until))) {
    const auto [time, message] = *messages.begin();
    messages.erase(messages.begin());
    run_scheduler(time, true);
    set_role(message.first == Role::kScheduler ? role : message.first);
    message.second();
    set_role(Role::kMain);
  }
  run_scheduler(until, with_end);
}

void write_vector() {
  for (auto &[number, file] : recordings) {
    const std::vector<const double *> rows = outputs_of(objects[number]);
    for (int frame = 0; frame < vector_size; ++frame)
      for (const double *row : rows) file.write(reinterpret_cast<const char *>(row + frame), sizeof(double));
  }
}

void run_block() {
  const double start = static_cast<double>(frames_played) * 1000.0 / rate;
  const double end = static_cast<double>(frames_played + vector_size) * 1000.0 / rate;
  if (scheduling == Scheduling::kInterrupt) send_due(start, true, Role::kScheduler);
  if (scheduling == Scheduling::kAhead) send_due(end, false, Role::kScheduler);
  if (scheduling == Scheduling::kThread) send_due(std::floor(start), true, Role::kScheduler);
  set_role(Role::kAudio);
  run_vector(vector_size);
  set_role(Role::kMain);
  frames_played += vector_size;
  write_vector();
  run_main();
}

void run_without_audio(double milliseconds) {
  const double end = now() + milliseconds;
  for (double time = now() + 1.0; time < end + 1.0; time += 1.0) {
    send_due(std::min(time, end), true, Role::kScheduler);
    run_main();
  }
  frames_played = std::llround(end * rate / 1000.0);
}

void run(double milliseconds) {
  if (!has_audio) return run_without_audio(milliseconds);
  const int64_t end = frames_played + std::llround(milliseconds * rate / 1000.0);
  while (frames_played < end) run_block();
}

// Runs until the object has output this word once more than was awaited before; worker threads take real time.
bool await(int number, const std::string &word) {
  for (int i = 0; i < 2000 && said[{number, word}] <= awaited[{number, word}]; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    run(5.0);
  }
  return ++awaited[{number, word}] <= said[{number, word}];
}

// ---- counting -------------------------------------------------------------------------------------------------------

#ifdef MDRNN_COUNTS
bool counts_syscalls = false;

void before() {
  if (is_counting) start_counting();
}

void after() {
  if (!is_counting) return;
  const Counts counts = stop_counting();
  ++counted[0];
  counted[1] += counts.allocations;
  counted[2] += counts.locks;
  counted[3] += counts.syscalls;
}

void begin_counting() {
  counts_syscalls = can_count_syscalls();
  set_watch(before, after);
  is_counting = true;
}
#else
void begin_counting() { std::printf("error 0 this program does not count\n"); }
#endif

// ---- the script -----------------------------------------------------------------------------------------------------

std::vector<double> read_samples(const std::string &path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  std::vector<double> samples(static_cast<size_t>(file.tellg()) / sizeof(double));
  file.seekg(0);
  file.read(reinterpret_cast<char *>(samples.data()), static_cast<std::streamsize>(samples.size() * sizeof(double)));
  return samples;
}

// input OBJECT INLET FILE ..: one file of doubles per channel.
void set_inputs(std::istringstream &line) {
  int number = 0, inlet = 0;
  std::string path;
  std::vector<const double *> channels;
  line >> number >> inlet;
  while (line >> path) {
    sources[number].push_back(read_samples(path));
    channels.push_back(sources[number].back().data());
  }
  set_input(objects[number], inlet, channels);
}

std::string rest_of(std::istringstream &line) {
  std::string text;
  std::getline(line >> std::ws, text);
  return text;
}

void make(int number, const std::string &text) {
  objects[number] = make_object(text);
  std::printf("made %d %d %s\n", number, objects[number] ? inlet_count(objects[number]) : 0,
              objects[number] ? outlet_types(objects[number]).c_str() : "nothing");
}

void set_scheduling(const std::string &name) {
  scheduling = name == "ahead" ? Scheduling::kAhead : name == "thread" ? Scheduling::kThread : Scheduling::kInterrupt;
}

void send_later(std::istringstream &line, Role role) {
  double time = 0.0;
  int number = 0;
  line >> time >> number;
  const std::string text = rest_of(line);
  messages.emplace(time, std::make_pair(role, [number, text] { send(objects[number], text); }));
}

void set_audio(bool is_on) {
  has_audio = is_on;
  if (!is_on) return stop_audio();
  frames_played = std::llround(now() * rate / 1000.0);
  start_audio(vector_size);
}

// Commands for an object: free, send, get, saved, assist, drop, dblclick, record, await, loop.
bool obey_for_object(const std::string &word, std::istringstream &line) {
  int number = 0;
  std::istringstream copy(line.str());
  std::string skipped;
  copy >> skipped >> number;
  t_object *object = objects.count(number) ? objects[number] : nullptr;
  const std::string text = rest_of(copy);
  if (word == "new") return make(number, text), true;
  if (!object) return false;
  if (word == "send") return send(object, text), true;
  if (word == "get") return std::printf("value %d %s %s\n", number, text.c_str(), get_attribute(object, text).c_str());
  if (word == "drop") return std::printf("dropped %d %d\n", number, drop(object, text)), true;
  if (word == "dblclick") return double_click(object), true;
  if (word == "record") return recordings[number].open(text, std::ios::binary), true;
  if (word == "await") return await(number, text);
  if (word == "loop") return loops[object] = object, true;
  if (word == "free") {
    recordings.erase(number);
    loops.erase(object);
    free_object(object);
    return objects.erase(number), true;
  }
  if (word == "saved") {
    for (const std::string &saved : saved_attributes(object)) std::printf("saved %d %s\n", number, saved.c_str());
    return true;
  }
  if (word != "assist") return false;
  for (long i = 0; i < inlet_count(object); ++i) std::printf("inlet %ld %s\n", i, assist(object, 1, i).c_str());
  const std::string types = outlet_types(object);
  for (long i = 0; i <= std::count(types.begin(), types.end(), ' '); ++i)
    std::printf("outlet_text %ld %s\n", i, assist(object, 2, i).c_str());
  return true;
}

bool obey(const std::string &text) {
  std::istringstream line(text);
  std::string word;
  line >> word;
  if (word.empty() || word[0] == '#') return true;
  if (word == "rate") return line >> rate, set_rate(rate), true;
  if (word == "vector") return line >> vector_size, true;
  if (word == "scheduling") return set_scheduling(rest_of(line)), true;
  if (word == "folder") return add_folder(rest_of(line)), true;
  if (word == "patcher") return set_patcher(rest_of(line)), true;
  if (word == "choice") return set_choice(rest_of(line)), true;
  if (word == "classes") return std::printf("%s", describe_classes().c_str()), true;
  if (word == "at") return send_later(line, Role::kScheduler), true;
  if (word == "main_at") return send_later(line, Role::kMain), true;
  if (word == "input") return set_inputs(line), true;
  if (word == "audio") return set_audio(rest_of(line) == "1"), true;
  if (word == "run") return run(std::atof(rest_of(line).c_str())), true;
  if (word == "main") return run_main(), true;
  if (word == "count") return begin_counting(), true;
  if (word == "clocks") return std::printf("clocks %d\n", clock_count()), true;
  if (word == "sleep") {
    std::this_thread::sleep_for(std::chrono::milliseconds(std::atoi(rest_of(line).c_str())));
    return true;
  }
  return obey_for_object(word, line);
}

void print_counts() {
  if (!is_counting) return;
  std::printf("counts %ld %ld %ld %ld\n", counted[0], counted[1], counted[2], counted[3]);
}

}  // namespace

int main(int argc, char **argv) {
  std::string line;
  if (argc != 2) return std::fprintf(stderr, "usage: play_script EXTERNAL < SCRIPT\n"), 2;
  set_listener(&printer);
  const char *locale = std::getenv("MDRNN_TEST_LOCALE");  // as programs with Qt or GTK do
  if (locale && !std::setlocale(LC_ALL, locale)) std::printf("error 0 no locale %s\n", locale);
  open_external(argv[1]);
  while (std::getline(std::cin, line)) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (!obey(line)) return std::fprintf(stderr, "what is '%s'?\n", line.c_str()), 2;
  }
  print_counts();
  recordings.clear();
  for (const auto &[number, object] : objects)
    if (object) free_object(object);
  std::printf("end %lld misuses, %d clocks\n", static_cast<long long>(misuses()), clock_count());
  return 0;
}
