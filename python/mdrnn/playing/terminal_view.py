# SPDX-License-Identifier: MIT
"""One line at the bottom of the terminal that shows what both play: `> you ▂▆  machine ▅▁  12/s  next 0.3 s`."""

import contextlib
import os
import re
import signal
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TextIO

from .channel import Channel

if TYPE_CHECKING:
    import asyncio

    from .session import Session

REDRAW_SECONDS = 0.1  # between two redraws, at least
RATE_SECONDS = 2.0  # over which events are counted
SHORTEST_WAIT = 0.1  # seconds, worth telling
NARROWEST = 12  # columns; below that there is nothing worth reading
BLOCKS = "▁▂▃▄▅▆▇█"
PLAIN = ".:-=+*#@"  # for terminals without UTF-8
YOURS, ITS = "34", "33"  # blue and yellow, as in the pictures


def is_possible(output: TextIO | None, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether a line can be drawn there again and again."""
    if output is None or os.name == "nt" or environment.get("TERM", "dumb") == "dumb":
        return False
    try:
        return output.isatty()
    except ValueError:  # closed
        return False


def has_blocks(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the terminal shows UTF-8; the console of Linux does, but its fonts lack the blocks."""
    names = (environment.get(name) for name in ("LC_ALL", "LC_CTYPE", "LANG"))
    language = next(filter(None, names), "")
    return re.search(r"utf-?8", language, re.IGNORECASE) is not None and environment.get("TERM") != "linux"


@dataclass
class Shown:
    """What the line says."""

    mode: str = ""
    yours: Sequence[float] = ()
    its: Sequence[float] = ()
    is_your_turn: bool | None = None  # None: nobody has played
    until_next: float | None = None  # seconds until the machine's next event
    rate: float = 0.0  # events a second, both
    highest: float = 1.0  # what a full bar stands for


@dataclass
class Style:
    bars: str = BLOCKS
    colours: bool = True


@dataclass
class _Part:
    text: str
    importance: int
    colour: str = ""


def draw(shown: Shown, columns: int, style: Style) -> str:
    """The line for a terminal of this width, escape codes included; "": it is too narrow."""
    if columns < NARROWEST:
        return ""
    parts = _parts(shown, columns, style.bars)
    while len(parts) > 1 and _width(parts) >= columns:  # the last column stays free: a full line would wrap
        parts.remove(min(parts, key=lambda part: part.importance))
    texts = [f"\x1b[{part.colour}m{part.text}\x1b[0m" if part.colour and style.colours else part.text for part in parts]
    return "  ".join(texts)


def _parts(shown: Shown, columns: int, bars: str) -> list[_Part]:
    room = max(1, (columns - 24) // 2)  # for each one's bars
    you, machine = ("> " if shown.is_your_turn is side else "  " for side in (True, False))
    parts = [
        _Part(shown.mode, 1),
        _Part(f"{you}you {_bars(shown.yours, room, bars, shown.highest)}", 5, YOURS),
        _Part(f"{machine}machine {_bars(shown.its, room, bars, 1.0)}", 4, ITS),
        _Part(f"{shown.rate:.0f}/s", 3),
        _Part(f"next {shown.until_next:.1f} s" if shown.until_next and shown.until_next >= SHORTEST_WAIT else "", 2),
    ]
    return [part for part in parts if part.text.strip()]


def _bars(values: Sequence[float], room: int, bars: str, highest: float) -> str:
    """One character for each value; where there is no room for all, the last is a +."""
    if not values:
        return "-"
    levels = [min(len(bars) - 1, max(0, int(value / highest * len(bars)))) for value in values if value == value]
    text = "".join(bars[level] for level in levels)
    return text if len(text) <= room else f"{text[: room - 1]}+"


def _width(parts: list[_Part]) -> int:
    return sum(len(part.text) for part in parts) + 2 * (len(parts) - 1)


class TerminalView(Channel):
    """Redraws the line when something has changed, ten times a second at most; sleeps when nothing does."""

    name = "terminal"
    is_wire = False

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        self._style = Style(BLOCKS if has_blocks(environment) else PLAIN, not environment.get("NO_COLOR"))
        self._shown = Shown()
        self._session: Session | None = None
        self._due: float | None = None
        self._moments: deque[float] = deque(maxlen=10_000)
        self._timer: asyncio.TimerHandle | None = None
        self._drawn_at = float("-inf")
        self._text = ""

    def open(self, session: "Session") -> None:
        self._session = session
        with contextlib.suppress(NotImplementedError, ValueError, RuntimeError):  # not the main thread
            session.loop.add_signal_handler(signal.SIGWINCH, self._touch)
        self._touch()

    def close(self) -> None:
        session, self._session = self._session, None
        if session is None:
            return
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if not session.loop.is_closed():
            session.loop.remove_signal_handler(signal.SIGWINCH)
        session.console.show("")

    def heard(self, values: list[float], source: Channel | None) -> None:
        self._shown.yours = values
        self._shown.highest = max(self._shown.highest, *(value for value in values if value < float("inf")), 1.0)
        self._has_played(True)

    def play(self, values: list[float]) -> None:
        self._shown.its = values
        self._has_played(False)

    def planned(self, due: float | None) -> None:
        self._due = due
        self._touch()

    def changed(self, facts: dict[str, Any]) -> None:
        self._touch()

    def loaded(self) -> None:
        self._shown.yours = self._shown.its = ()
        self._touch()

    def _has_played(self, is_your_turn: bool) -> None:
        self._shown.is_your_turn = is_your_turn
        if self._session is not None:
            self._moments.append(self._session.now)
        self._touch()

    def _touch(self) -> None:
        """Draws soon."""
        if self._session is not None and self._timer is None:
            loop = self._session.loop
            self._timer = loop.call_at(max(loop.time(), self._drawn_at + REDRAW_SECONDS), self._draw)

    def _draw(self) -> None:
        self._timer = None
        session = self._session
        if session is None:
            return
        self._drawn_at = session.loop.time()
        self._update(session)
        if not _is_in_front():
            self._text = ""
            session.console.leave()
        elif (text := draw(self._shown, _columns(), self._style)) != self._text:
            self._text = text
            session.console.show(text)
        if self._moments or (self._shown.until_next or 0.0) > 0.0:
            self._touch()  # what it says changes by itself

    def _update(self, session: "Session") -> None:
        now = session.now
        while self._moments and self._moments[0] < now - RATE_SECONDS:
            self._moments.popleft()
        performer = session.performer
        self._shown.mode = "records" if performer is None else performer.mode
        if performer is not None and performer.paused:
            self._shown.mode = "paused"
        self._shown.until_next = None if self._due is None else self._due - now
        self._shown.rate = len(self._moments) / RATE_SECONDS


def _columns() -> int:
    try:
        return os.get_terminal_size(1).columns
    except OSError:  # the terminal is gone
        return 0


def _is_in_front() -> bool:
    """A program in the background leaves the line to the shell."""
    try:
        return os.tcgetpgrp(1) == os.getpgrp()
    except OSError:  # a terminal without a shell
        return True
