# SPDX-License-Identifier: MIT
"""Densities and probabilities of mixtures are what quadrature and slow arithmetic say, also far out in the tails."""

import math

import numpy as np
import pytest

from mdrnn.judging import likelihood


def normal(x: float, mean: float, deviation: float) -> float:
    return math.exp(-0.5 * ((x - mean) / deviation) ** 2) / (deviation * math.sqrt(2 * math.pi))


def integrated(z: float, width: float) -> float:
    """Log of the integral of the standard normal density over z - width / 2 .. z + width / 2, by Gauss-Legendre."""
    nodes, weights = np.polynomial.legendre.leggauss(100)
    low, high = max(z - width / 2, -40.0), min(z + width / 2, 40.0 + max(0.0, z))
    nearest = max(low, 0.0)
    edges = np.linspace(low, min(high, low + 60 / max(1.0, nearest)) if low > 0 else high, 300)
    centres, halves = (edges[1:] + edges[:-1]) / 2, np.diff(edges) / 2
    at = centres[:, None] + halves[:, None] * nodes
    total = (halves[:, None] * weights * np.exp(-(at**2 - nearest**2) / 2)).sum()
    return math.log(total) - nearest**2 / 2 - 0.5 * math.log(2 * math.pi)


@pytest.mark.parametrize("width", [1e-6, 1e-3, 0.0099, 0.0101, 0.05, 0.5, 1.0, 4.0, 40.0, 1e4])
@pytest.mark.parametrize("z", [0.0, 0.3, 1.0, 3.9, 8.0, 37.0, 100.0, 1000.0])
def test_the_probability_of_an_interval_is_its_integral(z: float, width: float) -> None:
    found = float(likelihood.log_interval(np.array(z), np.array(width)))
    assert found == pytest.approx(integrated(z, width), rel=2e-5, abs=2e-5)


def test_the_probability_of_a_mixture_is_that_of_its_components_weighted() -> None:
    mixture = np.array([[5.0, 5.0, 7.0, 2.0, 0.1, 0.2, 0.3, 0.4, math.log(0.25), math.log(0.75)]])
    event = np.array([[5.1, 4.9]])
    width = likelihood.GRAIN * 10
    parts = [
        [math.exp(integrated(abs(event[0, d] - mean[d]) / sigma[d], width / sigma[d])) for d, _ in enumerate(event[0])]
        for mean, sigma in (((5.0, 5.0), (0.1, 0.2)), ((7.0, 2.0), (0.3, 0.4)))
    ]
    by_hand = [0.25 * math.prod(parts[0]) + 0.75 * math.prod(parts[1])]
    by_hand += [0.25 * parts[0][d] + 0.75 * parts[1][d] for d in range(2)]
    found = likelihood.probability_nats(mixture, event, 10.0)[:, 0]
    assert found == pytest.approx([-math.log(each) for each in by_hand], abs=1e-5)


def test_a_density_per_second_is_ten_times_that_per_tenth() -> None:
    """1000 draws of a known normal distribution, judged in both units."""
    random = np.random.default_rng(0)
    events = random.normal(0.5, 0.02, (1000, 2))
    mixture = np.tile([5.0, 5.0, 0.2, 0.2, 0.0], (1000, 1))
    scaled = likelihood.judge(mixture, events * 10)
    by_hand = -np.mean([math.log(normal(x, 0.5, 0.02) * normal(y, 0.5, 0.02)) for x, y in events])
    apart = scaled.unscaled(10.0)
    assert apart.total == pytest.approx(by_hand, abs=1e-9)
    assert apart.total == pytest.approx(scaled.total - 2 * math.log(10))
    assert apart.time + apart.values == pytest.approx(apart.total)
    assert sum(apart.dimensions) == pytest.approx(apart.total)  # one component: nothing moves together


def test_a_probability_does_not_depend_on_the_scale() -> None:
    events = np.random.default_rng(0).normal(0.5, 0.02, (50, 2))
    one, ten = (
        likelihood.probability_nats(np.tile([*[0.5 * s] * 2, *[0.02 * s] * 2, 0.0], (50, 1)), events * s, s)
        for s in (1.0, 10.0)
    )
    np.testing.assert_allclose(one, ten, atol=1e-6)


def test_a_probability_gains_nothing_by_the_same_value_to_the_last_digit() -> None:
    """Of a knob that rests, two normal distributions, far narrower than half a MIDI step: as good as each other."""
    events = np.full((100, 2), 0.5) * 10
    exact, nearly = (np.tile([5.0, mean, 1e-3, sigma, 0.0], (100, 1)) for mean, sigma in ((5.0, 1e-3), (5.005, 5e-3)))
    density = [likelihood.judge(each, events).values for each in (exact, nearly)]
    assert density[1] - density[0] > 1.5
    for each in (exact, nearly):
        assert likelihood.probability_nats(each, events, 10.0).max() < 0.01


def test_many_events_are_judged_as_one_by_one() -> None:
    random = np.random.default_rng(0)
    count = likelihood.CHUNK + 3
    mixtures = random.normal(0, 1, (count, 2 * 5)).astype(np.float32)
    mixtures[:, 4:8] = np.abs(mixtures[:, 4:8]) + 0.01
    events = random.normal(0, 1, (count, 2))
    whole = likelihood.density_nats(mixtures, events)
    assert whole.shape == (3, count)
    for at in (0, likelihood.CHUNK - 1, likelihood.CHUNK, count - 1):
        one = likelihood.density_nats(mixtures[at : at + 1], events[at : at + 1])
        np.testing.assert_allclose(one[:, 0], whole[:, at], rtol=1e-6)
