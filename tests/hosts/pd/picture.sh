#!/bin/sh
# SPDX-License-Identifier: MIT
# Takes a picture of a running patch on a screen of its own: picture.sh PATCH FILE.png [FOLDER_OF_THE_EXTERNAL] [SECONDS]
# Needs Pd with its GUI, Xvfb and ImageMagick. ZOOM=2 in the environment shows the patch at twice its size.
set -eu
if [ $# -lt 2 ]; then
  echo "usage: $0 PATCH FILE.png [FOLDER_OF_THE_EXTERNAL] [SECONDS]" >&2
  exit 2
fi
patch=$1 picture=$2 external=${3:-build/pd} seconds=${4:-4}
export picture external seconds patch
exec xvfb-run -a -s "-screen 0 1440x1000x24" sh -eu -c '
  pd -noprefs -noaudio -nomidi -font-size 12 -path "$external" -send "pd dsp 1" -open "$patch" &
  pd=$!
  trap "kill $pd" EXIT
  sleep "$seconds"
  import -window root "$picture"
'
