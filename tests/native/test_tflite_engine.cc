// SPDX-License-Identifier: MIT
// The second engine with a library that does not keep its word.
#include <doctest/doctest.h>

#include <cstdlib>
#include <string>

#include "golden.h"
#include "mdrnn/mdrnn.hpp"

#ifdef MDRNN_FAKE_TFLITE

TEST_CASE("a TFLite output whose size changes in a step fails the step; later steps work again") {
  const mdrnn::Handle performer(mdrnn_create(1000.0, 7, nullptr));
  mdrnn_load_options options{};
  options.tflite_library = MDRNN_FAKE_TFLITE;
  mdrnn_error error{};
  REQUIRE_MESSAGE(
      mdrnn_load(performer.get(), golden("gru_unsigned-d3-u5-l1-m2.tflite").c_str(), &options, &error) == MDRNN_OK,
      error.sentence);
  const float event[] = {0.1f, 0.2f, 0.3f};
  float next[3], mixture[14];
  CHECK(mdrnn_step(performer.get(), event, next, &error) == MDRNN_OK);
  for (const char *floats : {"13", "15", "0"}) {
    CAPTURE(std::string(floats));
    setenv("MDRNN_FAKE_MIXTURE", floats, 1);
    CHECK(mdrnn_step(performer.get(), event, next, &error) == MDRNN_BAD_ARGUMENT);
    CHECK(std::string(error.sentence) == "the network's output is not finite");
    CHECK(mdrnn_forward(performer.get(), event, mixture, &error) == MDRNN_BAD_ARGUMENT);
    unsetenv("MDRNN_FAKE_MIXTURE");
    CHECK(mdrnn_step(performer.get(), event, next, &error) == MDRNN_OK);
  }
}

#endif
