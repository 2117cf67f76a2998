# SPDX-License-Identifier: MIT
"""The wheels for small boards, in Debian's Python of those processors: the same music, and answers over OSC."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import socket
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import numpy.typing as npt
import pytest
from boards import ROOT, TARGETS, Board, board_of, wheel_of
from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import OscMessageBuilder

HERE = Path(__file__).parent
MODEL = ROOT / "models" / "mouse-3d-xs.tflite"
FLOAT32_MODELS = [
    MODEL,
    *(ROOT / "tests" / "golden" / f"{name}.tflite" for name in ("explicit-d3-u5-l2-m2", "while-d3-u5-l1-m2")),
]
PATIENCE = 60.0  # seconds; QEMU is slow
BRANCH = re.compile(r"b$|b\.|cbn?z|tbn?z|bl|br|ret")
LIBC = {"libc", "libm", "libdl", "libpthread", "ld-linux-aarch64", "ld-linux-armhf"}


@pytest.fixture(scope="module", params=TARGETS)
def board(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Board:
    return board_of(TARGETS[request.param], tmp_path_factory.mktemp(request.param))


# ---- the files ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=TARGETS)
def wheel(request: pytest.FixtureRequest) -> Path:
    return wheel_of(TARGETS[request.param])


def contents(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_wheel_records_every_file_it_holds(wheel: Path) -> None:
    files = contents(wheel)
    (record,) = (name for name in files if name.endswith("/RECORD"))
    rows = [line.split(",") for line in files.pop(record).decode().splitlines()]
    assert rows.pop() == [record, "", ""]
    for name, digest, size in rows:
        content = files.pop(name)
        expected = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        assert (digest, int(size)) == (f"sha256={expected}", len(content))
    assert files == {}


def test_a_wheel_says_in_its_name_and_inside_what_it_is_for(wheel: Path) -> None:
    files = contents(wheel)
    (about,) = (content.decode() for name, content in files.items() if name.endswith("/WHEEL"))
    tag = "-".join(wheel.stem.split("-")[-3:])
    assert f"\nTag: {tag}\n" in about
    modules = {name for name in files if name.endswith(".so")}
    python, _, platform = tag.split("-")
    machine = platform.removeprefix("manylinux_2_28_").removesuffix("v7l")
    assert {re.sub(r"\..*", "", name) for name in modules} == {"mdrnn/_core", "mdrnn/_logs", "mdrnn/_bench"}
    assert all(f".cpython-{python[2:]}-{machine}-linux-" in name for name in modules)


def test_a_wheel_needs_glibc_2_28_at_most_and_nothing_else_and_is_stripped(wheel: Path, tmp_path: Path) -> None:
    if shutil.which("readelf") is None:
        pytest.skip("readelf is not installed (Debian: binutils)")
    for name, content in contents(wheel).items():
        if not name.endswith(".so"):
            continue
        module = tmp_path / "module.so"
        module.write_bytes(content)
        command = ["readelf", "-W", "--version-info", "--dynamic", "--sections", module]
        read = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        versions = {tuple(map(int, number.split("."))) for number in re.findall(r"GLIBC_([\d.]+)", read)}
        needed = {library.split(".so")[0] for library in re.findall(r"\(NEEDED\).*\[(.+)\]", read)}
        assert versions, name
        assert max(versions) <= (2, 28), name
        assert "libc" in needed <= LIBC, name
        assert not re.search(r"\s\.(symtab|debug_\w+)\s", read), name


Instruction = tuple[int, str, str]  # address, name, operands


def loops(listing: str) -> Iterator[list[Instruction]]:
    """The bodies of loops without inner branches, in objdump's listing."""
    rows = [
        (int(address, 16), name, operands)
        for address, name, operands in re.findall(r"^\s*([0-9a-f]+):\s+(\S+)\s*(.*)$", listing, re.MULTILINE)
    ]
    places = {address: place for place, (address, _, _) in enumerate(rows)}
    for end, (address, name, operands) in enumerate(rows):
        target = re.search(r"\b([0-9a-f]+) <", operands)
        if not BRANCH.match(name) or not target or int(target[1], 16) >= address:
            continue
        body = rows[places.get(int(target[1], 16), end) : end]
        if body and not any(BRANCH.match(inside) for _, inside, _ in body):
            yield body


def test_the_inner_loops_for_arm64_are_fused_multiply_adds_over_full_vectors(tmp_path: Path) -> None:
    objdump = shutil.which("aarch64-linux-gnu-objdump")
    if objdump is None:
        pytest.skip("objdump for arm64 is not installed (Debian: binutils-aarch64-linux-gnu)")
    (core,) = (content for name, content in contents(wheel_of(TARGETS["arm64"])).items() if "/_core.cpython-" in name)
    module = tmp_path / "core.so"
    module.write_bytes(core)
    command = [objdump, "--disassemble", "--no-show-raw-insn", module]
    listing = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    fused = [body for body in loops(listing) if any(name == "fmla" and ".4s" in operands for _, name, operands in body)]
    kernels = [body for body in fused if sum(name == "fmla" for _, name, _ in body) >= 8]
    assert len(kernels) >= 6
    assert max(sum(name == "fmla" for _, name, _ in body) / len(body) for body in kernels) > 0.5
    assert not any(name in {"fmadd", "fmul"} and operands[0] == "s" for body in kernels for _, name, operands in body)


