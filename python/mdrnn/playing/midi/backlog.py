# SPDX-License-Identifier: MIT
"""MIDI messages that wait: of fixed size, the newest wins, and no end of a note is ever lost."""

from collections import deque

from .heard import is_note_off

LIMIT = 1024  # messages that wait at most, in addition to ends of notes


class Backlog:
    """A queue of (port, message). When it is full the oldest gives way; of note-offs one for each note is kept."""

    def __init__(self, limit: int = LIMIT) -> None:
        self.dropped = 0
        self._limit = limit
        self._waiting: deque[tuple[str, bytes]] = deque()
        self._owed: dict[tuple[str, int, int], bytes] = {}  # (port, channel - 1, note): note-offs that gave way

    def __len__(self) -> int:
        return len(self._waiting) + len(self._owed)

    def push(self, port: str, message: bytes) -> None:
        self._waiting.append((port, message))
        if len(self._waiting) > self._limit:
            oldest_port, oldest = self._waiting.popleft()
            if is_note_off(oldest):
                self._owed[oldest_port, oldest[0] & 0x0F, oldest[1]] = oldest
            else:
                self.dropped += 1

    def pop(self) -> tuple[str, bytes]:
        """The oldest.

        Raises:
            IndexError: nothing waits.
        """
        if self._owed:
            key = next(iter(self._owed))
            return key[0], self._owed.pop(key)
        return self._waiting.popleft()

    def put_back(self, port: str, message: bytes) -> None:
        """It is the next one again."""
        self._waiting.appendleft((port, message))
