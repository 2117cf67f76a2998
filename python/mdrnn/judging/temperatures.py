# SPDX-License-Identifier: MIT
"""Which temperatures to recommend for a model: those at which its free playing is nearest to its player's.

Likelihood alone recommends temperatures at which a model trembles or freezes. Here it plays, after music that it was
trained on: nothing is chosen on the music that it is judged by.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .._core import Predictor
from ..data.dataset import Performance
from ..errors import MdrnnError
from . import free_playing, likeness
from .likeness import FEWEST, Comparison, Played

PAIRS = ((1.0, 1.0), (1.0, 0.7), (1.0, 0.4), (1.0, 1.5), (0.9, 1.0), (0.85, 0.7), (1.15, 1.0))  # pi, sigma
CERTAIN = 0.01  # of the distance: a pair has to be nearer than 1 / 1 by this
RUN = 60.0  # seconds of each of the long runs


@dataclass(frozen=True)
class Trial:
    """How it played at one pair of temperatures."""

    pi: float
    sigma: float
    distance: float  # 0 to 0.5: how far each feature's AUC is from 0.5, mean of all, of short answers and of long runs
    frozen: bool  # a minute in which nothing moved, more often than the player has

    def as_json(self) -> dict[str, Any]:
        return {"pi": self.pi, "sigma": self.sigma, "distance": round(self.distance, 4), "frozen": self.frozen}


@dataclass(frozen=True)
class Recommended:
    """A pair of temperatures, and all that were tried; none were where the music is too short."""

    pi: float
    sigma: float
    trials: list[Trial]


def recommend(model: Path, performances: Sequence[Performance], max_dt: float, seed: int = 0) -> Recommended:
    """Lets `model` play at each of PAIRS after `performances` (T, D), which it was trained on.

    It is the nearest pair at which it does not freeze, but 1 and 1 where another is not nearer by CERTAIN. Waits are
    clamped to `max_dt` seconds.
    """
    try:
        music = free_playing.cut([[each] for each in performances])
    except MdrnnError:
        return Recommended(1.0, 1.0, [])
    if len(music.windows) < FEWEST:
        return Recommended(1.0, 1.0, [])
    predictor = Predictor(model, seed=seed)
    predictor.max_dt = max_dt
    player = free_playing.Player(predictor, music)
    trials = []
    for predictor.pi_temperature, predictor.sigma_temperature in PAIRS:
        played = Played(player.answers(seed), player.runs(seed, RUN))
        found = likeness.compare(music, [played], classifier=False)
        trials.append(Trial(predictor.pi_temperature, predictor.sigma_temperature, _distance(found), _freezes(found)))
    return choose(trials)


def choose(trials: list[Trial]) -> Recommended:
    """`trials`: the first is that of 1 and 1."""
    moving = [each for each in trials if not each.frozen] or trials
    best = min(moving, key=lambda each: each.distance)
    if not trials[0].frozen and trials[0].distance - best.distance < CERTAIN:
        best = trials[0]
    return Recommended(best.pi, best.sigma, trials)


def _distance(found: Comparison) -> float:
    return float(np.mean([[row.answers.away, row.alone.away] for row in found.rows]))


def _freezes(found: Comparison) -> bool:
    (hand, minutes), ((own, played),) = found.frozen
    return own * max(minutes, 1) > hand * max(played, 1)
