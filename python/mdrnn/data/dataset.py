# SPDX-License-Identifier: MIT
"""Datasets: performances as arrays of events, kept in a file that loads without pickle.

Our file is an .npz of `events` (N, D) float64, `lengths` (P,) int64, `names` (P,) text, `dimension` and `format`, and
`values` (D - 1,) text where x1 .. xn have names. IMPSY's has one entry `perfs`, which is pickled.
"""

import os
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ..errors import MdrnnError
from ..files import check_regular, write_whole
from . import impsy_arrays
from .logs import MAX_DIMENSION

FORMAT = 1
MOST_NEGATIVE = 0.01  # of all waits: more are no jitter of a clock
LARGEST = 1e9  # of a value or a wait in seconds: whole numbers of 24 bits fit, float32 computes with them
Performance = npt.NDArray[np.float64]
_Path = str | os.PathLike[str]


@dataclass
class Dataset:
    """Performances of one dimension D: each (T, D) float64, rows [dt in seconds, x1 .. xn]."""

    dimension: int
    performances: list[Performance]
    names: list[str] = field(default_factory=list)  # of the performances
    values: list[str] = field(default_factory=list)  # names of x1 .. xn, where they have some
    notes: list[str] = field(default_factory=list)  # sentences about what was left out when it was loaded

    @property
    def events(self) -> int:
        return sum(len(performance) for performance in self.performances)

    @property
    def seconds(self) -> float:
        return float(sum(performance[:, 0].sum() for performance in self.performances))

    @property
    def titles(self) -> list[str]:
        """What x1 .. xn are called."""
        return self.values or [f"x{number}" for number in range(1, self.dimension)]

    def name_values(self, names: Iterable[str]) -> None:
        """Raises MdrnnError for another count of names, or for names that cannot be printed."""
        names = [name.strip() for name in names]
        if len(names) != self.dimension - 1:
            raise MdrnnError(
                f"{len(names)} name{'s' * (len(names) != 1)} ({', '.join(names)}), expected {self.dimension - 1}: "
                "one for each value, without the time"
            )
        if not all(name and name.isprintable() for name in names) or len(set(names)) < len(names):
            raise MdrnnError(f"names are {names!r:.80}, expected different names of printable letters")
        self.values = names


def split_at_pauses(performances: Iterable[Performance], seconds: float) -> list[Performance]:
    """Pieces between waits of more than `seconds`: the player starts afresh after such a wait.

    The event that ends a pause is the first of its piece: the network hears it, but does not have to predict it.
    """
    pieces = []
    for performance in performances:
        pieces += np.split(performance, np.flatnonzero(performance[1:, 0] > seconds) + 1)
    return pieces


def save(path: _Path, dataset: Dataset) -> None:
    """Writes a dataset; a file of that name is replaced only once the new one is complete.

    Raises:
        MdrnnError: it cannot be written.
    """
    path = Path(path)
    names = dataset.names or [f"performance {index + 1}" for index in range(len(dataset.performances))]
    empty = np.empty((0, dataset.dimension))
    arrays: dict[str, Any] = {
        "events": np.concatenate([empty, *dataset.performances]).astype(np.float64),
        "lengths": np.array([len(performance) for performance in dataset.performances], np.int64),
        "names": np.array(names, dtype=np.str_),
        "dimension": np.int64(dataset.dimension),
        "format": np.int64(FORMAT),
    }
    if dataset.values:
        arrays["values"] = np.array(dataset.values, dtype=np.str_)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise MdrnnError(f"{path}: cannot be written: {error.strerror}") from error
    write_whole(path, lambda file: np.savez_compressed(file, **arrays))


def load(path: _Path) -> Dataset:
    """Reads a dataset: ours, or IMPSY's.

    Empty performances are left out, and a negative wait, of a clock that was set back, becomes 0: `notes` says so.

    Raises:
        MdrnnError: it cannot be read, is no dataset, or holds anything but arrays of events.
    """
    path = Path(path)
    check_regular(path)
    try:
        with zipfile.ZipFile(path) as archive:
            entries = {name.removesuffix(".npy") for name in archive.namelist()}
            if impsy_arrays.KEY in entries:
                return _checked(path, Dataset(0, impsy_arrays.performances(archive, path)))
            if not {"events", "lengths", "names", "dimension", "format"} <= entries:
                raise MdrnnError(
                    f"{path}: holds {', '.join(sorted(entries)) or 'nothing'}, expected {impsy_arrays.KEY}: arrays of "
                    "shape (T, D), each row the seconds since the event before and then the values"
                )
        with np.load(path, allow_pickle=False) as arrays:
            return _checked(path, _ours(path, {name: arrays[name] for name in entries}))
    except MdrnnError:
        raise
    except OSError as error:
        raise MdrnnError(f"{path}: cannot be read: {error.strerror or error}") from error
    except (zipfile.BadZipFile, ValueError, KeyError, EOFError, NotImplementedError) as error:
        raise MdrnnError(f"{path}: is no dataset or is damaged ({error})") from error


