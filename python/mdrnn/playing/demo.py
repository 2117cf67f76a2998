# SPDX-License-Identifier: MIT
"""`mdrnn demo`: a recorded hand plays on a pad and pauses, and a model answers, drawn live in the terminal.

With `--web` the page shows the same and sounds it, and who touches its pad plays in the hand's place.
"""

import os
import random
import shutil
import socket
import sys
import webbrowser
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from .. import models
from ..data import mouse
from ..errors import MdrnnError
from ..wording import counted, how_to_install
from . import channels
from .channel import Channel
from .console import Console
from .settings import LOOPBACK, Settings, WebSettings

if TYPE_CHECKING:
    from .session import Session

FIRST_SECONDS = 0.1  # before the hand begins
HAND_SECONDS = 2.5  # how long it plays, about; a quarter of a short demo
REST_SECONDS = 2.5  # how long it pauses
GUEST_SECONDS = 6.0  # how long it waits after somebody has played on the page
THRESHOLD = 0.4  # seconds of silence before the model answers: longer than the hand's own short pauses
MAX_DT = 0.5  # seconds; the longest wait, so that the model answers before the hand is back
LATEST_START = 0.05  # seconds; a longer wait before a recorded movement is cut
DIMENSION = 3  # of the recorded movements
TRAIL = 120  # events of each player that stay visible
FRAME_SECONDS = 1 / 25
COLOURS = {"hand": "\x1b[36m", "model": "\x1b[35m", "you": "\x1b[32m"}  # cyan, magenta, green
MARKS = {"hand": "o", "model": "*", "you": "+"}


@dataclass(frozen=True)
class Moment:
    """Who played what, in seconds since the beginning."""

    time: float
    who: str
    values: list[float]


def run(model: str, seconds: float | None, seed: int, web_port: int | None = None) -> None:
    """Plays for `seconds`, or until Ctrl-C; `web_port`: of the page, another one if it is in use; None: no page.

    Raises:
        MdrnnError: `seconds` is not a number above 0, the movements cannot be fetched, or there can be no page.
        ValueError: the model cannot be read, or its dimension is not 3.
    """
    from .._core import Performer
    from .session import Session

    if seconds is not None and not seconds > 0:
        raise MdrnnError(f"seconds is {seconds:g}, expected more than 0")
    if web_port is not None and find_spec("websockets") is None:
        raise MdrnnError(f"the page needs the library websockets: {how_to_install('web')}")
    path = models.resolve(model)
    performer = Performer(path, threshold=THRESHOLD, max_dt=MAX_DT, dimension=DIMENSION, seed=seed)
    end = float("inf") if seconds is None else seconds
    turn = min(HAND_SECONDS, end / 4)
    hand = Hand(_movements(mouse.performances(mouse.fetch()), seed, turn))
    picture: Plane | Lines = Plane() if sys.stdout.isatty() and os.environ.get("TERM") != "dumb" else Lines()
    screen = Screen(picture, hand, end)
    web = None if web_port is None else WebSettings(port=_free(web_port))
    page = channels.wanted(Settings(osc=None, web=web))[:1] if web else []
    session = Session(performer, Settings(osc=None, web=web), [*page, hand, screen])
    session.console = Quiet()
    if page:
        _show(page[0], picture)
    picture.open()
    try:
        if seconds is not None:
            session.loop.call_later(max(end - session.now, 0.0), session.loop.stop)
        session.run()
    finally:
        picture.close()
    counts = screen.counts
    print(f"The hand played {counted(counts['hand'], 'event')}, the model played {counted(counts['model'], 'event')}.")


def _free(port: int) -> int:
    """This port, or 0, which stands for any, if something uses it."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return 0
    return port


def _show(page: Channel, picture: "Plane | Lines") -> None:
    """Tells the page's link, and opens it where there is a display."""
    link = page.describe().removeprefix("page at ")
    picture.note = f"with sound: {link}"
    print(f"The same with sound, and a pad for you: {link}", flush=True)
    if has_display():
        webbrowser.open(link)


