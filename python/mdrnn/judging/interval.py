# SPDX-License-Identifier: MIT
"""95 % intervals of means over events, by block bootstrap: neighbouring events are alike, so whole blocks are drawn."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .likelihood import Floats

BLOCKS = 10  # at least, where there is music enough: long pieces are cut until there are so many
SHORTEST = 50  # events of a block that was cut
RESAMPLES = 2000
NORMAL = 1.96  # deviations to each side hold 95 % of a normal distribution


@dataclass(frozen=True)
class Interval:
    """A mean and its 95 % interval; without bounds (-inf, inf) where there is only one block."""

    mean: float
    low: float
    high: float

    def excludes_zero(self) -> bool:
        return self.low > 0 or self.high < 0


def bootstrap(pieces: Sequence[Floats], seed: int = 0) -> list[Interval]:
    """Of the mean over all events of each row; `pieces` are (K, n), one for each stretch of music. Returns K intervals.

    Blocks are drawn with replacement. The deviation of the means that they give, times Student's t, is the interval to
    each side: the bare percentiles of a few blocks are too narrow.
    """
    blocks = cut(pieces)
    sums, counts = np.array([block.sum(axis=1) for block in blocks]), np.array([block.shape[1] for block in blocks])
    means = sums.sum(axis=0) / counts.sum()
    if len(blocks) == 1:
        return [Interval(float(mean), -np.inf, np.inf) for mean in means]
    drawn = np.random.default_rng(seed).multinomial(len(blocks), np.full(len(blocks), 1 / len(blocks)), RESAMPLES)
    resampled = (drawn @ sums) / (drawn @ counts)[:, None]
    reach = _student(len(blocks) - 1) * np.sqrt(len(blocks) / (len(blocks) - 1)) * resampled.std(axis=0)
    return [Interval(*map(float, each)) for each in zip(means, means - reach, means + reach, strict=True)]


def cut(pieces: Sequence[Floats]) -> list[Floats]:
    """The blocks: `pieces` (K, n), those cut that are much longer than one block in BLOCKS."""
    size = max(SHORTEST, sum(piece.shape[1] for piece in pieces) / BLOCKS)
    return [block for piece in pieces for block in np.array_split(piece, max(1, round(piece.shape[1] / size)), axis=1)]


def _student(freedom: int) -> float:
    """The 97.5 % quantile of Student's t (Cornish-Fisher; from 3 degrees of freedom on within 2 %)."""
    z = NORMAL
    return z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
