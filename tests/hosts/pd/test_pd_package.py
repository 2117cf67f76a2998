# SPDX-License-Identifier: MIT
"""The installed folder and the packages: complete, alone, and loadable by the Pd of many machines."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from pd_patch import Patch

ROOT = Path(__file__).resolve().parents[3]
PATCHES = ["mdrnn~-help.pd", *sorted(f"examples/pd/{path.name}" for path in ROOT.glob("examples/pd/*.pd"))]


@pytest.fixture(scope="session")
def externals(external: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of externals that holds nothing but the installed [mdrnn~]."""
    if shutil.which("cmake") is None:
        pytest.skip("CMake is not installed")
    folder = tmp_path_factory.mktemp("externals")
    build = external.parent.parent
    subprocess.run(
        ["cmake", "--install", build, "--component", "pd", "--prefix", folder], check=True, capture_output=True
    )
    return folder


def test_an_installation_is_one_folder_with_everything_a_patcher_needs(externals: Path) -> None:
    assert [path.name for path in externals.iterdir()] == ["mdrnn~"]
    library = externals / "mdrnn~"
    for name in ("mdrnn~.pd_linux", "mdrnn~-help.pd", "mdrnn~-meta.pd", "README.txt", "LICENSE", *PATCHES):
        assert (library / name).is_file(), name
    installed = {path.name for path in (library / "models").iterdir()}
    assert installed == {path.name for path in (ROOT / "models").glob("*.tflite")}


def test_the_meta_patch_tells_the_version_of_the_project(externals: Path) -> None:
    number = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert number
    assert f"VERSION {number[1]};" in (externals / "mdrnn~" / "mdrnn~-meta.pd").read_text()


@pytest.mark.parametrize("name", [*PATCHES, "mdrnn~-meta.pd"])
def test_an_installed_patch_opens_with_the_folder_of_externals_alone(name: str, externals: Path, tmp_path: Path) -> None:
    run = Patch().run(tmp_path, externals, beside=(externals / "mdrnn~" / name,))
    assert not run.errors
    assert not any("neither a model nor -dim" in line for line in run.lines)


def test_a_patch_elsewhere_finds_the_installed_object(externals: Path, tmp_path: Path) -> None:
    patch = Patch()
    model = externals / "mdrnn~" / "models" / "mouse-3d-xs"
    patch.record(patch.box(f"mdrnn~ {model} -mode battle -seed 3"), 0)
    run = patch.run(tmp_path, externals, frames=24000)
    assert not run.errors
    assert len(np.unique(run.signals)) > 3
