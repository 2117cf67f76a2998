# SPDX-License-Identifier: MIT
"""`mdrnn report` writes one page that stands alone, and its numbers are those of `mdrnn evaluate` and of training."""

import dataclasses
import importlib.util
import json
import os
import re
import shutil
import sys
import warnings
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import numpy as np
import pytest

import mdrnn
from mdrnn import cli
from mdrnn.bench import random_model
from mdrnn.data import dataset
from mdrnn.data.dataset import Dataset
from mdrnn.judging import evaluate, report
from mdrnn.judging.likelihood import Likelihood
from mdrnn.pages import page, pictures

MODEL = "mouse-3d-xs"
needs_tensorflow = pytest.mark.skipif(
    importlib.util.find_spec("tensorflow") is None, reason="TensorFlow is not installed (extra [train])"
)


def wander(events: int, seed: int, values: int = 2) -> np.ndarray:
    """A hand that strays, with a long wait now and then."""
    random = np.random.default_rng(seed)
    places = np.clip(0.5 + np.cumsum(random.normal(0, 0.02, (events, values)), axis=0), 0, 1)
    waits = np.where(np.arange(events) % 40 == 9, 7.0, random.uniform(0.01, 0.03, events))
    return np.column_stack([waits, places])


def saved(path: Path, *performances: np.ndarray, names: list[str] | None = None) -> Path:
    dataset.save(path, Dataset(performances[0].shape[1], list(performances), names or []))
    return path


def tables(page: str) -> list[dict[str, list[str]]]:
    """Of each table of a page, the cells of each row by the row's name."""
    found = []
    for table in ElementTree.fromstring(page.partition("\n")[2]).iter("table"):
        rows = {"".join(row[0].itertext()): [cell.text or "" for cell in row[1:]] for row in table.iter("tr")}
        found.append(rows)
    return found


def as_cells(by: dict[str, Likelihood]) -> list[list[str]]:
    """All, all values, then every number of an event: by the model and the baselines."""
    columns = [by[who] for who in ("model", "repeat", "memoryless")]
    columns = [[each.total, each.values, *each.dimensions] for each in columns]
    return [[f"{number:.3f}" for number in row] for row in zip(*columns, strict=True)]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """A report on a bundled model, and the dataset that it was judged by."""
    folder = tmp_path_factory.mktemp("report")
    file = saved(folder / "played.npz", wander(300, 0), wander(90, 1), names=['<b>&"one.log', "two.log"])
    out = folder / "page.html"
    assert cli.main(["report", MODEL, str(file), "-o", str(out)]) == 0
    return out.read_text(encoding="utf-8"), file


def test_a_page_needs_nothing_from_outside_and_no_script(written: tuple[str, Path]) -> None:
    text, _ = written
    for word in ("http:", "https:", "//", "<script", "javascript:", "@import", "<link", "<img", "<iframe"):
        assert word not in text, word
    assert not re.search(r"\son\w+=", text)
    assert all(address.startswith("#") for address in re.findall(r'(?:href|src)="([^"]*)"', text))
    assert all(address.startswith("#") for address in re.findall(r"url\(([^)]*)\)", text))


def test_a_page_is_well_formed_and_its_pictures_are_whole(written: tuple[str, Path]) -> None:
    text, _ = written
    root = ElementTree.fromstring(text.partition("\n")[2])
    pictures = list(root.iter("svg"))
    assert len(pictures) >= 9
    assert all(picture.attrib["viewBox"] and picture.attrib["aria-label"] for picture in pictures)
    drawn = {
        name for element in root.iter("svg") for part in element.iter() for name in [part.attrib.get("class")] if name
    }
    assert all(f".{name} {{" in text for name in drawn)  # the page gives every colour
    assert not re.search(r"\b(nan|inf)\b", text)
    assert '<b>&"one' not in text


def test_a_page_tells_the_numbers_of_evaluate(written: tuple[str, Path]) -> None:
    text, file = written
    judged = evaluate.measure(mdrnn.models.path(MODEL), file).judged.judgement
    *_, density, probability = tables(text)
    for shown, by in ((density, judged.density), (probability, judged.probability)):
        rows = list(shown.items())[1:]
        assert [name for name, _ in rows] == ["all", "all values", "time", "x", "y"]  # as the model's file names them
        assert [cells for _, cells in rows] == as_cells(by)
    assert f"Too little to judge: {judged.events:,} events of music that it may have been trained on" in text


def test_both_hands_are_shown_over_the_same_seconds(tmp_path: Path) -> None:
    file = saved(tmp_path / "d.npz", wander(900, 0), wander(500, 1))
    found = report.gather(Path(mdrnn.models.path(MODEL)), file)
    assert 4 <= found.span <= 60
    for events in (found.you, *(take.events for take in found.takes)):
        np.testing.assert_array_equal(events[0], found.you[0])
        assert 0 < events[1:, 0].sum() <= found.span + 1e-6
    first, imps, hot = found.takes
    assert (imps.pi, imps.sigma) == (1.0, 0.01)
    assert imps.hand.movement < first.hand.movement < hot.hand.movement


