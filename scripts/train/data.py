# SPDX-License-Identifier: MIT
"""From performances to what the network is trained and judged on: split, cleaned, scaled, cut into windows."""

from dataclasses import dataclass

import numpy as np

from mdrnn.data.dataset import split_at_pauses

from .sizes import SCALE

Performances = list[np.ndarray]  # each (T, D): seconds since the event before, then values in 0..1

SHORTEST = 2  # events: one to hear and one to predict
STRETCH = 1024  # events that validation hears in one go


@dataclass(frozen=True)
class Windows:
    """Pieces of performances, padded at the end to one length. The target of each step is the event after it."""

    inputs: np.ndarray  # (N, window, D) float32, scaled
    targets: np.ndarray  # (N, window, D) float32, scaled
    mask: np.ndarray  # (N, window) float32: 1 where there is a target, 0 in the padding


@dataclass(frozen=True)
class Split:
    """Performances to learn from, and others to judge by."""

    training: Performances
    validation: Performances
    how: str  # in words


def pieces_of(performance: np.ndarray) -> list[np.ndarray]:
    """At most STRETCH events to hear, and one more to foretell, each."""
    return [performance[at : at + STRETCH + 1] for at in range(0, len(performance) - 1, STRETCH)]


def clamp(parts: Split, max_dt: float) -> Split:
    """Waits of at most `max_dt` seconds, as the player hears them."""
    sides = [[_clamped(performance, max_dt) for performance in side] for side in (parts.training, parts.validation)]
    return Split(sides[0], sides[1], parts.how)


def _clamped(performance: np.ndarray, max_dt: float) -> np.ndarray:
    return np.clip(performance, 0.0, [max_dt] + [1.0] * (performance.shape[1] - 1))


def clean(performances: Performances) -> Performances:
    """Performances long enough to learn from, no wait below 0 and values clamped to 0..1.

    Raises ValueError when a number is not finite, or when no performance is left.
    """
    for number, performance in enumerate(performances):
        if not np.isfinite(performance).all():
            row = int(np.argwhere(~np.isfinite(performance).all(axis=1))[0, 0])
            raise ValueError(f"performance {number + 1}, event {row + 1}: a value is not a number, expected 0..1")
    kept = [performance for performance in performances if len(performance) >= SHORTEST]
    if not kept:
        raise ValueError(
            f"no performance has {SHORTEST} events or more (found {len(performances)} performances): record some first"
        )
    return [_clamped(performance, np.inf) for performance in kept]


def split(performances: Performances, fraction: float, seed: int) -> Split:
    """Sets about `fraction` of all events aside, as whole performances drawn with `seed`.

    A single performance is cut in time: its end is for validation. Raises ValueError when that end would be too short.
    """
    if len(performances) == 1:
        return _split_in_time(performances[0], fraction)
    goal = fraction * sum(len(performance) for performance in performances)
    chosen: set[int] = set()
    events = 0
    for number in np.random.default_rng(seed).permutation(len(performances)):
        room = len(chosen) < len(performances) - 1  # one stays for training
        if room and events < goal and events + len(performances[number]) <= 1.5 * goal:
            chosen.add(int(number))
            events += len(performances[number])
    if not chosen:
        chosen = {int(np.argmin([len(performance) for performance in performances]))}
    return Split(
        [performance for number, performance in enumerate(performances) if number not in chosen],
        [performances[number] for number in sorted(chosen)],
        f"{len(chosen)} of {len(performances)} performances, whole",
    )


def at_pauses(parts: Split, seconds: float) -> Split:
    """Both sides cut at waits over `seconds`; performances are shared out before, so no piece changes sides.

    A side that would have nothing left to predict stays whole.
    """
    sides = []
    for side in (parts.training, parts.validation):
        pieces = [piece for piece in split_at_pauses(side, seconds) if len(piece) >= SHORTEST]
        sides.append(pieces or side)
    return Split(sides[0], sides[1], parts.how)


def _split_in_time(performance: np.ndarray, fraction: float) -> Split:
    tail = max(SHORTEST, round(fraction * len(performance)))
    if len(performance) - tail < SHORTEST:
        raise ValueError(f"one performance of {len(performance)} events is too short to train on and to judge by")
    return Split([performance[:-tail]], [performance[-tail:]], f"the last {tail} events of the only performance")


def training_windows(performances: Performances, window: int, random: np.random.Generator) -> Windows:
    """Cuts without overlap, at places drawn anew in each call; every transition between two events is in one window."""
    pieces = []
    for performance in performances:
        transitions = len(performance) - 1
        first = int(random.integers(window)) if transitions > window else 0
        starts = [*([0] if first else []), *range(first, transitions, window)]
        ends = [*starts[1:], transitions]
        pieces += [performance[start : end + 1] for start, end in zip(starts, ends, strict=True)]
    return _pad(pieces, window)


def mirrored(performances: Performances, random: np.random.Generator) -> Performances:
    """The same with some values turned upside down, drawn for each performance anew; waits stay as they are."""
    turned = []
    for performance in performances:
        upside_down = np.append(False, random.random(performance.shape[1] - 1) < 0.5)
        turned.append(np.where(upside_down, 1.0 - performance, performance))
    return turned


def validation_windows(performances: Performances) -> Windows:
    """Whole performances; those over STRETCH events are cut there, and the network starts afresh."""
    pieces = [
        performance[start : start + STRETCH + 1]
        for performance in performances
        for start in range(0, len(performance) - 1, STRETCH)
    ]
    return _pad(pieces, max(len(piece) for piece in pieces) - 1)


def _pad(pieces: Performances, window: int) -> Windows:
    dimension = pieces[0].shape[1]
    inputs = np.zeros((len(pieces), window, dimension), np.float32)
    targets = np.zeros_like(inputs)
    mask = np.zeros((len(pieces), window), np.float32)
    for number, piece in enumerate(pieces):
        steps = len(piece) - 1
        inputs[number, :steps] = piece[:-1] * SCALE
        targets[number, :steps] = piece[1:] * SCALE
        mask[number, :steps] = 1.0
    return Windows(inputs, targets, mask)
