# SPDX-License-Identifier: MIT
"""What a musician notices in a few seconds of playing: waits, how many controls move, steps, rests, turns, repetition.

Playing is cut into windows of a few seconds. Each feature takes samples from a window, on the scale on which they are
compared: the natural logarithm for times, steps and speeds, else as they are. One number per window sums them up.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

HALF_STEP = 0.5 / 127  # of MIDI: a control has moved when it moved further than this
EDGE = 1.5 / 127  # nearer to 0 or 1 than this is at an edge: some pads end at 127/128
SHORTEST = 0.001  # seconds: a model plays no shorter wait; nobody hears a finer one, and clocks often have no finer
REST = 0.25  # seconds: a control that stands still for longer rests
BIN = 0.05  # seconds between samples of the autocorrelations
SHORTEST_PERIOD = 0.25  # seconds: a faster repetition is one gesture
NOTHING = -20.0  # what sums up no samples
RANGE_OF_FROZEN = 2 / 127  # a minute in which no control leaves a range of this size is frozen


@dataclass(frozen=True)
class Window:
    """`seconds` of playing. `events` (1 + k, D): the event before it, and the k events in it; waits in seconds."""

    events: Floats
    seconds: float

    @property
    def values(self) -> Floats:
        """(k, n)"""
        return self.events[1:, 1:]

    @cached_property
    def waits(self) -> Floats:
        """(k,), in whole milliseconds, at least one."""
        return np.maximum(np.rint(self.events[1:, 0] / SHORTEST), 1.0) * SHORTEST

    @cached_property
    def moments(self) -> Floats:
        """(k,): seconds since the window began."""
        return np.minimum(np.cumsum(self.events[1:, 0]), self.seconds)

    @cached_property
    def steps(self) -> Floats:
        """(k, n): how far each control goes in each event."""
        return np.diff(self.events[:, 1:], axis=0)

    @cached_property
    def moved(self) -> Bools:
        """(k, n)"""
        return np.abs(self.steps) > HALF_STEP

    @cached_property
    def path(self) -> Floats:
        """(bins, n): the values at a steady clock, as a synthesiser holds them."""
        clock = np.arange(0.0, self.seconds, BIN)
        return self.events[np.searchsorted(self.moments, clock, side="right"), 1:]


# ---- samples --------------------------------------------------------------------------------------------------------


def _log(numbers: Floats) -> Floats:
    return np.asarray(np.log(numbers), np.float64)


def _waits(window: Window) -> Floats:
    return _log(window.waits)


def _pause(window: Window) -> Floats:
    """The longest wait; without an event, the whole window."""
    return _log(window.waits.max(keepdims=True) if len(window.waits) else np.array([window.seconds]))


def _tempo(window: Window) -> Floats:
    """By how much waits differ from the wait before."""
    return np.asarray(np.abs(np.diff(_log(window.waits))), np.float64)


def _rate(window: Window) -> Floats:
    return np.array([len(window.waits) / window.seconds], np.float64)


def _moving(window: Window, least: int, most: int) -> Floats:
    """For each event, whether from `least` to `most` controls move."""
    count = window.moved.sum(axis=1)
    return np.asarray((count >= least) & (count <= most), np.float64)


def _used(window: Window) -> Floats:
    return np.array([float(window.moved.any(axis=0).sum())])


def _together(window: Window) -> Floats:
    """(1, pairs): for each pair of controls, the share of events in which both move."""
    both = window.moved.T.astype(float) @ window.moved / max(1, len(window.moved))
    return np.asarray(both[np.triu_indices(len(both), 1)][None, :], np.float64)


def _same(window: Window) -> Floats:
    """For each event but the first, whether just the controls move that moved in the event before."""
    moved = window.moved
    return np.asarray((moved[1:] == moved[:-1]).all(axis=1) & moved[1:].any(axis=1), np.float64)


def _steps(window: Window) -> Floats:
    return _log(np.abs(window.steps[window.moved]))


def _speeds(window: Window) -> Floats:
    """Of every step, in full ranges per second."""
    return _log((np.abs(window.steps) / window.waits[:, None])[window.moved])


def _activity(window: Window) -> Floats:
    """How far all controls together go in a second."""
    return _log(np.abs(window.steps).sum(keepdims=True).ravel() / window.seconds + HALF_STEP)


def _rests(window: Window) -> Floats:
    """How long each control stands still between its moves; the window cuts what is longer."""
    gaps = [np.diff(np.concatenate([[0.0], window.moments[moved], [window.seconds]])) for moved in window.moved.T]
    rests = np.concatenate(gaps)
    return _log(rests[rests > REST])


def _spans(window: Window) -> Floats:
    """The range of each control that moves."""
    return np.asarray(np.ptp(window.events[:, 1:], axis=0)[window.moved.any(axis=0)], np.float64)


def _places(window: Window) -> Floats:
    return window.path


def _edges(window: Window) -> Floats:
    """For each moment and control, whether it is at an end of its range."""
    return at_edge(window.path).astype(float).ravel()


def _turns(window: Window) -> Floats:
    """For each step of a control but its first, whether it goes back."""
    signs = [np.sign(steps[moved]) for steps, moved in zip(window.steps.T, window.moved.T, strict=True)]
    return np.concatenate([each[1:] != each[:-1] for each in signs]).astype(float)


def _repetition(window: Window) -> Floats:
    """The highest autocorrelation of each control that moves."""
    return _autocorrelation(window.path[:, window.moved.any(axis=0)])


def _pulse(window: Window) -> Floats:
    """The highest autocorrelation of the movement of all controls."""
    return _autocorrelation(np.abs(np.diff(window.path, axis=0)).sum(axis=1, keepdims=True))


def _autocorrelation(signals: Floats) -> Floats:
    """Of each column, the highest at periods from a quarter of a second to half of the window; 0 for what rests."""
    length = len(signals)
    centred = signals - signals.mean(axis=0)
    spectrum = np.fft.rfft(centred, 2 * length, axis=0)
    correlation = np.fft.irfft(np.abs(spectrum) ** 2, 2 * length, axis=0)
    power = correlation[0]
    shortest = round(SHORTEST_PERIOD / BIN)
    highest = correlation[shortest : max(shortest + 1, length // 2)].max(axis=0)
    return np.where(power > 1e-9, highest / np.maximum(power, 1e-9), 0.0)


def at_edge(values: Floats) -> Bools:
    return np.minimum(values, 1.0 - values) <= EDGE


# ---- in words -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Feature:
    """`samples`, how one number sums them up, and how it is said.

    `words` is the subject of a sentence, with its verb; for a share, what is done in it. `unit` is "share", "seconds",
    "range", "speed" (ranges a second), "number" or "" (a factor, a count or a rate).
    """

    name: str
    samples: Callable[[Window], Floats]
    title: str
    words: str
    unit: str
    logarithm: bool = False  # of samples
    of: str = "in {} of events"  # how a share is said
    quantile: float | None = 0.5  # of the samples; None is the mean

    @property
    def kind(self) -> str:
        """One of KINDS: features of one kind mostly tell the same."""
        return next(kind for kind, names in KINDS.items() if self.name in names)

    def summary(self, samples: Floats) -> float:
        """One number for some samples, on their scale; NOTHING where there are none (a classifier needs a number)."""
        if not samples.size:
            return NOTHING
        if self.quantile is None:
            return float(samples.mean())
        return float(np.sort(samples)[round(self.quantile * (len(samples) - 1))])

    def shown(self, number: float) -> str:
        """A number on the scale of samples, for people."""
        number = float(np.exp(number)) if self.logarithm else number
        if self.unit == "share":
            return f"{100 * number:.0f} %"
        if self.unit == "seconds":
            return (
                f"{1000 * number:.2g} ms"
                if number < 0.0995
                else f"{number:.2g} s"
                if number < 9.95
                else f"{number:.0f} s"
            )
        if self.unit in ("range", "speed"):
            percent = f"{100 * number:.2g}" if number < 0.0995 else f"{100 * number:.0f}"
            return f"{percent} % of the range{' a second' * (self.unit == 'speed')}"
        return f"{number:.2f}" if self.unit == "number" else f"{number:.3g}"

    def sentence(self, model: float, hand: float) -> str:
        """Both numbers: `it moves two controls or more at once in 76 % of events; you never do`."""
        if self.unit != "share":
            return f"{self.words} {self.shown(model)}; yours {self.shown(hand)}"
        if model < 0.005 <= hand:
            return f"you {self._do()} {self.of.format(self.shown(hand))}; it never does"
        you = "you never do" if hand < 0.005 else f"you {self.of.partition(' ')[0]} {self.shown(hand)}"
        return f"it {self.words} {self.of.format(self.shown(model))}; {you}"

    def _do(self) -> str:
        """`moves` becomes `move`."""
        verb, _, rest = self.words.partition(" ")
        return f"{verb.removesuffix('s')} {rest}"


def _share(
    name: str, samples: Callable[[Window], Floats], title: str, words: str, of: str = "in {} of events"
) -> Feature:
    return Feature(name, samples, title, words, "share", of=of, quantile=None)


KINDS = {
    "controls": ("two_move", "none_moves", "one_moves", "used", "together", "same"),
    "steps": ("step", "step_p90", "speed", "activity", "span"),
    "waits": ("wait", "wait_p90", "pause", "tempo", "rate"),
    "rests": ("rest",),
    "places": ("place", "edge"),
    "shapes": ("turn", "repetition", "pulse"),
}
MOST = 10_000  # controls
FEATURES: Sequence[Feature] = (
    _share("two_move", partial(_moving, least=2, most=MOST), "two or more move", "moves two controls or more at once"),
    _share("none_moves", partial(_moving, least=0, most=0), "nothing moves", "moves nothing"),
    _share("one_moves", partial(_moving, least=1, most=1), "one control moves", "moves one control alone"),
    Feature("used", _used, "controls used", "the number of controls that it uses in a few seconds is", "",
            quantile=None),
    _share("together", _together, "a pair moves together", "moves a given pair of controls together"),
    _share("same", _same, "the same goes on", "keeps moving the same control"),
    Feature("step", _steps, "step, median", "its usual step is", "range", True),
    Feature("step_p90", _steps, "step, 90th percentile", "its large steps are", "range", True, quantile=0.9),
    Feature("wait", _waits, "wait, median", "its usual wait from event to event is", "seconds", True),
    Feature("wait_p90", _waits, "wait, 90th percentile", "its long waits are", "seconds", True, quantile=0.9),
    Feature("pause", _pause, "longest pause", "its longest pause in a few seconds is", "seconds", True, quantile=None),
    Feature("tempo", _tempo, "tempo change", "from wait to wait its tempo changes by a factor of", "", True),
    Feature("rate", _rate, "events per second", "its events per second are", "", quantile=None),
    Feature("speed", _speeds, "speed, ranges per second", "its usual speed is", "speed", True),
    Feature("activity", _activity, "activity, ranges per second", "its controls together move by",
            "speed", True, quantile=None),
    Feature("rest", _rests, "rest of a control", "between moves its controls rest for", "seconds", True,
            quantile=None),
    Feature("span", _spans, "range of a control", "in a few seconds each of its controls covers", "range",
            quantile=None),
    Feature("place", _places, "place", "the mean place of its controls is", "number", quantile=None),
    _share("edge", _edges, "at an edge", "holds a control at an end of its range", of="for {} of the time"),
    _share("turn", _turns, "turns back", "turns back", of="in {} of steps"),
    Feature("repetition", _repetition, "repetition", "the repetition of its controls, from 0 to 1, is", "number",
            quantile=None),
    Feature("pulse", _pulse, "pulse", "the pulse of its movement, from 0 to 1, is", "number", quantile=None),
)  # fmt: skip


def samples(windows: Sequence[Window]) -> dict[str, list[Floats]]:
    """For each feature, the samples of each window."""
    return {feature.name: [feature.samples(window) for window in windows] for feature in FEATURES}


def summaries(found: dict[str, list[Floats]]) -> Floats:
    """(windows, features): what sums each window up."""
    return np.array([[feature.summary(each) for each in found[feature.name]] for feature in FEATURES]).T


# ---- long runs ------------------------------------------------------------------------------------------------------


def frozen_minutes(events: Floats) -> tuple[int, int]:
    """Whole minutes in which no control leaves a range of two MIDI steps; of how many."""
    moments = np.cumsum(events[1:, 0])
    minutes = int(moments[-1] // 60) if len(moments) else 0
    edges = np.searchsorted(moments, 60.0 * np.arange(minutes + 1), side="left")
    ranges = [np.ptp(events[first : last + 1, 1:], axis=0).max() for first, last in pairwise(edges)]
    return sum(each <= RANGE_OF_FROZEN for each in ranges), minutes


def longest_at_edge(events: Floats) -> float:
    """Seconds for which a control stayed at one end of its range, at most."""
    longest = 0.0
    for values in events[:, 1:].T:
        for end in (0.0, 1.0):
            there = np.concatenate([[False], np.abs(values - end) <= EDGE, [False]])
            edges = np.flatnonzero(np.diff(there)).reshape(-1, 2)
            moments = np.append(np.cumsum(events[:, 0]), events[:, 0].sum())
            longest = max([longest, *(float(moments[last] - moments[first]) for first, last in edges)])
    return longest
