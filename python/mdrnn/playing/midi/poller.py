# SPDX-License-Identifier: MIT
"""Takes MIDI from inputs that cannot be waited for, on one thread: often while somebody plays, else less often."""

import threading
import time
from collections.abc import Callable

ACTIVE_SECONDS = 0.0005  # between two looks
RESTING_SECONDS = 0.005
REST_AFTER_SECONDS = 2.0  # without any message

Take = Callable[[], bool]
"""Hands out what has arrived; whether there was anything."""


class Poller:
    """Its thread lives while there is an input."""

    def __init__(self) -> None:
        self._inputs: dict[object, Take] = {}
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def add(self, key: object, take: Take) -> None:
        with self._lock:
            self._inputs[key] = take
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="MIDI inputs", daemon=True)
                self._thread.start()

    def remove(self, key: object) -> None:
        """When this returns, `take` is not called any more."""
        with self._lock:
            self._inputs.pop(key, None)

    def _run(self) -> None:
        last = time.monotonic()
        while True:
            with self._lock:
                if not self._inputs:
                    self._thread = None
                    return
                had_any = [take() for take in self._inputs.values()]
            now = time.monotonic()
            if any(had_any):
                last = now
            time.sleep(ACTIVE_SECONDS if now - last < REST_AFTER_SECONDS else RESTING_SECONDS)
