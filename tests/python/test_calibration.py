# SPDX-License-Identifier: MIT
"""Recommended temperatures are found again where they are known, and taken by the commands that play."""

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import mdrnn
from mdrnn import commands
from mdrnn.bench import random_model
from mdrnn.judging import calibration


def drawn(
    pi: float, sigma: float, number: int = 4000, seed: int = 0
) -> tuple[list[np.ndarray], list[np.ndarray], float]:
    """Events of two components, as the player draws them at these temperatures, and what the network said of them."""
    random = np.random.default_rng(seed)
    logits = random.normal(0, 1.5, (number, 2))
    shares = np.exp(logits / pi) / np.exp(logits / pi).sum(axis=1, keepdims=True)
    chosen = (random.uniform(size=number) > shares[:, 0]).astype(int)
    means = np.array([[2.0, 3.0], [7.0, 6.0]])
    events = means[chosen] + random.normal(0, 0.3 * np.sqrt(sigma), (number, 2))
    said = np.tile([*means.ravel(), *[0.3] * 4], (number, 1))
    mixtures = np.concatenate([said, logits], axis=1)
    pieces = [np.vstack([events[:1], part]) / 10 for part in np.array_split(events, 8)]
    return pieces, np.array_split(mixtures, 8), 10.0


@pytest.mark.parametrize(("pi", "sigma"), [(1.0, 1.0), (0.6, 0.5), (1.5, 2.0)])
def test_the_temperatures_that_events_were_drawn_at_are_recommended(pi: float, sigma: float) -> None:
    found = calibration.calibrate(*drawn(pi, sigma))
    near = list(calibration.PI)
    assert abs(near.index(found.pi) - near.index(pi)) <= 1
    assert found.sigma == sigma
    assert (found.gain.low > 0) is ((found.pi, found.sigma) != (1.0, 1.0))
    assert found.best[1] == sigma


@pytest.mark.parametrize("number", [600, 2000])
def test_a_model_that_is_right_keeps_temperatures_of_1_whatever_the_noise_says(number: int) -> None:
    """The best of a grid of temperatures is nearly always another; that it is better is luck."""
    found = [calibration.calibrate(*drawn(1.0, 1.0, number, seed)) for seed in range(20)]
    assert sum(each.best != (1.0, 1.0) for each in found) > 5
    assert sum((each.pi, each.sigma) != (1.0, 1.0) for each in found) <= 1  # of 20, at 95 %


def test_too_little_music_keeps_temperatures_of_1() -> None:
    found = calibration.calibrate(*drawn(1.5, 3.0, 400))
    assert found.best != (1.0, 1.0)
    assert (found.pi, found.sigma) == (1.0, 1.0)


def test_a_gain_is_that_on_music_that_did_not_choose() -> None:
    """Chosen and judged on the same music, noise always gains."""
    gains = [calibration.calibrate(*drawn(1.0, 1.0, 600, seed)).gain.mean for seed in range(20)]
    assert np.mean(gains) < 0.001


@pytest.fixture
def model(tmp_path: Path) -> Callable[[object], Path]:
    """Writes a model whose file has this entry "recommended"."""

    def write(recommended: object) -> Path:
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.tflite"
        path.write_bytes(random_model.make(5, 1, metadata=json.dumps({"scale": 10, "recommended": recommended})))
        return path

    return write


def temperatures(player: mdrnn.Performer | mdrnn.Predictor) -> tuple[float, float]:
    return player.pi_temperature, player.sigma_temperature


def test_a_model_that_knows_how_it_wants_to_be_played_is_played_so_unless_told_otherwise(model) -> None:
    recommended = {"pi_temperature": 0.8, "sigma_temperature": 0.7}
    for said, given, expected in (
        (recommended, {}, (0.8, 0.7)),
        (recommended, {"pi_temperature": 1.5}, (1.5, 0.7)),
        ({"sigma_temperature": 0.7}, {}, (1.0, 0.7)),
        ({"pi_temperature": -1, "sigma_temperature": "0.7"}, {}, (1.0, 0.01)),
        ("loud", {}, (1.0, 0.01)),
    ):
        path = model(said)
        assert temperatures(mdrnn.Performer(path, **given)) == expected
        options = argparse.Namespace(
            **{"pi_temperature": None, "sigma_temperature": None, **given}, model=str(path), engine="auto", seed=0
        )
        assert temperatures(commands.open_predictor(options)) == expected


def test_a_new_model_brings_its_temperatures_but_none_that_the_player_has_set(model) -> None:
    own, other, silent = (
        model({"pi_temperature": 0.8}),
        model({"pi_temperature": 0.5, "sigma_temperature": 2}),
        model(0),
    )
    player = mdrnn.Performer(own)
    assert temperatures(player) == (0.8, 0.01)
    player.load_later(other)
    while player.poll_load() != "taken":
        time.sleep(0.001)
    assert temperatures(player) == (0.5, 2.0)
    player.load(silent)
    assert temperatures(player) == (1.0, 0.01)
    player.pi_temperature = 3
    player.load(other)
    assert temperatures(player) == (3.0, 2.0)
    with pytest.raises(FileNotFoundError):
        player.load(other.with_name("none.tflite"))
    assert temperatures(player) == (3.0, 2.0)
