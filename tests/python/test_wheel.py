# SPDX-License-Identifier: MIT
"""What is installed is this tree: compiled modules, types, trainer and models, and nothing else."""

from importlib.machinery import EXTENSION_SUFFIXES
from importlib.metadata import distribution
from pathlib import Path, PurePosixPath

import pytest

# folder in the tree -> folder in the wheel, and what of it goes there
ROOMS = {
    "python/mdrnn": ("mdrnn", {".py", ".pyi"}),
    "scripts/train": ("mdrnn_train", {".py"}),
    "models": ("mdrnn/models", {".tflite"}),
}


@pytest.fixture(scope="module")
def installed() -> dict[str, Path]:
    """Every installed file, by its name in the wheel."""
    files = distribution("mdrnn-live").files
    assert files, "mdrnn-live has no list of its files"
    return {str(file): Path(str(file.locate())) for file in files}


@pytest.mark.parametrize("folder", ROOMS)
def test_every_file_of_the_tree_is_installed_as_it_stands(root: Path, installed: dict[str, Path], folder: str) -> None:
    target, suffixes = ROOMS[folder]
    files = [path for path in sorted((root / folder).rglob("*")) if path.suffix in suffixes or path.name == "py.typed"]
    assert files
    for path in files:
        name = f"{target}/{path.relative_to(root / folder).as_posix()}"
        assert name in installed
        assert installed[name].read_bytes() == path.read_bytes(), f"{name} is not this tree's: install it again"


def test_every_compiled_module_is_installed(installed: dict[str, Path]) -> None:
    for module in ("_core", "_logs", "_bench"):
        assert any(f"mdrnn/{module}{suffix}" in installed for suffix in EXTENSION_SUFFIXES)


def test_nothing_else_is_installed(installed: dict[str, Path]) -> None:
    known = {".py", ".pyc", ".pyi", ".pyx", ".so", ".pyd", ".tflite"}
    known |= {".html", ".css", ".js", ".svg"}  # the page
    for name in map(PurePosixPath, installed):
        if name.parts[0] in {"mdrnn", "mdrnn_train"}:
            assert name.suffix in known or name.name == "py.typed", name
        else:
            assert name.name == "mdrnn" or "mdrnn_live-" in name.parts[0], name
