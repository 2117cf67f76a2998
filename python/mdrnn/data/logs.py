# SPDX-License-Identifier: MIT
"""Logs of performances, in the format of IMPS and IMPSY: one row an event, `timestamp,interface|rnn,x1,..`.

A log is named `YYYY-MM-DDTHH-MM-SS-{D}d-mdrnn.log`, where D is the dimension: the values of a row and one for time.
"""

from __future__ import annotations

import os
import re
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from ..errors import MdrnnError
from ..files import check_regular

if TYPE_CHECKING:  # the daemon writes logs without NumPy
    import numpy as np
    import numpy.typing as npt

MAX_DIMENSION = 64
Source = Literal["interface", "rnn"]

_NAME = re.compile(r".*-(\d{1,2})d-mdrnn\.log", re.DOTALL)  # as IMPSY finds them


def dimension_of(path: str | os.PathLike[str]) -> int | None:
    """The dimension that a log's name gives, or None for another name."""
    match = _NAME.fullmatch(Path(path).name)
    return int(match[1]) if match else None


@dataclass(frozen=True)
class Log:
    """The rows of one log, bad ones left out.

    `microseconds` (N,) int64 since 1970-01-01T00:00 by the clock the rows were written by; `interface` (N,) bool, True
    where the player played; `lines` (N,) int64 line numbers from 1; `events` (N, D) float64, seconds since the row
    before (whoever played it; 0 for the first) and the values as written; `skipped`: the first bad rows as (line,
    sentence); `skipped_count`: all of them; `torn`: the last line breaks off and was left out.
    """

    path: Path
    dimension: int
    microseconds: npt.NDArray[np.int64]
    interface: npt.NDArray[np.bool_]
    lines: npt.NDArray[np.int64]
    events: npt.NDArray[np.float64]
    skipped: list[tuple[int, str]]
    skipped_count: int
    torn: bool

    @property
    def values(self) -> npt.NDArray[np.float64]:
        """(N, D - 1), as written."""
        return self.events[:, 1:]


def read(path: str | os.PathLike[str], dimension: int | None = None) -> Log:
    """Reads a log.

    Args:
        path: the file.
        dimension: D; None takes it from the name, or else from the first good row. 0 in the result: no row at all.

    Raises:
        MdrnnError: the file cannot be read, or no log has that dimension.
    """
    from .rows import parse

    path = Path(path)
    wanted = dimension if dimension is not None else dimension_of(path)
    if wanted is not None and not 2 <= wanted <= MAX_DIMENSION:
        raise MdrnnError(f"{path}: dimension is {wanted}, expected 2 to {MAX_DIMENSION}")
    check_regular(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise MdrnnError(f"{path}: cannot be read: {error.strerror}") from error
    columns = 0 if wanted is None else wanted - 1
    rows = parse(data, columns)
    found = rows.events.shape[1] if len(rows.events) else 0
    return Log(
        path,
        wanted or found,
        rows.microseconds,
        rows.rnn == 0,
        rows.lines,
        rows.events,
        rows.bad,
        rows.bad_count,
        rows.torn,
    )


def row(moment: datetime, source: Source, values: Iterable[float]) -> str:
    """A line of a log, as the core writes it."""
    return f"{moment.isoformat()},{source},{','.join(map(shortest, values))}\n"


def shortest(number: float) -> str:
    """The number, rounded to a float32, in the fewest digits that read back as the same float32."""
    rounded = _float32(number)
    for digits in range(6, 9):
        text = f"{rounded:.{digits}g}"
        if _float32(float(text)) == rounded:
            return str(float(text))
    return str(float(f"{rounded:.9g}"))


def _float32(number: float) -> float:
    (rounded,) = struct.unpack("f", struct.pack("f", number))
    return float(rounded)


class LogWriter:
    """Writes one performance to a new file in a folder; each row is in the file when `write` returns.

    For a run without a model, which has no music to hold up; a Performer's log is written by the core's recorder.

    The file is made with the first row, so a silent performance leaves none, and never is an older one touched. Rows
    are stamped by a steady clock that starts at the wall clock's time: setting the clock does not bend a performance.
    """

    def __init__(
        self, folder: str | os.PathLike[str], dimension: int, started: datetime, name: str | None = None
    ) -> None:
        """`started`: the local time of second 0; `name`: of the file, None for one made of the time and D."""
        self.folder = Path(folder)
        self.dimension = dimension
        self.path: Path | None = None
        self.rows = 0
        self._started = started
        self._name = name
        self._file: int | None = None
        self._broken = False

    def write(self, source: Source, seconds: float, values: Sequence[float] | npt.NDArray[np.float32]) -> None:
        """Appends a row; `seconds` since `started`.

        Raises:
            OSError: the folder or the file refuses it. The next call tries again.
        """
        if self._file is None:
            self._file = self._create()
        line = row(self._started + timedelta(seconds=seconds), source, values).encode("ascii")
        line = b"\n" + line if self._broken else line
        written = 0
        try:
            while written < len(line):
                written += os.write(self._file, line[written:])
        except OSError:
            self._broken = self._broken or written > 0
            raise
        self._broken = False
        self.rows += 1

    @property
    def is_removed(self) -> bool:
        """Somebody has deleted the file while it was being written: what is written now is lost."""
        return self._file is not None and os.fstat(self._file).st_nlink == 0

    def close(self) -> None:
        """Ends the file; nothing where none was begun."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _create(self) -> int:
        """The name that was given, or else the first, second by second from now on, that no file has."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if self._name is not None:
            self.path = self.folder / self._name
            return os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        moment = datetime.now()
        while True:
            path = self.folder / f"{moment:%Y-%m-%dT%H-%M-%S}-{self.dimension}d-mdrnn.log"
            try:
                descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
            except FileExistsError:
                moment += timedelta(seconds=1)
                continue
            self.path = path
            return descriptor