def _ours(path: Path, arrays: dict[str, npt.NDArray[Any]]) -> Dataset:
    events, lengths, names = arrays["events"], arrays["lengths"], arrays["names"]
    dimension = int(arrays["dimension"])
    if int(arrays["format"]) != FORMAT:
        raise MdrnnError(f"{path}: format is {int(arrays['format'])}, expected {FORMAT}")
    if events.ndim != 2 or events.shape[1] != dimension:
        raise MdrnnError(f"{path}: events are {events.shape}, expected (N, {dimension})")
    if lengths.ndim != 1 or names.shape != lengths.shape or (lengths < 0).any() or lengths.sum() != len(events):
        raise MdrnnError(f"{path}: lengths sum to {lengths.sum()}, expected {len(events)}: one for each event")
    parts = np.split(events, np.cumsum(lengths)[:-1]) if len(lengths) else []
    found = Dataset(dimension, parts, [str(name) for name in names])
    if "values" in arrays:
        found.name_values(str(name) for name in arrays["values"].ravel())
    return found


def _checked(path: Path, found: Dataset) -> Dataset:
    """Every performance (T, D) of finite numbers, one D for all, none empty."""
    names = found.names or [f"{path.stem}-{index + 1:03d}" for index in range(len(found.performances))]
    kept = [(name, each) for name, each in zip(names, found.performances, strict=True) if each.size]
    if not kept:
        raise MdrnnError(f"{path}: holds no event")
    name, first = kept[0]
    dimension = first.shape[1] if first.ndim == 2 else 0
    if not 2 <= dimension <= MAX_DIMENSION:
        raise MdrnnError(f"{path}: {name} has shape {first.shape}, expected (T, D) with D from 2 to {MAX_DIMENSION}")
    for name, performance in kept:
        if performance.ndim != 2 or performance.shape[1] != dimension:
            raise MdrnnError(f"{path}: {name} has shape {performance.shape}, expected (T, {dimension})")
        if performance.dtype.kind not in "fiu":
            raise MdrnnError(f"{path}: {name} holds {performance.dtype}, expected numbers")
        for row, sentence in absurd_rows(performance):
            raise MdrnnError(f"{path}: {name}, row {row + 1}: {sentence}")
    performances = [np.array(each, np.float64) for _, each in kept]
    notes = [*_left_out(path, len(names) - len(kept), len(names)), *_negative_waits(path, performances)]
    return Dataset(dimension, performances, [name for name, _ in kept], found.values, notes)


def absurd_rows(events: Performance) -> Iterator[tuple[int, str]]:
    """Rows of (T, D), from 0, with a number that no instrument sends, and a sentence about the first number in each."""
    with np.errstate(invalid="ignore"):
        bad = ~(np.abs(events) <= LARGEST)
    for row in np.flatnonzero(bad.any(axis=1)).tolist():
        column = int(bad[row].argmax())
        what, expected = (
            ("wait", "seconds") if column == 0 else (f"value {column}", "0 to 1, or numbers for --value-range")
        )
        yield row, f"{what} is {events[row, column]:g}, expected {expected}"


def _left_out(path: Path, empty: int, count: int) -> list[str]:
    if not empty:
        return []
    return [f"{path}: {empty} of {count} performances {'is' if empty == 1 else 'are'} empty, left out"]


def _negative_waits(path: Path, performances: list[Performance]) -> list[str]:
    """Sets them to 0, where they are few. Raises MdrnnError."""
    negative = sum(int((each[:, 0] < 0).sum()) for each in performances)
    if negative > MOST_NEGATIVE * sum(len(each) for each in performances):
        waits = "1 wait is" if negative == 1 else f"{negative:,} waits are"
        raise MdrnnError(f"{path}: {waits} negative: is time the first column?")
    for each in performances:
        each[:, 0] = each[:, 0].clip(min=0.0)
    return [f"{path}: {negative} negative wait{'s' * (negative > 1)} set to 0"] if negative else []
