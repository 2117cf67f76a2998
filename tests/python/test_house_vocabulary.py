# SPDX-License-Identifier: MIT
"""One word per concept: the table in ARCHITECTURE.md is used on every surface, cell by cell."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

import mdrnn
from mdrnn.playing import osc_protocol

COLUMNS = ["concept", "C", "Python", "Pd, Max", "OSC"]
MODEL = "tests/golden/explicit-d3-u5-l2-m2.tflite"


@dataclass(frozen=True)
class Row:
    concept: str
    c: list[str]
    python: list[str]
    pd: list[str]
    osc: list[str]


def words(cell: str) -> list[str]:
    """What can be used of a cell; nothing where it begins with a dash."""
    return [] if cell.startswith("-") else re.findall(r"`([^`]+)`", cell)


def read_table() -> list[Row]:
    lines = (Path(__file__).resolve().parents[2] / "ARCHITECTURE.md").read_text().splitlines()
    split = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines if line.startswith("|")]
    start = next(i for i, cells in enumerate(split) if [cell.strip() for cell in cells] == COLUMNS)
    rows = [cells for cells in split[start + 2 :] if len(cells) == len(COLUMNS)]
    return [Row(concept, *map(words, cells)) for concept, *cells in rows]


def read_contract(root: Path) -> str:
    """The C headers, one after the other."""
    return "".join(path.read_text() for path in sorted((root / "native" / "include" / "mdrnn").glob("*.h")))


ROWS = read_table()
CONCEPTS = [row.concept for row in ROWS]


def used(column: str) -> set[str]:
    """The names in a column, without their arguments."""
    return {re.split(r"[ (]", word)[0] for row in ROWS for word in getattr(row, column)}


@pytest.mark.parametrize("row", ROWS, ids=CONCEPTS)
def test_the_contract_knows_the_row(row: Row, root: Path) -> None:
    without_comments = re.sub(r"/\*.*?\*/", "", read_contract(root), flags=re.DOTALL)
    for word in row.c:
        expected = rf"\b{word}\(" if word.islower() else rf"^  {word}\b"
        assert re.search(expected, without_comments, re.MULTILINE), f"no header has {word}"


@pytest.mark.parametrize("row", ROWS, ids=CONCEPTS)
def test_python_knows_the_row(row: Row, root: Path) -> None:
    path = root / MODEL
    for statement in row.python:
        names = {"path": path, "predictor": mdrnn.Predictor(path), "performer": mdrnn.Performer(path)}
        exec(statement, names)


@pytest.mark.parametrize("row", ROWS, ids=CONCEPTS)
def test_osc_knows_the_row(row: Row) -> None:
    outputs = {name: address for address, aliases, *_ in osc_protocol.OUTPUTS for name in (address, *aliases)}
    if not row.osc:
        return
    own, *aliases = row.osc
    if own in outputs and own not in {word.address for word in osc_protocol.WORDS}:
        assert {outputs[alias] for alias in aliases} == {own}
    else:
        word = osc_protocol.find(own)
        assert (word.address, set(word.aliases)) == (own, set(aliases))


def test_pd_takes_every_word_of_the_table(root: Path, tmp_path: Path) -> None:
    messages = [word for row in ROWS for word in row.pd]
    assert len(messages) > 15
    assert complaints(root, tmp_path, messages) == []


def test_pd_complains_of_a_word_that_is_not_in_the_table(root: Path, tmp_path: Path) -> None:
    assert len(complaints(root, tmp_path, ["reset", "forget"])) == 1


def complaints(root: Path, folder: Path, messages: list[str]) -> list[str]:
    """What the real Pd says against messages to an [mdrnn~] with a model."""
    if shutil.which("pd") is None:
        pytest.skip("Pd is not installed (Debian: puredata-core)")
    build = Path(os.environ.get("MDRNN_BUILD_DIR", root / "build"))
    found = [path for path in build.rglob("mdrnn~.pd_linux") if "pd-asan" not in path.parts]  # of scripts/fuzz
    external = max(found, key=lambda path: path.stat().st_mtime, default=None)
    if external is None:
        pytest.skip(f"no mdrnn~.pd_linux in {build.name}: cmake --build it, or set MDRNN_BUILD_DIR")
    shutil.copy(root / MODEL, folder / "model.tflite")
    boxes = ["obj 10 10 loadbang", "obj 10 40 mdrnn~ model.tflite", "msg 10 70 \\; pd quit"]
    boxes += [f"msg 10 {100 + 30 * i} {message}" for i, message in enumerate(messages)]
    sent = [f"#X connect 0 0 {3 + i} 0;\n#X connect {3 + i} 0 1 0;" for i in range(len(messages))]
    lines = ["#N canvas 0 0 400 400 12;", *(f"#X {box};" for box in boxes), *sent, "#X connect 0 0 2 0;"]
    (folder / "words.pd").write_text("\n".join(lines) + "\n")
    options = ["-batch", "-noaudio", "-nomidi", "-stderr", "-noprefs", "-nostdpath"]
    command = ["pd", *options, "-path", str(external.parent.resolve()), "-open", "words.pd"]
    console = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=True).stderr
    return [line for line in console.splitlines() if line.startswith("error:") or "couldn't create" in line]


def test_max_takes_every_word_of_the_table(root: Path, tmp_path: Path) -> None:
    messages = [word for row in ROWS for word in row.pd]
    assert complaints_in_max(root, tmp_path, messages) == []
    assert len(complaints_in_max(root, tmp_path, ["reset", "forget"])) == 1


def complaints_in_max(root: Path, folder: Path, messages: list[str]) -> list[str]:
    """What the tests' own Max says against messages to an [mdrnn~] with a model."""
    build = Path(os.environ.get("MDRNN_BUILD_DIR", root / "build"))
    found = [sorted(build.rglob(name)) for name in ("play_script", "mdrnn~.max_test")]
    if not all(found):
        pytest.skip(f"no [mdrnn~] for Max in {build.name}: cmake -DMDRNN_MAX=ON, or set MDRNN_BUILD_DIR")
    shutil.copy(root / MODEL, folder / "model.tflite")
    script = [f"folder {folder}", f"patcher {folder / 'words.maxpat'}", "new 1 mdrnn~ model"]
    script += [line for message in messages for line in (f"send 1 {message}", "run 1")]
    command = [str(paths[-1]) for paths in found]
    sent = "\n".join(script) + "\n"
    result = subprocess.run(command, input=sent, capture_output=True, text=True, timeout=60, check=True)
    return [line for line in result.stdout.splitlines() if line.startswith("error")]


