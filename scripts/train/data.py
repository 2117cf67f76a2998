# SPDX-License-Identifier: MIT
"""From performances to what the network is trained and judged on: split, cleaned, scaled, cut into windows."""

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

import numpy as np

from mdrnn.data.dataset import split_at_pauses
from mdrnn.data.held_out import LEAST_JUDGING, Block, performance_hash, tell_apart, trained_pieces
from mdrnn.wording import counted

from .sizes import SCALE

Performances = list[np.ndarray]  # each (T, D): seconds since the event before, then values in 0..1

SHORTEST = 2  # events: one as input and one to predict
BLOCKS = 10  # held-out blocks, about, where each has more than that
STRETCH = 1024  # events of validation music between two resets of the network


@dataclass(frozen=True)
class Windows:
    """Pieces of performances, padded at the end to one length. The target of each step is the event after it."""

    inputs: np.ndarray  # (N, window, D) float32, scaled
    targets: np.ndarray  # (N, window, D) float32, scaled
    mask: np.ndarray  # (N, window) float32: 1 where there is a target, 0 in the padding


@dataclass(frozen=True)
class Split:
    """Music to train on, and held-out music to judge by."""

    training: Performances
    validation: Performances
    how: str  # in words
    blocks: list[list[Block]] = field(default_factory=list)  # held out of each performance, before any cut at pauses


def pieces_of(performance: np.ndarray) -> list[np.ndarray]:
    """Each has at most STRETCH events of input, and one more to predict."""
    return [performance[at : at + STRETCH + 1] for at in range(0, len(performance) - 1, STRETCH)]


def clamp(parts: Split, max_dt: float) -> Split:
    """Clamps waits to `max_dt` seconds, as a playing model does."""
    training, validation = ([_clamped(each, max_dt) for each in side] for side in (parts.training, parts.validation))
    return replace(parts, training=training, validation=validation)


def _clamped(performance: np.ndarray, max_dt: float) -> np.ndarray:
    return np.clip(performance, 0.0, [max_dt] + [1.0] * (performance.shape[1] - 1))


def clean(performances: Performances) -> Performances:
    """Returns performances long enough to train on, with no wait below 0 and values clamped to 0..1.

    Raises ValueError when a number is not finite, or when no performance is left.
    """
    for number, performance in enumerate(performances):
        if not np.isfinite(performance).all():
            row = int(np.argwhere(~np.isfinite(performance).all(axis=1))[0, 0])
            raise ValueError(f"performance {number + 1}, event {row + 1}: a value is not a number, expected 0..1")
    kept = [performance for performance in performances if len(performance) >= SHORTEST]
    if not kept:
        raise ValueError(_too_short(performances))
    return [_clamped(performance, np.inf) for performance in kept]


def _too_short(performances: Performances) -> str:
    longest = max(map(len, performances), default=0)
    which = "the only performance" if len(performances) == 1 else f"the longest of {len(performances)} performances"
    return f"{which} has {counted(longest, 'event')}, expected {SHORTEST} or more: record more first"


def split(performances: Performances, fraction: float, seed: int) -> Split:
    """Holds out about `fraction` of all events, as blocks spread evenly over the music.

    A performance no longer than a block is held out whole; of a longer one the rest is trained on, but for a gap. A
    take that is there twice has the same blocks in both. Raises ValueError when there is too little for two sides.
    """
    blocks = hold_out(performances, fraction, seed)
    training = [
        piece
        for performance, own in zip(performances, blocks, strict=True)
        for piece in trained_pieces(performance, own)
        if len(piece) >= SHORTEST
    ]
    validation = [
        performance[first:stop] for performance, own in zip(performances, blocks, strict=True) for first, stop in own
    ]
    if not training or not validation:
        events = sum(len(performance) for performance in performances)
        raise ValueError(f"{events} events are too few to train on and to judge by")
    return Split(training, validation, _how(performances, validation, blocks), blocks)


def known_split(performances: Performances, training: dict[str, Any]) -> Split | None:
    """The split that a model was trained with, by its metadata entry `training`; new music counts as held out.

    None where the model does not say, or where one side has nothing of these performances.
    """
    music = tell_apart(performances, training)
    if music is None or not music.trained or not music.unheard:
        return None
    return Split(clean(music.trained), clean(music.unheard), "music that it was not trained on")


