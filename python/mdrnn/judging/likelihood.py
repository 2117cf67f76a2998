# SPDX-License-Identifier: MIT
"""How likely an event is under a mixture of normal distributions (Bishop 1994, eq. 22), of time and of values apart."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[Any]  # of float32 or float64
Floats = npt.NDArray[np.float64]

SIGMA_FLOOR = 1e-3  # scaled; as in training: no density is sharper, or a dimension that never moves would hide the rest
COARSE = 4e-3  # seconds, and of values from 0 to 1: what a hand means and MIDI tells, half a step of 1/127 and 4 ms
CHUNK = 2048  # events judged at once: what they need stays in the cache


@dataclass(frozen=True)
class Likelihood:
    """Mean nats per scaled event; lower is better. total = time + values, by the chain rule.

    time: -log p(dt), from the mixture's marginal. values: -log p(x1 .. xn | dt). dimensions (D,): each one's marginal
    alone, whose sum is more than the total where dimensions move together.
    """

    total: float
    time: float
    values: float
    dimensions: tuple[float, ...]

    def unscaled(self, scale: float) -> "Likelihood":
        """The same on seconds and values from 0 to 1, which compares with models of another scale.

        A density shrinks as its unit grows: D * ln(scale) nats less.
        """
        shift, count = float(np.log(scale)), len(self.dimensions)
        return Likelihood(
            self.total - count * shift,
            self.time - shift,
            self.values - (count - 1) * shift,
            tuple(each - shift for each in self.dimensions),
        )


def nats(likelihood: Likelihood, digits: int | None = None) -> dict[str, Any]:
    """As JSON: total, time, values, dimensions; rounded to `digits`, where given."""

    def number(x: float) -> float:
        return x if digits is None else round(x, digits)

    whole = {word: number(getattr(likelihood, word)) for word in ("total", "time", "values")}
    return {**whole, "dimensions": [number(each) for each in likelihood.dimensions]}


def judge(mixtures: Numbers, events: Numbers, count: int, floor: float = SIGMA_FLOOR) -> Likelihood:
    """Means over the `events` (N, D), scaled, that `mixtures` (N, M * (2 D + 1)) foretold; M is `count`.

    No standard deviation is below `floor`, scaled. Where values rest, as knobs do, the finest ones reward whoever says
    "the same again" to the last digit; COARSE times the scale asks for no more than a hand means.
    """
    sums = sum_nll(mixtures, events, count, floor) / max(1, len(events))
    return from_sums(sums)


def from_sums(means: Floats) -> Likelihood:
    """Of what `sum_nll` gives, divided by the number of events."""
    total, time = float(means[0]), float(means[1])
    return Likelihood(total, time, total - time, tuple(float(each) for each in means[1:]))


def sum_nll(mixtures: Numbers, events: Numbers, count: int, floor: float = SIGMA_FLOOR) -> Floats:
    """(1 + D,): sums over the events of -log p(event), then of every dimension's marginal -log p, dt first."""
    sums = np.zeros(1 + events.shape[1])
    for start in range(0, len(events), CHUNK):
        here = slice(start, start + CHUNK)
        sums -= log_densities(mixtures[here], events[here], count, floor).sum(axis=1)
    return sums


def log_densities(mixtures: Numbers, events: Numbers, count: int, floor: float = SIGMA_FLOOR) -> Floats:
    """(1 + D, N): of each whole event, then of each dimension alone."""
    number, dimension = events.shape
    mu, sigma = (part.reshape(number, count, dimension) for part in np.split(mixtures[:, :-count], 2, axis=1))
    sigma = np.maximum(sigma, floor)
    log_normal = -0.5 * np.square((events[:, None] - mu) / sigma) - np.log(sigma) - 0.5 * np.log(2 * np.pi)
    logits = mixtures[:, -count:]
    log_weights = logits - _log_sum(logits, 1)[:, None]
    joint = _log_sum(log_weights + log_normal.sum(axis=2), 1)
    marginals = _log_sum(log_weights[:, :, None] + log_normal, 1)
    densities: Floats = np.concatenate([joint[None], marginals.T]).astype(np.float64)
    return densities


def _log_sum(logs: Numbers, axis: int) -> Numbers:
    top = logs.max(axis=axis, keepdims=True)
    summed: Numbers = np.log(np.exp(logs - top).sum(axis=axis)) + top.squeeze(axis)
    return summed
