# SPDX-License-Identifier: MIT
"""`mdrnn evaluate` says what a model's mixtures say, event by event: computed again here, slowly and without numpy."""

import itertools
import json
import math
from pathlib import Path

import numpy as np
import pytest

import mdrnn
from mdrnn import cli
from mdrnn.data import dataset
from mdrnn.judging import baseline, evaluate, likelihood

MODEL = "mouse-3d-xs"
FLOOR = 1e-3


def normal(x: float, mean: float, deviation: float) -> float:
    return math.exp(-0.5 * ((x - mean) / deviation) ** 2) / (deviation * math.sqrt(2 * math.pi))


def slowly(mixture: list[float], event: list[float], count: int) -> tuple[float, list[float]]:
    """-log p of an event, and of each of its dimensions alone."""
    size = len(event)
    mu, sigma, logits = mixture[: count * size], mixture[count * size : 2 * count * size], mixture[2 * count * size :]
    weights = [math.exp(each - max(logits)) for each in logits]
    parts = [
        [normal(event[d], mu[k * size + d], max(sigma[k * size + d], FLOOR)) for d in range(size)] for k in range(count)
    ]
    shares = [weight / sum(weights) for weight in weights]
    whole = sum(share * math.prod(part) for share, part in zip(shares, parts, strict=True))
    alone = [sum(share * part[d] for share, part in zip(shares, parts, strict=True)) for d in range(size)]
    return -math.log(whole), [-math.log(each) for each in alone]


def wander(events: int, seed: int) -> np.ndarray:
    """A hand that strays on a pad, with a wait now and then that is longer than a model hears of."""
    random = np.random.default_rng(seed)
    places = np.clip(0.5 + np.cumsum(random.normal(0, 0.01, (events, 2)), axis=0), 0, 1)
    waits = np.where(np.arange(events) % 40 == 9, 7.0, random.uniform(0.01, 0.03, events))
    return np.column_stack([waits, places])


@pytest.fixture
def played(tmp_path: Path) -> Path:
    path = tmp_path / "played.npz"
    dataset.save(path, dataset.Dataset(3, [wander(60, 0), wander(45, 1), wander(1, 2)]))
    return path


def test_likelihood_of_a_dataset_is_what_its_mixtures_say(played: Path) -> None:
    result = evaluate.measure(mdrnn.models.path(MODEL), played)
    predictor = mdrnn.Predictor(mdrnn.models.path(MODEL))
    totals, each = [], []
    for events in (wander(60, 0), wander(45, 1)):
        predictor.reset()
        events[:, 0] = np.minimum(events[:, 0], 5.0)
        for event, following in itertools.pairwise(events):
            mixture = predictor.forward(event).tolist()
            total, alone = slowly(mixture, (following * 10).tolist(), predictor.info.mixtures)
            totals.append(total)
            each.append(alone)
    assert (result["performances"], result["events"]) == (2, 59 + 44)
    assert result["scaled"]["total"] == pytest.approx(np.mean(totals), abs=1e-3)
    assert result["scaled"]["time"] == pytest.approx(np.mean(each, axis=0)[0], abs=1e-3)
    assert result["scaled"]["values"] == pytest.approx(np.mean(totals) - np.mean(each, axis=0)[0], abs=1e-3)
    assert result["scaled"]["dimensions"] == pytest.approx(np.mean(each, axis=0), abs=1e-3)


def test_a_density_per_second_is_ten_times_that_per_tenth() -> None:
    """1000 draws of a known normal distribution, judged in both units."""
    random = np.random.default_rng(0)
    events = random.normal(0.5, 0.02, (1000, 2))
    mixture = np.tile([5.0, 5.0, 0.2, 0.2, 0.0], (1000, 1))
    scaled = likelihood.judge(mixture, events * 10, 1)
    by_hand = -np.mean([math.log(normal(x, 0.5, 0.02) * normal(y, 0.5, 0.02)) for x, y in events])
    assert scaled.unscaled(10.0).total == pytest.approx(by_hand, abs=1e-9)
    assert scaled.unscaled(10.0).total == pytest.approx(scaled.total - 2 * math.log(10))
    apart = scaled.unscaled(10.0)
    assert apart.time + apart.values == pytest.approx(apart.total)
    assert sum(apart.dimensions) == pytest.approx(apart.total)  # one component: nothing moves together


