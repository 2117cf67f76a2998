# SPDX-License-Identifier: MIT
"""From logs to a model, beside the music: `mdrnn dataset` and `mdrnn train` as processes, and what they say."""

import asyncio
import importlib.util
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ... import models
from ...errors import MdrnnError
from ...wording import how_to_install, printable
from .library import names_in, new_name
from .process import Beside, Ended

if TYPE_CHECKING:
    from ..session import Session
    from .asks import Asks
    from .library import Logs

DATASETS = Path("datasets")
ENDING = ".npz"
SIZES = ("xxs", "xs", "s", "m", "l", "xl")
LONGEST_NAME = 60  # characters
MOST_MINUTES = 600.0
MOST_LISTED = 500
MOST_SENTENCES = 8

_EPOCH = re.compile(r"epoch (\d+)/(\d+)\s+training (-?[\d.]+|nan|-?inf) validation (-?[\d.]+|nan|-?inf)")
_FOR_TERMINALS = "; Ctrl-C ends it and keeps the best so far"
_LEFT = re.compile(r"at most (\d+):(\d\d) of training left")


class Training:
    """One process at a time; what it has said stays for pages that come later."""

    def __init__(self, session: "Session", asks: "Asks", changed: Callable[[dict[str, Any]], None]) -> None:
        """`changed` gets the state whenever there is news of it."""
        self._session = session
        self._asks = asks
        self._changed = changed
        self._process: Beside | None = None
        self._following: asyncio.Task[None] | None = None
        self._is_beginning = False
        self._is_stopped = False
        self._trained: Path | None = None
        self._previous: Path | None = None
        self.state: dict[str, Any] = {"state": "none", "trained": None, "previous": None}

    def close(self) -> None:
        if self._process is not None:
            self._process.kill()

    # ---- datasets

    def datasets(self) -> list[str]:
        """Waits for the disk."""
        return sorted(names_in(DATASETS, ENDING))[:MOST_LISTED]

    async def make_dataset(self, name: Any, names: Any, logs: "Logs") -> dict[str, Any]:
        """
        Raises:
            MdrnnError: a name is none, or what `mdrnn dataset` says.
        """
        name = new_name(name, ENDING, "the dataset", LONGEST_NAME)
        if not isinstance(names, list) or not 0 < len(names) <= MOST_LISTED:
            raise MdrnnError(f"the logs are not given as names, expected a list of 1 to {MOST_LISTED}")
        paths = await self._asks.on_disk(lambda: [logs.path(each).resolve() for each in names])
        file = DATASETS / f"{name}{ENDING}"
        process = await self._begin(["dataset", *map(str, paths), "-o", str(file)])
        ended = await self._end(process)
        if ended.code != 0:
            raise MdrnnError(ended.sentence)
        said = [line for line in ended.out if line.startswith(f"{file}: ")]
        sentence = f"{name}: {said[-1].removeprefix(f'{file}: ')}" if said else f"the dataset {name} is made"
        warnings = [line.removeprefix("mdrnn: ") for line in ended.errors[:MOST_SENTENCES]]
        return {"name": name, "sentence": sentence, "warnings": warnings}

    # ---- training

    async def begin(self, dataset: Any, size: Any, minutes: Any) -> None:
        """
        Raises:
            MdrnnError: an argument is none of those expected, the extra is missing, or another training runs.
        """
        dataset = new_name(dataset, ENDING, "the dataset", LONGEST_NAME)
        if size not in SIZES:
            raise MdrnnError(f"the size is {printable(str(size)[:20])}, expected one of {', '.join(SIZES)}")
        if isinstance(minutes, bool) or not isinstance(minutes, int | float) or not 0 < minutes <= MOST_MINUTES:
            raise MdrnnError(f"the minutes are {printable(str(minutes)[:20])}, expected 0 to {MOST_MINUTES:g}")
        source = DATASETS / f"{dataset}{ENDING}"
        if not await self._asks.on_disk(source.is_file):
            raise MdrnnError(f"{dataset}: there is no such dataset, make one from logs first")
        if not await self._asks.on_disk(_can_train):
            raise MdrnnError(f"training needs the extra [train]: {how_to_install('train')}")
        name = f"{dataset}-{datetime.now():%m%d-%H%M%S}"
        arguments = ["train", str(source), "--size", size, "--minutes", f"{minutes:g}", "-o", str(models.OWN)]
        process = await self._begin([*arguments, "--name", name], lambda line: self._hear(line, 60.0 * minutes))
        self._is_stopped = False
        self._tell(state="running", name=name, dataset=dataset, progress=0.0, sentence="The training begins.")
        self._following = self._session.loop.create_task(self._follow(process, models.OWN / f"{name}{models.SUFFIX}"))

    def stop(self) -> None:
        """The best so far is kept.

        Raises:
            MdrnnError: nothing runs.
        """
        if self._process is None or self.state["state"] != "running":
            raise MdrnnError("no training is running")
        self._is_stopped = True
        self._process.interrupt()
        self._tell(sentence="The training ends; the best model so far is kept.")

    def use_trained(self) -> None:
        """The new model takes over; the one before is kept in mind.

        Raises:
            MdrnnError: there is none.
        """
        if self._trained is None:
            raise MdrnnError("no model has been trained in this run yet")
        now = self._session.model
        if now is not None and now != self._trained:
            self._previous = now
        self._session.load(self._trained)
        self._tell()

    def use_previous(self) -> None:
        """Back to the model that played before `use_trained`.

        Raises:
            MdrnnError: there is none.
        """
        if self._previous is None:
            raise MdrnnError("there is no model before this one")
        self._session.load(self._previous)
        self._previous = None
        self._tell()

    async def _follow(self, process: Beside, file: Path) -> None:
        """`file`: the model that it makes."""
        ended = await self._end(process)
        if await self._asks.on_disk(file.is_file):
            self._trained = file
            sentences = [_without_folder(line) for line in ended.out if "details:" not in line][:MOST_SENTENCES]
            self._tell(state="done", progress=1.0, seconds_left=0, sentences=sentences, sentence=" ".join(sentences))
        elif self._is_stopped:
            self._tell(state="none", sentence="The training was stopped before there was a model.")
        else:
            self._tell(state="failed", sentence=f"The training has failed: {ended.sentence}")

    def _hear(self, line: str, seconds: float) -> None:
        """A line of a training that may take so many seconds."""
        epoch, left = _EPOCH.search(line), _LEFT.search(line)
        if epoch is None:
            self._tell(sentence=_capital(line.removeprefix("mdrnn: ").replace(_FOR_TERMINALS, "")))
            return
        number, epochs = int(epoch[1]), int(epoch[2])
        seconds_left = 60 * int(left[1]) + int(left[2]) if left is not None else None
        by_time = 1.0 - seconds_left / seconds if seconds_left is not None else 0.0
        self._tell(
            epoch=number,
            epochs=epochs,
            loss=float(epoch[4]),
            training_loss=float(epoch[3]),
            seconds_left=seconds_left,
            progress=round(min(max(number / epochs, by_time, 0.0), 1.0), 3),
            sentence=None,
        )

    def _tell(self, **news: Any) -> None:
        if news.get("state") == "running":
            self.state = {}
        self.state |= news
        self.state |= {"trained": _name(self._trained), "previous": _name(self._previous)}
        self._changed(self.state)

    # ---- processes

    async def _begin(self, arguments: Sequence[str], hear: Callable[[str], None] | None = None) -> Beside:
        """
        Raises:
            MdrnnError: another one runs.
        """
        if self._process is not None or self._is_beginning:
            raise MdrnnError("a dataset or a model is being made, expected one at a time: wait for it, or stop it")
        self._is_beginning = True
        try:
            process = await self._asks.on_disk(Beside, self._session.loop, arguments, hear)
        finally:
            self._is_beginning = False
        self._process = process
        return process

    async def _end(self, process: Beside) -> Ended:
        try:
            return await process.ended()
        finally:
            if self._process is process:
                self._process = None


def _can_train() -> bool:
    return importlib.util.find_spec("tensorflow") is not None


def _name(file: Path | None) -> str | None:
    return file.name.removesuffix(models.SUFFIX) if file is not None else None


def _without_folder(line: str) -> str:
    """`x.tflite is written; hear it: mdrnn run x.tflite` is for a terminal."""
    line = line.partition("; hear it:")[0].replace(f"{models.OWN}/", "")
    return line if line.endswith(".") else f"{line}."


def _capital(line: str) -> str:
    return line[:1].upper() + line[1:]
