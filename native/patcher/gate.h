// SPDX-License-Identifier: MIT
// Whether the machine is playing, for the gate outlet: from its first event until the player takes over.
#pragma once

#include "mdrnn/mdrnn.h"

namespace mdrnn {

class Gate {
 public:
  bool is_open() const { return is_open_; }

  void on_event(const mdrnn_event &event) { is_open_ = is_open_ || event.source == MDRNN_RNN; }
  // Not in battle, where the player is ignored.
  void on_player(const mdrnn_performer *performer) { is_open_ = is_open_ && is_mode(performer, MDRNN_BATTLE); }
  void on_parameter(const mdrnn_performer *performer) { is_open_ = is_open_ && !is_mode(performer, MDRNN_USERONLY); }
  // After a reset or a load.
  void close() { is_open_ = false; }

 private:
  static bool is_mode(const mdrnn_performer *performer, mdrnn_mode mode) {
    return static_cast<int>(mdrnn_get(performer, MDRNN_MODE)) == mode;
  }

  bool is_open_ = false;
};

}  // namespace mdrnn
