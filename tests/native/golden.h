// SPDX-License-Identifier: MIT
// Paths of the tiny models that the native tests use.
#pragma once

#include <string>

inline std::string golden(const char *name) { return std::string(MDRNN_GOLDEN_DIR "/") + name; }

constexpr const char *kExplicit = "explicit-d3-u5-l2-m2.tflite";
constexpr const char *kRelative = "relative-d3-u5-l2-m2.tflite";
constexpr const char *kNative[] = {kExplicit,
                                   "explicit-dynamic-d2-u16-l1-m2.tflite",
                                   "explicit-float16-d2-u16-l1-m2.tflite",
                                   "explicit_hard-d3-u5-l2-m2.tflite",
                                   "flex-dynamic-d2-u32-l1-m2.tflite",
                                   kRelative,
                                   "unrolled-d3-u5-l2-m2.tflite",
                                   "while-d3-u5-l1-m2.tflite",
                                   "while_hard-d3-u5-l1-m2.tflite"};
