# SPDX-License-Identifier: MIT
"""Which temperatures to recommend for a model: those under which held-out music is likeliest, if that is certain."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ..data.dataset import Performance
from . import interval
from .interval import Interval
from .judgement import ENOUGH
from .likelihood import Floats, Numbers, probability_nats

PI = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 2.0)
SIGMA = (0.25, 0.35, 0.5, 0.7, 0.85, 1.0, 1.2, 1.5, 2.0, 3.0)  # of variances, as the player takes it
MOST_EVENTS = 5000  # judged at each pair, spread over the music

Pair = tuple[float, float]  # pi and sigma


@dataclass(frozen=True)
class Temperatures:
    """A recommendation: `best` where that is certain to gain something, else 1 and 1."""

    pi: float
    sigma: float
    best: Pair  # under which the music was likeliest
    gain: Interval  # nats per event against 1 and 1, of choosing on one half of the music and judging on the other


def calibrate(pieces: Sequence[Performance], mixtures: Sequence[Numbers], scale: float) -> Temperatures:
    """From `pieces` that the model was not trained on, and what it said of them (as `judgement.judge`)."""
    events = sum(len(piece) - 1 for piece in pieces)
    every = max(1, events // MOST_EVENTS)
    said = [each[::every] for each in mixtures]
    edges = np.cumsum([0, *map(len, said)])
    mixed, events_of = np.concatenate(said), np.concatenate([piece[1::every] * scale for piece in pieces])
    known: dict[Pair, list[Floats]] = {}

    def nats(pair: Pair) -> list[Floats]:
        """Of each event, by block."""
        if pair not in known:
            found = probability_nats(tempered(mixed, events_of.shape[1], *pair), events_of, scale)[:1]
            known[pair] = interval.cut([found[:, first:stop] for first, stop in pairwise(edges)])
        return known[pair]

    blocks = range(len(nats((1.0, 1.0))))
    best = _choose(nats, blocks)
    gains = []
    for half in (0, 1):
        pair = _choose(nats, [block for block in blocks if block % 2 != half] or blocks)
        gains += [nats((1.0, 1.0))[block] - nats(pair)[block] for block in blocks if block % 2 == half]
    (gain,) = interval.bootstrap(gains)
    pi, sigma = best if events >= ENOUGH and gain.low > 0 else (1.0, 1.0)
    return Temperatures(pi, sigma, best, gain)


def _choose(nats: Callable[[Pair], list[Floats]], blocks: Sequence[int]) -> Pair:
    """The best sigma at pi 1, then the best pi at that sigma."""

    def total(pair: Pair) -> float:
        return sum(float(nats(pair)[block].sum()) for block in blocks)

    sigma = min(SIGMA, key=lambda each: total((1.0, each)))
    return min(((pi, sigma) for pi in PI), key=total)


def tempered(mixtures: Numbers, dimension: int, pi: float, sigma: float) -> Floats:
    """What the player draws from: logits divided by `pi`, variances times `sigma`."""
    count = mixtures.shape[1] // (2 * dimension + 1)
    half = count * dimension
    factors = np.concatenate([np.ones(half), np.full(half, np.sqrt(sigma)), np.full(count, 1 / pi)])
    drawn: Floats = mixtures * factors
    return drawn
