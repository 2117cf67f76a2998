# SPDX-License-Identifier: MIT
"""Whether a JACK server runs, found out without its library, whose objects hang or talk once their server is dead."""

import contextlib
import ctypes
import os
import socket
from pathlib import Path

FOLDER = Path("/dev/shm")  # where jackd keeps its sockets on Linux
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


def hush() -> None:
    """Keeps the library, once it is loaded, from writing to the terminal.

    It is given a function of C's that does nothing with a sentence. A Python function would need the interpreter's
    lock, which may be held by a call that waits for the very thread of JACK that complains.
    """
    with contextlib.suppress(OSError, AttributeError):
        nothing = ctypes.cast(ctypes.CDLL(None).abs, ctypes.c_void_p)
        maps = Path("/proc/self/maps").read_text()
        for path in {line[line.index("/") :] for line in maps.splitlines() if "libjack" in line and "/" in line}:
            library = ctypes.CDLL(path)
            library.jack_set_error_function(nothing)
            library.jack_set_info_function(nothing)
