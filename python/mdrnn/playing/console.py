# SPDX-License-Identifier: MIT
"""Writes lines to the terminal from its own thread, so that the music never waits for a reader."""

import os
import queue
import sys
import threading

from ..wording import counted, printable

WAITING_LINES = 1024  # that are not written yet
CLOSE_SECONDS = 0.5  # how long close waits for the last lines
STDOUT, STDERR = 1, 2


class Console:
    """Prints to stdout and stderr without waiting: if the queue is full, lines are dropped and counted."""

    def __init__(self) -> None:
        self._lines: queue.Queue[tuple[int, str] | None] = queue.Queue(WAITING_LINES)
        self._thread: threading.Thread | None = None
        self._dropped = 0
        # A closed descriptor may be another file's, or our socket's, by now.
        self._closed = {number for number, file in ((STDOUT, sys.stdout), (STDERR, sys.stderr)) if file is None}

    def say(self, sentence: str, stream: int = STDERR) -> None:
        """One line, `mdrnn: ` before it."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._write_all, daemon=True)
            self._thread.start()
        if self._dropped and self._put(
            (STDERR, f"{counted(self._dropped, 'line')} dropped here, because the output was not read")
        ):
            self._dropped = 0
        if not self._put((stream, sentence)):
            self._dropped += 1

    def close(self) -> None:
        """Waits for the last lines, but not for a reader that has stopped."""
        if self._thread is not None and self._put(None):
            self._thread.join(CLOSE_SECONDS)

    def _put(self, item: tuple[int, str] | None) -> bool:
        try:
            self._lines.put_nowait(item)
        except queue.Full:
            return False
        return True

    def _write_all(self) -> None:
        """Not through sys.stderr: a thread that is stuck in it holds a lock that the interpreter needs to exit."""
        while (item := self._lines.get()) is not None:
            stream, sentence = item
            try:
                if stream not in self._closed:
                    _write(stream, f"mdrnn: {printable(sentence)}\n".encode())
            except OSError:  # the reader is gone, the music goes on
                self._closed.add(stream)


def _write(stream: int, line: bytes) -> None:
    while line:
        line = line[os.write(stream, line) :]
