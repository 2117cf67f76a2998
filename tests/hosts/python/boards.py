# SPDX-License-Identifier: MIT
"""Debian's Python for another processor in QEMU, with that processor's wheel of mdrnn and nothing from this machine."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Target:
    """`qemu` is the command that runs its programs, on the oldest processor that the wheel supports."""

    name: str  # as in scripts/package/wheel
    debian: str
    triplet: str
    platform: str
    qemu: tuple[str, ...]
    with_tflite: tuple[str, ...]  # the oldest processor that TFLite's library supports


TARGETS = {
    target.name: target
    for target in (
        Target(
            "arm64",
            "arm64",
            "aarch64-linux-gnu",
            "manylinux_2_28_aarch64",
            ("qemu-aarch64-static", "-cpu", "cortex-a53"),
            ("qemu-aarch64-static", "-cpu", "cortex-a53"),
        ),
        Target(
            "armv7",
            "armhf",
            "arm-linux-gnueabihf",
            "manylinux_2_28_armv7l",
            ("qemu-arm-static", "-cpu", "cortex-a8"),
            ("qemu-arm-static", "-cpu", "cortex-a7"),
        ),
    )
}


def wheel_of(target: Target) -> Path:
    found = sorted((ROOT / "dist").glob(f"*-{target.platform}.whl"), key=lambda path: path.stat().st_mtime)
    if not found:
        pytest.skip(f"there is no wheel for {target.name}: scripts/package/wheel {target.name}")
    return found[-1]


@dataclass(frozen=True)
class Board:
    """A Debian root, and a folder with what pip would install."""

    target: Target
    root: Path
    site: Path

    @property
    def python(self) -> list[str]:
        return self.command(self.target.qemu)

    @property
    def python_with_tflite(self) -> list[str]:
        return self.command(self.target.with_tflite)

    def command(self, qemu: tuple[str, ...]) -> list[str]:
        """Debian links BLAS into the search path when it is installed. Here the path is passed explicitly, as a path of
        this machine: QEMU does not redirect all lookups of a loader to its root."""
        libraries = f"{self.root}/usr/lib/{self.target.triplet}"
        paths = f"LD_LIBRARY_PATH={libraries}/blas:{libraries}/lapack"
        (python,) = self.root.glob("usr/bin/python3.[0-9][0-9]")
        return [*qemu, "-L", str(self.root), "-E", paths, str(python)]

    @property
    def environment(self) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "MDRNN"))}
        return clean | {"PYTHONPATH": str(self.site), "PYTHONDONTWRITEBYTECODE": "1"}

    def run(self, program: Path, *arguments: str | Path, with_tflite: bool = False) -> str:
        """The output of a Python program."""
        python = self.python_with_tflite if with_tflite else self.python
        command = [*python, str(program), *map(str, arguments)]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        return done.stdout


def board_of(target: Target, folder: Path) -> Board:
    """python-osc is pure Python, so this machine's is used."""
    if shutil.which(target.qemu[0]) is None:
        pytest.skip(f"{target.qemu[0]} is not installed (Debian: qemu-user-static)")
    root = ROOT / "build" / "python" / target.debian
    if not root.exists():
        pytest.skip(f"no Python for {target.name}: scripts/package/python {target.debian}")
    with zipfile.ZipFile(wheel_of(target)) as archive:
        archive.extractall(folder)
    spec = importlib.util.find_spec("pythonosc")
    assert spec
    assert spec.submodule_search_locations
    shutil.copytree(spec.submodule_search_locations[0], folder / "pythonosc")
    return Board(target, root, folder)
