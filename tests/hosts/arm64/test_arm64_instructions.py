# SPDX-License-Identifier: MIT
"""The cost of a step on 64-bit ARM: full vectors in the disassembly, and instructions compared with AVX2."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
STEP = ROOT / "native" / "src" / "step"
SOURCES = ("kernels", "kernels_scalar", "kernel_choice", "lstm", "packed", "packed_view", "random")
FLAGS = ["-std=c++17", "-O3", "-DNDEBUG", f"-I{ROOT / 'native' / 'src'}", f"-I{ROOT / 'native' / 'include'}"]
KERNEL_FLAGS = ["-fno-tree-loop-distribute-patterns"]  # as in CMakeLists.txt
STEPS = 5


def need(*programs: str) -> None:
    for program in programs:
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed (Debian: g++-aarch64-linux-gnu, qemu-user-static, valgrind)")


def build(folder: Path, prefix: str, variants: dict[str, list[str]]) -> Path:
    """The program, linked statically; `variants`: further instruction sets of the kernels, and their flags."""
    compiler, objects = f"{prefix}g++", []
    macros = [f"-DMDRNN_HAS_{name.upper()}=1" for name in variants]
    for name in SOURCES:
        flags = KERNEL_FLAGS if name.startswith("kernels") else []
        objects.append(folder / f"{name}.o")
        command = [compiler, *FLAGS, *flags, *macros, "-c", STEP / f"{name}.cc", "-o", objects[-1]]
        subprocess.run(command, check=True)
    for name, flags in variants.items():
        objects.append(folder / f"kernels_{name}.o")
        command = [compiler, *FLAGS, *flags, f"-DMDRNN_ISA={name}", "-c", STEP / "kernels.cc", "-o", objects[-1]]
        subprocess.run(command, check=True)
    program = folder / "forwards"
    main = ROOT / "tests" / "hosts" / "arm64" / "forwards.cc"
    subprocess.run([compiler, *FLAGS, "-static", main, *objects, "-o", program], check=True)
    return program


@pytest.fixture(scope="module")
def arm64(tmp_path_factory: pytest.TempPathFactory) -> Path:
    need("aarch64-linux-gnu-g++", "qemu-aarch64-static")
    return build(tmp_path_factory.mktemp("arm64"), "aarch64-linux-gnu-", {})


@pytest.fixture(scope="module")
def avx2(tmp_path_factory: pytest.TempPathFactory) -> Path:
    need("g++", "valgrind")
    flags = ["-mavx2", "-mfma", "-DMDRNN_WIDTH=8"]
    return build(tmp_path_factory.mktemp("avx2"), "", {"avx2": flags})


def executed_on_arm64(program: Path, *arguments: str) -> int:
    """Counts instructions: QEMU translates one at a time and writes a line for each."""
    command = ["qemu-aarch64-static", "-singlestep", "-d", "exec,nochain", "-D", "/dev/stderr", program, *arguments]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as running:
        assert running.stderr is not None
        lines = sum(line.startswith(b"Trace") for line in running.stderr)
    assert running.returncode == 0
    return lines


def executed_here(program: Path, *arguments: str) -> int:
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", program, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("avx2 8 1"), done.stdout
    return int(re.search(r"Collected : (\d+)", done.stderr)[1])  # type: ignore[index]


@pytest.mark.parametrize("units", [32, 64])
def test_a_step_takes_the_instructions_of_avx2_scaled_by_the_width(arm64: Path, avx2: Path, units: int) -> None:
    def of_a_step(executed: Callable[..., int], program: Path) -> float:
        few, many = (executed(program, str(units), "2", "0", str(n)) for n in (STEPS, 2 * STEPS))
        return (many - few) / STEPS

    here, there = of_a_step(executed_here, avx2), of_a_step(executed_on_arm64, arm64)
    print(f"{units} units: {there:.0f} instructions on arm64, {here:.0f} with AVX2, {there / (2 * here):.2f} scaled")
    assert here > 1000
    assert there <= 1.3 * 2 * here


def test_the_inner_loops_are_fused_products_of_full_vectors(arm64: Path) -> None:
    listing = subprocess.run(
        ["aarch64-linux-gnu-objdump", "-d", "-C", "--no-show-raw-insn", arm64.parent / "kernels.o"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    functions = re.findall(r"^[0-9a-f]+ <(.*)>:\n(.*?)(?:\n\n|\Z)", listing, re.M | re.S)
    gates = [code for name, code in functions if "add_gates" in name and "Float32" in name]
    assert gates
    fused = re.findall(r"\bfmla\s+v\d+\.(\w+)", "\n".join(gates))
    print(f"{len(fused)} fmla in the sums of gates")
    assert len(fused) >= 16  # eight sums, two inputs at a time
    assert set(fused) == {"4s"}
    single = re.findall(r"\b(?:fmadd|fmul|fadd)\s+s\d+", "\n".join(gates))
    assert single == []
