# SPDX-License-Identifier: MIT
"""The library and its headers, installed by themselves, are all that a C program needs."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

HEADERS = ("mdrnn.h", "mdrnn.hpp", "mdrnn_bare.h")


@pytest.mark.parametrize("header", [name for name in HEADERS if name.endswith(".h")])
@pytest.mark.parametrize("language", ["-xc -std=c99", "-xc++ -std=c++11"])
def test_a_header_compiles_by_itself(root: Path, tmp_path: Path, header: str, language: str) -> None:
    if shutil.which("cc") is None:
        pytest.skip("cc is not installed")
    source = tmp_path / "alone"
    source.write_text(f'#include "mdrnn/{header}"\n')
    flags = ["-Wall", "-Wextra", "-pedantic", "-Werror", "-fsyntax-only"]
    command = ["cc", *language.split(), *flags, f"-I{root / 'native' / 'include'}", source]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


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
    assert installed == {"lib/libmdrnn.a", *(f"include/mdrnn/{name}" for name in HEADERS)}
    example = root / "examples" / "c" / "ten_events.c"
    compiled = tmp_path / "ten_events.o"
    subprocess.run(["cc", "-std=c99", f"-I{tmp_path}/include", "-c", example, "-o", compiled], check=True)
    libraries = [f"-L{tmp_path}/lib", "-lmdrnn", "-ldl", "-pthread"]
    subprocess.run(["c++", compiled, *libraries, "-o", tmp_path / "ten_events"], check=True)
    model = root / "models" / "mouse-3d-xs.tflite"
    said = subprocess.run([tmp_path / "ten_events", model], check=True, capture_output=True, text=True).stdout
    assert len(said.splitlines()) == 10
