# SPDX-License-Identifier: MIT
"""What `mdrnn dataset` says of a dataset: every number counted again by hand, and a picture that parses."""

import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import numpy as np
import pytest

from mdrnn import cli
from mdrnn.data import dataset, survey
from mdrnn.data.dataset import Dataset


def played(events: int, **changes: float) -> np.ndarray:
    """x1 goes up, x2 rests at 0.5."""
    rows = np.column_stack([np.full(events, 0.1), np.linspace(0.2, 0.9, events), np.full(events, 0.5)])
    for cell, value in changes.items():
        _, row, column = cell.split("_")
        rows[int(row), int(column)] = value
    return rows


def test_the_table_counts_events_seconds_pauses_and_what_is_out_of_range() -> None:
    odd = played(10, at_3_0=7.5, at_5_1=1.5, at_6_1=-0.25)
    lines = list(survey.table(Dataset(3, [played(100), odd], ["one.log", "two.log"])))
    first, second = (line.split() for line in lines[1:3])
    assert first == ["100", "10.0", "0.10", "0", "0", "one.log:", "0.20-0.90", "0.50", "still"]
    assert second == ["10", "8.4", "7.50", "1", "2", "two.log:", "-0.25-1.50", "0.50", "still"]
    x1, x2 = (line.split() for line in lines[4:6])
    assert (x1[0], x1[1], x1[2], x1[4]) == ("x1", "-0.250", "1.500", "100.0%")
    assert x2 == ["x2", "0.500", "0.500", "0.500", "0.0%"]


def test_the_steps_of_the_values_are_one_line() -> None:
    knob, pad = np.arange(2000) % 128 / 127, np.arange(2000) % 129 / 128
    free = np.random.default_rng(0).random(2000)
    waits = np.full(2000, 0.1)
    alike = Dataset(3, [np.column_stack([waits, knob, knob])])
    assert survey.steps(alike) == "values come in steps of 1/127"
    mixed = Dataset(5, [np.column_stack([waits, knob, pad, knob, free])], values=["a", "b", "c", "d"])
    assert survey.steps(mixed) == "values come in steps of 1/128 (b), of 1/127 (a, c); no steps found in d"
    assert survey.steps(Dataset(3, [played(5)])) == "no steps found in the values"


def test_of_many_performances_the_longest_are_shown_and_the_rest_counted() -> None:
    many = [played(2 + number) for number in range(50)]
    lines = list(survey.table(Dataset(3, many)))
    assert lines[1].split()[0] == "51"
    assert ".. and 20 shorter ones" in "\n".join(lines)


def test_what_spoils_a_model_is_said_before_training() -> None:
    sentences = list(survey.warnings(Dataset(3, [played(10, at_3_0=7.5, at_5_1=1.5)])))
    for said in (
        "there are 10 events: a model learns little from fewer than 1000, play for longer",
        "x2 never moves",
        "1 event has values outside 0 to 1",
        "1 wait is over 5 s",
    ):
        assert any(said in sentence for sentence in sentences), said
    one = Dataset(2, [played(1)[:, :2]])
    assert next(survey.warnings(one)).startswith("there is 1 event: a model learns")
    assert "1 performance, 1 event, " in survey.summary(one)
    still = np.full((600, 3), 0.5)
    (said,) = survey.warnings(Dataset(3, [still, still]))
    assert said == "x1, x2 never move: are those controls connected?"
    assert list(survey.warnings(Dataset(3, [still, still / 2]))) == []  # a control that was set between two parts
    moving = played(2000)
    moving[:, 2] = moving[:, 1]
    assert list(survey.warnings(Dataset(3, [moving, moving]))) == []


def test_the_picture_shows_the_extremes_of_every_value() -> None:
    values = np.full(100_000, 0.5)
    values[55_555], values[77_777] = 0.0, 1.0  # single events that thinning out must not lose
    rows = np.column_stack([np.full(100_000, 0.01), values])
    root = ElementTree.fromstring(survey.picture(Dataset(2, [rows])))
    (line,) = root.iter("{http://www.w3.org/2000/svg}polyline")
    heights = [float(point.split(",")[1]) for point in line.attrib["points"].split()]
    assert (min(heights), max(heights)) == (0.0, 110.0)
    assert len(heights) <= 2 * survey.COLUMNS


def test_names_from_outside_cannot_break_the_picture() -> None:
    text = survey.picture(Dataset(2, [played(50)[:, :2]], ["<b>&.log"]))
    ElementTree.fromstring(text)


