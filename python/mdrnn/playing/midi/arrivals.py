# SPDX-License-Identifier: MIT
"""What ports tell on their threads, brought to the event loop in order: bounded, a few messages at a time."""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .backlog import Backlog
from .ports import Wire
from .systems import Port

SLICE = 32  # messages played before timers and signals have their turn


@dataclass
class Arrivals:
    """Calls `take(name of the wire, message)`, `change(wire, its port or None)` and `say_trouble` on the loop."""

    loop: asyncio.AbstractEventLoop
    take: Callable[[str, bytes], None]
    change: Callable[[Wire, Port | None], None]
    say_trouble: Callable[[str], None]

    def __post_init__(self) -> None:
        self.is_closed = False
        self._waiting = Backlog()
        self._lock = threading.Lock()
        self._is_called = False
        self._told = 0  # of what was dropped

    @property
    def dropped(self) -> int:
        return self._waiting.dropped

    # ---- on the ports' threads

    def heard(self, wire: Wire, message: bytes) -> None:
        with self._lock:
            self._waiting.push(wire.wanted, message)
            if self._is_called:
                return
            self._is_called = True
        self._call(self._take)

    def changed(self, wire: Wire) -> None:
        self._call(self._change, wire, wire.port)

    def trouble(self, sentence: str) -> None:
        self._call(self.say_trouble, f"MIDI: {sentence}")

    def _call(self, act: Callable[..., None], *arguments: Any) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended
            self.loop.call_soon_threadsafe(act, *arguments)

    # ---- on the loop

    def _take(self) -> None:
        try:
            for _ in range(SLICE):
                if self._waiting and not self.is_closed:
                    self.take(*self._pop())
        finally:
            self._tell_dropped()
            self._go_on()

    def _pop(self) -> tuple[str, bytes]:
        with self._lock:
            return self._waiting.pop()

    def _go_on(self) -> None:
        """Later, with what is left; else the next message calls again."""
        with self._lock:
            self._is_called = len(self._waiting) > 0 and not self.is_closed
            if not self._is_called:
                return
        self.loop.call_soon(self._take)

    def _tell_dropped(self) -> None:
        if self._waiting.dropped > self._told:
            self._told = self._waiting.dropped
            self.say_trouble("MIDI comes faster than it can be played: the oldest messages are dropped")

    def _change(self, wire: Wire, port: Port | None) -> None:
        if not self.is_closed:
            self.change(wire, port)
