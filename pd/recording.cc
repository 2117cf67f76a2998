// SPDX-License-Identifier: MIT
// Log files: where they are written, and what the object outputs about them.
#include <string>

#include "arguments.h"
#include "m_pd.h"
#include "mdrnn/mdrnn.h"
#include "patcher/record.h"
#include "tilde.h"

namespace {

constexpr double kRecordLookDelay = 50.0;  // milliseconds between two checks of a recording

}  // namespace

// `record FILE`: next to the patch, or absolute; `record 1`: a new file in the folder logs; `record 0`: stop.
mdrnn_status record(Tilde *x, const Arguments &arguments, mdrnn_error *error) {
  std::string name;
  if (const mdrnn_status status = read_record(arguments, &name, error)) return status;
  char path[MAXPDSTRING] = "";
  if (!name.empty()) canvas_makefilename(x->canvas, name.c_str(), path, sizeof path);
  clock_delay(x->record_clock, kRecordLookDelay);
  return mdrnn_record(x->performer, path, error);
}

// Runs until the log is complete. The outlet comes last, because the patch may send a message back from it.
void on_record_clock(Tilde *x) {
  mdrnn_error error = {};
  const mdrnn_record_state state = mdrnn_poll_record(x->performer, &error);
  if (state != MDRNN_RECORD_IDLE) clock_delay(x->record_clock, kRecordLookDelay);
  if (state == MDRNN_RECORD_LOST || state == MDRNN_RECORD_FAILED) complain(x, error);
  if (state == MDRNN_RECORD_BEGUN) output_info(x, "record", gensym(mdrnn_record_path(x->performer)));
  if (state == MDRNN_RECORD_DONE) output_info(x, "recorded", gensym(mdrnn_record_path(x->performer)));
}
