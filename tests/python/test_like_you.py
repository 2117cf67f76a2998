# SPDX-License-Identifier: MIT
"""The page about a model begins with whether it plays like its player: an answer, a picture and numbers."""

import json
import re
import xml.etree.ElementTree as ElementTree
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

import mdrnn
from mdrnn import cli
from mdrnn.bench import random_model
from mdrnn.data import dataset, held_out
from mdrnn.data.dataset import Dataset
from mdrnn.judging import features, likeness, report, two_sample
from mdrnn.judging.report import Report
from mdrnn.pages import like_you, page

Floats = npt.NDArray[np.float64]
MODEL = "mouse-3d-xs"


def pad(events: int, seed: int) -> Floats:
    """A hand on a pad, 50 events a second."""
    random = np.random.default_rng(seed)
    places = 0.5 + 0.4 * np.sin(np.cumsum(random.normal(0.02, 0.03, (events, 2)), axis=0))
    return np.column_stack([random.uniform(0.01, 0.03, events), places])


def saved(path: Path, *performances: Floats) -> Path:
    dataset.save(path, Dataset(performances[0].shape[1], list(performances)))
    return path


def gathered(path: Path, *performances: Floats) -> Report:
    return report.gather(Path(mdrnn.models.path(MODEL)), saved(path, *performances))


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(two_sample, "TREES", 5)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Report:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(two_sample, "TREES", 5)
        folder = tmp_path_factory.mktemp("found")
        return gathered(folder / "pad.npz", *(pad(1500, number) for number in range(5)))


def root(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text.partition("\n")[2])


def words(element: ElementTree.Element) -> str:
    return "".join(element.itertext())


# ---- the page -------------------------------------------------------------------------------------------------------


def test_the_answer_is_the_first_thing_on_the_page(found: Report) -> None:
    pytest.importorskip("sklearn")
    main = root(page.page(found)).find("body/main")
    assert main is not None
    assert [each.tag for each in main][:4] == ["h1", "p", "h2", "p"]
    assert words(main[2]) == "Does it play like you?"
    beside = found.takes[0].beside
    assert beside is not None
    assert beside.alone is not None
    times = f"{100 * beside.alone.auc:.0f} times in 100"
    assert words(main[3]) == found.answer
    assert found.answer.startswith(f"It {likeness.grade(beside.alone.auc)}: ")
    assert times in found.answer
    titles = [words(each) for each in main.iter("h2")]
    assert titles[1] == "What to do next"


def test_the_numbers_are_those_of_the_comparison(found: Report) -> None:
    beside = found.takes[0].beside
    assert beside is not None
    table = next(root(page.page(found)).iter("table"))
    head, *rows = table.iter("tr")
    assert [words(cell) for cell in head] == ["", "you", "the model", "told apart"]
    assert [words(row[0]) for row in rows] == list(like_you.BESIDE.values())
    by_name = {row.feature.name: row for row in beside.rows}
    for name, row in zip(like_you.BESIDE, rows, strict=True):
        measured = by_name[name]
        shown = [
            measured.feature.shown(each).removesuffix(" of the range")
            for each in (measured.hand, *measured.alone.model)
        ]
        assert [words(cell) for cell in row[1:3]] == shown
        assert words(row[3]) == f"{100 * max(measured.alone.auc[0], 1 - measured.alone.auc[0]):.0f}"
        assert (row.attrib.get("class") == "strong") is (measured.alone.away >= likeness.PLAIN)
    assert any(row.attrib.get("class") for row in rows)  # this model does not play like this hand


def test_what_gives_it_away_is_a_list_with_one_of_each_kind(found: Report) -> None:
    beside = found.takes[0].beside
    assert beside is not None
    rows = beside.giveaways()
    kinds = [row.feature.kind for row in rows]
    assert len(set(kinds)) == len(kinds) >= 2
    away = [row.alone.away for row in rows]
    assert all(later <= earlier + 0.01 for earlier, later in pairwise(away))
    assert rows[0] is beside.giveaway()
    for row in beside.rows:
        (best,) = [each for each in rows if each.feature.kind == row.feature.kind] or [None]
        assert row.alone.away < likeness.PLAIN if best is None else row.alone.away <= best.alone.away + 0.01
    listed = next(root(page.page(found)).iter("ul"))
    assert [words(item).casefold() for item in listed] == [f"{likeness.apart(row)}.".casefold() for row in rows]


