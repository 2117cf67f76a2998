# SPDX-License-Identifier: MIT
"""The core on a bare-metal Cortex-M7 in QEMU: counts instructions and replays golden runs."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import mdrnn
from mdrnn import packed
from mdrnn.bench import random_model
from mdrnn.sizes import SIZES

ROOT = Path(__file__).resolve().parents[3]
GOLDEN = ROOT / "tests" / "golden"
PRECISIONS = ("float32", "bfloat16", "int8")
# (size, precision): upper limits for the instructions of mdrnn_forward and mdrnn_step, which also draws; D = 3, M = 5.
# Counted exactly with GCC 12.2; other compilers differ by about 5 %. Both calls first save the state, so that a failure
# changes nothing: 570 of these instructions in xs.
BOUNDS = {
    ("xxs", "float32"): (12_000, 31_000),
    ("xs", "float32"): (30_000, 49_000),
    ("s", "float32"): (85_000, 104_000),
    ("xxs", "int8"): (14_000, 33_000),
    ("xs", "int8"): (31_000, 50_000),
    ("s", "int8"): (92_000, 111_000),
}
CODE_BYTES = 32_500  # the whole program without its model: core, soft doubles, start-up
ARENA_BYTES = 8_000  # of xs
HEAP = re.compile(r"\b(malloc|_malloc_r|free|_free_r|_sbrk|operator new|operator delete|__cxa_\w+|printf)\b")


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs for the board."""
    for program, package in (("arm-none-eabi-g++", "gcc-arm-none-eabi"), ("qemu-system-arm", "qemu-system-arm")):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed (Debian: {package}, libstdc++-arm-none-eabi-newlib)")
    if shutil.which("cmake") is None:
        pytest.skip("cmake is not installed")
    build = tmp_path_factory.mktemp("cortex-m7")
    toolchain = ROOT / "scripts" / "package" / "toolchains" / "cortex-m7.cmake"
    options = [f"-DCMAKE_TOOLCHAIN_FILE={toolchain}", "-DMDRNN_BARE=ON", "-DCMAKE_BUILD_TYPE=Release"]
    options += ["-DMDRNN_WARNINGS_AS_ERRORS=ON", f"-DMDRNN_COMMAND={Path(sys.executable).parent / 'mdrnn'}"]
    subprocess.run(["cmake", "-S", ROOT, "-B", build, *options], check=True, capture_output=True)
    subprocess.run(["cmake", "--build", build, "-j2"], check=True, capture_output=True)
    return build / "examples" / "cortex-m7"


