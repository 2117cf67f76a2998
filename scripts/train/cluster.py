# SPDX-License-Identifier: MIT
"""Members of a sweep on several machines, by Dask's scheduler and workers (extra [cluster])."""

import os
import tempfile
import uuid
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from mdrnn.wording import how_to_install

from . import member
from .member import Member, Row

MISSING = f"a sweep over several machines needs Dask, which is not installed: {how_to_install('train,cluster')}"
PATIENCE = "20s"  # for the scheduler to answer

Files = dict[str, bytes]  # by name


class Cluster:
    """A sweep.Engine: each worker trains one member at a time for each of its threads, and sends its files back."""

    def __init__(self, client, folder: Path) -> None:  # type: ignore[no-untyped-def]
        self._client, self._folder = client, folder
        self._stopping = f"mdrnn-stop-{uuid.uuid4().hex}"
        self._executor = client.get_executor(pure=False)
        self._sent: dict[str, Files] = {}

    @classmethod
    @contextmanager
    def connected(cls, address: str, folder: Path) -> Iterator["Cluster"]:
        """Raises RuntimeError when Dask is not installed, OSError when no scheduler answers at `address`."""
        try:
            from distributed import Client
        except ImportError as error:
            raise RuntimeError(MISSING) from error
        try:
            client = Client(address, timeout=PATIENCE)
        except (OSError, ValueError) as error:
            raise OSError(f"no scheduler answers at {address}, expected one such as tcp://HOST:8786") from error
        with client:
            yield cls(client, folder)

    def submit(self, wanted: Member) -> "Future[Row]":
        files = {word: Path(word).read_bytes() for word in wanted.words if Path(word).is_file()}
        done: Future[Row] = Future()
        running = self._executor.submit(run_there, wanted, files, self._stopping)
        running.add_done_callback(lambda future: self._arrived(wanted, future, done))
        return done

    def stop(self) -> None:
        from distributed import Event

        Event(self._stopping, client=self._client).set()

    def _arrived(self, wanted: Member, running: "Future[tuple[Row, Files]]", done: "Future[Row]") -> None:
        """A worker that died, or a file that cannot be written here, is an error of that member alone."""
        row: Row = {"name": wanted.name, "size": wanted.size, "seed": wanted.seed}
        try:
            row, files = running.result()
            for name, content in sorted(files.items()):  # .tflite last
                new = self._folder / f".{name}.new"
                new.write_bytes(content)
                os.replace(new, self._folder / name)
        except Exception as error:
            row = {**row, "error": f"{type(error).__name__}: {error}"}
        done.set_result(row)


def run_there(wanted: Member, files: Files, stopping: str) -> tuple[Row, Files]:
    """On a worker: the files that the words name, the training, and the files that it left."""
    from distributed import Event

    stop = Event(stopping)
    with tempfile.TemporaryDirectory(prefix="mdrnn-") as scratch:
        given, left = Path(scratch) / "given", Path(scratch) / "left"
        given.mkdir()
        left.mkdir()
        paths = {word: given / f"{number}" / Path(word).name for number, word in enumerate(files)}
        for word, path in paths.items():
            path.parent.mkdir()
            path.write_bytes(files[word])
        moved = replace(wanted, words=tuple(str(paths.get(word, word)) for word in wanted.words))
        row = member.run(moved, left, 1, stop.is_set)
        return row, {path.name: path.read_bytes() for path in left.iterdir() if path.is_file()}
