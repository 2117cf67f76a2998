# SPDX-License-Identifier: MIT
"""Writes Pd patches, runs them offline in Pd, and reads what they printed and recorded."""

from __future__ import annotations

import importlib.util
import os
import struct
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

TICK = 64  # frames of one tick of Pd's scheduler
TRIGGER, RAMP, GATE, EVENT, INFO = range(5)  # the outlets of [mdrnn~] behind those of its values


@dataclass(frozen=True)
class Run:
    """The result of a patch: its console lines and its signals, (signals, frames) float32."""

    lines: list[str]
    signals: npt.NDArray[np.float32]

    @property
    def errors(self) -> list[str]:
        return [line for line in self.lines if line.startswith("error:") or "couldn't create" in line]

    def printed(self, name: str) -> list[str]:
        """What [print name] printed, without the name."""
        return [line.removeprefix(f"{name}: ") for line in self.lines if line.startswith(f"{name}: ")]


@dataclass
class Patch:
    """A patch that starts at logical time 0, runs what `at_start` and `at` define, and quits."""

    rate: int = 48000
    block: int | None = None  # a [block~] in the patch, or its arguments "1024 1 2"
    dsp: bool = True
    libpd: bool = False  # in libpd, which is the newer Pd
    boxes: list[str] = field(default_factory=list)
    cords: list[tuple[int, int, int, int]] = field(default_factory=list)
    starts: list[tuple[int, int]] = field(default_factory=list)
    recorded: list[tuple[int, int]] = field(default_factory=list)

    def box(self, text: str, kind: str = "obj") -> int:
        self.boxes.append(f"#X {kind} 10 {20 * len(self.boxes) + 10} {text};")
        return len(self.boxes) - 1

    def message(self, text: str) -> int:
        return self.box(text, "msg")

    def cord(self, source: int, outlet: int, sink: int, inlet: int = 0) -> None:
        self.cords.append((source, outlet, sink, inlet))

    def at_start(self, sink: int, inlet: int = 0) -> None:
        """Bangs `sink` when the patch has loaded, in the order of the calls."""
        self.starts.append((sink, inlet))

    def at(self, milliseconds: float, text: str, sink: int, inlet: int = 0) -> None:
        """Sends a message to `sink` at an exact logical time."""
        delay, message = self.box(f"delay {milliseconds}"), self.message(text)
        self.cord(delay, 0, message)
        self.cord(message, 0, sink, inlet)
        self.at_start(delay)

    def show(self, source: int, outlet: int, name: str) -> None:
        self.cord(source, outlet, self.box(f"print {name}"))

    def record(self, source: int, outlet: int) -> None:
        self.recorded.append((source, outlet))

    def run(
        self,
        folder: Path,
        *search: Path,
        frames: int = 4800,
        seconds: float | None = None,
        beside: tuple[Path, ...] = (),
        pd: Sequence[str | Path] = ("pd",),
    ) -> Run:
        """Records `frames` of every signal with `search` on the path, patches `beside` this one open.

        `seconds`: until it quits, where that is longer. `pd`: the command that starts Pd.
        """
        wave = folder / "recorded.wav"
        self._record(wave, frames, seconds or frames / self.rate)
        self.write(folder / "test.pd")
        if self.libpd:
            console = run_libpd(folder / "test.pd", search, self.rate, (seconds or frames / self.rate) + 0.3)
        else:
            console = run_pd([*beside, folder / "test.pd"], search, rate=self.rate, pd=pd)
        return Run(console, read_wave(wave, frames) if self.recorded else np.zeros((0, frames), np.float32))

    def write(self, path: Path) -> None:
        """Writes the patch to a file; it runs what `at_start` and `at` define by itself."""
        loadbang = self.box("loadbang")
        for sink, inlet in self.starts:
            self.cord(loadbang, 0, sink, inlet)
        cords = (f"#X connect {a} {b} {c} {d};" for a, b, c, d in self.cords)
        path.write_text("\n".join(["#N canvas 0 0 900 700 12;", *self.boxes, *cords]) + "\n")

    def _record(self, wave: Path, frames: int, seconds: float) -> None:
        if self.block is not None:
            self.box(f"block~ {self.block}")
        names = [f"recorded{i}" for i in range(len(self.recorded))]
        for name, (source, outlet) in zip(names, self.recorded, strict=True):
            self.box(f"table {name} {frames}")
            writer = self.box(f"tabwrite~ {name}")
            self.cord(source, outlet, writer)
            self.at_start(writer)
        self._end(f"write -wave -bytes 4 {wave.name} {' '.join(names)}" if names else "", seconds)

    def _end(self, write: str, seconds: float) -> None:
        start, quit_pd = self.message(f"\\; pd dsp {int(self.dsp)}"), self.message("\\; pd quit")
        delay, order = self.box(f"delay {seconds * 1000 + 200:g}"), self.box("t b b")  # 200 ms: the last block's end
        self.at_start(start)
        self.at_start(delay)
        self.cord(delay, 0, order)
        self.cord(order, 0, quit_pd)
        if write:
            message, writer = self.message(write), self.box("soundfiler")
            self.cord(order, 1, message)
            self.cord(message, 0, writer)


def run_pd(
    patches: Sequence[Path],
    search: Sequence[Path],
    rate: int = 48000,
    seconds: int = 60,
    pd: Sequence[str | Path] = ("pd",),
) -> list[str]:
    """Opens patches in Pd without audio hardware, as fast as possible, until one quits. Returns the console lines."""
    paths = [argument for path in search for argument in ("-path", str(path))]
    opens = [argument for patch in patches for argument in ("-open", str(patch))]
    options = ["-batch", "-noaudio", "-nomidi", "-stderr", "-noprefs", "-nostdpath", "-r", str(rate)]
    command = [*pd, *options, *paths, *opens]
    result = subprocess.run(
        command, capture_output=True, text=True, timeout=seconds, cwd=patches[-1].parent, check=True
    )
    return result.stderr.splitlines()


def run_libpd(patch: Path, search: Sequence[Path], rate: int, seconds: float, preload: Path | None = None) -> list[str]:
    """The same in libpd, in a separate process; skips if its package is missing."""
    if importlib.util.find_spec("cypd") is None:
        pytest.skip("libpd is not installed (PyPI: cypd)")
    host = [sys.executable, str(Path(__file__).with_name("libpd_host.py"))]
    command = [*host, str(rate), str(seconds), str(patch), *map(str, search)]
    environment = os.environ | ({"LD_PRELOAD": str(preload)} if preload else {})
    result = subprocess.run(
        command, capture_output=True, text=True, timeout=60, cwd=patch.parent, check=True, env=environment
    )
    return result.stderr.splitlines()


def read_wave(path: Path, frames: int) -> npt.NDArray[np.float32]:
    """(signals, frames) of a 32-bit float WAV as Pd writes it, which Python's `wave` refuses."""
    content = path.read_bytes()
    channels = struct.unpack_from("<H", content, content.index(b"fmt ") + 10)[0]
    start = content.index(b"data") + 8
    return np.frombuffer(content, "<f4", channels * frames, start).reshape(frames, channels).T.copy()
