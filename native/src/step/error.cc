// SPDX-License-Identifier: MIT
// One sentence for each failure, written into the caller's buffer without allocating.
#include "step/error.h"

#include <cstdarg>

#include "step/sentence.h"

namespace mdrnn {
namespace {

// Bytes of the UTF-8 character at `text`; 0 if there is none, or if it is a control character.
int utf8_length(const char *text) {
  const auto first = static_cast<unsigned char>(*text);
  if (first < 0x80) return first >= 0x20 && first != 0x7f ? 1 : 0;
  const int length = first >= 0xc2 && first < 0xe0   ? 2
                     : first >= 0xe0 && first < 0xf0 ? 3
                     : first >= 0xf0 && first < 0xf5 ? 4
                                                     : 0;
  for (int i = 1; i < length; ++i)
    if ((static_cast<unsigned char>(text[i]) & 0xc0) != 0x80) return 0;
  const auto second = static_cast<unsigned char>(text[1]);
  const bool overlong = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
  const bool outside = (first == 0xed && second > 0x9f) || (first == 0xf4 && second > 0x8f);
  return length > 0 && !overlong && !outside ? length : 0;
}

// Names come from damaged files, and a cut can split a character: whatever is not UTF-8 text becomes '?'.
void keep_text_only(char *sentence) {
  while (*sentence != '\0') {
    const int length = utf8_length(sentence);
    if (length == 0) *sentence = '?';
    sentence += length == 0 ? 1 : length;
  }
}

}  // namespace

mdrnn_status fail(mdrnn_error *error, mdrnn_status status, const char *format, ...) {
  if (error == nullptr) return status;
  error->status = status;
  va_list arguments;
  va_start(arguments, format);
  write_sentence(error->sentence, sizeof error->sentence, format, arguments);
  va_end(arguments);
  keep_text_only(error->sentence);
  return status;
}

}  // namespace mdrnn
