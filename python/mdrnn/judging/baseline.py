# SPDX-License-Identifier: MIT
"""Baselines that a model has to beat: Gaussian mixtures fitted by EM that ignore the input or repeat the last event."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..data.dataset import Performance
from .likelihood import SIGMA_FLOOR, Floats

FITTED = 20_000  # events; of a larger dataset a seeded sample, which moves the likelihoods by about 0.02 nats
TRIED = 2000  # events on which many starts are compared
ROUNDS = 60  # of EM, at most
ENOUGH = 1e-4  # nats per event: EM stops when a round gains less
STARTS = 24  # EM stops at the nearest optimum, and few starts find the likeliest: a knob at rest beside one that moves
DIGITS = 6  # after the point, so that a model's file holds the baselines exactly as they were judged
NAMES = ("repeat", "memoryless")

Mixture = tuple[Floats, Floats, Floats]  # log weights (M,), means (M, D), standard deviations (M, D)


@dataclass(frozen=True)
class Baselines:
    """One fixed mixture each, (M * (2 D + 1),), in the form a network gives it: mu | sigma | pi logits, scaled.

    `memoryless` predicts each event without looking at the input. `repeat` predicts the step from each event to the
    next: it expects the last event again, with the deviations seen in training.
    """

    memoryless: Floats
    repeat: Floats

    def predict(self, performance: Performance, scale: float) -> dict[str, tuple[Floats, Floats]]:
        """By name: mixtures (T - 1, M * (2 D + 1)) and what they are of, (T - 1, D), scaled.

        As for a network, the first event is input only.
        """
        count = len(performance) - 1
        steps = np.diff(performance, axis=0)
        return {
            "repeat": (np.broadcast_to(self.repeat, (count, len(self.repeat))), steps * scale),
            "memoryless": (np.broadcast_to(self.memoryless, (count, len(self.memoryless))), performance[1:] * scale),
        }

    def as_json(self) -> dict[str, list[float]]:
        """By name, for a model's metadata."""
        return {"memoryless": self.memoryless.tolist(), "repeat": self.repeat.tolist()}


def fit(performances: Sequence[Performance], mixtures: int, scale: float, seed: int = 0) -> Baselines:
    """Fits both to performances of two events or more, (T, D) in seconds and values from 0 to 1.

    Of more than FITTED events a sample drawn with `seed` is used.
    """
    random = np.random.default_rng(seed)
    following = np.concatenate([performance[1:] for performance in performances]) * scale
    steps = np.concatenate([np.diff(performance, axis=0) for performance in performances]) * scale
    return Baselines(_fit(following, mixtures, random), _fit(steps, mixtures, random))


def stored(metadata: dict[str, Any], dimension: int) -> Baselines | None:
    """Those in a model's metadata, fitted to its training music; None if there are none of this dimension."""
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


def _fit(events: Floats, mixtures: int, random: np.random.Generator) -> Floats:
    log_weights, means, sigmas = fit_mixture(events, min(mixtures, len(events)), SIGMA_FLOOR, random)
    fitted: Floats = np.round(np.concatenate([means.ravel(), sigmas.ravel(), log_weights]), DIGITS)
    return fitted


def fit_mixture(events: Floats, mixtures: int, floor: float, random: np.random.Generator) -> Mixture:
    """Log weights (M,), means and standard deviations (M, D) of `events` (N, D): the likeliest of STARTS fits by EM.

    `floor`: the smallest standard deviation.
    """
    events = random.permutation(events)[:FITTED]
    few = events[:TRIED]
    tried = [_climb(few, _start(few, mixtures, floor, random), floor) for _ in range(STARTS)]
    fresh = _moments(events[-TRIED:])  # the likeliest of the events it was fitted to may expect nothing else
    best = max(tried, key=lambda each: float(_log_total(fresh, each).mean()))
    return _climb(events, best, floor) if len(events) > TRIED else best


def _start(events: Floats, mixtures: int, floor: float, random: np.random.Generator) -> Mixture:
    """Even weights, M drawn events as means, and the deviation of all events."""
    means = events[random.choice(len(events), mixtures, replace=len(events) < mixtures)]
    sigmas = np.tile(np.maximum(events.std(axis=0), floor), (mixtures, 1))
    return np.full(mixtures, -np.log(mixtures)), means, sigmas


def _climb(events: Floats, mixture: Mixture, floor: float) -> Mixture:
    """What EM makes of `mixture`."""
    log_weights, means, sigmas = mixture
    moments = _moments(events)
    before, level = -np.inf, -np.inf
    for _ in range(ROUNDS):
        log_joint = _log_joint(moments, log_weights, means, sigmas)
        log_total = np.logaddexp.reduce(log_joint, axis=1, keepdims=True)
        before, level = level, float(log_total.mean())
        if level - before < ENOUGH:
            break
        shares = np.exp(np.maximum(log_joint - log_total, -50.0))  # responsibilities (N, M); subnormals are slow
        totals = shares.sum(axis=0) + 1e-9
        means, squares = np.hsplit(shares.T @ moments / totals[:, None], 2)
        sigmas = np.sqrt(np.maximum(squares - means**2, floor**2))
        log_weights = np.log(totals / totals.sum())
    return log_weights, means, sigmas


def _moments(events: Floats) -> Floats:
    """(N, 2 D): a round of EM is two products of matrices with it, and nothing is (N, M, D)."""
    moments: Floats = np.hstack([events, events**2])
    return moments


def _log_total(moments: Floats, mixture: Mixture) -> Floats:
    """(N, 1): log density of the mixture, but for a constant."""
    total: Floats = np.logaddexp.reduce(_log_joint(moments, *mixture), axis=1, keepdims=True)
    return total


def _log_joint(moments: Floats, log_weights: Floats, means: Floats, sigmas: Floats) -> Floats:
    """(N, M): log weight plus log density, but for a constant, as one product of matrices."""
    inverse = sigmas**-2
    factors = np.hstack([means * inverse, -0.5 * inverse])
    constants = log_weights - np.log(sigmas).sum(axis=1) - 0.5 * (means**2 * inverse).sum(axis=1)
    joint: Floats = moments @ factors.T + constants
    return joint
