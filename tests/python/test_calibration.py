# SPDX-License-Identifier: MIT
"""Recommended temperatures are found again where they are known, and taken by the commands that play."""

import argparse
from types import SimpleNamespace

import numpy as np
import pytest

from mdrnn import calibration, cli


def drawn(pi: float, sigma: float, number: int = 4000) -> tuple[np.ndarray, np.ndarray, int]:
    """Events of two components, as the player draws them at these temperatures, and what the network said of them."""
    random = np.random.default_rng(0)
    logits = random.normal(0, 1.5, (number, 2))
    shares = np.exp(logits / pi) / np.exp(logits / pi).sum(axis=1, keepdims=True)
    chosen = (random.uniform(size=number) > shares[:, 0]).astype(int)
    means = np.array([[2.0, 3.0], [7.0, 6.0]])
    events = means[chosen] + random.normal(0, 0.3 * np.sqrt(sigma), (number, 2))
    said = np.tile([*means.ravel(), *[0.3] * 4], (number, 1))
    return np.concatenate([said, logits], axis=1), events, 2


@pytest.mark.parametrize(("pi", "sigma"), [(1.0, 1.0), (0.6, 0.5), (1.5, 2.0)])
def test_the_temperatures_that_events_were_drawn_at_are_recommended(pi: float, sigma: float) -> None:
    found = calibration.calibrate(*drawn(pi, sigma))
    near = list(calibration.PI)
    assert abs(near.index(found.pi) - near.index(pi)) <= 1
    assert found.sigma == sigma
    assert found.nll <= found.plain_nll


def test_a_model_that_knows_how_it_wants_to_be_played_is_played_so_unless_told_otherwise() -> None:
    recommended = {"pi_temperature": 0.8, "sigma_temperature": 0.7}
    for metadata, given, expected in (
        ({"recommended": recommended}, {}, (0.8, 0.7)),
        ({"recommended": recommended}, {"pi_temperature": 1.5}, (1.5, 0.7)),
        ({}, {}, (1.0, 0.01)),
        ({"recommended": "loud"}, {}, (1.0, 0.01)),
    ):
        player = SimpleNamespace(info=SimpleNamespace(metadata=metadata), pi_temperature=1.0, sigma_temperature=0.01)
        options = argparse.Namespace(**{"pi_temperature": None, "sigma_temperature": None, **given})
        cli._set_temperatures(player, options)
        assert (player.pi_temperature, player.sigma_temperature) == expected
