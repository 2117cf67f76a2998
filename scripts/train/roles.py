# SPDX-License-Identifier: MIT
"""What components of a mixture begin with: which controls move together, which way, how far, and after which wait.

Each component of a relative network begins with one role, such as "knob 3 goes up a little, soon". Five components
cannot say "one of eight knobs moves, the others rest"; gradient descent does not find roles by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mdrnn.data.dataset import Performance
from mdrnn.judging.baseline import fit_mixture
from mdrnn.judging.likelihood import GRAIN

from .sizes import Size, has_room

Floats = npt.NDArray[np.float64]
Resolution = Sequence[float]  # (D,): how finely waits and values are played, in seconds and 0..1

COARSEST, FINEST = 1 / 127, 1 / 2000  # of a value without a grain
FINEST_WAIT = 1e-3  # seconds; the coarsest is GRAIN
PARTS = 4  # of the usual move, or of the middle half of waits, are resolved

FEWEST, MOST = 16, 40  # components; between them, three for each value and four more
RESTING = 8.0  # the grain of a value that rests is so many of its standard deviations
RARE = 0.003  # of events: controls that move together less often have no role of their own
SMALLEST = 20  # events of a role
PASSING = 0.5  # of rests go on in the next event, at most, where a value rests in passing
BROAD = ((0.03, 0.03, 0.2), (0.3, 0.3, 0.1))  # wait and its deviation, deviation of values: what no role expects
BROAD_WEIGHT = -5.0  # its logarithm


@dataclass(frozen=True)
class Roles:
    """A mixture of deviations from the last event: dt itself, then how far each value goes. In seconds and 0..1."""

    log_weights: Floats  # (M,)
    means: Floats  # (M, D)
    sigmas: Floats  # (M, D)


def components(dimension: int) -> int:
    """How many components a relative model of this dimension has, where nobody says."""
    return min(max(FEWEST, 3 * (dimension - 1) + 4), MOST)


def shape(dimension: int, size: Size, mixtures: int | None = None) -> Size:
    """The largest that a new network can become; `mixtures`: how many somebody asks for."""
    usual = components(dimension) if has_room(dimension, size) else size.mixtures
    return size._replace(mixtures=mixtures or usual)


def resolution(performances: Sequence[Performance], grain: Sequence[float]) -> list[float]:
    """(D,): of waits, by how much they differ; the grain of each value, or a part of its usual move if that is 0."""
    low, high = np.quantile(np.concatenate([each[1:, 0] for each in performances]), [0.25, 0.75])
    wait = float(np.clip((high - low) / PARTS, FINEST_WAIT, GRAIN))
    moves = [float(np.median(each[each > 0])) if each.any() else COARSEST for each in np.abs(_steps(performances)).T]
    free = np.clip(np.array(moves) / PARTS, FINEST, COARSEST)
    return [wait, *(known or float(other) for known, other in zip(grain, free, strict=True))]


def plain_resolution(dimension: int) -> list[float]:
    """What to take where the music is not known."""
    return [GRAIN] + [COARSEST] * (dimension - 1)


def in_passing(performances: Sequence[Performance], grain: Sequence[float]) -> list[float]:
    """(D - 1,): the grain of each value that rests only in passing, such as a melody's that repeats a note; else 0.

    That is one which, where it has not moved, more often than not does in the next event. Others rest for a while, and
    the network hears that they do.
    """
    still = [np.abs(np.diff(each[:, 1:], axis=0)) <= np.array(grain) / 2 for each in performances]
    once = np.sum([each[:-1].sum(axis=0) for each in still], axis=0)
    twice = np.sum([(each[:-1] & each[1:]).sum(axis=0) for each in still], axis=0)
    return [each if PASSING * some > again else 0.0 for each, some, again in zip(grain, once, twice, strict=True)]


def typical_steps(performances: Sequence[Performance], fine: Resolution) -> Floats:
    """(D - 1,): the median of how far each value moves when it moves."""
    size = np.abs(_steps(performances))
    moved = [column[column > smallest / 2] for column, smallest in zip(size.T, fine[1:], strict=True)]
    return np.array([np.median(each) if each.size else 0.1 for each in moved])


def find(performances: Sequence[Performance], fine: Resolution, count: int, random: np.random.Generator) -> Roles:
    """At most `count` roles, fewer for little music; the last two, where there are three or more, are broad."""
    steps, waits = _steps(performances), np.concatenate([each[1:, 0] for each in performances])
    least = np.array(fine)
    moved = np.abs(steps) > least[1:] / 2
    sets, member, counts = np.unique(moved, axis=0, return_inverse=True, return_counts=True)
    common = [each for each in np.argsort(-counts) if counts[each] >= max(SMALLEST, RARE * len(steps))]
    found = []
    for each, share in zip(common, _shares(counts[common], max(count - len(BROAD), 1)), strict=False):
        rows = member.ravel() == each
        events = np.column_stack([waits[rows], steps[rows]])
        found += _roles(events, sets[each], least, min(share, 1 + len(events) // (2 * SMALLEST)), len(steps), random)
    for wait, deviation, spread in BROAD[: count - len(found)]:
        mean, sigma = np.zeros(len(least)), np.full(len(least), spread)
        mean[0], sigma[0] = wait, deviation
        found.append((BROAD_WEIGHT, mean, sigma))
    log_weights, means, sigmas = zip(*found, strict=True)
    return Roles(np.array(log_weights), np.array(means), np.array(sigmas))


def _steps(performances: Sequence[Performance]) -> Floats:
    return np.concatenate([np.diff(each[:, 1:], axis=0) for each in performances])


def _shares(counts: npt.NDArray[np.int64], room: int) -> list[int]:
    """Divides `room` roles: one for each set of controls, then by the square root of how often they move."""
    shares = np.ones(min(len(counts), room), int)
    while shares.size and shares.sum() < room:
        shares[np.argmax(np.sqrt(counts[: shares.size]) / (shares + 0.5))] += 1
    return [int(each) for each in shares]


def _roles(
    events: Floats, moving: npt.NDArray[np.bool_], least: Floats, count: int, total: int, random: np.random.Generator
) -> list[tuple[float, Floats, Floats]]:
    """Log weight, mean and deviation of up to `count` roles of `events` (N, D), in which the same controls move.

    They are clusters of the logarithms of waits and steps, so that up, down, small, large, soon and late are apart.
    """
    moving = np.append(True, moving)
    logs = np.column_stack([np.log(np.maximum(events[:, 0], least[0] / 4)), np.arcsinh(events[:, 1:] / least[1:])])
    log_weights, means, sigmas = fit_mixture(logs[:, moving], count, 0.2, random)
    distance = ((logs[:, None, moving] - means) / sigmas) ** 2
    nearest = (log_weights - np.log(sigmas).sum(axis=1) - 0.5 * distance.sum(axis=2)).argmax(axis=1)
    found = []
    for number in range(count):
        own = events[nearest == number]
        if len(own) >= SMALLEST or count == 1:
            mean = np.where(moving, own.mean(axis=0), 0.0)
            sigma = np.where(moving, np.maximum(own.std(axis=0), least / 2), least / RESTING)
            low, mean[0], high = np.quantile(own[:, 0], [0.25, 0.5, 0.75])  # a few long waits would widen a deviation
            sigma[0] = max((high - low) / 1.35, least[0] / 2)
            found.append((float(np.log(len(own) / total)), mean, sigma))
    return found
