# SPDX-License-Identifier: MIT
"""The models that can be loaded, and the logs of the log folder: by names, never by paths."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ... import models
from ...wording import is_plain_name

if TYPE_CHECKING:
    from ..._core import Performer

MOST_MODELS = 500  # that are listed


def model_names(performer: "Performer | None") -> list[str]:
    """Bundled, here, in models/ and beside the running one, as `models.find` looks them up."""
    folders = [Path(), Path("models")]
    if performer is not None and performer.info.path:
        folders.append(Path(performer.info.path).parent)
    found = {name for folder in folders for name in _in(folder)}
    return sorted({*models.names(), *found})[:MOST_MODELS]


def _in(folder: Path) -> Iterator[str]:
    try:
        for file in folder.iterdir():
            if file.suffix == models.SUFFIX and is_plain_name(file.stem) and file.is_file():
                yield file.stem
    except OSError:  # there is no such folder, or it is not ours to read
        return
