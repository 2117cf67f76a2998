# SPDX-License-Identifier: MIT
"""What a model has played, as a file: CSV lines, a log as `mdrnn run` writes it, or a Standard MIDI File."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ..errors import MdrnnError
from .midi_words import Message, Sender, parse

Events = npt.NDArray[Any]  # (N, D): [dt, x1 .. xn]

TICKS_PER_SECOND = 1000
TICKS_PER_BEAT = 500  # at the standard's 120 beats a minute a tick is a millisecond


def csv(events: Events) -> str:
    """A line `dt,x1,..,xn` for each event."""
    return "".join(",".join(str(number) for number in event) + "\n" for event in events)


def log(events: Events, start: datetime) -> str:
    """A row `timestamp,rnn,x1,..,xn` for each event; the first sounds its dt after `start`."""
    moments = np.rint(np.cumsum(events[:, 0], dtype=np.float64) * 1e6).astype(np.int64).tolist()
    rows = zip(moments, events[:, 1:], strict=True)
    return "".join(
        f"{(start + timedelta(microseconds=moment)).isoformat()},rnn,{','.join(str(value) for value in values)}\n"
        for moment, values in rows
    )


def midi(events: Events, mapping: Sequence[str]) -> bytes:
    """A Standard MIDI File, format 0, one tick a millisecond. `mapping`: see midi_words.parse.

    The last notes sound as long as the wait before them.
    """
    sender = Sender(parse(mapping, events.shape[1] - 1))
    ticks = np.rint(np.cumsum(events[:, 0], dtype=np.float64) * TICKS_PER_SECOND).astype(np.int64).tolist()
    timed = [(tick, sender.messages(values)) for tick, values in zip(ticks, events[:, 1:].tolist(), strict=True)]
    if timed:
        timed.append((ticks[-1] + round(float(events[-1, 0]) * TICKS_PER_SECOND), sender.all_notes_off()))
    return _midi_file(timed)


def _midi_file(timed: Iterable[tuple[int, list[Message]]]) -> bytes:
    """MIDI 1.0, Standard MIDI Files 1.0: a header and one track."""
    track, now = bytearray(), 0
    for tick, messages in timed:
        for message in messages:
            track += _variable_length(tick - now) + bytes(message)
            now = tick
    track += _variable_length(0) + b"\xff\x2f\x00"  # end of track
    header = b"MThd" + (6).to_bytes(4, "big") + b"\x00\x00\x00\x01" + TICKS_PER_BEAT.to_bytes(2, "big")
    return header + b"MTrk" + len(track).to_bytes(4, "big") + bytes(track)


def _variable_length(number: int) -> bytes:
    """Seven bits a byte, the highest first; all but the last byte have their top bit set."""
    groups = [number & 0x7F]
    while number := number >> 7:
        groups.append(0x80 | number & 0x7F)
    return bytes(reversed(groups))


def write(path: Path, events: Events, mapping: Sequence[str] = ()) -> None:
    """The ending says the kind: .csv (or .txt), .log, .mid (or .midi).

    Raises:
        MdrnnError: another ending, or a mapping that does not fit.
    """
    ending = path.suffix.lower()
    if ending in (".mid", ".midi"):
        path.write_bytes(midi(events, mapping))
    elif ending == ".log":
        path.write_text(log(events, datetime.now()), encoding="ascii")
    elif ending in (".csv", ".txt"):
        path.write_text(csv(events), encoding="ascii")
    else:
        raise MdrnnError(f"{path}: ends in {ending or 'nothing'}, expected .csv, .log or .mid")
