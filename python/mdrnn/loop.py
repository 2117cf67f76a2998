# SPDX-License-Identifier: MIT
"""Waits for a socket, a moment, a signal or another thread, whichever comes first, in one thread.

The part of asyncio that the daemon needs, under asyncio's names, without the forty modules that asyncio brings: a
fifth of all that the daemon does until it plays.
"""

import selectors
import signal
import socket
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from heapq import heappop, heappush
from itertools import count
from types import FrameType
from typing import Any

Callback = Callable[[], None]


class Timer:
    """A call at a moment."""

    def __init__(self, callback: Callback) -> None:
        self.callback: Callback | None = callback

    def cancel(self) -> None:
        self.callback = None


class Loop:
    """Calls what is due; all from the thread that is in `run_forever`, but for `call_soon_threadsafe`."""

    def __init__(self, fault: Callable[[Exception], None]) -> None:
        """`fault` hears of what a call raises; the loop goes on."""
        self._fault = fault
        self._selector = selectors.DefaultSelector()
        self._timers: list[tuple[float, int, Timer]] = []  # a heap, soonest first
        self._order = count()  # of timers that are due at the same moment
        self._ready: deque[Callback] = deque()
        self._waked, self._waker = socket.socketpair()  # whoever writes there ends the wait
        for end in (self._waked, self._waker):
            end.setblocking(False)
        self._signals: dict[int, Any] = {}  # the handlers from before
        self._wakeup_before = -1
        self._stopping = self._closed = False
        self.add_reader(self._waked, self._drain_waker)

    # ---- what to wait for

    def add_reader(self, source: socket.socket, callback: Callback) -> None:
        self._selector.register(source, selectors.EVENT_READ, callback)

    def remove_reader(self, source: socket.socket) -> None:
        if source in self._selector.get_map():
            self._selector.unregister(source)

    def call_soon(self, callback: Callback) -> None:
        self._ready.append(callback)

    def call_later(self, seconds: float, callback: Callback) -> Timer:
        return self.call_at(time.monotonic() + seconds, callback)

    def call_at(self, moment: float, callback: Callback) -> Timer:
        """`moment` by `time.monotonic`."""
        timer = Timer(callback)
        heappush(self._timers, (moment, next(self._order), timer))
        return timer

    def call_soon_threadsafe(self, callback: Callback) -> None:
        self._ready.append(callback)
        with suppress(BlockingIOError):  # so many have written there that it is awake already
            self._waker.send(b"\0")

    def add_signal_handler(self, number: int, callback: Callback) -> None:
        """Raises ValueError where this is not the main thread."""

        def handle(_number: int, _frame: FrameType | None) -> None:
            callback()

        before = signal.signal(number, handle)
        if not self._signals:
            self._wakeup_before = signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        self._signals[number] = before

    # ---- life

    def run_forever(self) -> None:
        """Until `stop`."""
        while not self._stopping:
            for key, _ in self._selector.select(self._patience()):
                self._call(key.data)
            for timer in self._due():
                if timer.callback is not None:
                    self._call(timer.callback)
            for _ in range(len(self._ready)):  # what they ask for comes after another look at the sockets
                self._call(self._ready.popleft())

    def stop(self) -> None:
        self._stopping = True

    def is_closed(self) -> bool:
        return self._closed

    def close(self) -> None:
        """Gives the signals back."""
        if self._closed:
            return
        self._closed = True
        if self._signals:
            signal.set_wakeup_fd(self._wakeup_before)
        for number, before in self._signals.items():
            signal.signal(number, before)
        self._selector.close()
        self._waked.close()
        self._waker.close()

    def _call(self, callback: Callback) -> None:
        try:
            callback()
        except Exception as error:
            self._fault(error)

    def _due(self) -> list[Timer]:
        now = time.monotonic()
        due = []
        while self._timers and self._timers[0][0] <= now:
            due.append(heappop(self._timers)[2])
        return due

    def _patience(self) -> float | None:
        """Seconds until something is due; None: nothing is."""
        while self._timers and self._timers[0][2].callback is None:
            heappop(self._timers)
        if self._ready or self._stopping:
            return 0.0
        return max(self._timers[0][0] - time.monotonic(), 0.0) if self._timers else None

    def _drain_waker(self) -> None:
        with suppress(BlockingIOError):
            while self._waked.recv(4096):
                pass
