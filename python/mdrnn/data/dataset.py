# SPDX-License-Identifier: MIT
"""Datasets: performances as arrays of events, built from logs, kept in a file that loads without pickle.

Our file is an .npz of `events` (N, D) float64, `lengths` (P,) int64, `names` (P,) text, `dimension` and `format`.
IMPSY's, whose one entry `perfs` is pickled, is read by an unpickler that admits numpy arrays and nothing else.
"""

import glob
import io
import os
import pickle
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from ..errors import MdrnnError
from . import logs as _logs

FORMAT = 1
Performance = npt.NDArray[np.float64]
_Path = str | os.PathLike[str]


@dataclass
class Dataset:
    """Performances of one dimension D: each (T, D) float64, rows [dt in seconds, x1 .. xn]."""

    dimension: int
    performances: list[Performance]
    names: list[str] = field(default_factory=list)

    @property
    def events(self) -> int:
        return sum(len(performance) for performance in self.performances)

    @property
    def seconds(self) -> float:
        return float(sum(performance[:, 0].sum() for performance in self.performances))


def split_at_pauses(performances: Iterable[Performance], seconds: float) -> list[Performance]:
    """Pieces between waits of more than `seconds`: after such a wait the hand begins anew.

    The event that ends a pause is the first of its piece: it is heard, but nothing has to foretell it.
    """
    pieces = []
    for performance in performances:
        pieces += np.split(performance, np.flatnonzero(performance[1:, 0] > seconds) + 1)
    return pieces


# ---- from logs ------------------------------------------------------------------------------------------------------


def build(
    sources: Iterable[_Path],
    *,
    dimension: int | None = None,
    value_range: tuple[float, float] = (0.0, 1.0),
    include_rnn: bool = False,
    report: Callable[[str], None] = lambda sentence: None,
) -> Dataset:
    """Makes a dataset of logs; a log is a performance, in the order of the file names.

    Args:
        sources: log files, folders of logs, or globs.
        dimension: D; None takes that of the logs, which then have to agree.
        value_range: the numbers in the logs that become 0 and 1.
        include_rnn: takes the machine's rows too; else the player's alone.
        report: is given a sentence for each thing that was left out or looks wrong.

    A row's dt is the time since the row before it, so the first of a log is left out. Where the clock went back, dt is
    0 and reported.

    Raises:
        MdrnnError: no log, none with two events, mixed dimensions, an unreadable file, an empty range.
    """
    low, high = value_range
    if not (np.isfinite([low, high]).all() and low < high):
        raise MdrnnError(f"value range is {low:g} to {high:g}, expected two different numbers, the smaller first")
    found = [_logs.read(path, dimension) for path in _find(sources, dimension)]
    if dimension is None:
        dimension = _common_dimension(found)
    performances, names = [], []
    for log in found:
        events = _events(log, include_rnn, report)
        if len(events) == 0:
            report(f"{log.path}: fewer than two events, left out")
            continue
        if (low, high) != (0.0, 1.0):
            events[:, 1:] = (events[:, 1:] - low) / (high - low)
        _report_range(log, events, value_range, report)
        performances.append(events)
        names.append(log.path.name)
    if not performances:
        raise MdrnnError(f"no log has two events or more (logs read: {len(found)})")
    return Dataset(dimension, performances, names)


def _find(sources: Iterable[_Path], dimension: int | None) -> list[Path]:
    """The logs that are meant, each once, by name."""
    paths: list[Path] = []
    for source in map(Path, sources):
        if source.is_dir():
            inside = sorted(path for path in source.iterdir() if _logs.dimension_of(path) is not None)
            if not inside:
                raise MdrnnError(f"{source}: no log in this folder, expected names like *-3d-mdrnn.log")
            paths += [path for path in inside if dimension in (None, _logs.dimension_of(path))]
        elif source.exists():
            paths.append(source)
        else:
            matches = [Path(match) for match in glob.glob(str(source), recursive=True)]
            if not matches:
                raise MdrnnError(f"{source}: no such file or folder")
            paths += _find(matches, dimension)
    return sorted({path.resolve(): path for path in paths}.values(), key=lambda path: (path.name, str(path)))


