# SPDX-License-Identifier: MIT
"""What a network has to beat: mixtures of normal distributions, fitted by EM, that do not listen or only repeat."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..data.dataset import Performance
from .likelihood import SIGMA_FLOOR, Floats, Likelihood, from_sums, sum_nll

LARGEST_FIT = 20_000  # events; more do not change five components
ROUNDS = 60  # of EM
STARTS = 6  # EM stays at the hill where it begins: the repeated event of knobs lies on one of two starts in three
DIGITS = 6  # after the point: they stand in a model's file as they are judged


@dataclass(frozen=True)
class Baselines:
    """Each one mixture for all events, (M * (2 D + 1),) as a network gives it: mu | sigma | pi logits, scaled.

    `memoryless` foretells events, `repeat` the step from each event to the next: it expects the last event once more,
    and knows how far hands stray from it.
    """

    memoryless: Floats
    repeat: Floats

    def judge(
        self, performances: Sequence[Performance], scale: float, floor: float = SIGMA_FLOOR
    ) -> dict[str, Likelihood]:
        """By name. As for the network, the first event of a performance is heard but not foretold."""
        return {
            "memoryless": _likelihood(self.memoryless, _following(performances) * scale, floor),
            "repeat": _likelihood(self.repeat, _steps(performances) * scale, floor),
        }

    def mixtures(self) -> dict[str, list[float]]:
        """By name, as they stand in a model's metadata."""
        return {"memoryless": self.memoryless.tolist(), "repeat": self.repeat.tolist()}


def fit(performances: Sequence[Performance], mixtures: int, scale: float, seed: int = 0) -> Baselines:
    """On performances of two events or more, (T, D) in seconds and values from 0 to 1."""
    random = np.random.default_rng(seed)
    return Baselines(
        _fit(_following(performances) * scale, mixtures, random), _fit(_steps(performances) * scale, mixtures, random)
    )


def stored(metadata: dict[str, Any], dimension: int) -> Baselines | None:
    """Those of the training that a model's metadata tells of; None where it does not, or of another dimension."""
    training = metadata.get("training")
    baselines = training.get("baselines") if isinstance(training, dict) else None
    if not isinstance(baselines, dict):
        return None
    found = []
    for name in ("memoryless", "repeat"):
        mixture = baselines.get(name)
        if not isinstance(mixture, list) or not mixture or len(mixture) % (2 * dimension + 1):
            return None
        found.append(np.array([float(number) for number in mixture]))
    return Baselines(*found)


def _following(performances: Sequence[Performance]) -> Floats:
    return np.concatenate([performance[1:] for performance in performances])


def _steps(performances: Sequence[Performance]) -> Floats:
    return np.concatenate([np.diff(performance, axis=0) for performance in performances])


def _likelihood(mixture: Floats, events: Floats, floor: float) -> Likelihood:
    count = len(mixture) // (2 * events.shape[1] + 1)
    same = np.broadcast_to(mixture.astype(np.float32), (len(events), len(mixture)))
    return from_sums(sum_nll(same, events.astype(np.float32), count, floor) / len(events))


def _fit(events: Floats, mixtures: int, random: np.random.Generator) -> Floats:
    log_weights, means, sigmas = fit_mixture(events, min(mixtures, len(events)), SIGMA_FLOOR, random)
    fitted: Floats = np.round(np.concatenate([means.ravel(), sigmas.ravel(), log_weights]), DIGITS)
    return fitted


def fit_mixture(
    events: Floats, mixtures: int, floor: float, random: np.random.Generator
) -> tuple[Floats, Floats, Floats]:
    """Log weights (M,), means and standard deviations (M, D) of `events` (N, D): the likeliest of STARTS fits by EM.

    `floor`: the least deviation.
    """
    if len(events) > LARGEST_FIT:
        events = events[random.choice(len(events), LARGEST_FIT, replace=False)]
    fitted = [_climb(events, mixtures, floor, random) for _ in range(STARTS)]
    return max(fitted, key=lambda each: float(_log_sum(_log_joint(events, *each)).mean()))


def _climb(events: Floats, mixtures: int, floor: float, random: np.random.Generator) -> tuple[Floats, Floats, Floats]:
    """From M of the events and the deviation of all, to where EM finds nothing likelier near by."""
    means = events[random.choice(len(events), mixtures, replace=len(events) < mixtures)]
    sigmas = np.tile(np.maximum(events.std(axis=0), floor), (mixtures, 1))
    log_weights = np.full(mixtures, -np.log(mixtures))
    for _ in range(ROUNDS):
        log_joint = _log_joint(events, log_weights, means, sigmas)
        shares = np.exp(log_joint - _log_sum(log_joint))  # (N, M): of each event, how much of it is each component's
        totals = shares.sum(axis=0) + 1e-9
        means = shares.T @ events / totals[:, None]
        variances = shares.T @ events**2 / totals[:, None] - means**2
        sigmas = np.sqrt(np.maximum(variances, floor**2))
        log_weights = np.log(totals / totals.sum())
    return log_weights, means, sigmas


def _log_joint(events: Floats, log_weights: Floats, means: Floats, sigmas: Floats) -> Floats:
    """(N, M), but for a constant."""
    inverse = sigmas**-2
    squares = (  # of (event - mean) / sigma, summed over dimensions: three products of matrices, nothing (N, M, D)
        events**2 @ inverse.T - 2 * events @ (means * inverse).T + (means**2 * inverse).sum(axis=1)
    )
    joint: Floats = log_weights - 0.5 * squares - np.log(sigmas).sum(axis=1)
    return joint


def _log_sum(log_joint: Floats) -> Floats:
    """(N, 1)"""
    highest = log_joint.max(axis=1, keepdims=True)
    total: Floats = highest + np.log(np.exp(log_joint - highest).sum(axis=1, keepdims=True))
    return total
