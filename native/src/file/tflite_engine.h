// SPDX-License-Identifier: MIT
// The second engine: TFLite's C library, opened at run time, for graphs that we do not recognise.
#pragma once

#include <memory>
#include <vector>

#include "file/graph_match.h"
#include "step/engine.h"
#include "step/error.h"

namespace mdrnn {

// `file`: the bytes of a .tflite file, kept by the engine. `library`: a path; null:
// $MDRNN_TFLITE_LIBRARY, then the usual search. MDRNN_NO_ENGINE with a sentence if the library cannot
// be opened or refuses the file.
mdrnn_status open_tflite(const char *library, std::vector<uint8_t> file, const MatchedModel &model,
                         std::unique_ptr<Engine> *engine, mdrnn_error *error);

}  // namespace mdrnn
