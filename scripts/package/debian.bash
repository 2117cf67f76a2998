# SPDX-License-Identifier: MIT
# Fetches packages for any processor from the system's Debian mirror into `folder`, which the sourcing script sets.
#
# Changes nothing in the system: apt uses separate lists in build/apt.

# apt ARCHITECTURE ARGUMENT..: apt-get with the system's mirrors, source packages too, and separate lists.
apt() {
  local apt=${folder%/*}/apt/$1
  apt-get -qq -o APT::Architecture="$1" -o APT::Architectures="$1" -o APT::Sandbox::User=root \
    -o Dir::State::Lists="$apt/lists" -o Dir::Cache="$apt/cache" -o Dir::State::status=/dev/null \
    -o Dir::Etc::SourceList="$apt/sources.list" -o Dir::Etc::SourceParts="$apt/sources.list.d" "${@:2}"
}

# A mirror that is just being updated fails for one of its suites; the download says if anything is missing.
update() {
  local apt=${folder%/*}/apt/$1
  mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/sources.list.d"
  : >"$apt/sources.list"
  for list in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
    [ ! -f "$list" ] || sed 's/^deb \(.*\)/&\ndeb-src \1/; s/^Types:.*/Types: deb deb-src/' "$list" \
      >"$apt/${list#/etc/apt/}"
  done
  apt "$1" update || printf 'Some package lists for %s are not available.\n' "$1" >&2
}

# foreign ARCHITECTURE PACKAGE..: these and their dependencies; apt simulates installing into an empty system.
foreign() {
  local package packages
  update "$1"
  packages=$(apt "$1" install --simulate --no-install-recommends "${@:2}" libc6 | sed -n 's/^Inst \([^ :]*\).*/\1/p')
  rm -rf "$folder/download" "$folder/making" && mkdir -p "$folder/download" "$folder/making"
  # shellcheck disable=SC2086
  (cd "$folder/download" && apt "$1" download $packages)
  for package in "$folder"/download/*.deb; do dpkg-deb -x "$package" "$folder/making"; done
}

# ready NAME COMMAND..: makes a folder of that name, completely or not at all.
ready() {
  [ ! -d "$folder/$1" ] || return 0
  mkdir -p "$folder"
  "${@:2}"
  mv "$folder/making" "$folder/$1"
}
