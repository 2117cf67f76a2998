# SPDX-License-Identifier: MIT
"""Text for people: made safe to print, counts with their nouns, and what to type."""

from collections.abc import Sequence
from pathlib import PurePosixPath, PureWindowsPath


def printable(text: str) -> str:
    """The text on one line, with control characters, such as a terminal's escape codes, written as `\\x1b`."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)


def counted(count: int, noun: str) -> str:
    """`1 event`, `2,000 events`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def how_to_install(extra: str) -> str:
    """What to type for an extra; mdrnn is in no package index yet."""
    return f"in the folder of mdrnn's sources, pip install '.[{extra}]'; for a wheel, pip install 'FILE.whl[{extra}]'"


def shown(values: Sequence[float]) -> str:
    """The first values of an event, and how many there are: `0.25 0.75 (2 values)`."""
    first = " ".join(f"{value:.4g}" for value in values[:8])
    return f"{first}{' ..' if len(values) > 8 else ''} ({counted(len(values), 'value')})"


def is_plain_name(text: str) -> bool:
    """Names a file in a folder, and nothing above or below it, on every system."""
    names = (PurePosixPath(text).name, PureWindowsPath(text).name)
    return text.isprintable() and text not in ("", ".", "..") and names == (text, text)


def is_visible_name(text: str) -> bool:
    """A plain name, of a file that is not hidden."""
    return is_plain_name(text) and not text.startswith(".")
