# SPDX-License-Identifier: MIT
"""The models that can be loaded, and the logs of the log folder: by names, never by paths.

Everything here waits for the disk, so nothing of it is called on the event loop.
"""

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from ... import models
from ...data.logs import dimension_of
from ...errors import MdrnnError
from ...wording import is_plain_name, is_visible_name, printable
from ..recording import LONGEST_NAME

MOST_BYTES = 200  # of the name of a new file; one has 255, with its date, number and ending
MOST_MODELS = 500  # that are listed
MOST_LOGS = 500  # that are listed, the newest
LARGEST_ANSWER = 8 << 20  # bytes of a log that is sent over the socket
LARGEST_DOWNLOAD = 64 << 20
DELETED = ".deleted"  # the folder in the log folder where deleted logs are until the next run
ENDING = ".log"
_COUNTED = 1 << 20  # bytes of a log whose rows are counted; of a larger one the count is estimated
_LAST = 4096  # bytes at a log's end in which its last row is


# ---- models


def model_names(running: Path | None, played: Iterable[str]) -> list[str]:
    """Those that `models.find` finds beside the file of the running one or elsewhere, and those that played."""
    folders = models.searched(running.parent if running is not None else None)
    found = {name for folder in folders for name in names_in(folder, models.SUFFIX)}
    return sorted({*models.names(), *played, *found})[:MOST_MODELS]


def can_be_found(name: str, running: Path | None) -> bool:
    """Whether /mdrnn/load finds it."""
    try:
        models.find(name, running.parent if running is not None else None)
    except MdrnnError:
        return False
    return True


def names_in(folder: Path, suffix: str) -> Iterator[str]:
    """Of the visible files with this suffix, without it."""
    try:
        for file in folder.iterdir():
            if file.suffix == suffix and is_visible_name(file.stem) and file.is_file():
                yield file.stem
    except OSError:  # there is no such folder, or it is not ours to read
        return


def new_name(name: Any, ending: str, what: str, longest: int) -> str:
    """What a page calls a new file, without its ending; `longest`: in characters.

    Raises:
        MdrnnError: it is no plain name, begins like a hidden file or an option, or is too long.
    """
    stem = name.removesuffix(ending) if isinstance(name, str) else ""
    fits = is_plain_name(stem) and stem[0] not in ".-" and len(stem) <= longest
    if not fits or len(stem.encode()) > MOST_BYTES:
        shown = printable(name[:60]) if isinstance(name, str) else "no text"
        limit = f"{longest} characters" if not fits else f"{MOST_BYTES} bytes: make it shorter"
        raise MdrnnError(f"{what} is called '{shown}', expected a plain name of at most {limit}")
    return stem


# ---- logs


@dataclass(frozen=True)
class Described:
    """One log in the list; `events` are rows, whoever played them, estimated where the log is large."""

    name: str
    size: int
    events: int
    seconds: float
    dimension: int | None


class Logs:
    """The visible regular files `*.log` directly in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._described: dict[tuple[str, int, int], Described] = {}

    def forget_deleted(self) -> None:
        """Removes what earlier runs have deleted."""
        for file in _files_in(self._folder / DELETED):
            if file.name.endswith(ENDING):
                file.unlink(missing_ok=True)

    def listed(self) -> list[dict[str, Any]]:
        """The newest first."""
        found: list[tuple[int, Path, os.stat_result]] = []
        for file in _files_in(self._folder):
            status = file.lstat()
            if _is_log(file.name) and stat.S_ISREG(status.st_mode):
                found.append((status.st_mtime_ns, file, status))
        newest = sorted(found, key=lambda each: each[0], reverse=True)[:MOST_LOGS]
        known, self._described = self._described, {}
        for _, file, status in newest:
            key = (file.name, status.st_mtime_ns, status.st_size)
            try:
                self._described[key] = known.get(key) or _described(file, status.st_size)
            except OSError:  # gone, or not ours to read
                continue
        return [asdict(each) for each in self._described.values()]

    def path(self, name: Any) -> Path:
        """The file of a log.

        Raises:
            MdrnnError: it is no plain name, or there is no such log.
        """
        if not isinstance(name, str) or not _is_log(name):
            shown = printable(name[:100]) if isinstance(name, str) else "not a text"
            raise MdrnnError(f"the log is '{shown}', expected a name from the list")
        path = self._folder / name
        try:
            if stat.S_ISREG(path.lstat().st_mode):
                return path
        except (OSError, ValueError):
            pass
        raise MdrnnError(f"{name}: there is no such log")

    def text(self, name: Any) -> str:
        """What is in a log.

        Raises:
            MdrnnError: there is no such log, or it is too large.
        """
        return self.content(name, LARGEST_ANSWER).decode("utf-8", "replace")

    def content(self, name: Any, largest: int = LARGEST_DOWNLOAD) -> bytes:
        path = self.path(name)
        with path.open("rb") as file:
            content = file.read(largest + 1)
        if len(content) > largest:
            raise MdrnnError(f"{name}: has more than {largest >> 20} MB: take it from the log folder")
        return content

    def delete(self, name: Any) -> None:
        """Into a folder of deleted ones; one of the same name that was deleted before is gone then."""
        path = self.path(name)
        (self._folder / DELETED).mkdir(exist_ok=True)
        path.replace(self._folder / DELETED / path.name)

    def restore(self, name: Any) -> None:
        """
        Raises:
            MdrnnError: it was not deleted in this run, or there is a new one of its name.
        """
        if not isinstance(name, str) or not _is_log(name):
            raise MdrnnError("expected the name of a deleted log")
        deleted = self._folder / DELETED / name
        if not deleted.is_file():
            raise MdrnnError(f"{name}: was not deleted in this run")
        if (self._folder / name).exists():
            raise MdrnnError(f"{name}: there is a new log of this name, which stays")
        deleted.rename(self._folder / name)


def _files_in(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:  # no log has been written yet
        return []


def _is_log(name: str) -> bool:
    return is_visible_name(name) and name.endswith(ENDING) and len(os.fsencode(name)) <= LONGEST_NAME


def _described(file: Path, size: int) -> Described:
    with file.open("rb") as opened:
        first = opened.readline(_LAST)
        opened.seek(0)
        counted = opened.read(_COUNTED)
        rows = round(counted.count(b"\n") * size / len(counted)) if counted else 0
        opened.seek(max(0, size - _LAST))
        last = opened.read().splitlines()[-1:] or [b""]
    begin, end = _moment(first), _moment(last[0])
    seconds = max((end - begin).total_seconds(), 0.0) if begin is not None and end is not None else 0.0
    dimension = dimension_of(file) or (first.count(b",") if first.count(b",") >= 2 else None)
    return Described(file.name, size, rows, round(seconds, 3), dimension)


def _moment(line: bytes) -> datetime | None:
    try:
        return datetime.fromisoformat(line.partition(b",")[0].decode("ascii").strip()).replace(tzinfo=None)
    except ValueError:
        return None
