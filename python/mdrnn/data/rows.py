# SPDX-License-Identifier: MIT
"""The rows of a log, `timestamp,interface|rnn,x1,..,xN`: bytes in, arrays out, a sentence for each bad row.

What other programs make of such a file is read too: quoted fields, a comma at the end, blanks, any line ends, an
offset from UTC. Rows in the exact form that IMPSY and mdrnn write, nearly all, are read by the compiled `mdrnn._logs`.
"""

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import isfinite

import numpy as np
import numpy.typing as npt

from .._logs import read_rows

MAX_COLUMNS = 63
REPORTED_ROWS = 100  # bad rows that are described; the others are counted

_STAMP = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d{1,9})?([Zz]|[+-]\d\d(?::?\d\d)?)?", re.ASCII)
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars", " ": "blanks"}
_EPOCH = {False: datetime(1970, 1, 1), True: datetime(1970, 1, 1, tzinfo=UTC)}  # by whether there is an offset


@dataclass(frozen=True)
class Rows:
    """The good rows of a log, and what is wrong with the others."""

    microseconds: npt.NDArray[np.int64]  # (N,) since 1970 by the clock that the rows were written by
    rnn: npt.NDArray[np.uint8]  # (N,) 0 interface, 1 rnn
    lines: npt.NDArray[np.int64]  # (N,) line numbers from 1
    events: npt.NDArray[np.float64]  # (N, 1 + columns) seconds since the row before, 0 for the first, and the values
    bad: list[tuple[int, str]]  # the first REPORTED_ROWS of them: line and sentence
    bad_count: int
    torn: bool  # the last line breaks off


@dataclass(frozen=True)
class _Row:
    microseconds: int
    offset: bool  # the timestamp has one from UTC
    rnn: bool
    values: list[float]


class _Bad(ValueError):
    """A row that cannot be read; the message says what was found and what was expected."""


def parse(data: bytes, columns: int = 0, read: Callable[..., tuple[int, int]] = read_rows) -> Rows:
    """Reads every row of a log.

    Args:
        data: the whole file.
        columns: values in a row, 0 for as many as the first good row has.
        read: the loop that reads plain rows.

    Raises:
        ValueError: `columns` is not in 0..63.
    """
    if not 0 <= columns <= MAX_COLUMNS:
        raise ValueError(f"columns is {columns}, expected 0 to {MAX_COLUMNS}")
    parser = _Parser(data, columns)
    while parser.at < len(parser.data):
        parser.read_plain_rows(read)
        parser.read_row()
    return parser.rows()


class _Parser:
    """Goes through a file once: plain rows many at a time, any other by itself."""

    def __init__(self, data: bytes, columns: int) -> None:
        if b"\r" in data:
            data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        self.data = data
        self.at = 3 if data.startswith(b"\xef\xbb\xbf") else 0
        self._most = data.count(b"\n") + 1  # rows
        self._microseconds = np.empty(self._most, np.int64)
        self._rnn = np.empty(self._most, np.uint8)
        self._lines = np.empty(self._most, np.int64)
        self._columns = 0
        self._offset: bool | None = None  # of the timestamps, from UTC: not known before the first good row
        self._line = self._count = self._bad_count = 0
        self._bad: list[tuple[int, str]] = []
        self._torn = False
        self._set_columns(columns)

    def _set_columns(self, columns: int) -> None:
        self._columns = columns
        self._events = np.empty((self._most if columns else 0, 1 + columns))

    def read_plain_rows(self, read: Callable[..., tuple[int, int]]) -> None:
        """As many as follow on each other; they have no offset."""
        if not self._columns or self._offset:
            return
        first = self._count
        self.at, self._count = read(self.data, self.at, first, self._microseconds, self._rnn, self._events)
        line, more = self._line, self._count - first
        self._lines[first : self._count] = np.arange(line + 1, line + 1 + more)
        self._line += more
        self._offset = False if more else self._offset

    def read_row(self) -> None:
        """The next line, unless there is none."""
        begin, end = self.at, self.data.find(b"\n", self.at)
        end = len(self.data) if end < 0 else end
        text = self.data[begin:end].decode("utf-8", "replace")
        self.at, self._line = end + 1, self._line + 1
        if not text.strip():
            return
        try:
            self._keep(_read(text, self._columns, self._offset))
        except _Bad as bad:
            if end == len(self.data) and self._count:
                self._torn = True
                return
            self._bad_count += 1
            if self._bad_count <= REPORTED_ROWS:
                self._bad.append((self._line, str(bad)))

    def _keep(self, row: _Row) -> None:
        if not self._columns:
            self._set_columns(len(row.values))
        number, self._count = self._count, self._count + 1
        self._offset = row.offset
        self._microseconds[number], self._rnn[number], self._lines[number] = row.microseconds, row.rnn, self._line
        self._events[number, 1:] = row.values

    def rows(self) -> Rows:
        count = self._count
        times, events = self._microseconds[:count], self._events[:count]
        events[:1, 0] = 0.0
        events[1:, 0] = np.diff(times) / 1e6
        return Rows(times, self._rnn[:count], self._lines[:count], events, self._bad, self._bad_count, self._torn)


