# SPDX-License-Identifier: MIT
"""Plays a log back: the player's events are heard once more, timed as they were played."""

import asyncio
import math
import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from ...errors import MdrnnError, in_words
from ..channel import Channel

if TYPE_CHECKING:
    from ..session import Session
    from .asks import Asks

AT_ONCE = 256  # rows read ahead
LONGEST_WAIT = 10.0  # seconds; a longer pause in the log is cut to this
LONGEST_ROW = 4096  # bytes

Row = tuple[float, list[float]]
"""Seconds since the log's first row of a player, and the values."""


class _Source(Channel):
    name = "log"


class Replay:
    """At most one log at a time."""

    def __init__(self, session: "Session", asks: "Asks", changed: Callable[[], None]) -> None:
        """`changed` is called when a replay begins or ends."""
        self.name: str | None = None
        self._session = session
        self._asks = asks
        self._changed = changed
        self._source = _Source()
        self._task: asyncio.Task[None] | None = None

    async def begin(self, path: Path) -> None:
        """
        Raises:
            MdrnnError: nobody plays in the log, or its events have another length than the model's.
        """
        self.stop()
        rows = Rows(path)
        first = await self._asks.on_disk(rows.more)
        if not first:
            rows.close()
            raise MdrnnError(f"{path.name}: there is no event of a player in it")
        found, wanted = len(first[0][1]) + 1, self._session.dimension
        if wanted is not None and found != wanted:
            rows.close()
            raise MdrnnError(f"{path.name}: its dimension is {found}, expected {wanted}, which the model has")
        self.stop()
        self.name = path.name
        self._task = self._session.loop.create_task(self._play(rows, first))
        self._changed()

    def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._ended()

    async def _play(self, rows: "Rows", first: list[Row]) -> None:
        me = asyncio.current_task()
        try:
            await self._play_all(rows, first)
        except OSError as error:
            self._session.trouble(f"web: {in_words(error)}; the replay ends")
        finally:
            rows.close()
            if self._task is me:
                self._ended()

    async def _play_all(self, rows: "Rows", batch: list[Row]) -> None:
        loop = self._session.loop
        due, before = loop.time(), batch[0][0]
        while batch:
            for moment, values in batch:
                due += min(max(moment - before, 0.0), LONGEST_WAIT)
                before = moment
                await asyncio.sleep(max(due - loop.time(), 0.0))
                if self._session.dimension not in (None, len(values) + 1):
                    self._session.trouble(f"{rows.name}: a model of another dimension plays; the replay ends")
                    return
                self._session.event(values, self._source)
            batch = await self._asks.on_disk(rows.more)

    def _ended(self) -> None:
        self._task, self.name = None, None
        self._changed()


class Rows:
    """The rows of a log that the player played, some at a time; rows that cannot be read are left out.

    The log may be the one that is being written, also with what is replayed: it ends where it ended at the start.
    """

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self._path = path
        self._file: BinaryIO | None = None
        self._left = 0  # bytes to be read
        self._began: datetime | None = None

    def more(self) -> list[Row]:
        """The next ones; none at the end."""
        if self._file is None:
            self._file = self._path.open("rb")
            self._left = os.fstat(self._file.fileno()).st_size
        found: list[Row] = []
        for line in self._lines(self._file):
            row = self._row(line)
            if row is not None:
                found.append(row)
                if len(found) == AT_ONCE:
                    break
        return found

    def close(self) -> None:
        if self._file is not None:
            self._file.close()

    def _lines(self, file: BinaryIO) -> Iterator[str]:
        while self._left > 0 and (line := file.readline(LONGEST_ROW)):
            self._left -= len(line)
            yield line.decode("ascii", "replace")

    def _row(self, line: str) -> Row | None:
        moment, source, *texts = line.strip().split(",")[:66] if line.count(",") >= 2 else ("", "")
        if source != "interface":
            return None
        try:
            at = datetime.fromisoformat(moment).replace(tzinfo=None)
            values = [float(text) for text in texts]
        except ValueError:
            return None
        if not all(math.isfinite(value) for value in values):
            return None
        self._began = self._began or at
        return (at - self._began).total_seconds(), values
