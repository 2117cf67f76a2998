# SPDX-License-Identifier: MIT
"""Runs a patch in libpd, in a separate process: libpd_host.py RATE SECONDS PATCH [SEARCH_FOLDER ..].

What Pd says goes to stderr, as `pd -stderr` does. libpd is the newer Pd here: it comes with PyPI's cypd. The host's
locale is MDRNN_TEST_LOCALE.
With count_ticks.so preloaded the last line is `counts: ALLOCATIONS LOCKS SYSCALLS`, of the ticks after the
first second.
"""

from __future__ import annotations

import ctypes
import importlib.util
import locale
import os
import sys
from pathlib import Path

TICK = 64  # frames


def open_libpd() -> ctypes.CDLL:
    """With global symbols, so that externals find them."""
    found = importlib.util.find_spec("cypd")
    assert found is not None
    assert found.origin is not None
    library = next(Path(found.origin).parent.glob("_libpd*"))
    return ctypes.CDLL(str(library), mode=ctypes.RTLD_GLOBAL)


def say(text: bytes) -> None:
    sys.stderr.write(text.decode())


def run(rate: int, seconds: float, patch: Path, *search: str) -> None:
    libpd = open_libpd()
    hook = ctypes.CFUNCTYPE(None, ctypes.c_char_p)(say)
    libpd.libpd_set_printhook(hook)
    libpd.libpd_init()
    if wanted := os.environ.get("MDRNN_TEST_LOCALE"):
        locale.setlocale(locale.LC_ALL, wanted)  # as programs with Qt or GTK do; libpd_init itself sets "C"
    libpd.libpd_init_audio(0, 2, rate)
    for folder in search:
        libpd.libpd_add_to_search_path(folder.encode())
    libpd.libpd_openfile.restype = ctypes.c_void_p
    libpd.libpd_openfile(patch.name.encode(), str(patch.parent).encode())
    output = (ctypes.c_float * (2 * TICK))()
    ticks = int(seconds * rate / TICK)
    counter = getattr(ctypes.CDLL(None), "count_ticks", None)
    for _ in range(ticks if counter is None else rate // TICK):
        libpd.libpd_process_float(1, None, output)
    if counter is not None:
        sums = (ctypes.c_int64 * 3)()
        counter(libpd.libpd_process_float, output, ticks, sums)
        say(f"counts: {sums[0]} {sums[1]} {sums[2]}\n".encode())
    sys.stderr.flush()


if __name__ == "__main__":
    run(int(sys.argv[1]), float(sys.argv[2]), Path(sys.argv[3]), *sys.argv[4:])
