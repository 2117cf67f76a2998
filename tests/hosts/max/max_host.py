# SPDX-License-Identifier: MIT
"""Runs a script in the stand-in for Max, and reads what it printed."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

ROOT = Path(__file__).resolve().parents[3]

EVENT, INFO = 3, 4  # outlets behind the values: trigger, ramp, gate, event, info


def built(pattern: str, folder: str = "") -> Path:
    """The newest file of that name in the build folder, MDRNN_BUILD_DIR or `build`, or in `folder` of the latter."""
    build = ROOT / "build" / folder if folder else Path(os.environ.get("MDRNN_BUILD_DIR", ROOT / "build"))
    other = {"max-asan", "max-tsan"} - {folder}  # their own tests run them
    found = [path for path in build.rglob(pattern) if not other & set(path.parts)] if build.is_dir() else []
    if not found:
        pytest.skip(f"no {pattern} in {build.name}: scripts/test max builds it, or cmake with -DMDRNN_MAX=ON")
    return max(found, key=lambda path: path.stat().st_mtime).resolve()


@dataclass
class Run:
    lines: list[str]
    signals: dict[int, npt.NDArray[np.float64]] = field(default_factory=dict)

    def told(self, kind: str, number: int = 1) -> list[str]:
        """The rest of each line that starts with `kind number`."""
        start = f"{kind} {number} "
        return [line.removeprefix(start) for line in self.lines if line.startswith(start)]

    @property
    def errors(self) -> list[str]:
        return [line for line in self.lines if line.startswith(("error", "misuse"))]

    def outlet(self, place: int, number: int = 1) -> list[tuple[float, str]]:
        """(milliseconds, message) of each message from that outlet."""
        rows = [line.split(" ", 2) for line in self.told("outlet", number)]
        return [(float(time), text) for outlet, time, text in rows if int(outlet) == place]

    def events(self, rate: float, values: int = 2, number: int = 1) -> list[tuple[int, npt.NDArray[np.float32]]]:
        """(frame, values) of each event message."""
        found = []
        for time, text in self.outlet(values + EVENT, number):
            word, *numbers = text.split()
            assert word == "event"
            frame = time * rate / 1000
            assert abs(frame - round(frame)) < 1e-3, "an event's time is that of a frame"
            found.append((round(frame), np.array(numbers, np.float32)))
        return found

    def info(self, values: int = 2, number: int = 1) -> dict[str, str]:
        told = (text.split(" ", 1) for _, text in self.outlet(values + INFO, number))
        return {word: rest[0] if rest else "" for word, *rest in told}


class Host:
    """A program that runs scripts, and the external for it."""

    def __init__(self, command: list[str], external: Path, settings: dict[str, str] | None = None) -> None:
        self.command = [*command, self.named(external, settings)]
        self.settings = settings or {}

    @staticmethod
    def named(path: Path, settings: dict[str, str] | None) -> str:
        """In Wine the root of the file system is drive Z."""
        return f"Z:{path}" if settings else str(path)

    def path(self, path: Path) -> str:
        return self.named(path, self.settings)

    def play(self, *script: str, folder: Path | None = None, channels: int = 5) -> Run:
        """`folder`: for the outputs that `record NUMBER` records."""
        lines = []
        recorded = {}
        for line in script:
            words = line.split()
            if words[0] == "record" and len(words) == 2:
                assert folder is not None
                recorded[int(words[1])] = folder / f"{words[1]}.raw"
                line = f"record {words[1]} {self.path(recorded[int(words[1])])}"
            lines.append(line)
        result = subprocess.run(
            self.command,
            input="\n".join(lines) + "\n",
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            env=os.environ | self.settings,
        )
        assert result.returncode == 0, result.stderr + result.stdout[-2000:]
        run = Run(result.stdout.splitlines())
        assert run.lines[-1] == "end 0 misuses, 0 clocks", run.lines[-1]
        for number, path in recorded.items():
            run.signals[number] = np.fromfile(path).reshape(-1, channels).T
        return run
