# SPDX-License-Identifier: MIT
"""[mdrnn~] records logs for datasets, with the exact times of its patch."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pd_patch import Patch, Run

from mdrnn.data import logs, sources

# Frames at 48 kHz, each at a whole number of 1/16 ms, and the player's values.
HAND = [(4800, "0.1 0.2"), (9600, "0.25 1"), (14406, "0 0.5"), (24000, "0.75 0.75"), (24003, "0.5 0.125")]

PATIENCE = 400000.0  # seconds of Pd's time, one or two of ours without DSP: the recorder needs less


def played(
    creation: str, messages: list[tuple[float, str]], external: Path, folder: Path, until: str = "", seconds: float = 2
) -> Run:
    """A patch named test.pd in `folder` that sends each message at its millisecond, and plays HAND from 100 ms on.

    It ends when the info outlet has told the word `until`, and after `seconds` of its own time anyway.
    """
    patch = Patch(dsp=not until)
    tilde = patch.box(f"mdrnn~ {creation}")
    patch.show(tilde, 5, "event")
    patch.show(tilde, 6, "info")
    for milliseconds, message in messages:
        patch.at(milliseconds, message, tilde)
    for frame, values in HAND:
        patch.at(frame / 48, values, tilde)
    if until:
        route, bang, quit_pd = patch.box(f"route {until}"), patch.box("t b"), patch.message("\\; pd quit")
        patch.cord(tilde, 6, route)
        patch.cord(route, 0, bang)
        patch.cord(bang, 0, quit_pd)
    return patch.run(folder, external.parent, seconds=PATIENCE if until else seconds)


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.log"))


def test_a_dataset_of_a_patchs_log_has_the_patchs_own_times(external: Path, model: Path, tmp_path: Path) -> None:
    run = played(
        f"{model} -threshold 0.2 -seed 3", [(50, "record take.log"), (1900, "record 0")], external, tmp_path, "recorded"
    )
    path = tmp_path / "take.log"
    log = logs.read(path)
    assert not run.errors
    assert log.values[log.interface].tolist() == [[float(value) for value in values.split()] for _, values in HAND]
    seconds = (log.microseconds[log.interface] - log.microseconds[0]) / 1e6
    np.testing.assert_allclose(seconds, [(frame - HAND[0][0]) / 48000 for frame, _ in HAND], atol=0.51e-6, rtol=0)
    (performance,) = sources.build([path]).performances
    np.testing.assert_allclose(performance[:, 0], np.diff([frame / 48000 for frame, _ in HAND]), atol=1.001e-6, rtol=0)
    machine = [line.removeprefix("event ") for line in run.printed("event")]
    assert len(machine) > 3
    rows = log.values[~log.interface]
    np.testing.assert_allclose(rows, [[float(x) for x in line.split()] for line in machine[: len(rows)]], rtol=1e-5)
    assert run.printed("info") == [f"record {path}", f"recorded {path}"]


def test_record_1_is_an_automatic_name_in_the_folder_logs(external: Path, model: Path, tmp_path: Path) -> None:
    run = played(
        f"{model} -mode useronly", [(50, "record 1"), (300, "record 1"), (900, "record 0")], external, tmp_path
    )
    found = files(tmp_path)
    assert not run.errors
    assert [path.parent for path in found] == [tmp_path / "logs"] * 2
    assert [logs.dimension_of(path) for path in found] == [3, 3]
    assert [len(logs.read(path).values) for path in found] == [2, 3]


def test_a_patch_that_quits_while_it_records_leaves_every_row(external: Path, model: Path, tmp_path: Path) -> None:
    folder = tmp_path / "übung mit blank"
    folder.mkdir()
    run = played(f"{model} -mode useronly -record mine.log", [], external, folder)
    assert not run.errors
    assert len(logs.read(folder / "mine.log").values) == len(HAND)


def test_names_may_have_blanks_folders_and_any_letters(external: Path, model: Path, tmp_path: Path) -> None:
    run = played(f"{model} -mode useronly", [(50, "record takes/für\\ dich.log")], external, tmp_path)
    assert not run.errors
    assert len(logs.read(tmp_path / "takes" / "für dich.log").values) == len(HAND)


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        ("record old.log", "old.log: exists already, expected a new name"),
        ("record old.log/a.log", "old.log: cannot be created: Not a directory"),
        (
            "record",
            "record: found 0 arguments, expected 1 (a file name, 1 for a new file in the folder logs, or 0 to stop)",
        ),
    ],
)
def test_what_cannot_be_recorded_is_said_once_and_the_music_goes_on(
    message: str, sentence: str, external: Path, model: Path, tmp_path: Path
) -> None:
    (tmp_path / "old.log").write_text("dear")
    run = played(f"{model} -mode polyphony -seed 3", [(50, message)], external, tmp_path, "nothing")
    assert len(run.errors) == 1
    assert run.errors[0].endswith(sentence)
    assert len(run.printed("event")) == len(HAND)
    assert (tmp_path / "old.log").read_text() == "dear"


def test_a_log_goes_on_with_every_row_when_the_next_one_cannot_begin(
    external: Path, model: Path, tmp_path: Path
) -> None:
    (tmp_path / "old.log").write_text("dear")
    messages = [(50, "record take.log"), (250, "record old.log"), (400, "record old.log/a.log"), (900, "record 0")]
    run = played(f"{model} -mode useronly", messages, external, tmp_path, "recorded")
    assert [line.split("/")[-1] for line in run.errors] == [
        "old.log: exists already, expected a new name; the running log goes on",
        "old.log: cannot be created: Not a directory; the running log goes on",
    ]
    log = logs.read(tmp_path / "take.log")
    seconds = (log.microseconds - log.microseconds[0]) / 1e6
    np.testing.assert_allclose(seconds, [(frame - HAND[0][0]) / 48000 for frame, _ in HAND], atol=1.51e-6, rtol=0)
    assert run.printed("info") == [f"record {tmp_path}/take.log", f"recorded {tmp_path}/take.log"]


def test_a_recording_changes_no_event(external: Path, model: Path, tmp_path: Path) -> None:
    silent = played(f"{model} -threshold 0.2 -seed 3", [], external, tmp_path)
    recorded = played(f"{model} -threshold 0.2 -seed 3 -record a.log", [], external, tmp_path)
    assert len(silent.printed("event")) > 5
    assert silent.printed("event") == recorded.printed("event")
