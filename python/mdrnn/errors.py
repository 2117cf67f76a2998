# SPDX-License-Identifier: MIT
"""The exception for a user's mistake, and errors as sentences to show as they are."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class MdrnnError(ValueError):
    """What is wrong, what was found and what was expected, in one sentence.

    `kind`: what it is an example of, for `playing.troubles`, where the sentence quotes a sender; None: itself.
    """

    def __init__(self, sentence: str = "", kind: str | None = None) -> None:
        super().__init__(sentence)
        self.kind = kind


def in_words(error: Exception) -> str:
    """An error as one sentence; one from the operating system begins with its file."""
    if not isinstance(error, OSError) or not error.strerror:
        return str(error)
    name = os.fsdecode(error.filename) if isinstance(error.filename, str | bytes) else ""
    return f"{name}: {error.strerror}" if name else error.strerror


def as_bug(error: object) -> str:
    """A fault of ours, which must not end a concert, as one sentence."""
    return f"a bug in mdrnn, please report it: {type(error).__name__}: {error}"


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """An OSError in it names `path`, the user's file, instead of a temporary one."""
    try:
        yield
    except OSError as error:
        if error.errno is None:
            raise
        reason = f"cannot be written: {os.strerror(error.errno)}"
        raise OSError(error.errno, reason, str(path)) from error
