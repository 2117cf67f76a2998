# SPDX-License-Identifier: MIT
"""The external for Windows: what it exports and imports, and that it plays in Wine as on Linux."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from max_host import INFO, Host

ROOT = Path(__file__).resolve().parents[3]
Events = list[tuple[int, npt.NDArray[np.float32]]]
SYSTEM = {"KERNEL32.dll", "msvcrt.dll", "ucrtbase.dll", "ADVAPI32.dll"}


class Image:
    """What a 64-bit DLL exports and imports, read from its tables (Microsoft's PE format)."""

    def __init__(self, path: Path) -> None:
        self.data = path.read_bytes()
        header = self.number("<I", 0x3C)
        assert self.data[header : header + 4] == b"PE\0\0"
        assert self.number("<H", header + 4) == 0x8664, "64 bits"
        sections, size = self.number("<H", header + 6), self.number("<H", header + 20)
        optional = header + 24
        assert self.number("<H", optional) == 0x20B
        rows = [optional + size + 40 * i for i in range(sections)]
        self.sections = [struct.unpack_from("<III", self.data, row + 12) for row in rows]  # address, size, offset
        self.export_table, self.import_table = (self.number("<I", optional + 112 + 8 * i) for i in range(2))

    def number(self, form: str, at: int) -> int:
        return int(struct.unpack_from(form, self.data, at)[0])

    def at(self, address: int) -> int:
        """The offset in the file."""
        for start, size, offset in self.sections:
            if start <= address < start + size:
                return offset + address - start
        raise ValueError(f"{address:#x} is in no section")

    def text(self, address: int) -> str:
        start = self.at(address)
        return self.data[start : self.data.index(0, start)].decode()

    def exports(self) -> list[str]:
        table = self.at(self.export_table)
        names = self.at(self.number("<I", table + 32))
        return [self.text(self.number("<I", names + 4 * i)) for i in range(self.number("<I", table + 24))]

    def imports(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        row = self.at(self.import_table)
        while name := self.number("<I", row + 12):
            thunk = self.at(self.number("<I", row))
            functions = set()
            while entry := self.number("<Q", thunk):
                functions.add(self.text(entry + 2))  # behind a hint of two bytes
                thunk += 8
            found[self.text(name)] = functions
            row += 20
        return found


def listed(name: str) -> set[str]:
    lines = (ROOT / "max" / "interface" / f"{name}.def").read_text().splitlines()
    assert lines[:2] == [f"LIBRARY {name}.dll", "EXPORTS"]
    return set(lines[2:])


def test_the_file_exports_ext_main_and_nothing_else(windows_external: Path) -> None:
    assert Image(windows_external).exports() == ["ext_main"]


def test_the_file_needs_max_and_windows_alone(windows_external: Path) -> None:
    imports = Image(windows_external).imports()
    assert set(imports) <= {"MaxAPI.dll", "MaxAudio.dll"} | SYSTEM
    for name in ("MaxAPI", "MaxAudio"):
        assert imports[f"{name}.dll"] == listed(name), "the list has what is used, and no more"


def test_it_plays_the_core_s_events_to_the_sample(
    windows_host: Host, model: Path, tmp_path: Path, core_events: Callable[..., Events]
) -> None:
    run = windows_host.play(
        "vector 100", f"new 1 mdrnn~ {windows_host.path(model)} @mode battle @seed 3", "record 1", "audio 1",
        "run 1000", folder=tmp_path,
    )  # fmt: skip
    expected = core_events(48000, 48000, "mode=battle")
    frames = np.flatnonzero(run.signals[1][2])
    assert not run.errors
    assert len(expected) > 10
    assert list(frames) == [frame for frame, _ in expected]
    np.testing.assert_array_equal(run.signals[1][:2, frames].T.astype(np.float32), [row for _, row in expected])


def test_models_and_logs_come_and_go_there_too(windows_host: Host, model: Path, tmp_path: Path) -> None:
    small = windows_host.path(ROOT / "tests" / "golden" / "explicit-d3-u5-l2-m2.tflite")
    take = windows_host.path(tmp_path / "take.log")
    run = windows_host.play(
        f"new 1 mdrnn~ {windows_host.path(model)} @mode battle @seed 3", "audio 1", f"send 1 record {take}",
        "await 1 record", "run 200", f"send 1 load {small}", "await 1 model", "send 1 record 0", "await 1 recorded",
        "send 1 colour",
        f"new 2 mdrnn~ {small}", f"send 2 load {small}", "free 2", "send 1 info", "run 20",
    )  # fmt: skip
    assert run.errors == [
        "error 1 no method for 'colour', expected values or a message from the help patcher, such as 'info'"
    ]
    assert run.info()["model"] == small
    assert [text.split()[0] for _, text in run.outlet(2 + INFO)][:3] == ["record", "model", "recorded"]
    assert len((tmp_path / "take.log").read_text().splitlines()) > 3


@pytest.mark.parametrize("vector", [64])
def test_wine_and_linux_print_the_same(vector: int, windows_host: Host, host: Host, model: Path) -> None:
    def said(where: Host) -> list[str]:
        messages = [f"at {20 * i} 1 value {i % 2} {i / 16}" for i in range(15)]
        return where.play(
            f"vector {vector}", f"new 1 mdrnn~ {where.path(model)} @mode polyphony @seed 5 @thru 1", *messages,
            "audio 1", "run 500", "send 1 step 0.1 0.2 0.7", "send 1 threshold 99999", "run 100",
        ).lines  # fmt: skip

    assert said(windows_host) == said(host)
