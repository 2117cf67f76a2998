# SPDX-License-Identifier: MIT
"""What a network has to beat: mixtures of normal distributions, fitted by EM, that do not listen or only repeat."""

import numpy as np

from .data import Performances
from .sizes import SCALE

LARGEST_FIT = 20_000  # events; more do not change five components


def memoryless_nll(
    training: Performances, validation: Performances, mixtures: int, sigma_floor: float, seed: int = 0
) -> float:
    """Nats per scaled event of `validation` under a mixture with diagonal covariance fitted to `training`.

    As for the network, the first event of a performance is heard but not predicted.
    """
    events = [performance[1:] for performance in training]
    return _fitted_nll(events, [performance[1:] for performance in validation], mixtures, sigma_floor, seed)


def repeat_nll(
    training: Performances, validation: Performances, mixtures: int, sigma_floor: float, seed: int = 0
) -> float:
    """The same of whoever expects the last event once more, and knows how far hands stray from it.

    That is a mixture over the steps from each event to the next.
    """
    steps = [[np.diff(performance, axis=0) for performance in side] for side in (training, validation)]
    return _fitted_nll(*steps, mixtures, sigma_floor, seed)


def _fitted_nll(
    training: Performances, validation: Performances, mixtures: int, sigma_floor: float, seed: int
) -> float:
    random = np.random.default_rng(seed)
    rows = np.concatenate(training) * SCALE
    if len(rows) > LARGEST_FIT:
        rows = rows[random.choice(len(rows), LARGEST_FIT, replace=False)]
    parameters = fit(rows, min(mixtures, len(rows)), sigma_floor, random)
    return float(-_log_sum(_log_joint(np.concatenate(validation) * SCALE, *parameters)).mean())


Parameters = tuple[np.ndarray, np.ndarray, np.ndarray]  # log weights (M,), means (M, D), standard deviations (M, D)


def fit(events: np.ndarray, mixtures: int, sigma_floor: float, random: np.random.Generator) -> Parameters:
    """By EM, from `mixtures` of the `events` (N, D) and the deviation of all."""
    means = events[random.choice(len(events), mixtures, replace=False)]
    sigmas = np.tile(np.maximum(events.std(axis=0), sigma_floor), (mixtures, 1))
    log_weights = np.full(mixtures, -np.log(mixtures))
    for _ in range(60):
        log_joint = _log_joint(events, log_weights, means, sigmas)
        shares = np.exp(log_joint - _log_sum(log_joint)[:, None])  # (N, M)
        totals = shares.sum(axis=0) + 1e-9
        means = shares.T @ events / totals[:, None]
        variances = shares.T @ events**2 / totals[:, None] - means**2
        sigmas = np.sqrt(np.maximum(variances, sigma_floor**2))
        log_weights = np.log(totals / totals.sum())
    return log_weights, means, sigmas


def _log_joint(events: np.ndarray, log_weights: np.ndarray, means: np.ndarray, sigmas: np.ndarray) -> np.ndarray:
    """(N, M): log of weight times density."""
    distance = (events[:, None] - means) / sigmas
    return log_weights - 0.5 * (distance**2 + np.log(2 * np.pi * sigmas**2)).sum(axis=-1)


def _log_sum(log_joint: np.ndarray) -> np.ndarray:
    return np.logaddexp.reduce(log_joint, axis=-1)
