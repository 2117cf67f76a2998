# SPDX-License-Identifier: MIT
"""The library and its header, installed by themselves, are all that a program of one's own needs."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest


def test_the_c_example_compiles_and_plays_with_the_installed_library_alone(root: Path, tmp_path: Path) -> None:
    build = Path(os.environ.get("MDRNN_BUILD_DIR", root / "build"))
    if not (build / "libmdrnn.a").exists():
        pytest.skip(f"no libmdrnn.a in {build.name}: cmake --build it, or set MDRNN_BUILD_DIR")
    for program in ("cmake", "cc", "c++"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")
    command = ["cmake", "--install", build, "--component", "core", "--prefix", tmp_path]
    subprocess.run(command, check=True, capture_output=True)
    installed = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert installed == {"lib/libmdrnn.a", "include/mdrnn/mdrnn.h", "include/mdrnn/mdrnn.hpp"}
    example = root / "examples" / "c" / "ten_events.c"
    compiled = tmp_path / "ten_events.o"
    subprocess.run(["cc", "-std=c99", f"-I{tmp_path}/include", "-c", example, "-o", compiled], check=True)
    libraries = [f"-L{tmp_path}/lib", "-lmdrnn", "-ldl", "-pthread"]
    subprocess.run(["c++", compiled, *libraries, "-o", tmp_path / "ten_events"], check=True)
    model = root / "models" / "mouse-3d-xs.tflite"
    said = subprocess.run([tmp_path / "ten_events", model], check=True, capture_output=True, text=True).stdout
    assert len(said.splitlines()) == 10