def test_a_dataset_can_be_looked_at_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.npz"
    dataset.save(path, Dataset(3, [played(100)], ["one.log"]))
    before = path.read_bytes()
    assert cli.main(["dataset", str(path)]) == 0
    assert "one.log: 0.20-0.90" in capsys.readouterr().out
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["mine.npz"]
    assert cli.main(["dataset", str(path), "--picture", str(tmp_path / "mine.svg")]) == 0
    ElementTree.parse(tmp_path / "mine.svg")


def test_the_last_line_says_what_to_do_next(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "my take.npz"
    dataset.save(path, Dataset(3, [played(1500)], ["one.log"]))
    assert cli.main(["dataset", str(path)]) == 0
    *_, facts, last = capsys.readouterr().out.splitlines()
    assert facts == f"{path}: dimension 3, 1 performance, 1,500 events, 150.0 s"
    assert last == f"train a model on it: mdrnn train '{path}'"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--value-range", "0", "127"], "--value-range makes another dataset: name it with -o"),
        (["--names", "a,b"], "--names makes another dataset: name it with -o"),
        (["--include-rnn"], "so --include-rnn cannot work"),
        (["-d", "4"], "1 log of dimension 3, none of 4"),
    ],
)
def test_no_option_is_ignored_where_a_dataset_is_only_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], sentence: str
) -> None:
    path = tmp_path / "mine.npz"
    dataset.save(path, Dataset(3, [played(100)], ["one.log"]))
    assert cli.main(["dataset", str(path), *options]) == 1
    assert sentence in capsys.readouterr().err


def test_a_dataset_gets_names_and_another_range_under_a_new_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, other, out = tmp_path / "mine.npz", tmp_path / "other.npz", tmp_path / "out.npz"
    dataset.save(path, Dataset(3, [played(100)], ["one.log"]))
    dataset.save(other, Dataset(3, [played(50)], ["two.log"]))
    given = ["dataset", str(path), str(other), "-o", str(out), "--value-range", "0", "2", "--names", "pitch,bend"]
    assert cli.main(given) == 0
    built = dataset.load(out)
    assert (built.names, built.titles) == (["one.log", "two.log"], ["pitch", "bend"])
    np.testing.assert_array_equal(built.performances[0][:, 1:], played(100)[:, 1:] / 2)
    shown = capsys.readouterr().out
    assert "   pitch     0.100" in shown
    assert "pitch, event by event" in out.with_suffix(".svg").read_text()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems want file names that are text")
def test_a_file_name_that_is_no_text_is_read(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path)
    stamps = "".join(f"2026-01-31T12:00:{second:02d},interface,0.{second}\n" for second in range(10))
    with open(folder + b"/take \xff.log", "w") as file:
        file.write(stamps + "rubbish\n")
    command = [sys.executable, "-m", "mdrnn", "dataset", b"take \xff.log", "-o"]
    for out in (b"out.npz", b"out \xfe.npz"):
        done = subprocess.run([*command, out], cwd=tmp_path, capture_output=True)
        assert (done.returncode, b"Traceback" in done.stderr) == (0, False), done.stderr
        assert b"take \\udcff.log" in done.stdout
    assert dataset.load(tmp_path / os.fsdecode(b"out \xfe.npz")).events == 9


def test_takes_that_are_too_short_to_judge_by_are_named() -> None:
    (sentence,) = survey.warnings(Dataset(2, [played(2000)[:, :2], played(3)[:, :2]], ["long.log", "tiny.log"]))
    assert sentence == (
        "1 performance is shorter than 100 events: a model is trained on it but never judged by it: tiny.log (3)"
    )
    many = [played(2000)[:, :2], *[played(20 + number)[:, :2] for number in range(7)]]
    (sentence,) = survey.warnings(Dataset(2, many))
    assert sentence.startswith("7 performances are shorter than 100 events: a model is trained on them but never")
    assert sentence.endswith(
        "performance 2 (20), performance 3 (21), performance 4 (22), performance 5 (23), performance 6 (24), 2 more"
    )
    assert not list(survey.warnings(Dataset(2, [played(99)[:, :2]] * 50)))


def test_a_performance_is_cut_at_long_pauses_and_no_event_is_lost() -> None:
    events = played(10, at_0_0=99.0, at_4_0=61.0, at_9_0=61.0)
    pieces = dataset.split_at_pauses([events, played(3)], 60.0)
    assert [len(piece) for piece in pieces] == [4, 5, 1, 3]
    np.testing.assert_array_equal(np.concatenate(pieces), np.concatenate([events, played(3)]))
