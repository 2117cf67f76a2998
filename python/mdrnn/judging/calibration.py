# SPDX-License-Identifier: MIT
"""Which temperatures suit a model: those at which its mixtures foretell music that it never heard best."""

from dataclasses import dataclass

import numpy as np

from .likelihood import Floats, Numbers, judge

PI = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 2.0)
SIGMA = (0.25, 0.35, 0.5, 0.7, 0.85, 1.0, 1.2, 1.5, 2.0, 3.0)  # of variances, as the player takes it
MOST_EVENTS = 5000  # judged at each pair; more do not move the choice


@dataclass(frozen=True)
class Temperatures:
    """A recommendation, and what it gains."""

    pi: float
    sigma: float
    nll: float  # nats per scaled event at these temperatures
    plain_nll: float  # at 1 and 1


def calibrate(mixtures: Numbers, events: Numbers, count: int) -> Temperatures:
    """The best pair for `events` (N, D), scaled, that `mixtures` (N, M * (2 D + 1)) foretold; M is `count`.

    Below 1: the network is less sure than it could be. Above: it is too sure, as after learning by heart.
    """
    every = max(1, len(events) // MOST_EVENTS)
    mixtures, events = mixtures[::every], events[::every]

    def nll(pi: float, sigma: float) -> float:
        return judge(tempered(mixtures, count, pi, sigma), events, count).total

    best_sigma = min(SIGMA, key=lambda sigma: nll(1.0, sigma))
    best_pi = min(PI, key=lambda pi: nll(pi, best_sigma))
    return Temperatures(best_pi, best_sigma, nll(best_pi, best_sigma), nll(1.0, 1.0))


def tempered(mixtures: Numbers, count: int, pi: float, sigma: float) -> Floats:
    """What the player draws from: logits divided by `pi`, variances times `sigma`."""
    half = (mixtures.shape[1] - count) // 2
    factors = np.concatenate([np.ones(half), np.full(half, np.sqrt(sigma)), np.full(count, 1 / pi)])
    drawn: Floats = mixtures * factors
    return drawn
