# SPDX-License-Identifier: MIT
# The system packages that the scripts need: what each is for, how to detect it, how to install it.
# Names are Debian's and Ubuntu's. Sourced by scripts/venv.bash, which declares `stop`.

# package_purpose PACKAGE: what it is; package_is_here PACKAGE: whether what it provides is here, from any source.
package_purpose() {
  case $1 in
    g++) echo "a C++ compiler" ;;
    python3-venv) echo "Python's venv module" ;;
    python3-dev) echo "Python's C header (Python.h)" ;;
    doctest-dev) echo "doctest, for the native tests" ;;
    locales-all) echo "a German locale, for tests with a decimal comma" ;;
    puredata-dev) echo "Pd's header (m_pd.h), for the Pd external" ;;
    puredata-core) echo "Pure Data" ;;
    valgrind) echo "Valgrind, to count instructions" ;;
    dpkg-dev) echo "dpkg-source, to build other Pds" ;;
    g++-mingw-w64-x86-64-posix) echo "a C++ compiler for Windows" ;;
    wine64) echo "Wine, to run programs for Windows" ;;
    gcc-arm-none-eabi) echo "a C++ compiler for microcontrollers" ;;
    libstdc++-arm-none-eabi-newlib) echo "the C++ library for microcontrollers" ;;
    qemu-system-arm) echo "QEMU, to run microcontrollers and boards" ;;
    g++-aarch64-linux-gnu) echo "a C++ compiler for 64-bit ARM" ;;
    g++-arm-linux-gnueabihf) echo "a C++ compiler for 32-bit ARM" ;;
    qemu-user-static) echo "QEMU, to run programs for other processors" ;;
    mmdebstrap) echo "mmdebstrap, to fetch Debian packages" ;;
    xorriso) echo "xorriso, to make a boot disc" ;;
    chromium) echo "Chromium, for the tests of the page" ;;
    jackd2) echo "JACK, for the tests of MIDI" ;;
    cpio) echo "cpio, to make an initial file system for Linux" ;;
    *) stop "scripts/packages.bash does not know the package $1" ;;
  esac
}

package_is_here() {
  case $1 in
    g++) has_compiler ;;
    python3-venv) python3 -c 'import ensurepip, venv' ;;
    python3-dev) python3 -c 'import os, sys, sysconfig; sys.exit(not os.path.exists(sysconfig.get_path("include") + "/Python.h"))' ;;
    doctest-dev) has_header doctest/doctest.h ;;
    locales-all) locale -a | grep -i '^de_DE\.utf-\?8$' ;;
    puredata-dev) has_header m_pd.h ;;
    puredata-core) command -v pd ;;
    jackd2) command -v jackd ;;
    dpkg-dev) command -v dpkg-source ;;
    g++-mingw-w64-x86-64-posix) command -v x86_64-w64-mingw32-g++-posix ;;
    wine64) dpkg-query -W -f '${Status}' wine64 | grep -q 'install ok installed' ;;
    gcc-arm-none-eabi) command -v arm-none-eabi-g++ ;;
    libstdc++-arm-none-eabi-newlib) printf '#include <array>\n' | arm-none-eabi-g++ -E -x c++ - -o /dev/null ;;
    qemu-system-arm) command -v qemu-system-arm && command -v qemu-system-aarch64 ;;
    g++-aarch64-linux-gnu | g++-arm-linux-gnueabihf) command -v "${1#g++-}-g++" ;;
    qemu-user-static) command -v qemu-arm-static && command -v qemu-aarch64-static ;;
    *) command -v "$1" ;;
  esac
} >/dev/null 2>&1

has_compiler() { command -v "${CXX:-c++}" || command -v g++ || command -v clang++; }
has_header() { printf '#include <%s>\n' "$1" | "${CXX:-c++}" -E -x c++ - -I/usr/include/pd -o /dev/null; }

# missing_of PACKAGE..: the missing ones, on one line.
missing_of() {
  local package missing=()
  for package in "$@"; do package_is_here "$package" || missing+=("$package"); done
  echo "${missing[*]}"
}

# As root, or with sudo if it needs no password.
as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  else
    sudo -n "$@"
  fi
}

may_install() { command -v apt-get >/dev/null && as_root true 2>/dev/null; }

# Tells the user how to install PACKAGE..; not every system has apt.
install_line() {
  if command -v apt-get >/dev/null; then
    echo "To install what is missing: sudo apt-get install $*"
  else
    echo "This system has no apt-get. On Debian and Ubuntu the missing packages are called: $*"
  fi
}

# install_packages PACKAGE..: installs the missing ones together, if this user may. Says nothing about those
# that are still missing: `need` and `want` do.
install_packages() {
  local missing package
  missing=$(missing_of "$@")
  [ -n "$missing" ] && may_install || return 0
  say "installing system packages: $missing"
  as_root apt-get -qq update || true
  # shellcheck disable=SC2086
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $missing >/dev/null && return 0
  for package in $missing; do # one by one, so that an unknown package does not prevent the others
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$package" >/dev/null || true
  done
}

# need PACKAGE..: makes sure that all are here, or says how to install them and ends the script.
need() {
  local missing package
  install_packages "$@"
  missing=$(missing_of "$@")
  [ -n "$missing" ] || return 0
  for package in $missing; do printf 'Missing: %s (%s).\n' "$(package_purpose "$package")" "$package" >&2; done
  # shellcheck disable=SC2086
  stop "$(install_line $missing)"
}

# want PACKAGE..: like `need`, but the script continues, and tests that need them skip.
want() {
  local missing package
  install_packages "$@"
  missing=$(missing_of "$@")
  for package in $missing; do
    printf 'Missing: %s (%s). The tests that need it will skip.\n' "$(package_purpose "$package")" "$package" >&2
  done
}
