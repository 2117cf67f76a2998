# SPDX-License-Identifier: MIT
"""What `mdrnn dataset` says of a dataset: every number counted again by hand, and a picture that parses."""

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


def test_of_many_performances_the_longest_are_shown_and_the_rest_counted() -> None:
    many = [played(2 + number) for number in range(50)]
    lines = list(survey.table(Dataset(3, many)))
    assert lines[1].split()[0] == "51"
    assert ".. and 20 shorter ones" in "\n".join(lines)


def test_what_spoils_a_model_is_said_before_training() -> None:
    sentences = list(survey.warnings(Dataset(3, [played(10, at_3_0=7.5, at_5_1=1.5)])))
    for said in (
        "there are 10 events, expected 1000 or more",
        "there is one performance",
        "x2 never moves",
        "1 events have values outside 0 to 1",
        "1 waits are over 5 s",
    ):
        assert any(said in sentence for sentence in sentences), said
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
    ElementTree.parse(tmp_path / "mine.svg")


def test_a_performance_is_cut_at_long_pauses_and_no_event_is_lost() -> None:
    events = played(10, at_0_0=99.0, at_4_0=61.0, at_9_0=61.0)
    pieces = dataset.split_at_pauses([events, played(3)], 60.0)
    assert [len(piece) for piece in pieces] == [4, 5, 1, 3]
    np.testing.assert_array_equal(np.concatenate(pieces), np.concatenate([events, played(3)]))