def has_display(platform: str = sys.platform, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether a browser would be seen; not over SSH."""
    if "SSH_CONNECTION" in environment:
        return False
    return platform in ("darwin", "win32") or bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


class Quiet(Console):
    """The terminal is the picture's; the page tells what goes wrong."""

    def say(self, sentence: str, stream: int = 0) -> None:
        """Nothing."""


class Hand(Channel):
    """Plays the recorded movements, and rests while somebody else plays."""

    name = "hand"

    def __init__(self, movements: "Iterator[tuple[float, npt.NDArray[np.float64]]]") -> None:
        """`movements`: seconds from the start and values, endlessly."""
        self.played_at = 0.0  # the session's seconds of its newest event
        self._movements = movements
        self._late = 0.0  # seconds by which it has waited for others
        self._resumes = 0.0  # when it plays again

    def open(self, session: "Session") -> None:
        self._session = session
        self._wait()

    def rest(self) -> None:
        """Somebody else plays."""
        self._resumes = self._session.now + GUEST_SECONDS

    def _wait(self) -> None:
        self._due, self._values = next(self._movements)
        self._call()

    def _call(self) -> None:
        self._session.loop.call_later(max(self._due + self._late - self._session.now, 0.0), self._play)

    def _play(self) -> None:
        now = self._session.now
        if now < self._resumes:
            self._late = self._resumes - self._due
            self._call()
            return
        self.played_at = now
        if self._session.dimension == DIMENSION:  # the page may have loaded another model
            self._session.event(self._values.tolist(), self)
        self._wait()


class Screen(Channel):
    """Gives what is heard and played to the picture, until the end."""

    name = "screen"

    def __init__(self, picture: "Plane | Lines", hand: Hand, end: float) -> None:
        self.counts: Counter[str] = Counter()
        self._picture = picture
        self._hand = hand
        self._end = end
        self._latest = 0.0

    def open(self, session: "Session") -> None:
        self._session = session
        if self._picture.frame_seconds < float("inf"):
            session.loop.call_soon(self._draw)

    def heard(self, values: list[float], source: Channel | None) -> None:
        if source is self._hand:
            self._add("hand", self._hand.played_at, values)
        else:
            self._hand.rest()
            self._add("you", self._session.now, values)

    def play(self, values: list[float]) -> None:
        self._add("model", self._session.now, values)

    def _add(self, who: str, moment: float, values: list[float]) -> None:
        if moment < self._end:
            self._latest = max(self._latest, moment)
            self.counts[who] += 1
            self._picture.add(Moment(self._latest, who, values))

    def _draw(self) -> None:
        self._picture.show(self._session.now, self.counts)
        self._session.loop.call_later(self._picture.frame_seconds, self._draw)


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


class Lines:
    """One line per event, for pipes and files."""

    frame_seconds = float("inf")  # nothing to draw between events
    note = ""

    def open(self) -> None:
        print("seconds from  x     y", flush=True)

    def add(self, moment: Moment) -> None:
        print(f"{moment.time:7.3f} {moment.who:5} {' '.join(f'{value:.3f}' for value in moment.values)}", flush=True)

    def show(self, now: float, counts: "Counter[str]") -> None:
        """Nothing: every line is printed already."""

    def close(self) -> None:
        """Nothing to close."""


class Plane:
    """The pad drawn with characters, with the last events of both players in two colours."""

    frame_seconds = FRAME_SECONDS
    note = ""  # a few words below it

    def __init__(self) -> None:
        size = shutil.get_terminal_size((80, 24))
        self.columns = max(min(size.columns - 2, 100), 20)
        self.rows = max(min(size.lines - 6, 30), 6)
        self._trails: dict[str, deque[tuple[int, int]]] = {side: deque(maxlen=TRAIL) for side in MARKS}

    def open(self) -> None:
        sys.stdout.write("\x1b[?25l\x1b[2J")  # cursor off, clear

    def add(self, moment: Moment) -> None:
        x, y = [*moment.values, 0.5][:2]
        self._trails[moment.who].append((round((1 - y) * (self.rows - 1)), round(x * (self.columns - 1))))

    def show(self, now: float, counts: "Counter[str]") -> None:
        grid = [[" "] * self.columns for _ in range(self.rows)]
        for side, trail in self._trails.items():
            for row, column in trail:
                grid[row][column] = f"{COLOURS[side]}{MARKS[side]}\x1b[0m"
        edge = "+" + "-" * self.columns + "+"
        shown = [who for who in MARKS if who != "you" or counts[who]]
        legend = "   ".join(f"{COLOURS[who]}{MARKS[who]} {who} {counts[who]}\x1b[0m" for who in shown)
        lines = [edge, *(f"|{''.join(row)}|" for row in grid), edge, f" {now:6.1f} s   {legend}   Ctrl-C ends"]
        lines += [f" {self.note}"] if self.note else []
        sys.stdout.write("\x1b[H" + "\n".join(f"{line}\x1b[K" for line in lines) + "\n")
        sys.stdout.flush()

    def close(self) -> None:
        sys.stdout.write("\x1b[?25h\n")  # cursor on
        sys.stdout.flush()