def test_forward_takes_many_events_as_it_takes_them_one_by_one() -> None:
    events = wander(50, 3).astype(np.float32)
    one, many = (mdrnn.Predictor(mdrnn.models.path(MODEL)) for _ in range(2))
    np.testing.assert_array_equal(many.forward(events), [one.forward(event) for event in events])
    np.testing.assert_array_equal(many.state, one.state)
    assert many.forward(events[:0]).shape == (0, 35)
    with pytest.raises(ValueError, match=r"events has shape \(5, 2\), expected \(5, 3\)"):
        many.forward(np.zeros((5, 2)))


def test_what_repeats_and_what_does_not_listen_stand_beside_the_model(played: Path, tmp_path: Path) -> None:
    model = mdrnn.models.path(MODEL)
    other = tmp_path / "other.npz"
    dataset.save(other, dataset.Dataset(3, [wander(400, 5)]))
    itself, elsewhere = evaluate.measure(model, played), evaluate.measure(model, played, train=other)
    assert itself["fitted_on"] == f"{played} itself, which flatters them"
    assert elsewhere["fitted_on"] == str(other)
    for result, learned in ((itself, (wander(60, 0), wander(45, 1))), (elsewhere, (wander(400, 5),))):
        top = np.array([5.0, 1.0, 1.0])
        fitted = baseline.fit([np.clip(each, 0, top) for each in learned], 5, 10.0)
        by_hand = fitted.judge([np.clip(wander(60, 0), 0, top), np.clip(wander(45, 1), 0, top)], 10.0)
        for who in ("memoryless", "repeat"):
            assert result["judged"]["fine"][who] == likelihood.nats(by_hand[who])
    assert itself["judged"]["fine"]["model"] == itself["scaled"] == elsewhere["scaled"]


def test_coarsely_nobody_gains_by_saying_the_same_to_the_last_digit() -> None:
    """Of a knob that rests, two normal distributions, far narrower than a step of MIDI: as good as each other."""
    events = np.full((100, 2), 0.5) * 10
    exact, nearly = ([5.0, mean, 1e-3, sigma, 0.0] for mean, sigma in ((5.0, 1e-3), (5.005, 5e-3)))
    fine = [likelihood.judge(np.tile(each, (100, 1)), events, 1).values for each in (exact, nearly)]
    coarse = [
        likelihood.judge(np.tile(each, (100, 1)), events, 1, likelihood.COARSE * 10).values for each in (exact, nearly)
    ]
    assert fine[1] - fine[0] > 1.5
    assert 0 < coarse[1] - coarse[0] < 0.01
    assert coarse[0] == pytest.approx(-math.log(normal(0.0, 0.0, 0.04)))


def test_fewer_bits_are_judged_by_the_same_command(
    played: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    found = {}
    for precision in ("float32", "int8"):
        assert cli.main(["evaluate", MODEL, str(played), "--json", "--precision", precision]) == 0
        result = json.loads(capsys.readouterr().out)
        found[precision] = result["scaled"]["total"]
        assert result["precision"] == precision
    assert found["float32"] != found["int8"]
    assert abs(found["float32"] - found["int8"]) < 1


def test_the_words_for_people_hold_the_numbers(played: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = evaluate.measure(mdrnn.models.path(MODEL), played)
    assert cli.main(["evaluate", MODEL, str(played)]) == 0
    shown = capsys.readouterr().out
    for word in ("scaled", "unscaled"):
        for part in ("total", "time", "values"):
            assert f"{result[word][part]:.3f}" in shown
    assert "waits of at most 5 s" in shown
    for fineness in ("fine", "coarse"):
        for who in ("model", "repeat", "memoryless"):
            for number in [*result["judged"][fineness][who]["dimensions"], result["judged"][fineness][who]["total"]]:
                assert f"{number:.3f}" in shown


@pytest.mark.parametrize(
    ("model", "options", "sentence"),
    [
        ("knobs-9d-s", [], "its dimension is 3, the model's is 9"),
        (MODEL, ["--max-dt", "0"], "max_dt is 0, expected a number of seconds over 0"),
    ],
)
def test_what_cannot_be_judged_is_one_sentence(
    played: Path, capsys: pytest.CaptureFixture[str], model: str, options: list[str], sentence: str
) -> None:
    assert cli.main(["evaluate", model, str(played), *options]) == 1
    error = capsys.readouterr().err
    assert sentence in error
    assert error.count("\n") == 1
