# SPDX-License-Identifier: MIT
"""A model that a page sends: written beside the others only once the loader has read it in a process of its own."""

import asyncio
import contextlib
import os
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from ... import models
from ...errors import MdrnnError
from .library import new_name
from .process import CHECK, Beside

if TYPE_CHECKING:
    from ..session import Session
    from .asks import Asks

LARGEST = 64 << 20  # bytes
MOST_MODELS = 200  # in the folder; more must be put there by hand
OLD_SECONDS = 3600.0
LONGEST_NAME = 100  # characters
CHECK_SECONDS = 60.0
IDLE_SECONDS = 30.0  # between two parts
_PREFIX = ".upload-"


def forget_broken_off() -> None:
    """Removes what a run that was killed has left."""
    for file in models.OWN.glob(f"{_PREFIX}*{models.SUFFIX}"):
        if time.time() - file.stat().st_mtime > OLD_SECONDS:
            file.unlink(missing_ok=True)


class Upload:
    """One model on its way. Its parts come as binary frames, in order."""

    def __init__(self, session: "Session", asks: "Asks", name: Any, size: Any) -> None:
        """
        Raises:
            MdrnnError: no plain name of a .tflite, or too large.
        """
        stem = new_name(name, models.SUFFIX, "the model", LONGEST_NAME)
        if isinstance(size, bool) or not isinstance(size, int) or not 0 < size <= LARGEST:
            raise MdrnnError(f"{stem}: its size is {str(size)[:20]}, expected 1 to {LARGEST} bytes")
        self.stem = stem
        self._session = session
        self._asks = asks
        self._left = size
        self._file: BinaryIO | None = None
        self._path: Path | None = None
        self._complete: asyncio.Future[None] = session.loop.create_future()
        self._complete.add_done_callback(lambda ended: ended.cancelled() or ended.exception())  # somebody may be gone

    async def take(self, part: bytes) -> bool:
        """A part; False once it is complete, or has failed."""
        if self._complete.done():
            return False
        try:
            if len(part) > self._left:
                raise MdrnnError(f"{self.stem}: more bytes came than the size that was given")
            await self._asks.on_disk(self._write, part)
        except (MdrnnError, OSError) as error:
            self._fail(error)
            return False
        self._left -= len(part)
        if self._left == 0 and not self._complete.done():
            self._complete.set_result(None)
        return self._left > 0

    async def finish(self) -> str:
        """Waits for all parts, has the loader read them, and gives the model its name: this one, or with a number.

        Raises:
            MdrnnError, OSError: it did not arrive, is no model, or cannot be kept.
        """
        try:
            await self._arrive()
            await self._check()
            return await self._asks.on_disk(self._keep)
        finally:
            await asyncio.shield(self._asks.on_disk(self.discard))

    def discard(self) -> None:
        """What has arrived so far, unless it has been kept."""
        if self._file is not None:
            self._file.close()
        if self._path is not None:
            self._path.unlink(missing_ok=True)

    def _fail(self, error: Exception) -> None:
        if not self._complete.done():
            self._complete.set_exception(error)

    async def _arrive(self) -> None:
        """As long as parts come."""
        left = -1
        while left != self._left and not self._complete.done():
            left = self._left
            await asyncio.wait({self._complete}, timeout=IDLE_SECONDS)
        if not self._complete.done():
            self._complete.set_exception(MdrnnError(f"{self.stem}: {self._left} bytes are missing"))
        self._complete.result()

    def _write(self, part: bytes) -> None:
        if self._file is None:
            models.OWN.mkdir(exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=models.OWN, prefix=_PREFIX, suffix=models.SUFFIX)
            self._file, self._path = os.fdopen(descriptor, "wb"), Path(name)
        self._file.write(part)

    async def _check(self) -> None:
        path = self._path
        assert path is not None
        process = await self._asks.on_disk(self._begin_check, path)
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                ended = await process.ended()
        except TimeoutError as error:
            raise MdrnnError(f"{self.stem}: reading it takes too long, expected a model") from error
        finally:
            process.kill()
        if ended.code != 0:
            raise MdrnnError(ended.sentence.replace(str(path), self.stem + models.SUFFIX))

    def _begin_check(self, path: Path) -> Beside:
        assert self._file is not None
        self._file.flush()
        return Beside(self._session.loop, [str(path)], command=CHECK)

    def _keep(self) -> str:
        """Never over another one."""
        assert self._path is not None
        assert self._file is not None
        self._file.close()
        if len(list(models.OWN.glob(f"*{models.SUFFIX}"))) > MOST_MODELS:
            raise MdrnnError(f"there are more than {MOST_MODELS} models in {models.OWN}, expected fewer: remove some")
        taken = {file.name for file in models.OWN.iterdir()} | {f"{name}{models.SUFFIX}" for name in models.names()}
        stem = self.stem
        number = 2
        while f"{stem}{models.SUFFIX}" in taken:
            stem = f"{self.stem}-{number}"
            number += 1
        self._path.rename(models.OWN / f"{stem}{models.SUFFIX}")
        with contextlib.suppress(OSError):
            os.chmod(models.OWN / f"{stem}{models.SUFFIX}", 0o644)
        self._path = None
        return stem
