# SPDX-License-Identifier: MIT
"""A model plays freely after a player: many short answers, each beside what the player did, and some long runs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .._core import Predictor
from ..data.dataset import Performance
from ..errors import MdrnnError
from .features import Floats, Window

WINDOWS = (5.0, 2.5, 1.25)  # seconds: the first of which there are enough in the music
ENOUGH = 40  # windows
MOST = 300  # windows of the player
CONTEXT = 20  # events, at least, that the model hears before it plays
GROUPS = 8  # at least, where there is music enough: long performances are cut into as many stretches
RUNS, RUN = 8, 180.0  # long runs of each seed, and their seconds
CHUNK = 64  # events
MOST_PER_SECOND = 500  # events: a model that plays more is stopped


class TooShort(MdrnnError):
    """There is no music to compare with."""


@dataclass(frozen=True)
class Place:
    """Where in the music the model begins: events before `first` of a piece are what it has heard."""

    piece: int
    first: int
    group: int  # the performance, or the stretch of a long one


@dataclass(frozen=True)
class Music:
    """The player's windows, of `seconds` each, and where each begins."""

    pieces: list[Performance]
    seconds: float
    places: list[Place]
    windows: list[Window]

    @property
    def groups(self) -> list[int]:
        return [place.group for place in self.places]


def cut(performances: Sequence[Sequence[Performance]]) -> Music:
    """Cuts the pieces of each performance into windows, of 5 s where there are enough of them, else of less.

    Raises:
        TooShort: no piece is long enough.
    """
    pieces = [piece for performance in performances for piece in performance]
    owners = [number for number, performance in enumerate(performances) for _ in performance]
    for seconds in WINDOWS:
        found = [(number, first) for number, piece in enumerate(pieces) for first in _beginnings(piece, seconds)]
        if len(found) >= ENOUGH:
            break
    if not found:
        raise TooShort(
            f"no performance is long enough to compare with: {CONTEXT} events, and then {WINDOWS[-1]:g} s of playing"
        )
    if len(found) > MOST:
        found = [found[number] for number in np.linspace(0, len(found) - 1, MOST).astype(int)]
    groups = _groups([owners[number] for number, _ in found])
    places = [Place(number, first, group) for (number, first), group in zip(found, groups, strict=True)]
    windows = [window(pieces[place.piece], place.first, seconds) for place in places]
    return Music(pieces, seconds, places, windows)


def _beginnings(piece: Floats, seconds: float) -> Iterator[int]:
    """The first events of windows, one after the other; the last one is whole."""
    moments = np.cumsum(piece[:, 0])
    first = CONTEXT
    while first < len(piece) and moments[first - 1] + seconds <= moments[-1]:
        yield first
        first = max(first + 1, int(np.searchsorted(moments, moments[first - 1] + seconds, side="right")))


def _groups(owners: Sequence[int]) -> list[int]:
    """The performance of each window; if there are few, equal stretches of all windows, in order."""
    names = sorted(set(owners))
    if len(names) >= GROUPS:
        return [names.index(owner) for owner in owners]
    return [number * GROUPS // len(owners) for number in range(len(owners))]


def window(events: Floats, first: int, seconds: float) -> Window:
    """The events from `first` on that come within `seconds` of the event before it."""
    moments = np.cumsum(events[first:, 0])
    return Window(events[first - 1 : first + int(np.searchsorted(moments, seconds, side="right"))], seconds)


def windows(run: Floats, seconds: float) -> list[Window]:
    """All of a run, its first event being the one before it."""
    moments = np.concatenate([[0.0], np.cumsum(run[1:, 0])])
    starts = np.arange(0.0, moments[-1] - seconds + 1e-9, seconds)
    firsts = np.searchsorted(moments, starts, side="right")
    return [window(run, int(first), seconds) for first in firsts if first < len(run)]


# ---- the model ------------------------------------------------------------------------------------------------------


class Player:
    """A model that can go on from any place of the music."""

    def __init__(self, predictor: Predictor, music: Music) -> None:
        self._predictor, self._music = predictor, music
        self._states = list(self._listen())

    def _listen(self) -> Iterator[npt.NDArray[np.float32]]:
        """The state before the last event that is heard at each place, which is where `generate` goes on from."""
        piece, heard = -1, 0
        for place in self._music.places:
            if place.piece != piece:
                self._predictor.reset()
                piece, heard = place.piece, 0
            if place.first - 1 > heard:
                events = self._music.pieces[piece][heard : place.first - 1]
                self._predictor.forward(events.astype(np.float32))
                heard = place.first - 1
            yield self._predictor.state

    def answers(self, seed: int) -> list[Window]:
        """What the model plays in place of each of the player's windows."""
        seconds = self._music.seconds
        return [window(self._play(number, seconds, seed), 1, seconds) for number in range(len(self._music.places))]

    def runs(self, seed: int, seconds: float) -> list[tuple[int, Floats]]:
        """Long runs from places all over the music: the group, and the events after the one before them."""
        numbers = np.unique(np.linspace(0, len(self._music.places) - 1, RUNS + 2).astype(int)[1:-1])
        return [(self._music.places[number].group, self._play(int(number), seconds, seed)) for number in numbers]

    def _play(self, number: int, seconds: float, seed: int) -> Floats:
        """(1 + k, D): the last event of the player, then the model's, for at least `seconds`."""
        place = self._music.places[number]
        self._predictor.state = self._states[number]
        self._predictor.seed(seed * 1_000_003 + number)
        parts = [self._music.pieces[place.piece][place.first - 1][None, :].astype(np.float32)]
        left, most = seconds, int(MOST_PER_SECOND * seconds)
        while left >= 0 and most > 0:
            parts.append(self._predictor.generate(CHUNK, parts[-1][-1]))
            left -= float(parts[-1][:, 0].sum())
            most -= CHUNK
        return np.concatenate(parts).astype(np.float64)
