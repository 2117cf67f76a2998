# SPDX-License-Identifier: MIT
"""`mdrnn demo`: a recorded hand plays on a pad and pauses, and a model answers, drawn live in the terminal."""

import os
import random
import shutil
import sys
import time
from collections import Counter, deque
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from .. import models
from ..data import mouse
from ..errors import MdrnnError
from ..wording import counted

if TYPE_CHECKING:
    from .._core import Event

FIRST_SECONDS = 0.1  # before the hand begins
HAND_SECONDS = 2.5  # how long it plays, about; a quarter of a short demo
REST_SECONDS = 2.5  # how long it pauses
THRESHOLD = 0.4  # seconds of silence before the model answers: longer than the hand's own short pauses
MAX_DT = 0.5  # seconds; the longest wait, so that the model answers before the hand is back
LATEST_START = 0.05  # seconds; a longer wait before a recorded movement is cut
TRAIL = 120  # events of each player that stay visible
FRAME_SECONDS = 1 / 25
COLOURS = {"interface": "\x1b[36m", "rnn": "\x1b[35m"}  # cyan, magenta
MARKS = {"interface": "o", "rnn": "*"}
NAMES = {"interface": "hand", "rnn": "model"}


def run(model: str, seconds: float | None, seed: int) -> None:
    """Plays for `seconds`, or until Ctrl-C.

    Raises:
        MdrnnError: `seconds` is not a number above 0, or the movements cannot be fetched.
        ValueError: the model cannot be read, or its dimension is not 3.
    """
    from .._core import Performer

    if seconds is not None and not seconds > 0:
        raise MdrnnError(f"seconds is {seconds:g}, expected more than 0")
    path = models.resolve(model)
    performer = Performer(path, threshold=THRESHOLD, max_dt=MAX_DT, dimension=3, seed=seed, thru=True)
    end = float("inf") if seconds is None else seconds
    turn = min(HAND_SECONDS, end / 4)
    movements = _movements(mouse.performances(mouse.fetch()), seed, turn)
    picture: Plane | Lines = Plane() if sys.stdout.isatty() and os.environ.get("TERM") != "dumb" else Lines()
    counts: Counter[str] = Counter()
    origin = time.monotonic()
    next_time, values = next(movements)
    picture.open()
    try:
        while (now := time.monotonic() - origin) < end:
            while next_time <= now:
                _draw(picture, counts, performer.advance(max(next_time - performer.now, 0.0)))
                performer.feed(values)
                next_time, values = next(movements)
            _draw(picture, counts, performer.advance(max(now - performer.now, 0.0)))
            picture.show(now, counts)
            due = performer.next_due
            wake = min(next_time, end, now + picture.frame_seconds if due is None else due)
            time.sleep(max(origin + wake - time.monotonic(), 0.0) + 0.0005)
    except KeyboardInterrupt:
        pass  # the usual way to end it
    finally:
        picture.close()
    hand, answer = (counted(counts[who], "event") for who in ("interface", "rnn"))
    print(f"The hand played {hand}, the model played {answer}.")


def _movements(
    recorded: list[npt.NDArray[np.float64]], seed: int, turn: float
) -> Iterator[tuple[float, npt.NDArray[np.float64]]]:
    """The hand's events, endlessly, as `(seconds from the start, [x, y])`: recorded movements, then a pause."""
    chance = random.Random(seed)
    now = FIRST_SECONDS
    while True:
        turn_ends = now + turn
        while now < turn_ends:
            first, *rest = chance.choice(recorded)
            now += min(float(first[0]), LATEST_START)
            yield now, first[1:]
            for row in rest:
                now += float(row[0])
                if now >= turn_ends:
                    break
                yield now, row[1:]
        now += REST_SECONDS


def _draw(picture: "Plane | Lines", counts: "Counter[str]", events: "list[Event]") -> None:
    for event in events:
        counts[event.source] += 1
        picture.add(event)


class Lines:
    """One line per event, for pipes and files."""

    frame_seconds = float("inf")  # nothing to draw between events

    def open(self) -> None:
        print("seconds from  x     y", flush=True)

    def add(self, event: "Event") -> None:
        x, y = event.values
        print(f"{event.time:7.3f} {NAMES[event.source]:5} {x:.3f} {y:.3f}", flush=True)

    def show(self, now: float, counts: "Counter[str]") -> None:
        """Nothing: every line is printed already."""

    def close(self) -> None:
        """Nothing to close."""


class Plane:
    """The pad drawn with characters, with the last events of both players in two colours."""

    frame_seconds = FRAME_SECONDS

    def __init__(self) -> None:
        size = shutil.get_terminal_size((80, 24))
        self.columns = max(min(size.columns - 2, 100), 20)
        self.rows = max(min(size.lines - 5, 30), 6)
        self._trails: dict[str, deque[tuple[int, int]]] = {side: deque(maxlen=TRAIL) for side in MARKS}
        self._shown = float("-inf")

    def open(self) -> None:
        sys.stdout.write("\x1b[?25l\x1b[2J")  # cursor off, clear

    def add(self, event: "Event") -> None:
        x, y = (float(value) for value in event.values)
        self._trails[event.source].append((round(y * (self.rows - 1)), round(x * (self.columns - 1))))

    def show(self, now: float, counts: "Counter[str]") -> None:
        if now - self._shown < FRAME_SECONDS:
            return
        self._shown = now
        grid = [[" "] * self.columns for _ in range(self.rows)]
        for side, trail in self._trails.items():
            for row, column in trail:
                grid[row][column] = f"{COLOURS[side]}{MARKS[side]}\x1b[0m"
        edge = "+" + "-" * self.columns + "+"
        legend = "   ".join(f"{COLOURS[side]}{MARKS[side]} {NAMES[side]} {counts[side]}\x1b[0m" for side in MARKS)
        lines = [edge, *(f"|{''.join(row)}|" for row in grid), edge, f" {now:6.1f} s   {legend}   Ctrl-C ends"]
        sys.stdout.write("\x1b[H" + "\n".join(f"{line}\x1b[K" for line in lines) + "\n")
        sys.stdout.flush()

    def close(self) -> None:
        sys.stdout.write("\x1b[?25h\n")  # cursor on
        sys.stdout.flush()
