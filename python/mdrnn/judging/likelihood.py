# SPDX-License-Identifier: MIT
"""Likelihood of events under a mixture of normal distributions (Bishop 1994, eq. 22), whole and by dimension.

Everything that judges models and baselines is here, in NumPy. The training loss is `interval` of `scripts/train`.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[Any]  # of float32 or float64
Floats = npt.NDArray[np.float64]

SIGMA_FLOOR = 1e-3  # scaled; sharper densities count as this sharp, or a dimension that never moves would hide the rest
GRAIN = 4e-3  # seconds, and of values from 0 to 1: 4 ms and half a MIDI step, finer than anybody plays
CHUNK = 2048  # events at a time, so that intermediate arrays stay in the cache
NARROW = 0.01  # an interval of so many standard deviations has the density of its centre


@dataclass(frozen=True)
class Likelihood:
    """Mean nats per event; lower is better. total = time + values, by the chain rule.

    time: -log p(dt), from the marginal distribution. values: -log p(x1 .. xn | dt). dimensions (D,): the marginal of
    each dimension alone; their sum is more than the total where dimensions move together.
    """

    total: float
    time: float
    values: float
    dimensions: tuple[float, ...]

    def unscaled(self, scale: float) -> "Likelihood":
        """For densities: the same per second and per unit of value, so that models of different scale compare.

        A density shrinks as its unit grows, by ln(scale) nats for each dimension.
        """
        shift, count = float(np.log(scale)), len(self.dimensions)
        return Likelihood(
            self.total - count * shift,
            self.time - shift,
            self.values - (count - 1) * shift,
            tuple(each - shift for each in self.dimensions),
        )


def mean(nats: Floats) -> Likelihood:
    """Of `nats` (1 + D, N): of whole events, then of each dimension, dt first."""
    means = nats.mean(axis=1)
    total, time = float(means[0]), float(means[1])
    return Likelihood(total, time, total - time, tuple(float(each) for each in means[1:]))


def as_json(likelihood: Likelihood, digits: int | None = None) -> dict[str, Any]:
    """total, time, values, dimensions; rounded to `digits` if given."""

    def number(x: float) -> float:
        return x if digits is None else round(x, digits)

    whole = {word: number(getattr(likelihood, word)) for word in ("total", "time", "values")}
    return {**whole, "dimensions": [number(each) for each in likelihood.dimensions]}


# ---- densities ------------------------------------------------------------------------------------------------------


def log_density(mixtures: Numbers, events: Numbers, floor: float = SIGMA_FLOOR) -> Numbers:
    """Log density of each scaled event of `events` (.., D) under `mixtures` (.., M * (2 D + 1)): shape (..).

    A mixture is mu | sigma | pi logits, with one standard deviation per dimension, at least `floor`.
    """
    log_weights, parts = _log_normals(mixtures, events, floor)
    return _log_sum(log_weights + parts.sum(axis=-1))


def density_nats(mixtures: Numbers, events: Numbers, floor: float = SIGMA_FLOOR) -> Floats:
    """(1 + D, N): -log density of each scaled event of `events` (N, D), then of each of its dimensions alone."""
    return _nats(mixtures, events, lambda chunk, following: _log_normals(chunk, following, floor))


def judge(mixtures: Numbers, events: Numbers, floor: float = SIGMA_FLOOR) -> Likelihood:
    """Mean density nats of scaled `events` (N, D) under `mixtures` (N, M * (2 D + 1))."""
    return mean(density_nats(mixtures, events, floor))


def _log_normals(mixtures: Numbers, events: Numbers, floor: float) -> tuple[Numbers, Numbers]:
    """Log weights (.., M) and log densities (.., M, D) of the components."""
    log_weights, mu, sigma = _components(mixtures, events.shape[-1])
    sigma = np.maximum(sigma, floor)
    distance = (events[..., None, :] - mu) / sigma
    return log_weights, -0.5 * np.square(distance) - np.log(sigma) - 0.5 * math.log(2 * math.pi)


def _components(mixtures: Numbers, dimension: int) -> tuple[Numbers, Numbers, Numbers]:
    """Log weights (.., M), means and standard deviations (.., M, D)."""
    count = mixtures.shape[-1] // (2 * dimension + 1)
    mu, sigma, logits = np.split(mixtures, [count * dimension, 2 * count * dimension], axis=-1)
    shape = (*mixtures.shape[:-1], count, dimension)
    return logits - _log_sum(logits)[..., None], mu.reshape(shape), sigma.reshape(shape)


def _log_sum(logs: Numbers) -> Numbers:
    """log(sum(exp)) over the last axis."""
    top = logs.max(axis=-1, keepdims=True)
    found: Numbers = np.log(np.exp(logs - top).sum(axis=-1)) + top[..., 0]
    return found


def _nats(mixtures: Numbers, events: Numbers, log_components: Any) -> Floats:
    found = np.empty((1 + events.shape[1], len(events)))
    for start in range(0, len(events), CHUNK):
        here = slice(start, start + CHUNK)
        log_weights, parts = log_components(mixtures[here], events[here])
        found[0, here] = -_log_sum(log_weights + parts.sum(axis=-1))
        found[1:, here] = -_log_sum(log_weights[:, None] + parts.swapaxes(1, 2)).T
    return found


# ---- probabilities --------------------------------------------------------------------------------------------------


def probability_nats(mixtures: Numbers, events: Numbers, scale: float) -> Floats:
    """(1 + D, N): -log probability of an interval GRAIN wide around each event of `events` (N, D), scaled by `scale`.

    Unlike a density it does not reward digits finer than anybody plays: it is 0 at best, and comparable between scales.
    """
    width = GRAIN * scale
    return _nats(mixtures, events, lambda chunk, following: _log_intervals(chunk, following, width))


def _log_intervals(mixtures: Numbers, events: Numbers, width: float) -> tuple[Floats, Floats]:
    """Log weights (N, M) and log probabilities (N, M, D) of `width` around each event."""
    log_weights, mu, sigma = _components(mixtures.astype(np.float64), events.shape[1])
    sigma = np.maximum(sigma, SIGMA_FLOOR)
    return log_weights, log_interval(np.abs(events[:, None] - mu) / sigma, width / sigma)


def log_interval(z: Floats, width: Floats) -> Floats:
    """Log probability that a standard normal variable is within `width` / 2 of `z`, which is 0 or more.

    The difference of two tails, taken between their logarithms, so that it stays exact however far out.
    """
    near, far = _log_erfc((z - width / 2) / math.sqrt(2)), _log_erfc((z + width / 2) / math.sqrt(2))
    wide = width > NARROW
    ratio = np.where(wide, far - near, -1.0)
    narrow = -0.5 * z**2 - 0.5 * math.log(2 * math.pi) + np.log(width)
    found: Floats = np.where(wide, near - math.log(2) + np.log(-np.expm1(ratio)), narrow)
    return found


# Of the Chebyshev fit of log(erfc(x) / t) + x^2 in t = 1 / (1 + x / 2), x >= 0: relative error of erfc below 1.2e-7
# (Press et al., Numerical Recipes in C, 2nd ed., section 6.2).
_ERFC = (
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806,
    0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277,
)  # fmt: skip


def _log_erfc(x: Floats) -> Floats:
    """log(erfc(x)) for any x, within 2e-7."""
    size = np.abs(x)
    t = 1 / (1 + 0.5 * size)
    series = np.full_like(t, _ERFC[-1])
    for coefficient in _ERFC[-2::-1]:
        series *= t
        series += coefficient
    tail = np.log(t) - size**2 + series
    found: Floats = np.where(x >= 0, tail, np.log(2 - np.exp(tail)))
    return found
