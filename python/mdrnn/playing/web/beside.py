# SPDX-License-Identifier: MIT
"""Runs one mdrnn command beside the music: at the lowest priority, and only as long as the daemon that began it."""

import contextlib
import os
import signal
import sys
import threading
from pathlib import Path

LOWEST_PRIORITY = 19
EXIT_SECONDS = 10.0  # that a command has to end by itself once the daemon is gone


def step_back() -> None:
    """Takes only the processor time that is left, and is the first to go when memory runs out."""
    if hasattr(os, "nice"):
        with contextlib.suppress(OSError):
            os.nice(LOWEST_PRIORITY)
    with contextlib.suppress(OSError):  # Linux alone
        Path("/proc/self/oom_score_adj").write_text("1000")


def watch_parent() -> None:
    """The daemon holds the other end of stdin open until it ends, however it ends."""
    while True:
        try:
            if not os.read(sys.stdin.fileno(), 4096):
                break
        except OSError:
            break
    threading.Timer(EXIT_SECONDS, os._exit, [1]).start()
    os.kill(os.getpid(), signal.SIGTERM)


def main() -> int:
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a daemon in the background may ignore it
    step_back()
    threading.Thread(target=watch_parent, daemon=True).start()
    from ...__main__ import main as command

    return command()


if __name__ == "__main__":
    sys.exit(main())
