# SPDX-License-Identifier: MIT
"""Checks files before they are read, and writes new ones completely or not at all."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

from .errors import MdrnnError
from .wording import printable


def check_regular(path: Path) -> None:
    """A folder has no content, and a named pipe would be waited for without end. A missing file passes.

    Raises:
        MdrnnError: something else than a regular file is there.
    """
    if path.is_dir():
        raise MdrnnError(f"{printable(str(path))}: is a folder, expected a file")
    if path.exists() and not path.is_file():
        raise MdrnnError(f"{printable(str(path))}: is not a regular file")


def write_whole(path: Path, write: Callable[[IO[bytes]], object]) -> None:
    """Calls `write` with a temporary file, which replaces `path` once it is complete.

    Raises:
        MdrnnError: it cannot be written; `path` is as before.
    """
    temporary: Path | None = None
    try:
        if path.exists() and not path.is_file():  # a device or a pipe, such as /dev/stdout
            with path.open("wb") as file:
                write(file)
            return
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".mdrnn-", delete=False) as made:
            temporary = Path(made.name)
            write(made)
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)
        temporary.replace(path)
    except OSError as error:
        raise MdrnnError(f"{path}: cannot be written: {error.strerror or error}") from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
