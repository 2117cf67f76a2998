// SPDX-License-Identifier: MIT
// Examines many mutants of the given models in one process: mdrnn_mutants COUNT FIRST MODEL...
// Writes their packed forms: mdrnn_mutants corpus FOLDER MODEL...
#include <sys/time.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>

#include "examine.h"
#include "mdrnn/mdrnn.h"
#include "mutate.h"

namespace {

uint64_t current = 0;  // number of the mutant under examination; enough to recreate it

void tell_current(const char *what) {
  char text[96];
  const int length = std::snprintf(text, sizeof text, "\n%s: mutant %llu\n", what, (unsigned long long)current);
  if (write(STDERR_FILENO, text, static_cast<size_t>(length)) < 0) _exit(2);
}

void on_hang(int) {
  tell_current("hang of over 2 s");
  _exit(1);
}

void on_abort(int) { tell_current("broken promise"); }

void restart_watchdog() {
  const itimerval two_seconds{{0, 0}, {2, 0}};
  setitimer(ITIMER_VIRTUAL, &two_seconds, nullptr);
}

File read_file(const char *path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

// The packed forms of a model, if it can be packed.
void add_packed_forms(const char *path, std::vector<File> *files) {
  for (int precision = 0; precision < MDRNN_PRECISION_COUNT; ++precision) {
    const auto kept = static_cast<mdrnn_precision>(precision);
    File form(mdrnn_pack(path, kept, nullptr, 0, nullptr));
    if (form.empty()) return;
    mdrnn_pack(path, kept, form.data(), form.size(), nullptr);
    files->push_back(std::move(form));
  }
}

// Writes the packed forms of the models into a folder, for libFuzzer.
int write_corpus(const std::string &folder, int count, char **paths) {
  std::vector<File> forms;
  for (int i = 0; i < count; ++i) add_packed_forms(paths[i], &forms);
  for (size_t i = 0; i < forms.size(); ++i)
    std::ofstream(folder + "/packed-" + std::to_string(i), std::ios::binary)
        .write(reinterpret_cast<const char *>(forms[i].data()), static_cast<std::streamsize>(forms[i].size()));
  return forms.empty() ? 2 : 0;
}

constexpr int kDamages = static_cast<int>(Damage::kCount);
constexpr const char *kNames[kDamages] = {"structure", "metadata", "any byte", "truncation"};

}  // namespace

extern "C" void __sanitizer_set_death_callback(void (*)());

int main(int count, char **arguments) {
  if (count < 4) {
    std::fprintf(stderr, "mdrnn_mutants COUNT FIRST MODEL... | corpus FOLDER MODEL...\n");
    return 2;
  }
  if (std::string(arguments[1]) == "corpus") return write_corpus(arguments[2], count - 3, arguments + 3);
  std::vector<File> files;
  for (int i = 3; i < count; ++i) {
    files.push_back(read_file(arguments[i]));
    if (files.back().size() < 100 || examine(files.back().data(), files.back().size()) > Verdict::kAccepted) return 2;
    add_packed_forms(arguments[i], &files);
  }
  std::signal(SIGVTALRM, on_hang);
  std::signal(SIGABRT, on_abort);
  __sanitizer_set_death_callback([] { tell_current("sanitizer report"); });
  const uint64_t first = std::strtoull(arguments[2], nullptr, 10), total = std::strtoull(arguments[1], nullptr, 10);
  uint64_t accepted[kDamages] = {}, examined[kDamages] = {};
  for (current = first; current < first + total; ++current) {
    mdrnn::Random random(current);
    const int damage = static_cast<int>(random.next() % kDamages);
    const File &file = files[random.next() % files.size()], &other = files[random.next() % files.size()];
    const File mutant = mutate(file, other, static_cast<Damage>(damage), random);
    restart_watchdog();
    ++examined[damage];
    accepted[damage] += examine(mutant.data(), mutant.size()) == Verdict::kAccepted ? 1 : 0;
    if (current % 100000 == 99999) std::fprintf(stderr, "%llu\n", (unsigned long long)current + 1);
  }
  for (int i = 0; i < kDamages; ++i)
    std::printf("%-10s %8llu examined, %8llu accepted, the others refused with a sentence\n", kNames[i],
                (unsigned long long)examined[i], (unsigned long long)accepted[i]);
  return 0;
}
