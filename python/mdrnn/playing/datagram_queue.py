# SPDX-License-Identifier: MIT
"""Datagrams that wait to be played: in a flood the oldest events are dropped, commands are kept."""

import re
from collections import deque

from . import osc_protocol as osc

WAITING = 256  # events that may wait, and as many commands


def _starts(*names: str) -> bytes:
    """A pattern of what messages with these names begin with."""
    addresses = [address for word in osc.WORDS if word.name in names for address in word.addresses]
    return b"(?:" + b"|".join(re.escape(address.encode()) for address in addresses) + b")\0"


_EVENT = re.compile(_starts(*osc.EVENT_NAMES))
_COMMAND = re.compile(_starts(*(word.name for word in osc.WORDS if word.name not in osc.EVENT_NAMES)))


class DatagramQueue:
    """First in, first out. A full queue drops its oldest event for a new one, and a command only for a newer one."""

    def __init__(self) -> None:
        self.dropped = 0
        self._number = 0
        self._events: deque[tuple[int, bytes, str]] = deque(maxlen=WAITING)
        self._commands: deque[tuple[int, bytes, str]] = deque(maxlen=WAITING)

    def __len__(self) -> int:
        return len(self._events) + len(self._commands)

    def push(self, datagram: bytes, sender: str = "") -> bool:
        """Whether there was room, and nothing was dropped for it. A bundle with a command in it is kept as one."""
        is_command = not _EVENT.match(datagram) and _COMMAND.search(datagram)
        queue = self._commands if is_command else self._events
        has_room = len(queue) < WAITING
        self.dropped += not has_room
        self._number += 1
        queue.append((self._number, datagram, sender))
        return has_room

    def pop(self) -> tuple[bytes, str]:
        """The one that came first, and its sender.

        Raises:
            IndexError: there is none.
        """
        if self._events and (not self._commands or self._events[0] < self._commands[0]):
            return self._events.popleft()[1:]
        return self._commands.popleft()[1:]
