# SPDX-License-Identifier: MIT
"""Finds the external and the programs that run it in the stand-in for Max, and computes the events of the core."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from max_host import ROOT, Host, built

WINE = "/usr/lib/wine/wine64"
WINDOWS_PROGRAM = ["play_script.exe", "MaxAPI.dll", "MaxAudio.dll"]

Events = list[tuple[int, npt.NDArray[np.float32]]]


@pytest.fixture(scope="session")
def host() -> Host:
    """The external in the stand-in for Max."""
    return Host([str(built("play_script"))], built("mdrnn~.max_test"))


@pytest.fixture(scope="session")
def counting_host() -> Host:
    """The same, counting allocations, locks and system calls in perform."""
    return Host([str(built("play_counted"))], built("mdrnn~.max_test"))


@pytest.fixture(scope="session")
def windows_external() -> Path:
    return built("mdrnn~.mxe64", "max-windows")


@pytest.fixture(scope="session")
def windows_host(windows_external: Path, tmp_path_factory: pytest.TempPathFactory) -> Host:
    """The external for Windows in Wine, with the stand-in for Max as DLLs."""
    wine = shutil.which("wine64") or (WINE if Path(WINE).is_file() else None)
    if wine is None:
        pytest.skip("Wine is not installed (Debian: wine64)")
    folder = tmp_path_factory.mktemp("windows")
    for file in (windows_external, *(built(name, "max-windows") for name in WINDOWS_PROGRAM)):
        shutil.copy(file, folder)
    prefix = ROOT / "build" / "wine"
    settings = {"WINEPREFIX": str(prefix), "WINEDLLOVERRIDES": "mscoree,mshtml=", "WINEDEBUG": "-all", "DISPLAY": ""}
    return Host([wine, str(folder / "play_script.exe")], folder / windows_external.name, settings)


@pytest.fixture(scope="session")
def core_events(model: Path) -> Callable[..., Events]:
    """(frame, values) of the core's events without Max, given those of the player."""
    program = built("core_events")

    def events(rate: int, frames: int, *settings: str, player: Iterable[tuple[int, str]] = (), seed: int = 3) -> Events:
        fed = "".join(f"{frame} {values}\n" for frame, values in player)
        command = [program, model, rate, seed, frames, *settings]
        result = subprocess.run(map(str, command), input=fed, capture_output=True, text=True, check=True)
        rows = [line.split() for line in result.stdout.splitlines()]
        return [(int(row[0]), np.array(row[1:], np.float32)) for row in rows]

    return events
