# SPDX-License-Identifier: MIT
"""Baselines have the likelihood that is known of simulated music."""

import math

import numpy as np
import pytest

from mdrnn.judging import baseline, likelihood
from mdrnn.judging.likelihood import Likelihood

SCALE = 10.0


def normal_entropy(deviation: float) -> float:
    return 0.5 * math.log(2 * math.pi * math.e) + math.log(deviation * SCALE)


def judge(fitted: baseline.Baselines, performances: list[np.ndarray]) -> dict[str, Likelihood]:
    """Mean density nats, by name."""
    said = [fitted.predict(each, SCALE) for each in performances]
    both = {
        name: [np.concatenate(part) for part in zip(*(each[name] for each in said), strict=True)] for name in said[0]
    }
    return {name: likelihood.judge(*pair) for name, pair in both.items()}


def test_a_mixture_that_ignores_the_input_finds_the_likelihood_of_a_normal_distribution() -> None:
    events = np.random.default_rng(0).normal(0.5, [0.03, 0.1], (20_000, 2))
    found = judge(baseline.fit([events[:10_000]], 1, SCALE), [events[10_000:]])["memoryless"]
    assert found.total == pytest.approx(normal_entropy(0.03) + normal_entropy(0.1), abs=0.05)
    assert found.dimensions == pytest.approx([normal_entropy(0.03), normal_entropy(0.1)], abs=0.03)
    assert found.time == pytest.approx(found.dimensions[0])


def test_repeating_the_last_event_is_judged_by_its_steps() -> None:
    """A random walk whose steps are normal: the likelihood is known."""
    walk = 0.5 + np.cumsum(np.random.default_rng(0).normal(0, 0.003, (20_000, 2)), axis=0)
    found = judge(baseline.fit([walk[:10_000]], 1, SCALE), [walk[10_000:]])
    assert found["repeat"].total == pytest.approx(2 * normal_entropy(0.003), abs=0.05)
    assert found["repeat"].total < found["memoryless"].total


def test_several_components_find_several_places() -> None:
    random = np.random.default_rng(0)
    places = random.choice([0.1, 0.5, 0.9], 9000)[:, None] + random.normal(0, 0.01, (9000, 2))
    one, three = (judge(baseline.fit([places], count, SCALE), [places])["memoryless"].total for count in (1, 3))
    assert three == pytest.approx(math.log(3) + 2 * normal_entropy(0.01), abs=0.05)
    assert one > three + 2


def test_events_that_never_change_are_judged_by_the_narrowest_density_there_is() -> None:
    still = [np.tile([0.1, 0.5], (30, 1)), np.tile([0.1, 0.5], (2, 1))]
    for found in judge(baseline.fit(still, 5, SCALE), still).values():
        assert found.total == pytest.approx(2 * (math.log(1e-3) + 0.5 * math.log(2 * math.pi)), abs=1e-3)


def test_what_a_models_file_tells_of_them_judges_as_they_do() -> None:
    walk = np.random.default_rng(1).uniform(0, 1, (50, 3))
    fitted = baseline.fit([walk], 5, SCALE)
    entries = fitted.as_json()
    found = baseline.stored({"training": {"baselines": entries}}, 3)
    assert found is not None
    assert judge(found, [walk]) == judge(fitted, [walk])
    for other in ({}, {"training": {}}, {"training": {"baselines": {**entries, "repeat": [1.0]}}}):
        assert baseline.stored(other, 3) is None


@pytest.mark.parametrize("seed", range(3))
def test_the_repeat_of_knobs_at_rest_is_found_from_any_seed(seed: int) -> None:
    """Eight knobs, one of which moves at each event: the likeliest fit is far from where EM starts."""
    random = np.random.default_rng(7)
    turns = np.zeros((8000, 8))
    turns[np.arange(8000), random.integers(0, 8, 8000)] = random.normal(0, 0.02, 8000)
    values = np.clip(0.5 + np.cumsum(turns, axis=0), 0, 1)
    played = np.column_stack([random.exponential(0.05, 8000), values])
    found = [
        judge(baseline.fit([played[:4000]], 5, SCALE, each), [played[4000:]])["repeat"].total for each in (0, seed)
    ]
    assert found[1] == pytest.approx(found[0], abs=1.0)


def test_a_large_dataset_is_sampled_and_the_likelihood_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    walk = 0.5 + np.cumsum(np.random.default_rng(0).normal(0, 0.003, (30_000, 2)), axis=0)
    fits = []
    for most in (30_000, 5000):
        monkeypatch.setattr(baseline, "FITTED", most)
        fits.append(judge(baseline.fit([walk], 1, SCALE), [walk])["repeat"].total)
    assert fits[0] == pytest.approx(fits[1], abs=0.01)
    assert fits[0] != fits[1]
