# SPDX-License-Identifier: MIT
"""What the daemon costs a small board up to its first answer: modules, files, instructions, memory."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

HEAVY = {
    *("numpy", "tensorflow", "mdrnn._logs", "mdrnn.data.dataset", "mdrnn.playing.demo", "mdrnn.bench"),
    "importlib.metadata",
}
MODEL = Path(__file__).parents[2] / "models" / "mouse-3d-xs.tflite"


@pytest.fixture(scope="module")
def startup(as_module: Callable[[Path], ModuleType]) -> ModuleType:
    """tests/bench/startup.py as a module."""
    return as_module(Path(__file__).parents[1] / "bench" / "startup.py")


def test_the_daemon_answers_without_numpy_and_what_other_commands_need(startup: ModuleType, tmp_path: Path) -> None:
    """Without what the environment's own .pth files import."""
    imported = set(startup.modules(startup.daemon(sys.executable, MODEL), tmp_path))
    before = set(startup.told_imports([sys.executable, "-c", "pass"]))
    assert {"mdrnn.playing.session", "mdrnn._core"} <= imported
    assert imported & HEAVY - before == set()
    assert len(imported - before) < 200


def test_the_daemon_answers_within_half_its_budget_of_instructions_and_memory(
    startup: ModuleType, tmp_path: Path
) -> None:
    if shutil.which("valgrind") is None:
        pytest.skip("Valgrind is not installed")
    command = startup.daemon(sys.executable, MODEL)
    assert startup.first_prediction(command, tmp_path) < startup.TARGETS["memory, kB"] / 2
    counted = startup.instructions(command, tmp_path)
    assert 100_000_000 < counted < startup.TARGETS["instructions"] / 2
