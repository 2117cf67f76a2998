# SPDX-License-Identifier: MIT
"""From logs and older datasets to one dataset; whatever is left out is named with its reason."""

import glob
import os
import shlex
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from ..errors import MdrnnError
from ..wording import counted
from . import dataset, logs
from .dataset import Dataset, Performance
from .held_out import performance_hash

JUMP = 86_400.0  # seconds: not a wait within a performance, but a clock that was set
SHOWN_ROWS = 3  # bad rows of a log that are reported one by one
PROGRESS = 50_000_000  # bytes, read in about a second, after which there is a sentence
LARGEST_VALUES = (127, 255, 1023, 4095, 16_383, 65_535)  # of the usual interfaces that send whole numbers
Range = tuple[float, float]


def build(
    sources: Iterable[str | os.PathLike[str]],
    *,
    dimension: int | None = None,
    value_range: Range | None = None,
    include_rnn: bool = False,
    report: Callable[[str], None] = lambda sentence: None,
) -> Dataset:
    """Makes one dataset of logs and datasets, in the order of the file names; a log is a performance.

    Args:
        sources: files, folders of logs, or globs.
        dimension: D; None takes that of the sources, which then have to agree.
        value_range: the numbers in the sources that become 0 and 1 (0 and 1).
        include_rnn: takes a log's rows by the model too; else the player's alone.
        report: is called with a sentence for everything that is left out or looks wrong.

    A row's dt is the time since the row before it, so a log's first row is left out. Where the clock goes back, dt is
    0; where it jumps by more than a day, a new performance begins. A performance that is there twice counts once.

    Raises:
        MdrnnError: there is no source, or none with two events; dimensions differ; a file cannot be read; the value
            range is empty, or none is given for whole numbers.
    """
    given = [str(source) for source in sources]
    low, high = value_range or (0.0, 1.0)
    if not (np.isfinite([low, high]).all() and low < high):
        raise MdrnnError(f"value range is {low:g} to {high:g}, expected two different numbers, the smaller first")
    if max(abs(low), abs(high)) > dataset.LARGEST:
        raise MdrnnError(f"value range is {low:g} to {high:g}, expected numbers up to {dataset.LARGEST:g}")
    paths = _find(given)
    found = [_open(path, dimension, include_rnn) for path in _counted(paths, report)]
    _refuse_if_empty(found, report)
    wanted = _dimension(found, dimension)
    # 0: nothing in it can be read
    parts = [(path, part) for path, part in zip(paths, found, strict=True) if part.dimension in (0, wanted)]
    for note in (note for _, part in parts for note in part.notes):
        report(note)
    built = _joined(wanted, parts, report)
    _check_values(built, given, value_range, report)
    for events in built.performances:
        events[:, 1:] = (events[:, 1:] - low) / (high - low)
    return built


# ---- which files ----------------------------------------------------------------------------------------------------


def _find(sources: list[str]) -> list[Path]:
    """The files that are meant, each once, by name."""
    paths: list[Path] = []
    for source in sources:
        path = Path(source)
        if path.is_dir():
            paths += _logs_in(path)
        elif path.exists():
            paths.append(path)
        else:
            matches = glob.glob(source, recursive=True)
            if not matches:
                raise MdrnnError(f"{source}: no such file or folder")
            paths += _find(matches)
    return sorted({path.resolve(): path for path in paths}.values(), key=lambda path: (path.name, str(path)))


def _logs_in(folder: Path) -> list[Path]:
    try:
        inside = sorted(path for path in folder.iterdir() if path.suffix == ".log" and path.is_file())
    except OSError as error:
        raise MdrnnError(f"{folder}: cannot be read: {error.strerror}") from error
    if inside:
        return inside
    for pattern in ("*.csv", "*.txt", "*.npz", "**/*.log"):
        if count := len(list(folder.glob(pattern))):
            named = shlex.quote(f"{folder}/{pattern}")
            raise MdrnnError(
                f"{folder}: no file in this folder ends in .log; "
                f"to read {'the one that matches' if count == 1 else f'the {count} that match'}: mdrnn dataset {named}"
            )
    raise MdrnnError(f"{folder}: no log in this folder, expected names that end in .log")


def _counted(paths: list[Path], report: Callable[[str], None]) -> Iterator[Path]:
    """The paths, with a sentence before each that takes long to read, or that comes after much has been read."""
    unreported = 0
    for number, path in enumerate(paths, 1):
        unreported += path.stat().st_size
        if unreported >= PROGRESS:
            report(f"reading {path} ({number} of {len(paths)})")
            unreported = 0
        yield path


def _dimension(found: list[Dataset], wanted: int | None) -> int:
    counts = Counter(part.dimension for part in found if part.performances)
    listed = ", ".join(f"{count} log{'s' * (count > 1)} of dimension {each}" for each, count in sorted(counts.items()))
    if wanted is None and len(counts) > 1:
        raise MdrnnError(f"the logs have different dimensions ({listed}): choose one with --dimension")
    if wanted not in (None, *counts):
        raise MdrnnError(f"{listed}, none of {wanted}")
    return wanted or next(iter(counts))


def _refuse_if_empty(found: list[Dataset], report: Callable[[str], None]) -> None:
    if any(part.performances for part in found):
        return
    *notes, last = (note for part in found for note in part.notes)
    if len(found) > 1:
        notes, last = [*notes, last], f"none of the {len(found)} logs has two events or more"
    for note in notes:
        report(note)
    raise MdrnnError(last)


