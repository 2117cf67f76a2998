// SPDX-License-Identifier: MIT
// Which model file is meant: what plays, and what is on its way in.
#pragma once

#include <atomic>
#include <string>

#include "mdrnn/mdrnn.h"
#include "patcher/arguments.h"

namespace mdrnn {

// Names as the patch writes them, as a host's symbols, which are never freed. One thread asks for models; any thread
// reads.
template <typename Symbol>
class ModelName {
 public:
  // Before the request: its end may be seen by another thread at once.
  void on_request(Symbol *name) {
    asked_.store(name);
    is_under_way_.store(true);
  }
  // Found nowhere, or a load in place that failed: what is under way still comes.
  void on_refused(Symbol *name) {
    if (!is_under_way_.load() && !played_.load()) asked_.store(name);
  }
  void on_loaded(Symbol *name) {
    asked_.store(name);
    on_taken();
  }
  void on_taken() {
    played_.store(asked_.load());
    is_under_way_.store(false);
  }
  void on_failed() { is_under_way_.store(false); }

  // What `reload` loads and a saved patch names: the model that is on its way in, else the one that plays, else the
  // one that was not found; null if there was none.
  Symbol *current() const {
    Symbol *played = played_.load();
    return is_under_way_.load() || !played ? asked_.load() : played;
  }

 private:
  std::atomic<Symbol *> asked_{nullptr};
  std::atomic<Symbol *> played_{nullptr};
  std::atomic<bool> is_under_way_{false};
};

// What a model may be called besides its name.
inline constexpr const char *kModelExtensions[] = {"", ".tflite"};

inline mdrnn_load_options load_options(int dimension, mdrnn_precision precision) {
  return {MDRNN_AUTO, nullptr, dimension, precision, 0.0};
}

inline mdrnn_status cannot_find_model(const char *name, const char *places, mdrnn_error *error) {
  refuse(error, "cannot find model '%s': looked %s", name, places);
  return error->status = MDRNN_BAD_FILE;
}

inline mdrnn_status nothing_to_reload(mdrnn_error *error) {
  return refuse(error, "reload: no model has been loaded yet, expected 'load FILE' first");
}

}  // namespace mdrnn
