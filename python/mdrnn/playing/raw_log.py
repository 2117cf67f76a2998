# SPDX-License-Identifier: MIT
"""The log of a run without a model: values are written as they came, for there is no range to clamp them to."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from ..data.logs import MAX_DIMENSION, LogWriter
from ..errors import MdrnnError
from ..wording import counted, shown

DECIDE_SECONDS = 1.0  # how long events of any length are taken before one length is chosen
DECIDE_EVENTS = 1000  # or as many events


class RawLog:
    """Writes what the player plays. Without a dimension the most frequent length of the first second is the length."""

    def __init__(
        self,
        folder: Path,
        dimension: int | None,
        began: datetime,
        say: Callable[[str], None],
        complain: Callable[[str], None],
    ) -> None:
        """`began`: the local time of second 0; `say` takes what is new, `complain` what went wrong."""
        self.heard = 0
        self.rows = 0  # written, in all files
        self.paths: list[Path] = []
        self._folder = folder
        self._count = dimension - 1 if dimension else None  # values of an event
        self._began = began
        self._say = say
        self._complain = complain
        self._first: list[tuple[float, str, list[float]]] = []  # before the length is known
        self._last: list[float] = []
        self._writer: LogWriter | None = None
        self._name: str | None = None
        self._recording = True

    @property
    def is_deciding(self) -> bool:
        """Events wait for `decide`."""
        return bool(self._first)

    @property
    def dimension(self) -> int | None:
        """Of an event, `dt` included; None while it is not known."""
        return self._count + 1 if self._count is not None else None

    @property
    def last(self) -> list[float]:
        """The values of the newest event; those of a known length are 0.5 before the first; [] while none is known."""
        return self._first[-1][2] if self._first else self._last or [0.5] * (self._count or 0)

    @property
    def path(self) -> Path | None:
        """The file that is being written."""
        return self._writer.path if self._writer is not None else None

    def event(self, seconds: float, address: str, values: list[float]) -> None:
        """Writes an event, or keeps it until the length is known; `seconds` since the beginning.

        Raises:
            MdrnnError: another count of values than expected, or a number that is not finite.
        """
        if not 1 <= len(values) < MAX_DIMENSION:
            raise MdrnnError(f"{address}: {counted(len(values), 'value')}, expected 1 to {MAX_DIMENSION - 1}")
        for value in values:
            if abs(value) >= 3.4e38 or value != value:
                raise MdrnnError(f"{address}: a value is {value:g}, expected a finite number; the event is left out")
        if self._count is not None:
            self._write(seconds, address, values)
            return
        self._first.append((seconds, address, values))
        if len(self._first) == DECIDE_EVENTS:
            self.decide()

    def some(self, seconds: float, address: str, values: dict[int, float]) -> None:
        """Some values are new, the others are those of the event before.

        Raises:
            MdrnnError: there is no such value, or the length is not known yet.
        """
        last = self.last
        if not last:
            raise MdrnnError(
                f"{address}: how many values an event has is not known yet; send a whole event first, or give -d"
            )
        for index in values:
            if not 0 <= index < len(last):
                raise MdrnnError(f"{address}: there is no value {index}, expected 0 to {len(last) - 1}")
        self.event(seconds, address, [values.get(index, value) for index, value in enumerate(last)])

    def decide(self) -> None:
        """Takes the most frequent length of what has come, writes those events and complains about the others."""
        first, self._first = self._first, []
        if not first:
            return
        self._count = Counter(len(values) for _, _, values in first).most_common(1)[0][0]
        for seconds, address, values in first:
            try:
                self._write(seconds, address, values)
            except MdrnnError as error:
                self._complain(str(error))

    def record(self, name: str | None) -> None:
        """Goes on in a new file, of this name or an automatic one."""
        self.stop()
        self._name, self._recording = name, True

    def stop(self) -> None:
        """Ends the file; what comes from now on is not written."""
        self.decide()
        self._recording = False
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def _write(self, seconds: float, address: str, values: list[float]) -> None:
        assert self._count is not None
        if len(values) != self._count:
            raise MdrnnError(
                f"{address}: {counted(len(values), 'value')}, expected {self._count} "
                f"(the dimension is {self._count + 1}; -d sets another)"
            )
        if self.heard == 0:
            self._say(f"hears you at {address}: {shown(values)}, so the dimension is {self._count + 1}")
        self._last = values
        self.heard += 1
        if self._recording:
            self._write_row(seconds, values)

    def _write_row(self, seconds: float, values: list[float]) -> None:
        """Where the disk is full or the folder refuses, the row is lost and the next one tries again."""
        if self._writer is not None and self._writer.is_removed:
            self._forget_removed(self._writer)
        if self._writer is None:
            self._writer = LogWriter(self._folder, len(values) + 1, self._began, self._name)
        writer = self._writer
        try:
            writer.write("interface", seconds, values)
        except OSError as error:
            self._complain(f"log: {error.filename or writer.path}: {error.strerror}; the row is lost")
            return
        self.rows += 1
        if writer.path is not None and writer.path not in self.paths:
            self.paths.append(writer.path)
            self._say(f"writes {writer.path}")

    def _forget_removed(self, writer: LogWriter) -> None:
        self._complain(f"log: {writer.path}: was removed while it was being written; a new one is begun")
        self.rows -= writer.rows
        self.paths = [path for path in self.paths if path != writer.path]
        writer.close()
        self._writer = None
