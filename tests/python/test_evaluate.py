# SPDX-License-Identifier: MIT
"""`mdrnn evaluate` agrees with a slow computation of a model's mixtures, and judges by music that was held out."""

import itertools
import json
import math
import re
from pathlib import Path

import numpy as np
import pytest

import mdrnn
from mdrnn import cli
from mdrnn.bench import random_model
from mdrnn.data import dataset, held_out
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
    """A hand that strays on a pad, with a wait now and then that is longer than max_dt."""
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
    result = evaluate.measure(mdrnn.models.path(MODEL), played).facts
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
    assert (result["music"], result["judged"]["events"]) == ("music that it may have been trained on", 103)
    assert result["scaled"]["values"] == pytest.approx(np.mean(totals) - np.mean(each, axis=0)[0], abs=1e-3)
    assert result["scaled"]["dimensions"] == pytest.approx(np.mean(each, axis=0), abs=1e-3)


def test_forward_takes_many_events_as_it_takes_them_one_by_one() -> None:
    events = wander(50, 3).astype(np.float32)
    one, many = (mdrnn.Predictor(mdrnn.models.path(MODEL)) for _ in range(2))
    np.testing.assert_array_equal(many.forward(events), [one.forward(event) for event in events])
    np.testing.assert_array_equal(many.state, one.state)
    assert many.forward(events[:0]).shape == (0, 35)
    with pytest.raises(ValueError, match=r"events has shape \(5, 2\), expected \(5, 3\)"):
        many.forward(np.zeros((5, 2)))


def test_the_baselines_stand_beside_the_model(played: Path, tmp_path: Path) -> None:
    model = mdrnn.models.path(MODEL)
    other = tmp_path / "other.npz"
    dataset.save(other, dataset.Dataset(3, [wander(400, 5)]))
    itself, elsewhere = (
        evaluate.measure(model, played).facts,
        evaluate.measure(model, played, train=other).facts,
    )
    assert itself["fitted_on"] == f"103 events of {played} itself, which flatters them"
    assert elsewhere["fitted_on"] == f"399 events of {other}"
    for result, learned in ((itself, (wander(60, 0), wander(45, 1))), (elsewhere, (wander(400, 5),))):
        top = np.array([5.0, 1.0, 1.0])
        fitted = baseline.fit([np.clip(each, 0, top) for each in learned], 5, 10.0)
        said = [fitted.predict(np.clip(wander(*each), 0, top), 10.0) for each in ((60, 0), (45, 1))]
        for who in ("memoryless", "repeat"):
            mixtures, events = (np.concatenate([each[who][part] for each in said]) for part in (0, 1))
            by_hand = likelihood.as_json(likelihood.judge(mixtures, events), 4)
            assert result["judged"]["density"][who] == by_hand
    model_alone = itself["judged"]["density"]["model"]
    assert model_alone == elsewhere["judged"]["density"]["model"]
    assert model_alone["total"] == pytest.approx(itself["scaled"]["total"], abs=1e-4)


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


def test_people_get_a_verdict_and_with_v_all_numbers(played: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = evaluate.measure(mdrnn.models.path(MODEL), played).facts
    assert cli.main(["evaluate", MODEL, str(played)]) == 0
    (sentence,) = capsys.readouterr().out.splitlines()
    assert "Too little to judge: 103 events of music that it may have been trained on" in sentence
    assert cli.main(["evaluate", MODEL, str(played), "-v"]) == 0
    *shown, last = capsys.readouterr().out.splitlines()
    assert last == sentence
    for word in ("scaled", "unscaled"):
        for part in ("total", "time", "values"):
            assert f"{result[word][part]:.3f}" in "\n".join(shown)
    assert "waits of at most 5 s" in shown[0]
    for kind in ("density", "probability"):
        for who in ("model", "repeat", "memoryless"):
            for number in [*result["judged"][kind][who]["dimensions"], result["judged"][kind][who]["total"]]:
                assert any(abs(float(word) - number) < 6e-4 for line in shown for word in numbers(line))


def numbers(line: str) -> list[str]:
    return re.findall(r"-?\d+\.\d{3}\b", line)


def test_what_takes_time_is_announced(played: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["evaluate", MODEL, str(played)]) == 0
    assert capsys.readouterr().err.splitlines() == [
        f"mdrnn: predicting 103 events of {played}",
        f"mdrnn: fitting the baselines to 103 events of {played}",
        "mdrnn: judging the predictions",
    ]


def remembering(folder: Path, performances: list[np.ndarray], blocks: list[list[tuple[int, int]]]) -> Path:
    """A model whose file says that it was trained on these, and what was held out."""
    path = folder / "mine.tflite"
    music = {"training": {"music": held_out.record(performances, blocks)}}
    path.write_bytes(random_model.make(8, 1, metadata=json.dumps({"scale": 10, **music})))
    return path


def test_training_music_is_left_out_and_known_again_in_any_dataset(tmp_path: Path) -> None:
    trained, later = [wander(300, 0), wander(200, 1)], wander(80, 2)
    model = remembering(tmp_path, trained, [[(100, 160)], []])
    for performances, events, music in (
        (trained, 59, "held-out music"),
        ([later, *trained[::-1]], 59 + 79, "held-out and new music"),
        ([later], 79, "new music"),
        ([trained[1]], 199, "music that it was trained on, which flatters it"),
    ):
        file = tmp_path / f"{events}.npz"
        dataset.save(file, dataset.Dataset(3, list(performances)))
        result = evaluate.measure(model, file)
        assert (result.facts["events"], result.facts["music"]) == (events, music)
        assert result.judged.unheard is ("trained" not in music)


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
    assert capsys.readouterr().err == f"mdrnn: {played}: {sentence}\n".replace(f"{played}: max_dt", "max_dt")