def _read(text: str, columns: int, offset: bool | None) -> _Row:
    """One row; `columns` and `offset`: what the rows before it have, 0 and None where there are none."""
    fields = [each.strip() for each in _fields(text)]
    if len(fields) > 3 and not fields[-1] and len(fields) - 2 != columns:
        del fields[-1]  # a comma at the end
    microseconds, has_offset = _read_time(fields[0])
    if len(fields) > 1 and fields[1] not in ("interface", "rnn"):
        raise _Bad(f"source is '{_shown(fields[1])}', expected interface or rnn")
    if len(fields) < 3:
        raise _Bad("row ends before its first value, expected timestamp,source,values")
    values = [_read_value(each, number) for number, each in enumerate(fields[2:], 1)]
    if columns and len(values) != columns:
        raise _Bad(f"row has {len(values)} value{'s' * (len(values) > 1)}, expected {columns}")
    if len(values) > MAX_COLUMNS:
        raise _Bad(f"row has {len(values)} values, expected at most {MAX_COLUMNS}")
    if offset not in (None, has_offset):
        raise _Bad("timestamp has no offset from UTC where the rows before it have one, or the reverse")
    return _Row(microseconds, has_offset, fields[1] == "rnn", values)


def _fields(text: str) -> list[str]:
    if '"' not in text:
        return text.split(",")
    try:
        return next(csv.reader([text], skipinitialspace=True))
    except csv.Error:  # a field of more than 131,072 characters
        return text.split(",")


def _read_time(text: str) -> tuple[int, bool]:
    """Microseconds since 1970, and whether there is an offset from UTC."""
    match = _STAMP.match(text)
    if match and match.end() < len(text) and (separators := _SEPARATORS.get(text[match.end()])):
        raise _Bad(f"fields are separated by {separators} ('{_shown(text)}'), expected commas and decimal points")
    try:
        if match is None or match.end() < len(text):
            raise ValueError
        moment = datetime.fromisoformat(text.upper())
    except ValueError:
        raise _Bad(f"timestamp is '{_shown(text)}', expected one like 2026-01-31T12:00:00.250000") from None
    has_offset = moment.tzinfo is not None
    return (moment - _EPOCH[has_offset]) // timedelta(microseconds=1), has_offset


def _read_value(text: str, number: int) -> float:
    value = float(text) if _NUMBER.fullmatch(text) else float("nan")
    if not isfinite(value):
        raise _Bad(f"value {number} is '{_shown(text)}', expected a finite number")
    return value


def _shown(text: str) -> str:
    """A piece of the file as a person can read it, 40 characters at most."""
    escaped = text[:41].encode("unicode_escape").decode("ascii")
    return escaped if len(escaped) <= 40 else escaped[:40] + ".."
