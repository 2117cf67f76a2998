# SPDX-License-Identifier: MIT
"""How much one client may send: so many in a row, then so many a second."""

import time
from collections.abc import Callable


class Allowance:
    """A bucket of `burst` that fills again with `per_second`."""

    def __init__(self, per_second: float, burst: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_second = per_second
        self._burst = burst
        self._clock = clock
        self._left = burst
        self._at = clock()

    def take(self) -> bool:
        """One more; False: that is too many."""
        now = self._clock()
        self._left = min(self._left + (now - self._at) * self._per_second, self._burst)
        self._at = now
        if self._left < 1.0:
            return False
        self._left -= 1.0
        return True

    @property
    def wait(self) -> float:
        """Seconds until there is room for one more."""
        return max((1.0 - self._left) / self._per_second, 0.0)
