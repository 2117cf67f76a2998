# SPDX-License-Identifier: MIT
"""Which temperatures are recommended: those of the trial that is nearest to the player and does not freeze."""

from pathlib import Path

import numpy as np
import pytest

import mdrnn
from mdrnn.judging import temperatures
from mdrnn.judging.temperatures import Trial

MODEL = Path(mdrnn.models.path("mouse-3d-xs"))


def trial(pi: float, sigma: float, distance: float, frozen: bool = False) -> Trial:
    return Trial(pi, sigma, distance, frozen)


@pytest.mark.parametrize(
    ("trials", "expected"),
    [
        ([trial(1, 1, 0.2), trial(1, 0.5, 0.1), trial(0.8, 1, 0.15)], (1, 0.5)),
        ([trial(1, 1, 0.2), trial(1, 0.5, 0.195)], (1, 1)),  # not nearer by enough
        ([trial(1, 1, 0.2), trial(1, 0.5, 0.1, frozen=True), trial(0.8, 1, 0.15)], (0.8, 1)),
        ([trial(1, 1, 0.1, frozen=True), trial(0.8, 1, 0.3)], (0.8, 1)),
        ([trial(1, 1, 0.3, frozen=True), trial(0.8, 1, 0.2, frozen=True)], (0.8, 1)),  # all do
    ],
)
def test_the_nearest_pair_that_does_not_freeze_is_recommended(
    trials: list[Trial], expected: tuple[float, float]
) -> None:
    found = temperatures.choose(trials)
    assert (found.pi, found.sigma) == expected
    assert found.trials == trials


def circles(seconds: float) -> np.ndarray:
    angle = np.arange(0, 2 * np.pi * seconds, 0.12)
    return np.column_stack([np.full(len(angle), 0.02), 0.5 + 0.4 * np.cos(angle), 0.5 + 0.4 * np.sin(angle)])


def test_every_pair_is_tried_and_the_same_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(temperatures, "PAIRS", ((1.0, 1.0), (1.0, 0.0)))
    monkeypatch.setattr(temperatures, "RUN", 5.0)
    performances = [circles(12) for _ in range(5)]
    found = temperatures.recommend(MODEL, performances, 5.0)
    assert [(each.pi, each.sigma) for each in found.trials] == list(temperatures.PAIRS)
    assert len({each.distance for each in found.trials}) == 2
    assert all(0 < each.distance < 0.5 for each in found.trials)
    assert temperatures.recommend(MODEL, performances, 5.0) == found


def test_too_little_music_recommends_1_and_1_and_tries_nothing() -> None:
    for performances in ([circles(0.2)], [circles(4)]):
        assert temperatures.recommend(MODEL, performances, 5.0) == temperatures.Recommended(1.0, 1.0, [])