def _common_dimension(found: list[_logs.Log]) -> int:
    dimensions = Counter(log.dimension for log in found if log.dimension)
    if not dimensions:
        raise MdrnnError(f"no log has two events or more (logs read: {len(found)})")
    if len(dimensions) > 1:
        listed = ", ".join(f"{count} of dimension {each}" for each, count in sorted(dimensions.items()))
        raise MdrnnError(f"the logs have different dimensions ({listed}): choose one with --dimension")
    return next(iter(dimensions))


def _events(log: _logs.Log, include_rnn: bool, report: Callable[[str], None]) -> Performance:
    """(T, D) of one log, with a report of what is wrong with it."""
    for line, sentence in log.skipped:
        report(f"{log.path}:{line}: {sentence}; row left out")
    if log.skipped_count > len(log.skipped):
        report(f"{log.path}: {log.skipped_count - len(log.skipped)} more bad rows left out")
    if log.torn:
        report(f"{log.path}: the last line breaks off; left out")
    events, lines = log.events[1:], log.lines[1:]
    if not include_rnn and not log.interface.all():
        events, lines = log.events[log.interface][1:], log.lines[log.interface][1:]
        events[:, 0] = np.diff(log.microseconds[log.interface]) / 1e6
    backwards = np.flatnonzero(events[:, 0] < 0)
    if len(backwards):
        report(
            f"{log.path}:{lines[backwards[0]]}: the clock goes back by {-events[backwards[0], 0]:g} s; "
            f"dt is 0 there ({len(backwards)} times in this log)"
        )
        events[backwards, 0] = 0.0
    return events


def _report_range(
    log: _logs.Log, events: Performance, value_range: tuple[float, float], report: Callable[[str], None]
) -> None:
    values = events[:, 1:]
    smallest, largest = float(values.min()), float(values.max())
    if smallest < 0.0 or largest > 1.0:
        low, high = value_range
        span = high - low
        report(
            f"{log.path}: values run from {low + smallest * span:g} to {low + largest * span:g}, "
            f"expected {low:g} to {high:g}: see --value-range"
        )


# ---- files ----------------------------------------------------------------------------------------------------------