# ---- nothing is missing ---------------------------------------------------------------------------------------------


def test_every_parameter_of_the_core_is_a_row() -> None:
    for name, parameter in mdrnn.PARAMETERS.items():
        assert f"MDRNN_{name.upper()}" in used("c")
        assert name in used("pd")
        assert not parameter.alias or parameter.alias in used("pd")


def test_every_function_that_a_host_plays_with_is_in_the_table(root: Path) -> None:
    functions = set(re.findall(r"^MDRNN_API .*?(mdrnn_\w+)\(", read_contract(root), re.MULTILINE))
    housekeeping = {"create", "destroy", "version", "now", "set_rate", "find_parameter", "mode_name", "find_mode"}
    housekeeping |= {"mixture_size", "state_size"}
    assert len(functions) > 20
    assert functions - {f"mdrnn_{name}" for name in housekeeping} <= used("c")


def test_every_word_of_osc_is_a_row() -> None:
    inputs = {address for word in osc_protocol.WORDS for address in word.addresses}
    assert inputs <= used("osc")


def test_every_public_attribute_of_a_performer_and_a_predictor_is_a_row() -> None:
    beside = {"now", "get", "generate", "load"}  # now and get mirror rows, generate is many steps
    for own in (mdrnn.Performer, mdrnn.Predictor):
        public = {name for name in vars(own) if not name.startswith("_")}
        assert len(public) > 8
        assert public - beside <= {name.split(".")[-1] for name in used("python")}
