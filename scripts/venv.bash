# SPDX-License-Identifier: MIT
# Makes .venv and installs mdrnn into it. Sourced by the scripts, in the repository's folder.

shopt -s inherit_errexit 2>/dev/null || true # older than bash 4.4
export PIP_DISABLE_PIP_VERSION_CHECK=1

say() { printf '\n== %s\n' "$*" >&2; }

stop() {
  printf '%s\n' "$*" >&2
  exit 1
}

source "${BASH_SOURCE[0]%/*}/packages.bash"

has_python() { python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))'; }

make_venv() {
  need python3-venv
  has_python 2>/dev/null || stop "Python 3.11 or newer is needed, found $(python3 --version 2>&1 || true)."
  [ -x .venv/bin/pip ] && return
  say "making .venv"
  rm -rf .venv
  python3 -m venv .venv
}

# A hash of everything that the wheel is built from: names and contents.
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

# Builds the wheel if its sources have changed, and prints its path.
build_wheel() {
  local folder wheels
  folder=build/wheel/$(sources_hash)
  wheels=("$folder"/*.whl)
  if [ ! -f "${wheels[0]}" ]; then
    need g++ python3-dev
    say "building mdrnn"
    rm -rf build/wheel
    .venv/bin/python -m pip wheel --quiet --no-deps --wheel-dir "$folder" . >&2
    wheels=("$folder"/*.whl)
  fi
  printf '%s\n' "${wheels[0]}"
}

# install_mdrnn [EXTRAS]: installs this tree's wheel in .venv with the named extras ("train,test"), unless it is there.
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
    say "installing the extras [$extras] into .venv"
    .venv/bin/python -m pip install --quiet "$wheel[$extras]"
    printf '%s\n' "$extras" >>"$stamp"
  fi
}