def save(path: _Path, dataset: Dataset) -> None:
    """Writes a dataset; a file of that name is replaced only when the new one is whole.

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
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            temporary = Path(file.name)
            np.savez_compressed(file, **arrays)
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)
        temporary.replace(path)
    except OSError as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        raise MdrnnError(f"{path}: cannot be written: {error.strerror}") from error


def load(path: _Path) -> Dataset:
    """Reads a dataset: ours, or IMPSY's.

    Raises:
        MdrnnError: it cannot be read, is no dataset, or holds anything but arrays of events.
    """
    path = Path(path)
    try:
        with zipfile.ZipFile(path) as archive:
            entries = {name.removesuffix(".npy") for name in archive.namelist()}
            if "perfs" in entries:
                return _checked(path, _impsy_performances(archive, path), None)
            if not {"events", "lengths", "names", "dimension", "format"} <= entries:
                listed = ", ".join(sorted(entries)) or "nothing"
                raise MdrnnError(f"{path}: holds {listed}, expected a dataset of mdrnn or IMPSY")
        with np.load(path, allow_pickle=False) as arrays:
            return _our_performances(path, {name: arrays[name] for name in entries})
    except MdrnnError:
        raise
    except OSError as error:
        raise MdrnnError(f"{path}: cannot be read: {error.strerror or error}") from error
    except (zipfile.BadZipFile, ValueError, KeyError, EOFError, NotImplementedError) as error:
        raise MdrnnError(f"{path}: is no dataset or is damaged ({error})") from error


def _our_performances(path: Path, arrays: dict[str, npt.NDArray[Any]]) -> Dataset:
    events, lengths, names = arrays["events"], arrays["lengths"], arrays["names"]
    if int(arrays["format"]) != FORMAT:
        raise MdrnnError(f"{path}: format is {int(arrays['format'])}, expected {FORMAT}")
    if events.ndim != 2 or events.shape[1] != int(arrays["dimension"]):
        raise MdrnnError(f"{path}: events are {events.shape}, expected (N, {int(arrays['dimension'])})")
    if lengths.ndim != 1 or names.shape != lengths.shape or (lengths < 0).any() or lengths.sum() != len(events):
        raise MdrnnError(f"{path}: lengths sum to {lengths.sum()}, expected the {len(events)} events that are there")
    parts = np.split(events, np.cumsum(lengths)[:-1]) if len(lengths) else []
    return _checked(path, parts, [str(name) for name in names])


def _checked(path: Path, performances: list[npt.NDArray[Any]], names: list[str] | None) -> Dataset:
    """Every performance (T, D) of finite numbers, one D for all."""
    if not performances:
        raise MdrnnError(f"{path}: holds no performance")
    names = names or [f"{path.stem}-{index + 1:03d}" for index in range(len(performances))]
    dimension = performances[0].shape[1] if performances[0].ndim == 2 else 0
    if not 2 <= dimension <= _logs.MAX_DIMENSION:
        raise MdrnnError(f"{path}: {names[0]} has shape {performances[0].shape}, expected (T, D) with D from 2 to 64")
    for name, performance in zip(names, performances, strict=True):
        if performance.ndim != 2 or performance.shape[1] != dimension:
            raise MdrnnError(f"{path}: {name} has shape {performance.shape}, expected (T, {dimension})")
        if performance.dtype.kind not in "fiu" or not np.isfinite(performance).all():
            raise MdrnnError(f"{path}: {name} holds something else than finite numbers")
    return Dataset(dimension, [np.array(each, np.float64) for each in performances], names)


# ---- IMPSY's pickled arrays -----------------------------------------------------------------------------------------

# What numpy 1 and 2 write to rebuild an array; under either name it is this process's own numpy that answers.
_ADMITTED = {
    (f"{package}.{module}", name)
    for package in ("numpy.core", "numpy._core")
    for module, name in (("multiarray", "_reconstruct"), ("multiarray", "scalar"), ("numeric", "_frombuffer"))
} | {("numpy", "ndarray"), ("numpy", "dtype")}


def _latin1(text: str, encoding: str) -> bytes:
    """Stands for `_codecs.encode`, by which older pickles write the bytes of an array."""
    if encoding != "latin1":
        raise MdrnnError(f"refused: its pickle encodes as {encoding!r}, expected latin1")
    return text.encode("latin1")


class _ArrayUnpickler(pickle.Unpickler):
    """Rebuilds numpy arrays and refuses every other name before anything of it is imported."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("_codecs", "encode"):
            return _latin1
        if (module, name) not in _ADMITTED:
            raise MdrnnError(f"refused: its pickle asks for {module}.{name}, expected numpy arrays alone")
        if module == "numpy":
            return getattr(np, name)
        home = np.core if np.lib.NumpyVersion(np.__version__) < "2.0.0" else np._core  # type: ignore[attr-defined]
        return getattr(getattr(home, module.rpartition(".")[2]), name)


def _impsy_performances(archive: zipfile.ZipFile, path: Path) -> list[npt.NDArray[Any]]:
    with archive.open("perfs.npy") as file:
        content = io.BytesIO(file.read())
    if not _holds_objects(content):
        content.seek(0)
        block = np.lib.format.read_array(content, allow_pickle=False)
        return list(block)
    try:
        array = _ArrayUnpickler(content).load()
    except MdrnnError as error:
        raise MdrnnError(f"{path}: {error}") from None
    except Exception as error:  # a damaged pickle may raise anything
        raise MdrnnError(f"{path}: its pickle is damaged ({type(error).__name__})") from error
    if not isinstance(array, np.ndarray) or (array.dtype != object and array.ndim != 3):
        raise MdrnnError(f"{path}: perfs is no array of performances")
    return [_rows(path, each) for each in array]


def _holds_objects(content: IO[bytes]) -> bool:
    """Reads the header of an .npy, up to where a pickle would begin."""
    version = np.lib.format.read_magic(content)
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    _, _, dtype = read(content)
    return bool(dtype.hasobject)


def _rows(path: Path, performance: Any) -> npt.NDArray[np.float64]:
    """numpy stores performances of one common shape as a block of objects: numbers again."""
    if not isinstance(performance, np.ndarray):
        raise MdrnnError(f"{path}: a performance is a {type(performance).__name__}, expected an array")
    try:
        return performance.astype(np.float64)
    except (TypeError, ValueError) as error:
        raise MdrnnError(f"{path}: a performance holds something else than numbers") from error
