# SPDX-License-Identifier: MIT
"""What a person sees while a model is trained: a bar with the time left; without a terminal, one line an epoch."""

import sys
import time
from typing import TextIO

from .train import Epoch

WIDTH = 24  # of the bar, characters


class Progress:
    """A train.Reporter that writes to `stream`."""

    def __init__(self, epochs: int, stream: TextIO = sys.stderr) -> None:
        self._epochs = epochs
        self._stream = stream
        self._live = stream.isatty()
        self._seconds: list[float] = []  # of each epoch so far
        self._shown = 0.0
        self._last = ""

    def batch(self, epoch: int, done: int, total: int) -> None:
        """Redraws the bar, at most ten times a second."""
        if self._live and time.monotonic() - self._shown >= 0.1:
            self._shown = time.monotonic()
            self._draw(epoch - 1 + done / total)

    def epoch(self, epoch: Epoch, best: Epoch) -> None:
        """Says how well the epoch went."""
        self._seconds.append(epoch.seconds)
        mark = " best" if epoch is best else f" (best {best.validation_nll:.3f} in epoch {best.number})"
        self._last = f"training {epoch.training_nll:.3f} validation {epoch.validation_nll:.3f}{mark}"
        if self._live:
            self._draw(epoch.number)
        else:
            left = time_left(self._seconds, self._epochs, epoch.number)
            print(f"epoch {epoch.number}/{self._epochs}  {self._last}  {left}", file=self._stream, flush=True)

    def close(self) -> None:
        """Leaves the bar's line."""
        if self._live:
            print(file=self._stream)

    def _draw(self, position: float) -> None:
        filled = round(WIDTH * position / self._epochs)
        bar = "#" * filled + "." * (WIDTH - filled)
        left = time_left(self._seconds, self._epochs, position)
        line = f"epoch {min(int(position) + 1, self._epochs)}/{self._epochs} [{bar}] {left}  {self._last}"
        self._stream.write(f"\r{line}\x1b[K")
        self._stream.flush()


def time_left(seconds: list[float], epochs: int, position: float) -> str:
    """From the epochs so far, without the first, which includes building the graph; patience may end it sooner."""
    if not seconds:
        return "time left: not known yet"
    measured = seconds[1:] or seconds
    left = round((epochs - position) * sum(measured) / len(measured))
    return f"at most {left // 60}:{left % 60:02d} left"
