// SPDX-License-Identifier: MIT
// An owning C++ handle around the C contract; no behaviour of its own.
#pragma once

#include <memory>

#include "mdrnn/mdrnn.h"

namespace mdrnn {

struct Destroy {
  void operator()(mdrnn_performer *performer) const { mdrnn_destroy(performer); }
};

// Converts to the C functions' argument with .get(); frees the performer when it goes.
using Handle = std::unique_ptr<mdrnn_performer, Destroy>;

}  // namespace mdrnn