def hold_out(performances: Performances, fraction: float, seed: int) -> list[list[Block]]:
    """The blocks to hold out of each performance.

    A block is a tenth of all that is held out, or `LEAST_JUDGING` events if that is more. Performances with fewer
    events than that do not judge, unless they are most of the music.
    """
    first_of: dict[str, int] = {}  # a take that is there twice counts once
    same = [first_of.setdefault(performance_hash(each), number) for number, each in enumerate(performances)]
    lengths = {number: len(performances[number]) for number in first_of.values()}
    goal = max(SHORTEST, fraction * sum(lengths.values()))
    long = {number: length for number, length in lengths.items() if length >= LEAST_JUDGING}
    judging = long if 2 * sum(long.values()) >= sum(lengths.values()) else lengths
    size = min(goal, max(LEAST_JUDGING, goal / BLOCKS), sum(judging.values()) / 2)
    parts = [(number, *part) for number, length in judging.items() for part in _equal_parts(length, size)]
    chosen: dict[int, list[Block]] = {number: [] for number in lengths}
    for number, first, stop in _spread(parts, goal, np.random.default_rng(seed)):
        chosen[number].append((first, stop))
    return [sorted(chosen[number]) for number in same]


def _equal_parts(length: int, size: float) -> list[Block]:
    edges = np.linspace(0, length, max(1, round(length / size)) + 1).round().astype(int).tolist()
    return [part for part in pairwise(edges) if part[1] - part[0] >= SHORTEST]


def _spread(parts: list[tuple[int, int, int]], goal: float, random: np.random.Generator) -> list[tuple[int, int, int]]:
    """About `goal` events of `parts`, at even distances from a drawn first one, in as many rounds as it takes.

    One part at least is chosen, and one is left.
    """
    chosen: list[tuple[int, int, int]] = []
    while len(parts) > 1:
        lengths = np.array([stop - first for _, first, stop in parts])
        typical = (lengths**2).sum() / lengths.sum()  # longer parts are met more often
        missing = goal - sum(stop - first for _, first, stop in chosen)
        if chosen and missing < typical / 2:
            break
        count = min(max(1, int(missing / typical)), len(parts) - 1)
        places = (np.arange(count) + random.random()) / count * lengths.sum()
        met = set(np.searchsorted(np.cumsum(lengths), places, side="right").tolist())
        chosen += [parts[number] for number in sorted(met)]
        parts = [part for number, part in enumerate(parts) if number not in met]
    return chosen


def _how(performances: Performances, validation: Performances, blocks: list[list[Block]]) -> str:
    held, events = (sum(len(each) for each in some) for some in (validation, performances))
    count, heard = len(validation), sum(1 for own in blocks if own)
    return (
        f"{count} held-out block{'s' * (count > 1)} of {heard} performance{'s' * (heard > 1)} "
        f"({held:,} events, {100 * held / events:.1f} % of the music)"
    )


def at_pauses(parts: Split, seconds: float) -> Split:
    """Cuts both sides at waits over `seconds`; no piece changes sides.

    A side that would have nothing left to predict stays whole.
    """
    sides = []
    for side in (parts.training, parts.validation):
        pieces = [piece for piece in split_at_pauses(side, seconds) if len(piece) >= SHORTEST]
        sides.append(pieces or side)
    return replace(parts, training=sides[0], validation=sides[1])


def training_windows(performances: Performances, window: int, random: np.random.Generator) -> Windows:
    """Cuts without overlap, at new random places in each call; each transition from event to event is in one window."""
    pieces = []
    for performance in performances:
        transitions = len(performance) - 1
        first = int(random.integers(window)) if transitions > window else 0
        starts = [*([0] if first else []), *range(first, transitions, window)]
        ends = [*starts[1:], transitions]
        pieces += [performance[start : end + 1] for start, end in zip(starts, ends, strict=True)]
    return _pad(pieces, window)


def mirrored(performances: Performances, random: np.random.Generator) -> Performances:
    """Replaces some values x by 1 - x, chosen at random for each performance; waits stay as they are."""
    turned = []
    for performance in performances:
        flipped = np.append(False, random.random(performance.shape[1] - 1) < 0.5)
        turned.append(np.where(flipped, 1.0 - performance, performance))
    return turned


def validation_windows(performances: Performances) -> Windows:
    """Whole performances, but the network is reset after each STRETCH events."""
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