def test_every_feature_is_of_one_kind() -> None:
    names = [name for names in features.KINDS.values() for name in names]
    assert sorted(names) == sorted(feature.name for feature in features.FEATURES)


def test_ten_seconds_of_both_have_the_same_axes(found: Report) -> None:
    assert found.span == 10
    first, second = list(root(page.page(found)).iter("svg"))[:2]
    assert first.attrib["viewBox"] == second.attrib["viewBox"]
    assert (first.attrib["aria-label"], second.attrib["aria-label"]) == (
        "10 seconds of your playing",
        "10 seconds of the model's playing",
    )
    labels = [[words(each) for each in picture.iter("text")] for picture in (first, second)]
    assert labels[0] == labels[1] == ["x", "y", "0", "2", "4", "6", "8", "10", "seconds"]
    for events in (found.you, found.takes[0].events):
        assert 8 < events[1:, 0].sum() <= 10


def test_the_stretch_that_is_shown_is_livelier_than_most_and_not_the_liveliest(tmp_path: Path) -> None:
    """One stretch of ten is wild, four are lively, and five nearly still."""
    parts = [pad(500, 0) * [1, size, size] for size in [0.01] * 5 + [0.3] * 4 + [1.0]]
    shown = gathered(tmp_path / "d.npz", *parts).you
    assert 0.1 < np.ptp(shown[:, 1:], axis=0).max() < 0.35


@pytest.mark.parametrize("performances", [[pad(60, 0)], [pad(30, 0)], [pad(600, 0)]])
def test_too_little_music_is_said_and_the_picture_is_shown(tmp_path: Path, performances: list[Floats]) -> None:
    found = gathered(tmp_path / "d.npz", *performances)
    assert found.answer.startswith("Too little to judge: ")
    assert re.search(
        r"stretch(es)? of 1.25 s of .*, and a comparison needs 20\. Play|no performance is long enough", found.answer
    )
    text = page.page(found)
    assert "of your playing" in text
    assert "In numbers" not in text
    assert "gives it away" not in text


def test_without_scikit_learn_one_sentence_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(two_sample, "find_spec", lambda name: None)
    found = gathered(tmp_path / "d.npz", *(pad(1500, number) for number in range(5)))
    assert "classifier" not in found.answer
    assert re.match(
        r"It does not play like you: a single number tells .* \d+ times in 100; guessing is 50\.$", found.answer
    )
    text = page.page(found)
    assert text.count("Without a classifier, which needs scikit-learn: ") == 1
    assert "In numbers" in text
    assert "What gives it away" in text


@pytest.mark.parametrize(("block", "taught"), [((500, 2500), False), ((500, 620), True)])
def test_what_is_shown_is_held_out_or_said_not_to_be(tmp_path: Path, block: tuple[int, int], taught: bool) -> None:
    trained = [pad(3000, 0), pad(1000, 1)]
    music = {"training": {"music": held_out.record(trained, [[block], []])}}
    model = tmp_path / "mine.tflite"
    model.write_bytes(random_model.make(8, 1, metadata=json.dumps({"scale": 10, **music})))
    found = report.gather(model, saved(tmp_path / "d.npz", *trained))
    text = page.page(found)
    assert ("The model was trained on this music." in text) is taught
    shown = {event.tobytes() for event in found.you}
    inside = {event.tobytes() for event in trained[0][slice(*block)]}
    assert (shown <= inside) is not taught
    assert ("of held-out music" in found.compared) is not taught


def test_the_command_says_the_answer_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = saved(tmp_path / "d.npz", *(pad(1500, number) for number in range(5)))
    assert cli.main(["report", MODEL, str(file), "-o", str(tmp_path / "x.html")]) == 0
    answer, verdict, details = capsys.readouterr().out.splitlines()
    assert re.match(r"It (does not|plays)", answer)
    assert "it gives what you do next" in verdict or "the probability" in verdict
    assert details == f"details: {tmp_path / 'x.html'}"
