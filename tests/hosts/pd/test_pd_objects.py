# SPDX-License-Identifier: MIT
"""[mdrnn~] as an object: it is created even if the model fails, keeps its cords, and exports only its setup."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from pd_patch import EVENT, INFO, Patch

BROKEN = {"missing": None, "empty": b"", "text": b"these are not weights", "torn": "half of a real one"}


@pytest.mark.parametrize("kind", BROKEN)
def test_without_a_readable_model_the_object_stays_with_its_cords(
    kind: str, external: Path, model: Path, tmp_path: Path
) -> None:
    content = model.read_bytes()[: model.stat().st_size // 2] if kind == "torn" else BROKEN[kind]
    if content is not None:
        (tmp_path / "gone.tflite").write_bytes(content)  # type: ignore[arg-type]
    patch = Patch()
    tilde = patch.box("mdrnn~ gone -mode battle -dim 4")
    for outlet in range(6):
        patch.record(tilde, outlet)
    patch.show(tilde, 3 + EVENT, "event")
    patch.show(tilde, 3 + INFO, "info")
    patch.at(1, "info", tilde)
    run = patch.run(tmp_path, external.parent)
    assert len(run.errors) == 1
    assert "gone" in run.errors[0]
    assert "dimension 4" in run.printed("info")
    assert not run.signals.any()


@pytest.mark.parametrize("arguments", ["", "gone"])
def test_with_neither_model_nor_dimension_there_are_two_values(arguments: str, external: Path, tmp_path: Path) -> None:
    patch = Patch()
    tilde = patch.box(f"mdrnn~ {arguments}")
    patch.record(tilde, 1)
    patch.show(tilde, 2 + INFO, "info")
    patch.at(1, "info", tilde)
    run = patch.run(tmp_path, external.parent)
    assert "dimension 3" in run.printed("info")
    assert sum("no model and no -dim" in line for line in run.lines) == 1
    assert len(run.errors) == (1 if arguments else 0)


def test_the_model_of_the_creation_argument_gives_the_outlets(
    external: Path, other_model: Path, tmp_path: Path
) -> None:
    patch = Patch()
    tilde = patch.box(f"mdrnn~ {other_model} -mode battle")
    patch.record(tilde, 0)
    patch.show(tilde, 1 + EVENT, "event")
    patch.show(tilde, 1 + INFO, "info")
    patch.at(1, "info", tilde)
    run = patch.run(tmp_path, external.parent)
    assert "dimension 2" in run.printed("info")
    assert not run.errors


def test_a_dimension_that_the_model_has_not_is_an_error_in_a_sentence(
    external: Path, other_model: Path, tmp_path: Path
) -> None:
    patch = Patch()
    tilde = patch.box(f"mdrnn~ {other_model} -dim 3 -mode battle")
    patch.record(tilde, 1)
    run = patch.run(tmp_path, external.parent)
    assert len(run.errors) == 1
    assert "dimension" in run.errors[0]


@pytest.mark.parametrize(
    "name", ["here", "here.tflite", "sub/here", "with\\ blanks", "declared", "searched", "absolute"]
)
def test_a_model_is_found_where_pd_looks(name: str, external: Path, model: Path, tmp_path: Path) -> None:
    for folder in ("sub", "declared", "searched", "elsewhere"):
        (tmp_path / folder).mkdir()
    places = ["here", "sub/here", "with blanks", "declared/declared", "searched/searched", "elsewhere/absolute"]
    for place in places:
        shutil.copy(model, tmp_path / f"{place}.tflite")
    patch = Patch()
    patch.box("declare -path declared")
    patch.boxes[0] = f"#X declare -path declared;\n{patch.boxes[0]}"
    given = str(tmp_path / "elsewhere" / "absolute") if name == "absolute" else name
    tilde = patch.box(f"mdrnn~ {given} -mode battle -dim 3")
    patch.show(tilde, 2 + EVENT, "event")
    run = patch.run(tmp_path, external.parent, tmp_path / "searched", frames=24000)
    assert not run.errors
    assert run.printed("event")


def test_objects_come_and_go_while_dsp_runs(external: Path, model: Path, tmp_path: Path) -> None:
    patch = Patch()
    child = patch.box("")
    patch.boxes[child] = "#N canvas 0 0 450 300 child 0;\n#X restore 10 10 pd child;"
    make = patch.message(f"\\; pd-child obj 10 10 mdrnn~ {model} -mode battle \\; pd-child obj 10 50 mdrnn~ gone")
    clear = patch.message("\\; pd-child clear")
    metro, turns = patch.box("metro 5"), patch.box("t b b")
    patch.cord(metro, 0, turns)
    patch.cord(turns, 0, make)
    patch.cord(turns, 1, clear)
    patch.at(0, "1", metro)
    run = patch.run(tmp_path, external.parent, frames=24000)
    assert len(run.errors) > 50
    assert all("gone" in error for error in run.errors)


def test_the_external_exports_its_setup_and_needs_nothing_but_libc(external: Path) -> None:
    if shutil.which("nm") is None or shutil.which("objdump") is None:
        pytest.skip("binutils are not installed")
    symbols = subprocess.run(["nm", "-D", "--defined-only", external], capture_output=True, text=True, check=True)
    assert [line.split()[-1] for line in symbols.stdout.splitlines()] == ["mdrnn_tilde_setup"]
    headers = subprocess.run(["objdump", "-p", external], capture_output=True, text=True, check=True).stdout
    needed = {line.split()[1].split(".so")[0] for line in headers.splitlines() if "NEEDED" in line}
    assert needed <= {"libc", "libm", "libdl", "libpthread", "ld-linux-x86-64", "ld-linux-aarch64"}


def test_an_event_that_leads_back_without_end_is_stopped_with_a_sentence(
    external: Path, model: Path, tmp_path: Path
) -> None:
    patch = Patch(dsp=False)
    tilde, route = patch.box(f"mdrnn~ {model} -mode useronly -thru 1"), patch.box("route event")
    patch.cord(tilde, 2 + EVENT, route)
    patch.cord(route, 0, tilde)
    patch.show(tilde, 2 + INFO, "info")
    patch.at(1, "0.2 0.8", tilde)
    patch.at(2, "info", tilde)
    run = patch.run(tmp_path, external.parent)
    assert len(run.errors) == 1
    assert "came back into the object 32 times in a row" in run.errors[0]
    assert "player_events 33" in run.printed("info")


def test_an_event_that_leads_back_into_the_object_is_heard(external: Path, model: Path, tmp_path: Path) -> None:
    patch = Patch(dsp=False)
    tilde, route = patch.box(f"mdrnn~ {model} -mode polyphony -seed 3"), patch.box("route event")
    patch.cord(tilde, 2 + EVENT, route)
    patch.cord(route, 0, tilde)
    patch.show(tilde, 2 + INFO, "info")
    patch.at(1, "0.2 0.8", tilde)
    patch.at(900, "info", tilde)
    run = patch.run(tmp_path, external.parent, frames=48000)
    told = dict(line.split(" ", 1) for line in run.printed("info"))
    assert not run.errors
    assert int(told["player_events"]) == int(told["machine_events"]) + 1 > 5
    assert np.isfinite(run.signals).all()
