# SPDX-License-Identifier: MIT
"""Whether a JACK server runs, found out without its library, whose objects hang or talk once their server is dead."""

import contextlib
import ctypes
import functools
import os
import socket
import time
from collections.abc import Callable
from pathlib import Path

FOLDER = Path("/dev/shm")  # where jackd keeps its sockets on Linux
CYCLE_SECONDS = 1.0  # a server whose cycle takes longer does nothing
Era = tuple[int, int]


def era() -> Era | None:
    """What changes whenever another server takes the place of this one; None: there is none."""
    path = _socket_path()
    try:
        found = path.stat()
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            probe.setblocking(False)
            probe.connect(str(path))
    except BlockingIOError:
        pass  # alive and busy
    except (OSError, AttributeError):  # AttributeError: a system without such sockets
        return None
    return found.st_ino, found.st_ctime_ns


def _socket_path() -> Path:
    """jackd listens for its programs here."""
    name = os.environ.get("JACK_DEFAULT_SERVER", "default")
    user = "" if "JACK_PROMISCUOUS_SERVER" in os.environ else f"_{os.getuid()}"
    return FOLDER / f"jack_{name}{user}_0"


def cycle() -> int | None:
    """The frame at which JACK's present cycle began: it stays the same while the server does nothing; None: unknown.

    For after a client has been opened.
    """
    frame_of = _last_frame_time()
    return None if frame_of is None else frame_of(None) or None


def goes_on() -> bool:
    """Waits for the next cycle; False: the server does nothing."""
    present, end = cycle(), time.monotonic() + CYCLE_SECONDS
    while present is not None and cycle() == present:
        if time.monotonic() > end:
            return False
        time.sleep(0.001)
    return True


@functools.cache
def _last_frame_time() -> Callable[[None], int] | None:
    """Of jackd's own library, the one that has sockets as in `era`, which reads it without a client."""
    for path in _libraries():
        if Path(path).name.startswith(("libjack.so", "libjack-")):
            with contextlib.suppress(OSError, AttributeError):
                found = ctypes.CDLL(path).jack_last_frame_time
                found.argtypes, found.restype = [ctypes.c_void_p], ctypes.c_uint32
                return found
    return None


def _libraries() -> list[str]:
    """JACK's, of those that are loaded."""
    try:
        maps = Path("/proc/self/maps").read_text()
    except OSError:  # not Linux
        return []
    return sorted({line[line.index("/") :] for line in maps.splitlines() if "libjack" in line and "/" in line})


def hush() -> None:
    """Keeps the library, once it is loaded, from writing to the terminal.

    It is given a function of C's that does nothing with a sentence. A Python function would need the interpreter's
    lock, which may be held by a call that waits for the very thread of JACK that complains.
    """
    with contextlib.suppress(OSError, AttributeError):
        nothing = ctypes.cast(ctypes.CDLL(None).abs, ctypes.c_void_p)
        for path in _libraries():
            library = ctypes.CDLL(path)
            library.jack_set_error_function(nothing)
            library.jack_set_info_function(nothing)
