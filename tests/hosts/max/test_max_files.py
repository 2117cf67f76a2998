# SPDX-License-Identifier: MIT
"""Models and logs: where files are searched for, and loading and recording while [mdrnn~] plays."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from max_host import EVENT, INFO, Host

ROOT = Path(__file__).resolve().parents[3]
GOLDEN = ROOT / "tests" / "golden"
SMALL = GOLDEN / "explicit-d3-u5-l2-m2.tflite"


def test_a_missing_model_leaves_the_object_and_its_cords(host: Host) -> None:
    run = host.play("new 1 mdrnn~ nowhere @dim 5", "audio 1", "run 50", "send 1 0.1 0.2 0.3 0.4", "run 50")
    assert run.told("made") == ["5 signal signal signal signal signal signal signal any any"]
    assert run.errors[0] == "error 0 cannot find model 'nowhere': looked next to the patcher and in Max's search path"
    assert "no model" in run.errors[1]
    assert len(run.errors) == 2


def test_a_broken_model_is_refused_with_the_core_s_sentence(host: Host, tmp_path: Path) -> None:
    torn = tmp_path / "torn.tflite"
    torn.write_bytes(SMALL.read_bytes()[:1000])
    run = host.play(f"new 1 mdrnn~ {host.path(torn)}", "run 10")
    assert len(run.errors) == 1
    assert "truncated or damaged" in run.errors[0]


def test_a_model_is_found_in_the_search_path_with_or_without_its_extension(host: Host) -> None:
    run = host.play(
        f"folder {ROOT / 'models'}", "new 1 mdrnn~ mouse-3d-xs", "new 2 mdrnn~ mouse-3d-xs.tflite", "new 3 mdrnn~",
        "send 3 load mouse-3d-xs", "await 3 model", "get 3 model",
    )  # fmt: skip
    assert not run.errors
    assert run.outlet(2 + INFO, 3)[0][1] == f"model {ROOT / 'models' / 'mouse-3d-xs.tflite'}"
    assert run.told("value", 3) == ["model mouse-3d-xs"]


@pytest.mark.parametrize("where", ["at 300 1", "main_at 300 1"])
def test_a_model_comes_in_while_the_other_plays(where: str, host: Host, model: Path, tmp_path: Path) -> None:
    run = host.play(
        f"new 1 mdrnn~ {model} @mode battle @seed 3", "record 1", f"{where} load {SMALL}", "audio 1", "run 400",
        "await 1 model", "run 600", folder=tmp_path,
    )  # fmt: skip
    assert not run.errors
    assert [text for _, text in run.outlet(2 + INFO)] == [f"model {SMALL}"]
    taken = run.outlet(2 + INFO)[0][0]
    events = np.array([time for time, _ in run.outlet(2 + EVENT)])
    assert (events < taken).sum() > 5
    assert (events > taken).sum() > 0


def test_a_synchronous_load_is_there_before_the_next_word(host: Host, model: Path) -> None:
    runs = [
        host.play(
            f"new 1 mdrnn~ {model} @mode battle @seed 3 @synchronous 1", "audio 1", "run 500",
            f"send 1 load {model}", "send 1 step 0.1 0.5 0.5", "send 1 seed 4", "run 500",
        ).lines
        for _ in range(3)
    ]  # fmt: skip
    assert runs[1] == runs[0] == runs[2]
    told = [line.split()[4] for line in runs[0] if line.startswith("outlet 1 6")]
    assert sorted(told) == ["model", "step"]


def test_a_load_that_fails_says_so_and_the_model_from_before_plays_on(host: Host, model: Path, tmp_path: Path) -> None:
    torn = tmp_path / "torn.tflite"
    torn.write_bytes(SMALL.read_bytes()[:1000])
    nine = ROOT / "models" / "knobs-9d-s.tflite"
    run = host.play(
        f"new 1 mdrnn~ {model} @mode battle @seed 3", "audio 1", "run 200", f"send 1 load {host.path(torn)}",
        "await 1 error", "run 200", f"send 1 load {nine}", "await 1 error", "run 200", "send 1 info", "run 10",
    )  # fmt: skip
    assert len(run.errors) == 2
    assert "truncated or damaged" in run.errors[0]
    assert "9" in run.errors[1]
    assert run.info()["model"] == str(model)
    assert int(run.info()["machine_events"]) > 20


@pytest.mark.parametrize("word", ["read", "open"])
def test_read_without_a_name_asks_by_a_dialog_outside_of_the_message(word: str, host: Host, model: Path) -> None:
    run = host.play(
        f"new 1 mdrnn~ {model}", f"send 1 {word}", "run 5", f"choice {SMALL}", f"send 1 {word}", "get 1 model",
        "run 5", "await 1 model", "get 1 model",
    )  # fmt: skip
    assert not run.errors
    assert run.told("value") == [f"model {model}", f"model {SMALL}"]
    assert [text for _, text in run.outlet(2 + INFO)] == [f"model {SMALL}"]


def test_a_file_that_is_dropped_on_the_box_is_loaded(host: Host, model: Path) -> None:
    run = host.play(f"new 1 mdrnn~ {model}", f"drop 1 {SMALL}", "await 1 model")
    assert run.told("dropped") == ["1"]
    assert [text for _, text in run.outlet(2 + INFO)] == [f"model {SMALL}"]


def test_reload_takes_the_same_file_once_more(host: Host, model: Path) -> None:
    run = host.play("new 2 mdrnn~ @dim 3", "send 2 reload", f"new 1 mdrnn~ {model}", "send 1 reload", "await 1 model")
    assert run.errors == ["error 2 reload: no model has been loaded yet, expected 'load FILE' first"]
    assert [text for _, text in run.outlet(2 + INFO)] == [f"model {model}"]


@pytest.mark.parametrize("audio", ["audio 0", "audio 1"])
@pytest.mark.parametrize("failing", ["torn", "nowhere"])
def test_after_a_load_that_failed_reload_and_the_attribute_mean_what_plays(
    failing: str, audio: str, host: Host, tmp_path: Path
) -> None:
    (tmp_path / "torn.tflite").write_bytes(SMALL.read_bytes()[:1000])
    run = host.play(
        f"folder {GOLDEN}", f"folder {tmp_path}", f"new 1 mdrnn~ {SMALL.stem} @mode battle", audio,
        f"send 1 load {failing}", "await 1 error", "run 10", "get 1 model", "saved 1", "send 1 reload", "await 1 model",
        "get 1 model",
    )  # fmt: skip
    assert len(run.errors) == 1
    assert run.told("value") == [f"model {SMALL.stem}"] * 2
    assert f"model {SMALL.stem}" in run.told("saved")
    assert [text for _, text in run.outlet(2 + INFO)] == [f"model {SMALL}"]


def test_a_file_that_is_not_found_takes_nothing_back(host: Host, model: Path) -> None:
    run = host.play(
        f"new 1 mdrnn~ {model}", f"send 1 load {SMALL}", "send 1 load nowhere", "await 1 model", "get 1 model",
    )  # fmt: skip
    assert len(run.errors) == 1
    assert run.told("value") == [f"model {SMALL}"]


def test_reload_finds_a_model_that_was_missing_when_the_patcher_opened(host: Host, tmp_path: Path) -> None:
    mine = tmp_path / "mine.tflite"
    run = host.play(
        f"folder {tmp_path}", "new 1 mdrnn~ mine @dim 3", "get 1 model", "saved 1", "send 1 reload", "run 5"
    )
    assert run.told("value") == ["model mine"]
    assert run.told("saved") == ["model mine"]
    mine.write_bytes(SMALL.read_bytes())
    torn = tmp_path / "torn.tflite"
    torn.write_bytes(SMALL.read_bytes()[:1000])
    run = host.play(
        f"folder {tmp_path}", "new 1 mdrnn~ torn @dim 3", "send 1 load mine", "await 1 model", "get 1 model"
    )
    assert run.told("value") == ["model mine"]


def test_an_object_can_be_freed_while_a_model_is_under_way(host: Host, model: Path) -> None:
    script = []
    for number in range(1, 20):
        script += [
            f"new {number} mdrnn~ {model} @mode battle @seed 3",
            "audio 1",
            f"send {number} load {SMALL}",
            "run 3",
        ]
        script += [f"send {number} read", f"free {number}", "run 3"]
    run = host.play(*script)
    assert not run.errors


@pytest.mark.parametrize("audio", ["audio 0", "audio 1"])
def test_a_log_is_written_beside_the_patcher_and_told_of(audio: str, host: Host, model: Path, tmp_path: Path) -> None:
    run = host.play(
        f"patcher {host.path(tmp_path / 'my.maxpat')}", f"new 1 mdrnn~ {model} @mode battle @seed 3", audio, "run 10",
        "send 1 record take.log", "await 1 record", "run 300", "send 1 record 0", "await 1 recorded",
    )  # fmt: skip
    assert not run.errors
    told = [text for _, text in run.outlet(2 + INFO)]
    take = str(tmp_path / "take.log")
    assert [text.split(" ", 1)[0] for text in told] == ["record", "recorded"]
    assert all(text.endswith(take) for text in told)
    rows = (tmp_path / "take.log").read_text().splitlines()
    assert len(rows) > 5
    assert all(row.split(",")[1] == "rnn" for row in rows)


def test_a_log_goes_on_when_the_next_one_cannot_begin(host: Host, model: Path, tmp_path: Path) -> None:
    (tmp_path / "old.log").write_text("dear")
    run = host.play(
        f"patcher {host.path(tmp_path / 'my.maxpat')}", f"new 1 mdrnn~ {model} @mode battle @seed 3", "audio 1",
        "run 10", "send 1 record take.log", "await 1 record", "run 300", "send 1 record old.log", "run 300",
        "send 1 record 0", "await 1 recorded",
    )  # fmt: skip
    (error,) = run.errors
    assert error.endswith("old.log: exists already, expected a new name; the running log goes on")
    told = [(time, text.split(" ", 1)[0]) for time, text in run.outlet(2 + INFO)]
    assert [word for _, word in told] == ["record", "recorded"]
    rows = (tmp_path / "take.log").read_text().splitlines()
    played = [time for time, _ in run.outlet(2 + EVENT)]
    assert len(rows) > sum(time < told[0][0] + 300 for time in played)
    assert (tmp_path / "old.log").read_text() == "dear"


def test_record_1_makes_a_new_file_in_the_folder_logs(host: Host, model: Path, tmp_path: Path) -> None:
    run = host.play(
        f"patcher Macintosh HD:{tmp_path}/my.maxpat", f"new 1 mdrnn~ {model} @mode battle @seed 3", "audio 1",
        "send 1 record 1", "await 1 record", "run 300", "send 1 record 0", "await 1 recorded",
    )  # fmt: skip
    assert not run.errors
    (log,) = (tmp_path / "logs").glob("*-3d-mdrnn.log")
    assert run.outlet(2 + INFO)[-1][1] == f"recorded {log}"
