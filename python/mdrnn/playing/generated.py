# SPDX-License-Identifier: MIT
"""Writes what a model has played to a file: CSV lines, a log like those of `mdrnn run`, or a Standard MIDI File."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ..data import logs
from ..errors import MdrnnError
from ..files import write_whole
from ..wording import how_to_install
from .midi_words import Message, Sender, parse

Events = npt.NDArray[Any]  # (N, D): [dt, x1 .. xn]

TICKS_PER_SECOND = 1000
TICKS_PER_BEAT = 500  # at the default of 120 beats a minute a tick is a millisecond


def csv(events: Events) -> str:
    """A line `dt,x1,..,xn` for each event."""
    return "".join(",".join(str(number) for number in event) + "\n" for event in events)


def log(events: Events, start: datetime) -> str:
    """A row `timestamp,rnn,x1,..,xn` for each event; the first is its dt after `start`."""
    moments = np.rint(np.cumsum(events[:, 0], dtype=np.float64) * 1e6).astype(np.int64).tolist()
    rows = zip(moments, events[:, 1:].tolist(), strict=True)
    return "".join(logs.row(start + timedelta(microseconds=moment), "rnn", values) for moment, values in rows)


def is_midi(path: Path) -> bool:
    """By the suffix."""
    return path.suffix.lower() in (".mid", ".midi")


def midi(events: Events, mapping: Sequence[str]) -> bytes:
    """A Standard MIDI File, format 0, one tick a millisecond. `mapping`: see midi_words.parse.

    The last notes sound as long as the wait before them.

    Raises:
        MdrnnError: the mapping does not fit, or mido is not installed.
    """
    sender = Sender(parse(mapping, events.shape[1] - 1))
    ticks = np.rint(np.cumsum(events[:, 0], dtype=np.float64) * TICKS_PER_SECOND).astype(np.int64).tolist()
    timed = [(tick, sender.messages(values)) for tick, values in zip(ticks, events[:, 1:].tolist(), strict=True)]
    if timed:
        timed.append((ticks[-1] + round(float(events[-1, 0]) * TICKS_PER_SECOND), sender.all_notes_off()))
    return _midi_file(timed)


def _midi_file(timed: Iterable[tuple[int, list[Message]]]) -> bytes:
    """One track of messages, each list at its tick."""
    try:
        from mido import Message as MidiMessage
        from mido import MidiFile, MidiTrack
    except ModuleNotFoundError as error:
        raise MdrnnError(f"a MIDI file needs {error.name}, which is not installed: {how_to_install('midi')}") from error
    track, now = MidiTrack(), 0
    for tick, messages in timed:
        for message in messages:
            track.append(MidiMessage.from_bytes(message, time=tick - now))
            now = tick
    content = BytesIO()
    MidiFile(type=0, ticks_per_beat=TICKS_PER_BEAT, tracks=[track]).save(file=content)
    return content.getvalue()


def write(path: Path, events: Events, mapping: Sequence[str] = ()) -> None:
    """Writes the whole file or none; the suffix selects the format: .csv or .txt, .log, .mid or .midi.

    Raises:
        MdrnnError: another suffix, a mapping that does not fit, or a file that cannot be written.
    """
    ending = path.suffix.lower()
    if is_midi(path):
        content = midi(events, mapping)
    elif ending == ".log":
        content = log(events, datetime.now()).encode("ascii")
    elif ending in (".csv", ".txt"):
        content = csv(events).encode("ascii")
    else:
        raise MdrnnError(f"{path}: ends in {ending or 'nothing'}, expected .csv, .log or .mid")
    write_whole(path, lambda file: file.write(content))