def _joined(dimension: int, parts: list[tuple[Path, Dataset]], report: Callable[[str], None]) -> Dataset:
    built = Dataset(dimension, [])
    places: dict[str, str] = {}  # of each performance, by its hash
    for path, part in parts:
        built.values = built.values or part.values
        for name, events in zip(part.names, part.performances, strict=True):
            content = performance_hash(events)
            place = f"{path}, {name}" if path.suffix == ".npz" else str(path.with_name(name))
            if content in places:
                report(f"{place}: has the same events as {places[content]}, left out")
                continue
            places[content] = place
            built.names.append(name)
            built.performances.append(events)
    return built


# ---- one file -------------------------------------------------------------------------------------------------------


def _open(path: Path, dimension: int | None, include_rnn: bool) -> Dataset:
    """What is in one file: its dimension is 0 where nothing can be read, its notes say what was left out."""
    if path.suffix == ".npz":
        if include_rnn:
            raise MdrnnError(
                f"{path}: a dataset does not say which events the model played, so --include-rnn cannot work"
            )
        return dataset.load(path)
    log = logs.read(path)
    if dimension is not None and log.dimension != dimension and logs.dimension_of(path) is None:
        other = logs.read(path, dimension)  # its first row may be an odd one
        log = other if len(other.events) > len(log.events) else log
    notes = _bad_rows(log)
    log = _without_absurd_rows(log, notes)
    if not len(log.events):
        return Dataset(0, [], notes=notes)
    pieces = _pieces(log, include_rnn, notes)
    if not pieces:
        machine = int((~log.interface).sum())
        hint = f" by the player, and {machine} by the model: see --include-rnn" if machine and not include_rnn else ""
        notes.append(f"{path}: fewer than two events{hint}, left out")
    names = [path.name, *(f"{path.name} ({number})" for number in range(2, len(pieces) + 1))]
    return Dataset(log.dimension, pieces, names[: len(pieces)], notes=notes)


def _without_absurd_rows(log: logs.Log, notes: list[str]) -> logs.Log:
    """The waits are measured by the rows that are left, from their timestamps."""
    found = list(dataset.absurd_rows(np.insert(log.values, 0, 0.0, axis=1)))
    notes += [f"{log.path}:{log.lines[row]}: {sentence}; row left out" for row, sentence in found[:SHOWN_ROWS]]
    if len(found) > SHOWN_ROWS:
        notes.append(f"{log.path}: {counted(len(found) - SHOWN_ROWS, 'more bad row')} left out")
    left = np.ones(len(log.events), bool)
    left[[row for row, _ in found]] = False
    kept = {name: getattr(log, name)[left] for name in ("microseconds", "interface", "lines", "events")}
    return replace(log, **kept) if found else log


def _bad_rows(log: logs.Log) -> list[str]:
    """The first reasons, and the number of other bad rows."""
    path, count = log.path, log.skipped_count
    if not len(log.events):
        if not log.skipped:
            return [f"{path}: is empty, left out"]
        line, sentence = log.skipped[0]
        unreadable = "it has no other row" if count == 1 else f"none of its {count:,} rows can be read"
        return [f"{path}:{line}: {sentence}; {unreadable}, left out"]
    notes = [f"{path}:{line}: {sentence}; row left out" for line, sentence in log.skipped[:SHOWN_ROWS]]
    if count > SHOWN_ROWS:
        notes.append(f"{path}: {count - SHOWN_ROWS} more bad row{'s' * (count > SHOWN_ROWS + 1)} left out")
    if log.torn:
        notes.append(f"{path}: the last line breaks off; left out")
    return notes


def _pieces(log: logs.Log, include_rnn: bool, notes: list[str]) -> list[Performance]:
    """Each (T, D): the log, cut where its clock jumps; what is wrong with the clock is added to `notes`."""
    taken = np.ones(len(log.events), bool) if include_rnn else log.interface
    events, lines = log.events[taken], log.lines[taken]
    waits = np.diff(log.microseconds[taken], prepend=log.microseconds[taken][:1]) / 1e6
    jumps = np.flatnonzero(abs(waits) > JUMP)
    for at in jumps:
        where = f"by {waits[at] / JUMP:,.0f} days" if waits[at] > 0 else f"back by {-waits[at] / JUMP:,.0f} days"
        notes.append(f"{log.path}: the clock jumps {where} at line {lines[at]}: that is a pause, not a wait")
    backwards = np.flatnonzero((waits < 0) & (waits >= -JUMP))
    if len(backwards):
        times = f"{len(backwards)} time{'s' * (len(backwards) > 1)}"
        notes.append(
            f"{log.path}:{lines[backwards[0]]}: the clock goes back by {-waits[backwards[0]]:g} s; "
            f"dt is 0 there ({times} in this log)"
        )
    events[:, 0] = waits.clip(min=0.0)
    return [piece[1:] for piece in np.split(events, jumps) if len(piece) > 1]


# ---- values ---------------------------------------------------------------------------------------------------------


def _check_values(built: Dataset, sources: list[str], value_range: Range | None, report: Callable[[str], None]) -> None:
    """Before they are scaled. Raises MdrnnError for whole numbers without a range."""
    smallest, largest = (
        float(pick([pick(events[:, 1:]) for events in built.performances])) for pick in (np.min, np.max)
    )
    low, high = value_range or (0.0, 1.0)
    if low <= smallest and largest <= high:
        return
    found = f"values run from {smallest:g} to {largest:g}, expected {low:g} to {high:g}"
    whole = all((events[:, 1:] % 1 == 0).all() for events in built.performances)
    fitting = [top for top in LARGEST_VALUES if largest <= top]
    if value_range is not None or smallest < 0 or not whole or not fitting:
        report(f"{found}: see --value-range")
        return
    top = 127 if largest == 127 else max(255, fitting[0])
    raise MdrnnError(f"{found}; they look like 0 to {top}: mdrnn dataset {shlex.join(sources)} --value-range 0 {top}")
