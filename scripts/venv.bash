# SPDX-License-Identifier: MIT
# Makes .venv and installs mdrnn into it; sourced by scripts/demo and scripts/test, with the repository as the current folder.

shopt -s inherit_errexit 2>/dev/null || true # older than bash 4.4
export PIP_DISABLE_PIP_VERSION_CHECK=1

say() { printf '\n== %s\n' "$*" >&2; }

stop() {
  printf '%s\n' "$*" >&2
  exit 1
}

is_ci() { [ "${CI:-}" = true ]; }

# apt_install PACKAGE..: on CI only; elsewhere a person decides what is installed.
apt_install() {
  local root=()
  [ "$(id -u)" = 0 ] || root=(sudo -n)
  "${root[@]}" apt-get -qq update
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@" >/dev/null
}

# need PACKAGE WHAT COMMAND..: COMMAND succeeds, or PACKAGE is installed on CI, or one sentence says what to install.
need() {
  local package=$1 what=$2
  shift 2
  "$@" >/dev/null 2>&1 && return
  if is_ci; then
    apt_install "$package"
    "$@" >/dev/null 2>&1 && return
  fi
  stop "$what is missing. On Debian and Ubuntu: sudo apt-get install $package"
}

has_compiler() { command -v "${CXX:-c++}" || command -v g++ || command -v clang++; }
has_venv() { python3 -c 'import ensurepip, venv'; }
has_python() { python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))'; }
has_headers() { python3 -c 'import os, sys, sysconfig; sys.exit(not os.path.exists(sysconfig.get_path("include") + "/Python.h"))'; }

make_venv() {
  has_python 2>/dev/null || stop "Python 3.11 or newer is needed, found $(python3 --version 2>&1 || true)."
  [ -x .venv/bin/pip ] && return
  need python3-venv "Python's venv module" has_venv
  say "making .venv"
  rm -rf .venv
  python3 -m venv .venv
}

# Whatever the wheel is made of: names and contents.
sources_hash() {
  python3 - <<'PYTHON'
import hashlib, pathlib

roots = ("CMakeLists.txt", "pyproject.toml", "README.md", "LICENSE", "native", "python", "scripts/train", "models")
files = [file for root in map(pathlib.Path, roots) for file in (root, *root.rglob("*")) if file.is_file()]
total = hashlib.sha256()
for file in sorted(file for file in files if "__pycache__" not in file.parts):
    total.update(f"{file}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
print(total.hexdigest()[:16])
PYTHON
}

# Builds the wheel where its sources changed, and prints its path.
build_wheel() {
  local folder wheels
  folder=build/wheel/$(sources_hash)
  wheels=("$folder"/*.whl)
  if [ ! -f "${wheels[0]}" ]; then
    need g++ "A C++ compiler" has_compiler
    need python3-dev "Python's C header (Python.h)" has_headers
    say "building mdrnn"
    rm -rf build/wheel
    .venv/bin/python -m pip wheel --quiet --no-deps --wheel-dir "$folder" . >&2
    wheels=("$folder"/*.whl)
  fi
  printf '%s\n' "${wheels[0]}"
}

# install_mdrnn [EXTRAS]: this tree's wheel in .venv, with the extras named ("train,test"); nothing when it is there.
install_mdrnn() {
  local extras=${1:-} wheel stamp=.venv/mdrnn-installed
  wheel=$(build_wheel)
  if [ "$(sed -n 1p "$stamp" 2>/dev/null)" != "$wheel" ]; then
    say "installing mdrnn into .venv"
    rm -f "$stamp"
    .venv/bin/python -m pip install --quiet "$wheel"
    .venv/bin/python -m pip install --quiet --force-reinstall --no-deps "$wheel"
    printf '%s\n' "$wheel" >"$stamp"
  fi
  if [ -n "$extras" ] && ! grep -qx "$extras" "$stamp"; then
    say "installing what [$extras] needs into .venv"
    .venv/bin/python -m pip install --quiet "$wheel[$extras]"
    printf '%s\n' "$extras" >>"$stamp"
  fi
}