def test_your_pace_is_that_of_the_whole_dataset(tmp_path: Path) -> None:
    """As its table has it, not that of the held-out part."""
    slow, fast = wander(900, 0), wander(900, 1)
    slow[:, 0], fast[:, 0] = 0.2, 0.05
    file = saved(tmp_path / "d.npz", slow, fast)
    found = report.gather(Path(mdrnn.models.path(MODEL)), file)
    assert found.found.you.events_per_second == pytest.approx(1 / 0.125)
    judged = found.judged
    half = dataclasses.replace(judged, pieces=judged.pieces[:1], mixtures=judged.mixtures[:1])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(report.evaluate, "judge", lambda *_, **__: half)
        part = report.gather(Path(mdrnn.models.path(MODEL)), file)
    assert part.found.you.events_per_second == pytest.approx(1 / 0.125)
    assert len(part.waits) == 1798


@pytest.mark.skipif(sys.platform != "linux", reason="other systems want file names that are text")
def test_a_dataset_whose_name_is_no_text_gets_a_page(tmp_path: Path) -> None:
    file = saved(tmp_path / os.fsdecode(b"bad \xff.npz"), wander(300, 0))
    page.write(report.gather(Path(mdrnn.models.path(MODEL)), file), tmp_path / "x.html")
    assert "bad ?.npz" in (tmp_path / "x.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "events",
    [
        np.tile([0.1, 0.5], (30, 1)),
        np.tile([0.0, 0.5], (2, 1)),
        wander(3, 0, 1),
        np.tile([100.0, 0.0, 1.0], (40, 1)),
        wander(200, 0, 12),
        wander(50, 1, 63),
    ],
    ids=["still", "two at once", "three", "only pauses", "12 values", "63 values"],
)
def test_odd_music_gets_a_page_too(tmp_path: Path, events: np.ndarray) -> None:
    model = tmp_path / "odd.tflite"
    model.write_bytes(random_model.make(8, 1, dimension=events.shape[1]))
    text = page.page(report.gather(model, saved(tmp_path / "odd.npz", events)))
    ElementTree.fromstring(text.partition("\n")[2])
    assert not re.search(r"\b(nan|inf)\b", text)
    assert "Too little to judge" in text
    assert "a model learns little from fewer than 1000" in text


def test_values_may_have_any_name() -> None:
    names = ["$x_1", "音の高さ", "<b>&\"'", "a" * 16]
    columns = dict.fromkeys(("model", "repeat", "memoryless"), [0.0] * 4)
    drawn = pictures.predicted(names, columns) + pictures.strips(
        np.ones((3, 5)), 2.0, [1, 2, 3, 4], ["", *names], "you", "<"
    )
    shown = "".join(ElementTree.fromstring(f"<p>{drawn}</p>").itertext())
    assert all(shown.count(name) == 2 for name in names)


def test_a_page_beside_a_model_shows_how_it_learned_where_that_is_known(tmp_path: Path) -> None:
    model = tmp_path / "mine.tflite"
    shutil.copy(mdrnn.models.path(MODEL), model)
    best = mdrnn.Predictor(model).info.metadata["training"]["best_epoch"]
    file = saved(tmp_path / "d.npz", wander(100, 0))
    assert "How it learned" not in page.page(report.gather(model, file))
    for written, shown in (("{", False), ('{"history": [1, {"number": "x"}]}', False), (None, True)):
        epochs = [{"number": n, "training_nll": 5.0 / n, "validation_nll": 6.0 / n} for n in range(1, best + 1)]
        model.with_suffix(".json").write_text(written or json.dumps({"history": epochs}))
        text = page.page(report.gather(model, file))
        assert ("How it learned" in text) is shown
    assert f"kept: {best}" in text


def test_the_same_model_and_music_give_the_same_page(tmp_path: Path) -> None:
    file = saved(tmp_path / "d.npz", wander(100, 0))
    for name in "ab":
        page.write(report.gather(Path(mdrnn.models.path(MODEL)), file), tmp_path / f"{name}.html")
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()
    assert {path.name for path in tmp_path.iterdir()} == {"d.npz", "a.html", "b.html"}


def test_a_page_about_a_bundled_model_is_written_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = saved(tmp_path / "d.npz", wander(50, 0))
    monkeypatch.chdir(tmp_path)
    assert cli.main(["report", MODEL, str(file)]) == 0
    assert (tmp_path / f"{MODEL}.html").is_file()


def test_what_no_page_can_be_made_of_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = saved(tmp_path / "d.npz", wander(50, 0, 3))
    assert cli.main(["report", MODEL, str(file), "-o", str(tmp_path / "x.html")]) == 1
    assert "its dimension is 4, the model's is 3" in capsys.readouterr().err
    fitting = saved(tmp_path / "e.npz", wander(50, 0))
    assert cli.main(["report", MODEL, str(fitting), "-o", str(tmp_path / "nowhere" / "x.html")]) == 1
    error = capsys.readouterr().err
    assert "nowhere" in error
    assert "mdrnn: letting the model play" in error.splitlines()[-2]


