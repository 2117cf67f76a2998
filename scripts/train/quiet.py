# SPDX-License-Identifier: MIT
"""Keeps what TensorFlow's C++ code prints away from people: it has no switch for what comes before its own set-up."""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO


@contextmanager
def quiet() -> Iterator[None]:
    """File descriptor 2 leads nowhere meanwhile; what has to be seen goes to `own_stderr`."""
    sys.stderr.flush()
    before, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(before, 2)
        os.close(before)
        os.close(nowhere)


def own_stderr() -> TextIO:
    """A stream to where sys.stderr leads now, by a file descriptor of its own."""
    try:
        number = os.dup(sys.stderr.fileno())
    except (io.UnsupportedOperation, OSError):
        return sys.stderr
    return os.fdopen(number, "w", encoding=sys.stderr.encoding, errors="backslashreplace")
