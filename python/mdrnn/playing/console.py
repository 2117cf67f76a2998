# SPDX-License-Identifier: MIT
"""Writes lines to the terminal from its own thread, so that the music never waits for a reader.

Below them it can hold one line that is drawn again and again; the others are written above it.
"""

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
ERASE = "\r\x1b[K"  # the line that the cursor is in
_REDRAW = (STDOUT, ERASE)


class Console:
    """Prints to stdout and stderr without waiting: if too many lines wait, more are dropped and counted."""

    def __init__(self) -> None:
        self._lines: queue.SimpleQueue[tuple[int, str] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._stream = STDERR  # of the line that is being written
        self._dropped = 0
        self._held = self._drawn = ""  # the line at the bottom, and what is to be seen of it
        self._is_redraw_waiting = False
        # A closed descriptor may be another file's, or our socket's, by now.
        self._closed = {number for number, file in ((STDOUT, sys.stdout), (STDERR, sys.stderr)) if file is None}

    def say(self, sentence: str, stream: int = STDERR) -> None:
        """One line, `mdrnn: ` before it."""
        self._begin()
        if self._lines.qsize() >= WAITING_LINES:
            self._dropped += 1
            return
        self._tell_dropped()
        self._lines.put((stream, sentence))

    def show(self, line: str) -> None:
        """Holds a line, shorter than the terminal is wide, at the bottom of stdout, a terminal; "": none any more."""
        self._held = line
        if not self._is_redraw_waiting:  # a slow terminal gets the newest
            self._is_redraw_waiting = True
            self._begin()
            self._lines.put(_REDRAW)

    def leave(self) -> None:
        """Forgets the line that is held, and leaves the terminal as it is: it is another program's now."""
        self._held = self._drawn = ""

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

    def _begin(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._write_all, daemon=True)
            self._thread.start()

    def _tell_dropped(self) -> None:
        if self._dropped:
            self._lines.put((STDERR, f"{counted(self._dropped, 'line')} dropped here, because the output was not read"))
            self._dropped = 0

    def _write_all(self) -> None:
        """Not through sys.stderr: a thread that is stuck in it holds a lock that the interpreter needs to exit."""
        while (item := self._lines.get()) is not None:
            self._stream, sentence = item
            if item is _REDRAW:
                self._is_redraw_waiting = False
                text = ERASE if self._drawn else ""
                self._drawn = self._held
                text += self._drawn
            else:
                text = f"mdrnn: {printable(sentence)}\n"
                if self._drawn and os.isatty(self._stream):
                    text = f"{ERASE}{text}{self._drawn}"
            try:
                if self._stream not in self._closed:
                    _write(self._stream, text.encode())
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