def test_a_report_and_its_page_do_not_import_each_other(root: Path) -> None:
    for path in (root / "python" / "mdrnn" / "judging").glob("*.py"):
        assert "pages" not in path.read_text(), path.name


def test_movement_does_not_count_the_jump_between_performances(tmp_path: Path) -> None:
    """Two players who hardly move, one at the bottom and one at the top."""
    low, high = (np.clip(wander(400, seed) * [1, 0.01, 0.01] + [0, at, at], 0, 10) for seed, at in ((0, 0.0), (1, 0.9)))
    file = saved(tmp_path / "d.npz", *[each[first : first + 4] for first in range(0, 400, 4) for each in (low, high)])
    found = report.gather(Path(mdrnn.models.path(MODEL)), file).found
    steps = np.abs(np.diff(low[:, 1:], axis=0)).sum(axis=1)
    assert found.you.movement == pytest.approx(steps.mean(), rel=0.3)
    assert found.you.movement < 0.01  # the jumps are 1.8


# ---- after training -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A model after three epochs, and its dataset, whose second performance has one event."""
    folder = tmp_path_factory.mktemp("trained")
    performances = [wander(200, 0), wander(1, 1), wander(60, 2), wander(150, 3)]
    file = saved(folder / "d.npz", *performances)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        code = cli.main(["train", str(file), "--size", "xxs", "--epochs", "3", "-o", str(folder), "--name", "mine"])
    assert code == 0
    return folder / "mine.tflite", file


@needs_tensorflow
@pytest.mark.filterwarnings("default")
def test_training_leaves_a_page_with_its_own_numbers(trained: tuple[Path, Path]) -> None:
    model, file = trained
    training = json.loads(model.with_suffix(".json").read_text())["training"]
    text = model.with_suffix(".html").read_text(encoding="utf-8")
    assert f"kept: {training['best_epoch']}" in text
    result = evaluate.measure(model, file).facts
    assert result["music"] == "held-out music"
    assert result["fitted_on"] == "the model's training music"
    assert result["events"] == training["judged"]["events"]
    *_, density, probability = tables(text)
    for shown, kind in ((density, "density"), (probability, "probability")):
        for number, who in enumerate(("model", "repeat", "memoryless")):
            said = training["judged"][kind][who]
            found = [float(cells[number]) for cells in list(shown.values())[1:]]
            assert found == pytest.approx([said["total"], said["values"], *said["dimensions"]], abs=2e-3)
            assert result["judged"][kind][who]["total"] == pytest.approx(said["total"], abs=2e-3)
    for who in ("repeat", "memoryless"):
        assert np.ravel(result["judged"]["gains"][who]) == pytest.approx(
            np.ravel(training["judged"]["gains"][who]), abs=5e-3
        )
    judged = training["judged"]["density"]
    assert judged["model"]["total"] == pytest.approx(training["validation_nll"], abs=2e-3)
    assert judged["memoryless"]["total"] == training["memoryless_nll"]
    assert judged["repeat"]["total"] == training["repeat_nll"]


def test_ctrl_c_while_the_page_is_written_is_not_said_to_lose_the_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from mdrnn_train import command

    def interrupted(*_: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "_train", lambda arguments: tmp_path / "mine.tflite")
    with pytest.raises(KeyboardInterrupt):
        command.main(["d.npz"], interrupted)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("error", [RuntimeError("no pen\nno paper"), KeyboardInterrupt()])
def test_a_report_that_fails_costs_a_sentence_and_never_the_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: BaseException
) -> None:
    model, old_page = tmp_path / "mine.tflite", tmp_path / "mine.html"
    old_page.write_text("about the model before")

    def fail(*_: object) -> Path:
        raise error

    monkeypatch.setattr(report, "gather", fail)
    monkeypatch.setattr("mdrnn_train.command._train", lambda arguments: model)
    assert cli.main(["train", "d.npz"]) == 0
    said = {
        RuntimeError: f"{model} is finished, but there is no page about it: no pen",
        KeyboardInterrupt: f"stopped: {model} is finished, the page about it is not (mdrnn report writes it)",
    }
    assert capsys.readouterr().err == f"mdrnn: {said[type(error)]}\n"
    assert not old_page.exists()


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="there is no folder here that even root cannot write to")
def test_a_page_that_cannot_be_written_is_told_by_its_own_name(tmp_path: Path) -> None:
    found = report.gather(Path(mdrnn.models.path(MODEL)), saved(tmp_path / "d.npz", wander(300, 0)))
    with pytest.raises(OSError, match=r"cannot be written: .*'/proc/q\.html'"):
        page.write(found, Path("/proc/q.html"))
