# SPDX-License-Identifier: MIT
"""[mdrnn~] plays the same in double-precision Pd."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from golden_patches import GOLDEN, golden_patch, hold_against
from pd_patch import Patch

ROOT = Path(__file__).resolve().parents[3]
DOUBLE = ROOT / "build" / "puredata" / "double"


@pytest.fixture(scope="session")
def double_pd() -> Path:
    """Double-precision Pd, built from Debian's source package."""
    if not (DOUBLE / "bin" / "pd").exists():
        pytest.skip("no Pd for double precision: scripts/package/puredata double")
    return DOUBLE / "bin" / "pd"


@pytest.fixture(scope="session")
def double_external(double_pd: Path, external: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the external for it. Pd 0.53 does not know the longer name that newer versions look for first."""
    if shutil.which("cmake") is None:
        pytest.skip("CMake is not installed")
    build = ROOT / "build" / "double"
    options = ["-DCMAKE_BUILD_TYPE=Release", "-DMDRNN_PD=ON", "-DMDRNN_PD_FLOATSIZE=64"]
    leave = ["-DMDRNN_TESTS=OFF", "-DMDRNN_EXAMPLES=OFF", f"-DMDRNN_PD_INCLUDE={DOUBLE / 'src'}"]
    commands = [
        ["cmake", "-S", ROOT, "-B", build, *options, *leave],
        ["cmake", "--build", build, "--target", "mdrnn_pd", "--parallel", str(os.cpu_count())],
    ]
    for command in commands:
        subprocess.run(command, check=True, capture_output=True)
    (built,) = (build / "pd").glob("mdrnn~.linux-*-64.so")
    folder = tmp_path_factory.mktemp("double")
    shutil.copy(built, folder / "mdrnn~.pd_linux")
    return folder


@pytest.mark.parametrize("name", GOLDEN)
def test_a_golden_patch_plays_the_same_in_double_precision(
    name: str, double_pd: Path, double_external: Path, external: Path, model: Path, tmp_path: Path
) -> None:
    usual = golden_patch(name, model).run(tmp_path, external.parent, frames=48000)
    double = golden_patch(name, model).run(tmp_path, double_external, frames=48000, pd=[double_pd])
    assert not usual.errors + double.errors
    hold_against(usual.signals, double.signals)


def test_the_help_patch_opens_in_double_precision(double_pd: Path, double_external: Path, tmp_path: Path) -> None:
    run = Patch().run(tmp_path, double_external, beside=(ROOT / "pd" / "mdrnn~-help.pd",), pd=[double_pd])
    assert not run.errors


def test_the_external_of_the_usual_pd_is_refused_in_double_precision(
    double_pd: Path, external: Path, model: Path, tmp_path: Path
) -> None:
    run = golden_patch("alone", model).run(tmp_path, external.parent, pd=[double_pd])
    assert run.errors
    assert not run.signals.any()
