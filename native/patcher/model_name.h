// SPDX-License-Identifier: MIT
// Which model file is current: the one that plays, or the one that is being loaded.
#pragma once

#include <atomic>
#include <string>

#include "mdrnn/mdrnn.h"
#include "patcher/arguments.h"

namespace mdrnn {

// Names as written in the patch, as symbols of the host, which are never freed. One thread requests models, any thread
// reads.
template <typename Symbol>
class ModelName {
 public:
  // Call before the request, because another thread may see its end at once.
  void on_request(Symbol *name) {
    asked_.store(name);
    is_loading_.store(true);
  }
  // Not found, or a load that failed at once. A load in progress goes on.
  void on_refused(Symbol *name) {
    if (!is_loading_.load() && !played_.load()) asked_.store(name);
  }
  void on_loaded(Symbol *name) {
    asked_.store(name);
    on_taken();
  }
  void on_taken() {
    played_.store(asked_.load());
    is_loading_.store(false);
  }
  void on_failed() { is_loading_.store(false); }

  // What `reload` loads and what is saved with a patch: the model that is being loaded, else the one that plays, else
  // the one that was not found; null if there was none.
  Symbol *current() const {
    Symbol *played = played_.load();
    return is_loading_.load() || !played ? asked_.load() : played;
  }

 private:
  std::atomic<Symbol *> asked_{nullptr};
  std::atomic<Symbol *> played_{nullptr};
  std::atomic<bool> is_loading_{false};
};

// Tried in this order after the name of a model.
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
