# SPDX-License-Identifier: MIT
"""The progress of training: a bar with the time left; without a terminal, one line per epoch."""

import sys
import time
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from .train import Epoch

WIDTH = 24  # of the bar, characters


class Progress:
    """A train.Reporter that writes to `stream`. Needs no TensorFlow, so that loading it can be reported."""

    def __init__(
        self, epochs: int, minutes: float | None = None, started: float | None = None, stream: TextIO | None = None
    ) -> None:
        self._epochs = epochs
        self._minutes = minutes
        self._started = time.monotonic() if started is None else started
        self._stream = sys.stderr if stream is None else stream
        self._live = self._stream.isatty()
        self._seconds: list[float] = []  # of each epoch so far
        self._shown = 0.0
        self._last = ""
        self._drawn = False  # a bar is on the line

    def stage(self, name: str) -> None:
        """What follows is a part of training with this name."""
        self._say(f"{name} ..")

    def batch(self, epoch: int, done: int, total: int) -> None:
        """Redraws the bar, at most ten times a second."""
        if self._live and time.monotonic() - self._shown >= 0.1:
            self._shown = time.monotonic()
            self._draw(epoch - 1 + done / total)

    def epoch(self, epoch: "Epoch", best: "Epoch") -> None:
        """Says how well the epoch went."""
        self._seconds.append(epoch.seconds)
        mark = " best" if epoch is best else f" (best {best.validation_nll:.3f} in epoch {best.number})"
        self._last = f"training {epoch.training_nll:.3f} validation {epoch.validation_nll:.3f}{mark}"
        if self._live:
            self._draw(epoch.number)
        else:
            left = self._left(epoch.number)
            print(f"epoch {epoch.number}/{self._epochs}  {self._last}  {left}", file=self._stream, flush=True)

    def close(self) -> None:
        """Leaves the bar's line."""
        if self._drawn:
            print(file=self._stream)
        self._drawn = False

    def note(self, sentence: str) -> None:
        """A line of its own."""
        self._say(f"note: {sentence}")

    def _say(self, line: str) -> None:
        self._stream.write(("\r\x1b[K" if self._drawn else "") + f"{line}\n")
        self._stream.flush()
        self._drawn = False

    def _seconds_left(self) -> float:
        """Of the minutes that were given."""
        assert self._minutes is not None
        return max(0.0, 60 * self._minutes - (time.monotonic() - self._started))

    def _left(self, position: float) -> str:
        by_epochs = time_left(self._seconds, self._epochs, position)
        if self._minutes is None:
            return by_epochs
        return in_minutes(self._seconds_left())

    def _draw(self, position: float) -> None:
        done = position / self._epochs
        if self._minutes is not None:
            done = max(done, 1 - self._seconds_left() / (60 * self._minutes))
        filled = round(WIDTH * done)
        bar = "#" * filled + "." * (WIDTH - filled)
        left = self._left(position)
        line = f"epoch {min(int(position) + 1, self._epochs)}/{self._epochs} [{bar}] {left}  {self._last}"
        self._stream.write(f"\r{line}\x1b[K")
        self._stream.flush()
        self._drawn = True


def time_left(seconds: list[float], epochs: int, position: float) -> str:
    """From the epochs so far, without the first, which includes building the graph; patience may end it sooner."""
    if not seconds:
        return "time left: not known yet"
    measured = seconds[1:] or seconds
    return in_minutes((epochs - position) * sum(measured) / len(measured))


def in_minutes(seconds: float) -> str:
    """`at most 1:05 of training left`: judging and writing the model come after it."""
    left = round(seconds)
    return f"at most {left // 60}:{left % 60:02d} of training left"