def run(program: Path, *arguments: Path) -> str:
    """What a program prints on the board, where each instruction takes 1 ns."""
    target = ",".join(["enable=on", "target=native", *(f"arg={argument}" for argument in arguments)])
    machine = ["-M", "mps2-an500", "-nographic", "-monitor", "none", "-serial", "none", "-icount", "shift=0"]
    command = ["qemu-system-arm", *machine, "-semihosting-config", target, "-kernel", str(program)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    said = done.stdout + done.stderr  # QEMU prints semihosting to either
    assert done.returncode == 0, said
    return said


def measured(board: Path, *arguments: Path) -> dict[str, int]:
    return {
        key: int(value) for key, value in re.findall(r"^(\w+) (-?\d+)$", run(board / "measure.elf", *arguments), re.M)
    }


def pack(model: Path, precision: str, folder: Path) -> Path:
    binary = folder / f"{model.stem}.{precision}.bin"
    packed.export(model, precision=precision, binary=binary)  # type: ignore[arg-type]
    return binary


@pytest.mark.parametrize(("size", "precision"), BOUNDS)
def test_a_step_takes_no_more_instructions_than_it_did(board: Path, tmp_path: Path, size: str, precision: str) -> None:
    units, layers, _ = SIZES[size]
    model = tmp_path / f"{size}.tflite"
    model.write_bytes(random_model.make(units, layers))
    found = measured(board, pack(model, precision, tmp_path))
    print(size, precision, found)
    forward, step = BOUNDS[size, precision]
    assert forward * 3 // 4 < found["forward_instructions"] <= forward
    assert found["forward_instructions"] < found["step_instructions"] <= step
    assert found["stack_bytes"] < 2_000
    if size == "xs":
        assert found["arena_bytes"] < ARENA_BYTES


def golden_runs() -> list[Path]:
    return sorted(GOLDEN.glob("*.run"))


@pytest.mark.parametrize("path", golden_runs(), ids=lambda path: path.stem)
def test_a_golden_run_plays_the_same_music(board: Path, tmp_path: Path, path: Path) -> None:
    name, precision = path.stem.rsplit(".", 1)
    models = (folder / f"{name}.tflite" for folder in (GOLDEN, ROOT / "models"))
    model = next(file for file in models if file.exists())
    found = measured(board, pack(model, precision, tmp_path), path)
    print(path.stem, found)
    # Mixtures are of scaled events, ten times as large; int8 occasionally rounds a state to the next number.
    tolerance = 1_000_000 if precision == "int8" else 10_000  # 1e-9
    assert found["golden_steps"] == 1000
    assert found["golden_same_draws"] == 125  # from the run's own mixtures, to the last bit
    assert found["golden_mixtures_off_e9"] <= tolerance
    assert found["golden_events_off_e9"] <= tolerance // 10


def record(model: Path, precision: str, to: Path) -> None:
    """Records a run of 40 steps in the format of tests/native/golden_run.h."""
    steps, every, seed = 40, 8, 7
    options = {"precision": precision, "seed": seed}
    network, player = (mdrnn.Predictor(model, **options) for _ in range(2))  # type: ignore[arg-type]
    event = np.full(player.info.dimension, 0.5, np.float32)
    event[0] = 0.0
    events, mixtures = [], []
    for _ in range(steps):
        mixtures.append(network.forward(event))
        event = player.step(event)
        events.append(event)
    kept = np.concatenate(mixtures[every - 1 :: every])
    words = [len(event), len(mixtures[0]), steps, every, seed, PRECISIONS.index(precision)]
    to.write_bytes(b"MDRNRUN1" + np.array(words, "<i4").tobytes() + np.concatenate(events).tobytes() + kept.tobytes())


@pytest.mark.parametrize("precision", PRECISIONS)
@pytest.mark.parametrize("shape", [(81, 2, 5, 3), (130, 1, 3, 2), (7, 3, 1, 9), (1, 1, 1, 2), (18, 2, 7, 5)])
def test_other_sizes_play_the_same_music(
    board: Path, tmp_path: Path, shape: tuple[int, int, int, int], precision: str
) -> None:
    units, layers, mixtures, dimension = shape
    model, run_of_it = tmp_path / "model.tflite", tmp_path / "model.run"
    model.write_bytes(random_model.make(units, layers, mixtures=mixtures, dimension=dimension))
    record(model, precision, run_of_it)
    found = measured(board, pack(model, precision, tmp_path), run_of_it)
    print(shape, precision, found)
    assert found["golden_steps"] == 40
    assert found["golden_mixtures_off_e9"] <= (1_000_000 if precision == "int8" else 10_000)
    assert found["golden_same_draws"] == 5


def test_there_are_golden_runs_of_every_precision() -> None:
    assert {path.stem.rsplit(".", 1)[1] for path in golden_runs()} == set(PRECISIONS)


def test_the_whole_program_is_small_and_has_no_heap(board: Path) -> None:
    program = board / "play.elf"
    sections = subprocess.run(["arm-none-eabi-size", "-A", program], capture_output=True, text=True, check=True).stdout
    code = int(re.search(r"^\.text\s+(\d+)", sections, re.M)[1])  # type: ignore[index]
    print(f"{code} bytes of code")
    assert 10_000 < code <= CODE_BYTES
    symbols = subprocess.run(["arm-none-eabi-nm", "-C", program], capture_output=True, text=True, check=True).stdout
    assert "mdrnn_advance" in symbols
    assert HEAP.findall(symbols) == []


def test_the_example_answers_as_the_same_performer_does_here(board: Path) -> None:
    said = [line.split() for line in run(board / "play.elf").splitlines() if line.startswith("rnn")]
    performer = mdrnn.Performer(ROOT / "models" / "mouse-3d-xs.tflite", seed=7)
    heard = []
    for block in range(1000):
        if block < 100 and block % 10 == 0:
            performer.feed([0.1 * (block % 10), 0.5])
        heard += performer.advance(0.001)
    assert len(said) > 10
    assert len(said) == len(heard)
    for line, event in zip(said, heard, strict=True):
        assert abs(int(line[1]) / 48_000 - event.time) < 1e-3
        assert [int(word) / 1000 for word in line[2:]] == pytest.approx(event.values.tolist(), abs=2e-3)


def test_other_data_is_refused_with_one_sentence(board: Path, tmp_path: Path) -> None:
    def refusal(content: bytes) -> str:
        file = tmp_path / "model.bin"
        file.write_bytes(content)
        target = f"enable=on,target=native,arg={file}"
        command = ["qemu-system-arm", "-M", "mps2-an500", "-nographic", "-monitor", "none", "-serial", "none"]
        command += ["-semihosting-config", target, "-kernel", str(board / "measure.elf")]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert done.returncode == 1
        return (done.stdout + done.stderr).strip().splitlines()[-1].removeprefix("stopped: ")

    whole = pack(ROOT / "models" / "mouse-3d-xs.tflite", "int8", tmp_path).read_bytes()
    assert refusal(b"TFL3" * 100) == "not a packed model, expected a file written by mdrnn export"
    assert refusal(whole[:-64]) == f"the packed model is cut off: {len(whole) - 64} bytes long, expected {len(whole)}"
    flipped = bytes([*whole[:5000], whole[5000] ^ 1, *whole[5001:]])
    assert refusal(flipped) == "the packed model is damaged: its checksum is wrong"
