# SPDX-License-Identifier: MIT
"""Finds Pd, the external and the models, and computes the events of the core for comparison."""

from __future__ import annotations

import locale
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

ROOT = Path(__file__).resolve().parents[3]

Expected = Callable[..., npt.NDArray[np.float32]]


def built(pattern: str) -> Path:
    """The newest file of that name in the build folder, MDRNN_BUILD_DIR or `build`."""
    folder = Path(os.environ.get("MDRNN_BUILD_DIR", ROOT / "build"))
    whole = [
        path for path in folder.rglob(pattern) if "pd-asan" not in path.parts
    ]  # that one runs in scripts/fuzz alone
    found = sorted(whole, key=lambda path: path.stat().st_mtime)
    if not found:
        pytest.skip(f"no {pattern} in {folder.name}: cmake --build it, or set MDRNN_BUILD_DIR")
    return found[-1].resolve()


@pytest.fixture(scope="session")
def external() -> Path:
    """The built [mdrnn~]."""
    if shutil.which("pd") is None:
        pytest.skip("Pd is not installed (Debian: puredata-core)")
    return built("mdrnn~.pd_linux")


@pytest.fixture
def comma_locale(monkeypatch: pytest.MonkeyPatch) -> str:
    """The locale of a host whose numbers have a comma, which libpd_host.py sets."""
    name, before = "de_DE.UTF-8", locale.setlocale(locale.LC_ALL)
    try:
        locale.setlocale(locale.LC_ALL, name)
    except locale.Error:
        pytest.skip(f"this system has no locale {name} (Debian: locales-all)")
    finally:
        locale.setlocale(locale.LC_ALL, before)
    monkeypatch.setenv("MDRNN_TEST_LOCALE", name)
    return name


@pytest.fixture(scope="session")
def counting_library() -> Path:
    """If preloaded, it counts allocations, locks and system calls in ticks of Pd."""
    return built("count_ticks.so")


@pytest.fixture(scope="session")
def core_events(external: Path, model: Path) -> Callable[..., list[tuple[int, npt.NDArray[np.float32]]]]:
    """(frame, values) of the core's events without Pd, given those of the player."""
    program = built("core_events")

    def events(
        rate: int, frames: int, *settings: str, player: Iterable[tuple[int, str]] = (), seed: int = 3
    ) -> list[tuple[int, npt.NDArray[np.float32]]]:
        fed = "".join(f"{frame} {values}\n" for frame, values in player)
        command = [program, model, rate, seed, frames, *settings]
        result = subprocess.run(map(str, command), input=fed, capture_output=True, text=True, check=True)
        rows = [line.split() for line in result.stdout.splitlines()]
        return [(int(row[0]), np.array(row[1:], np.float32)) for row in rows]

    return events


@pytest.fixture(scope="session")
def core_signals(core_events: Callable[..., list[tuple[int, npt.NDArray[np.float32]]]]) -> Expected:
    """The core's events as held signals, (values, frames) float32, delayed by `late` frames."""

    def signals(
        rate: int, frames: int, *settings: str, late: int = 0, player: Iterable[tuple[int, str]] = (), seed: int = 3
    ) -> npt.NDArray[np.float32]:
        events = core_events(rate, frames, *settings, player=player, seed=seed)
        assert len(events) > 10, "a test of timing needs events"
        held = np.zeros((len(events[0][1]), frames), np.float32)
        for frame, values in events:
            held[:, frame + late :] = values[:, None]
        return held

    return signals
