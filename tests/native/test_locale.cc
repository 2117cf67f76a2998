// SPDX-License-Identifier: MIT
// In a host with another locale numbers are still read and written with a point.
//
// If MDRNN_TEST_LOCALE names a locale, all tests of this program run in it; exits with 77 if the system
// does not have it.
#include <doctest/doctest.h>

#include <algorithm>
#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "golden.h"
#include "mdrnn/mdrnn.hpp"

namespace {

bool set_locale() {
  const char *wanted = std::getenv("MDRNN_TEST_LOCALE");
  if (wanted == nullptr) return false;
  if (std::setlocale(LC_ALL, wanted) == nullptr) {
    std::printf("skipped: this system has no locale %s\n", wanted);
    std::exit(77);
  }
  return true;
}

const bool has_comma = set_locale();

using Bytes = std::vector<char>;

// Replaces `old` by `text`, padded with spaces so that no offset in the file changes.
void replace(Bytes *file, const std::string &old, std::string text) {
  const auto found = std::search(file->begin(), file->end(), old.begin(), old.end());
  REQUIRE(found != file->end());
  text.resize(old.size(), ' ');
  std::copy(text.begin(), text.end(), found);
}

Bytes with_metadata(const char *scale, const char *recommended) {
  std::ifstream stream(MDRNN_MODELS_DIR "/mouse-3d-xs.tflite", std::ios::binary);
  Bytes file{std::istreambuf_iterator<char>(stream), {}};
  replace(&file, R"("scale": 10.0)", scale);
  replace(&file, R"("values": [{"name": "x", "range": [0, 1]}, {"name": "y", "range": [0, 1]}])", recommended);
  return file;
}

mdrnn_status load(mdrnn_performer *performer, const Bytes &file, mdrnn_error *error) {
  return mdrnn_load_memory(performer, file.data(), file.size(), nullptr, error);
}

}  // namespace

TEST_CASE("the host's locale is the one that was requested") {
  CHECK(std::string(std::localeconv()->decimal_point) == (has_comma ? "," : "."));
}

TEST_CASE("a model's scale and recommended temperatures are read with a point") {
  const Bytes file =
      with_metadata(R"("scale": 0.5)", R"("recommended": {"pi_temperature": 0.85, "sigma_temperature": 2e-2})");
  const mdrnn::Handle performer(mdrnn_create(1000.0, 7, nullptr));
  mdrnn_error error{};
  REQUIRE_MESSAGE(load(performer.get(), file, &error) == MDRNN_OK, error.sentence);
  CHECK(mdrnn_get(performer.get(), MDRNN_PI_TEMPERATURE) == 0.85);
  CHECK(mdrnn_get(performer.get(), MDRNN_SIGMA_TEMPERATURE) == 0.02);
  CHECK(mdrnn_get_model_info(performer.get()).scale == 0.5);
}

TEST_CASE("sentences write numbers with a point") {
  mdrnn_error error{};
  CHECK(mdrnn_create(0.5, 7, &error) == nullptr);
  CHECK(std::string(error.sentence) == "rate is 0.5, expected 1 to 1e9 ticks per second");
  const mdrnn::Handle performer(mdrnn_create(1000.0, 7, nullptr));
  CHECK(mdrnn_set(performer.get(), MDRNN_TIMESCALE, 5000.5, &error) == MDRNN_BAD_ARGUMENT);
  CHECK(std::string(error.sentence) == "timescale is 5000.5, expected 0.001 to 1000");
}

TEST_CASE("sentences are in English") {
  mdrnn_error error{};
  const mdrnn::Handle performer(mdrnn_create(1000.0, 7, nullptr));
  CHECK(mdrnn_load(performer.get(), "nowhere.tflite", nullptr, &error) == MDRNN_BAD_FILE);
  CHECK(std::string(error.sentence) == "nowhere.tflite: cannot be opened: No such file or directory");
}
