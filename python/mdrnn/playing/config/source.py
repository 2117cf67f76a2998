# SPDX-License-Identifier: MIT
"""A configuration file as it was read: its tables, where each key stands, and what is wrong with it."""

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...errors import MdrnnError
from ...files import check_regular
from ...wording import printable
from . import lines as toml_lines
from .lines import Place

LARGEST = 1_000_000  # bytes; IMPSY's longest has 3,000


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong. With a harmless one the file can be played: what is wrong has no effect."""

    file: str
    line: int | None
    what: str
    harmless: bool = False

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}: line {self.line}"
        return printable(f"{where}: {self.what}")


@dataclass
class Source:
    """The tables of a file. `lines` has the line of each key, table and list entry."""

    file: str
    data: dict[str, Any] = field(default_factory=dict)
    lines: dict[Place, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        return Path(self.file).parent

    def line(self, path: Place) -> int | None:
        """Where a value stands, or the nearest table or list around it."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return None

    def fault(self, path: Place, what: str, harmless: bool = False) -> Fault:
        return Fault(self.file, self.line(path), what, harmless)

    def blame(self, path: Place, what: str, harmless: bool = False) -> None:
        self.faults.append(self.fault(path, what, harmless))


def read(path: Path) -> Source:
    """Reads a file; broken TOML is its only fault then.

    Raises:
        MdrnnError: there is no such file, or it cannot be read.
    """
    name = str(path)
    try:
        check_regular(path)
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise MdrnnError(f"{printable(name)}: no such file; mdrnn init {printable(name)} makes one") from None
    except MdrnnError:
        raise
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise MdrnnError(f"{printable(name)}: {reason or 'is no name of a file'}") from None
    if len(content) > LARGEST:
        raise MdrnnError(f"{printable(name)}: has more than {LARGEST:,} bytes, expected a configuration file")
    return parse(name, content)


def parse(name: str, content: bytes) -> Source:
    """The tables of a file's content."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return Source(name, faults=[Fault(name, line, "is not UTF-8 text: save the file as UTF-8")])
    try:
        found = toml_lines.find(text)
        return Source(name, tomllib.loads(text), found)
    except toml_lines.Broken as error:
        return Source(name, faults=[Fault(name, error.line, error.reason)])
    except tomllib.TOMLDecodeError as error:
        line, reason = _in_our_words(str(error), text)
        return Source(name, faults=[Fault(name, line, reason)])
    except (ValueError, RecursionError):
        return Source(name, faults=[Fault(name, None, "has a number or a list that no instrument needs")])


# What tomllib says, and what that means. What `lines` finds first, with better words, is not here.
_MEANINGS = (
    ("overwrite", "a key or a table is there twice"),
    ("Duplicate", "a key is there twice"),
    ("twice", "a table is there twice"),
    ("mutate", "a table that is complete gets another key"),
    ("redefine", "a table that is complete is begun again"),
    ("date or datetime", "there is no such date"),
    ("nescaped", "a text has a \\ in it: write \\\\, or put it in single quotes"),
    ("hex value", "a text has a wrong \\x or \\u in it"),
    ("Unicode", "a text has a wrong \\u in it"),
    ("character", "a text has a control character in it"),
    ("string", "a text has no quote at its end"),
)


def _in_our_words(message: str, text: str) -> tuple[int, str]:
    last = max(1, len(text.rstrip().splitlines()))
    position = re.search(r"at line (\d+)", message)
    line = min(int(position[1]), last) if position else last
    meaning = next((ours for theirs, ours in _MEANINGS if theirs in message), None)
    return line, meaning or "is not TOML: expected KEY = VALUE or [TABLE]"
