// SPDX-License-Identifier: MIT
// Runs the workload under a sanitizer; RealtimeSanitizer exits with 43 at the first call that is not
// real-time safe.
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "workload.h"

namespace {

class Sanitized final : public Watcher {
 public:
  void watch(const std::string &, const std::string &, const std::function<void()> &call) override {
    ++calls;
    run(call);
  }
  int calls = 0;

 private:
  static void run(const std::function<void()> &call) [[clang::nonblocking]] { call(); }
};

}  // namespace

// With the argument "violate" it allocates where it must not, to test that the sanitizer works.
int main(int count, char **arguments) {
  Sanitized sanitized;
  if (count > 1 && std::strcmp(arguments[1], "violate") == 0) {
    static void *volatile memory;
    sanitized.watch("", "", [] { memory = std::malloc(10); });
    return 0;
  }
  for (const char *model : {MDRNN_MODELS})
    if (!run_workload(model, &sanitized)) return 1;
  std::printf("%d calls, nothing to report\n", sanitized.calls);
  return 0;
}
