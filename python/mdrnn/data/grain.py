# SPDX-License-Identifier: MIT
"""The grain of a value: the step in which its controller gives out numbers, such as 1/127 in MIDI."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from .dataset import Performance

FINEST = 1024  # steps in the whole range; a controller with more counts as one without
LARGEST = 0.5  # of all that is given back: a button is 0 or 1, but the core takes no more than a half
ROUNDED = 6e-5  # how far a number may be from its step: logs have four decimals
STRAYS = 0.01  # the share of numbers that may be off the steps
FEWEST = 20  # moves, below which nothing is said
LIKELY = 0.01  # the probability, at most, that numbers are on the steps by chance
LOOKED_AT = 4000  # moves of each value


def find(performances: Sequence[Performance]) -> list[float]:
    """The grain of each value of `performances` (T, D), [dt, x1 .. xn]: n numbers from 1/1024 to 1/2; 0 for none.

    It is the largest 1/k of which all but a few of the values are multiples, once clamped to 0..1. Only values that
    differ from the event before count, so that a rest weighs nothing. 0 is also for a value that never moves, and for
    one that has moved too little to tell. A button, which is 0 or 1, has 1/2: the core takes no larger grain.
    """
    return [
        _grain(np.concatenate([_moves(each[:, column].clip(0.0, 1.0)) for each in performances]))
        for column in range(1, performances[0].shape[1])
    ]


def _moves(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The first value, and all that differ from the one before."""
    return np.asarray(values[np.diff(values, prepend=np.nan) != 0], np.float64)


def _grain(moves: npt.NDArray[np.float64]) -> float:
    chosen = moves[:: 1 + len(moves) // LOOKED_AT]
    levels, counts = np.unique(chosen.round(5), return_counts=True)
    if len(chosen) < FEWEST or len(levels) < 2:
        return 0.0
    for steps in range(1, FINEST + 1):
        fits = np.abs(levels - np.rint(levels * steps) / steps) <= ROUNDED
        if counts[fits].sum() >= (1 - STRAYS) * len(chosen):
            certain = _by_chance(steps, int(fits.sum())) <= LIKELY
            return min(LARGEST, 1 / steps) if certain else 0.0
    return 0.0


def _by_chance(steps: int, levels: int) -> float:
    """The probability, at most, that so many different numbers fit this grain or a larger one without having one."""
    return float(steps * min(1.0, 2 * ROUNDED * steps) ** (levels - 1))