@pytest.fixture(scope="module")
def packager(as_module: Callable[[Path], ModuleType]) -> ModuleType:
    """scripts/package/wheel as a module."""
    return as_module(ROOT / "scripts" / "package" / "wheel")


def test_the_same_files_make_the_same_wheel(wheel: Path, packager: ModuleType, tmp_path: Path) -> None:
    """scripts/package/wheel --twice tests that the compiler makes the same modules."""
    modules = {name: content for name, content in contents(wheel).items() if name.endswith(".so")}
    made = []
    for folder in (tmp_path / "once", tmp_path / "again"):
        name, files = packager.assemble(wheel, modules, wheel.stem.split("-")[-1])
        packager.pack(folder / name, files)
        made.append((folder / name).read_bytes())
    assert name == wheel.name
    assert made[0] == made[1]


# ---- in the other Python --------------------------------------------------------------------------------------------


def played(text: str) -> tuple[str, npt.NDArray[np.float64]]:
    """The processor and the numbers that play.py prints."""
    first, *rows = text.splitlines()
    return first.split()[0], np.array([[float.fromhex(number) for number in row.split()] for row in rows])


@pytest.mark.parametrize(("precision", "tolerance"), [("float32", 1e-5), ("bfloat16", 1e-5), ("int8", 1e-3)])
def test_a_board_plays_the_same_as_this_machine(board: Board, precision: str, tolerance: float) -> None:
    here = subprocess.run(
        [sys.executable, HERE / "play.py", MODEL, precision], capture_output=True, text=True, check=True
    ).stdout
    machine, ours = played(here)
    other, theirs = played(board.run(HERE / "play.py", MODEL, precision))
    assert other != machine
    assert ours.shape == theirs.shape == (200, 35 + 3)
    assert np.abs(ours - theirs).max() <= tolerance
    assert np.ptp(ours[:, -2:]) > 0.1


def test_on_a_board_the_core_agrees_with_tflites_interpreter(board: Board) -> None:
    library = ROOT / "build" / "tflite" / board.target.name / "libtensorflowlite_c.so"
    if not library.exists():
        pytest.skip(f"there is no TFLite for {board.target.name}: scripts/package/tflite {board.target.name}")
    lines = board.run(HERE / "beside_tflite.py", library, *FLOAT32_MODELS, with_tflite=True).splitlines()
    assert len(lines) == len(FLOAT32_MODELS)
    for line in lines:
        difference, largest = map(float, line.split())
        assert difference <= 1e-5
        assert largest > 0.1


class Daemon:
    """`mdrnn run` with some Python, and a socket that receives its messages."""

    def __init__(self, python: list[str], folder: Path, environment: dict[str, str] | None) -> None:
        self.ear = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.ear.bind(("127.0.0.1", 0))
        self.ear.settimeout(PATIENCE)
        command = [
            *python,
            "-m",
            "mdrnn",
            "run",
            str(MODEL),
            "--seed",
            "7",
            "--mode",
            "polyphony",
            "--log",
            str(folder),
        ]
        command += ["--in-port", "0", "--out-port", str(self.ear.getsockname()[1])]
        self.process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True, cwd=folder)
        assert self.process.stdout
        found = re.search(r":(\d+), sends", self.process.stdout.readline())
        assert found
        self.port = int(found[1])

    def ask(self, address: str, answer: str, *values: float) -> list[float]:
        builder = OscMessageBuilder(address)
        for value in values:
            builder.add_arg(value, OscMessageBuilder.ARG_TYPE_FLOAT)
        self.ear.sendto(builder.build().dgram, ("127.0.0.1", self.port))
        message = OscMessage(self.ear.recv(512))
        assert message.address == answer
        return [float(number) for number in message.params]

    def end(self) -> tuple[int, str]:
        """Sends SIGTERM; returns the exit code and the last output."""
        self.process.terminate()
        said, _ = self.process.communicate(timeout=PATIENCE)
        self.ear.close()
        return self.process.returncode, said


def test_a_boards_daemon_answers_as_this_machines_does_and_ends_with_its_log_written(
    board: Board, tmp_path: Path
) -> None:
    """A bare step does not depend on a clock; the time of the answer to an event does."""
    steps = []
    for name, python, environment in (("here", [sys.executable], None), ("there", board.python, board.environment)):
        folder = tmp_path / name
        folder.mkdir()
        daemon = Daemon(python, folder, environment)
        steps.append(daemon.ask("/mdrnn/step", "/mdrnn/step", 0.1, 0.25, 0.5))
        answer = daemon.ask("/interface", "/impsy", 0.25, 0.5)
        assert len(answer) == 2
        assert all(0.0 <= value <= 1.0 for value in answer)
        code, said = daemon.end()
        assert code == 0
        assert "1 event heard, 1 played" in said
        (log,) = folder.glob("*-3d-mdrnn.log")
        assert [line.split(",")[1] for line in log.read_text().splitlines()] == ["interface", "rnn"]
    assert len(steps[0]) == 3
    assert steps[0] == pytest.approx(steps[1], abs=1e-6)
