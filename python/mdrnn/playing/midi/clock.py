# SPDX-License-Identifier: MIT
"""MIDI clock: the tempo that another machine plays at, and whether it plays."""

from collections import deque

CLOCK, START, CONTINUE, STOP = 0xF8, 0xFA, 0xFB, 0xFC
TICKS_PER_BEAT = 24
LONGEST_TICK_SECONDS = 0.25  # 10 beats a minute; after a longer pause the tempo is measured anew


class Clock:
    """Listens to clock, start, continue and stop; everything else is none of its business."""

    def __init__(self) -> None:
        self.is_running = False
        self.beats = 0.0  # since the start
        self._ticks: deque[float] = deque(maxlen=TICKS_PER_BEAT + 1)

    @property
    def tempo(self) -> float | None:
        """Beats a minute, over the last beat; None: not known yet."""
        if len(self._ticks) < TICKS_PER_BEAT // 4 + 1 or self._ticks[-1] <= self._ticks[0]:
            return None
        return 60 * (len(self._ticks) - 1) / TICKS_PER_BEAT / (self._ticks[-1] - self._ticks[0])

    def hear(self, message: bytes, now: float) -> bool:
        """`now` in seconds; True: it was one of its messages."""
        kind = message[0]
        if kind == CLOCK:
            if self._ticks and not 0 <= now - self._ticks[-1] <= LONGEST_TICK_SECONDS:
                self._ticks.clear()
            self._ticks.append(now)
            if self.is_running:
                self.beats += 1 / TICKS_PER_BEAT
        elif kind == START:
            self.is_running, self.beats = True, 0.0
        elif kind == CONTINUE:
            self.is_running = True
        elif kind == STOP:
            self.is_running = False
        return kind in (CLOCK, START, CONTINUE, STOP)
