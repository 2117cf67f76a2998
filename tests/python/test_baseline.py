# SPDX-License-Identifier: MIT
"""What a network has to beat is judged rightly where the likelihood is known."""

import math

import numpy as np
import pytest

from mdrnn.judging import baseline

SCALE = 10.0


def normal_entropy(deviation: float) -> float:
    return 0.5 * math.log(2 * math.pi * math.e) + math.log(deviation * SCALE)


def test_a_mixture_that_does_not_listen_finds_the_likelihood_of_a_normal_distribution() -> None:
    events = np.random.default_rng(0).normal(0.5, [0.03, 0.1], (20_000, 2))
    found = baseline.fit([events[:10_000]], 1, SCALE).judge([events[10_000:]], SCALE)["memoryless"]
    assert found.total == pytest.approx(normal_entropy(0.03) + normal_entropy(0.1), abs=0.05)
    assert found.dimensions == pytest.approx([normal_entropy(0.03), normal_entropy(0.1)], abs=0.03)
    assert found.time == pytest.approx(found.dimensions[0])


def test_repeating_the_last_event_is_judged_by_its_steps() -> None:
    """A random walk whose steps are normal: the likelihood is known."""
    walk = 0.5 + np.cumsum(np.random.default_rng(0).normal(0, 0.003, (20_000, 2)), axis=0)
    found = baseline.fit([walk[:10_000]], 1, SCALE).judge([walk[10_000:]], SCALE)
    assert found["repeat"].total == pytest.approx(2 * normal_entropy(0.003), abs=0.05)
    assert found["repeat"].total < found["memoryless"].total


def test_several_components_find_several_places() -> None:
    random = np.random.default_rng(0)
    places = random.choice([0.1, 0.5, 0.9], 9000)[:, None] + random.normal(0, 0.01, (9000, 2))
    one, three = (baseline.fit([places], count, SCALE).judge([places], SCALE)["memoryless"].total for count in (1, 3))
    assert three == pytest.approx(math.log(3) + 2 * normal_entropy(0.01), abs=0.05)
    assert one > three + 2


def test_events_that_never_change_are_judged_by_the_narrowest_density_there_is() -> None:
    still = [np.tile([0.1, 0.5], (30, 1)), np.tile([0.1, 0.5], (2, 1))]
    for found in baseline.fit(still, 5, SCALE).judge(still, SCALE).values():
        assert found.total == pytest.approx(2 * (math.log(1e-3) + 0.5 * math.log(2 * math.pi)), abs=1e-3)


def test_what_a_models_file_tells_of_them_judges_as_they_do() -> None:
    walk = np.random.default_rng(1).uniform(0, 1, (50, 3))
    fitted = baseline.fit([walk], 5, SCALE)
    entries = fitted.mixtures()
    found = baseline.stored({"training": {"baselines": entries}}, 3)
    assert found is not None
    assert found.judge([walk], SCALE) == fitted.judge([walk], SCALE)
    for other in ({}, {"training": {}}, {"training": {"baselines": {**entries, "repeat": [1.0]}}}):
        assert baseline.stored(other, 3) is None
