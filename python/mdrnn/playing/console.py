# SPDX-License-Identifier: MIT
"""Writes lines to the terminal from its own thread, so that the music never waits for a reader."""

import os
import queue
import select
import sys
import threading
import time

from ..wording import counted, printable

WAITING_LINES = 1024  # that are not written yet
STOPPED_SECONDS = 0.5  # how long close waits for a reader that takes nothing
CLOSE_SECONDS = 10.0  # how long close waits at most
STDOUT, STDERR = 1, 2


class Console:
    """Prints to stdout and stderr without waiting: if too many lines wait, more are dropped and counted."""

    def __init__(self) -> None:
        self._lines: queue.SimpleQueue[tuple[int, str] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._stream = STDERR  # of the line that is being written
        self._dropped = 0
        # A closed descriptor may be another file's, or our socket's, by now.
        self._closed = {number for number, file in ((STDOUT, sys.stdout), (STDERR, sys.stderr)) if file is None}

    def say(self, sentence: str, stream: int = STDERR) -> None:
        """One line, `mdrnn: ` before it."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._write_all, daemon=True)
            self._thread.start()
        if self._lines.qsize() >= WAITING_LINES:
            self._dropped += 1
            return
        self._tell_dropped()
        self._lines.put((stream, sentence))

    def close(self) -> None:
        """Waits for the last lines, but not for a reader that has stopped."""
        if self._thread is None:
            return
        self._tell_dropped()
        self._lines.put(None)
        end = time.monotonic() + CLOSE_SECONDS
        while self._thread.is_alive() and time.monotonic() < end:
            waiting = self._lines.qsize()
            self._thread.join(STOPPED_SECONDS)
            if not _takes_more(self._stream) and self._lines.qsize() == waiting:
                return

    def _tell_dropped(self) -> None:
        if self._dropped:
            self._lines.put((STDERR, f"{counted(self._dropped, 'line')} dropped here, because the output was not read"))
            self._dropped = 0

    def _write_all(self) -> None:
        """Not through sys.stderr: a thread that is stuck in it holds a lock that the interpreter needs to exit."""
        while (item := self._lines.get()) is not None:
            self._stream, sentence = item
            try:
                if self._stream not in self._closed:
                    _write(self._stream, f"mdrnn: {printable(sentence)}\n".encode())
            except OSError:  # the reader is gone, the music goes on
                self._closed.add(self._stream)


def _write(stream: int, line: bytes) -> None:
    while line:
        line = line[os.write(stream, line) :]


def _takes_more(stream: int) -> bool:
    """Whether a write would not wait for the reader. Windows does not say."""
    try:
        return bool(select.select([], [stream], [], 0)[1])
    except OSError:
        return False
