# SPDX-License-Identifier: MIT
"""IMPSY's text words, MIDI messages with slashes: `/channel/1/noteon/60/100`, `/channel/1/cc/42/127`, .."""

from collections.abc import Sequence

from ...errors import MdrnnError
from ...wording import printable
from ..midi_words import CONTROL_CHANGE, NOTE_OFF, NOTE_ON, PITCH_BEND, Message

Entry = tuple[str, list[int]]

_KINDS = {"noteon": NOTE_ON, "noteoff": NOTE_OFF, "cc": CONTROL_CHANGE, "pitchbend": PITCH_BEND}
_NAMES = {kind: name for name, kind in _KINDS.items()}
_HIGHEST_BEND = 16383


def message(text: str) -> Message:
    """The MIDI message that a word stands for.

    Raises:
        MdrnnError: it is none of the four, or a number is missing or out of its range.
    """
    fields = text.split("/")
    if len(fields) < 5 or fields[:2] != ["", "channel"] or fields[3] not in _KINDS:
        raise _unlike(text)
    kind = _KINDS[fields[3]]
    numbers = [_number(text, each) for each in (fields[2], *fields[4:])]
    channel, *data = numbers
    if not 1 <= channel <= 16:
        raise MdrnnError(f"{_quoted(text)}: the channel is {channel}, expected 1 to 16")
    highest = _HIGHEST_BEND if kind == PITCH_BEND else 127
    if len(data) != (1 if kind == PITCH_BEND else 2):
        raise _unlike(text)
    if any(each > highest for each in data):
        raise MdrnnError(f"{_quoted(text)}: a number is {max(data)}, expected 0 to {highest}")
    if kind == PITCH_BEND:
        data = [data[0] & 0x7F, data[0] >> 7]
    return kind | (channel - 1), data[0], data[1]


def word(sent: Message) -> str:
    """The word for a MIDI message."""
    status, first, second = sent
    kind, channel = status & 0xF0, (status & 0x0F) + 1
    data = str(first | second << 7) if kind == PITCH_BEND else f"{first}/{second}"
    return f"/channel/{channel}/{_NAMES[kind]}/{data}"


def updates(heard: Message, mapping: Sequence[Entry]) -> dict[int, float]:
    """The values, by index from 0, that a message changes; none for a note's end."""
    status, first, second = heard
    kind, channel = status & 0xF0, (status & 0x0F) + 1
    if kind == NOTE_OFF or (kind == NOTE_ON and second == 0):
        return {}
    found: dict[int, float] = {}
    for index, (name, numbers) in enumerate(mapping):
        if numbers[0] != channel:
            continue
        if kind == NOTE_ON and name == "note_on":
            found[index] = first / 127
        elif kind == NOTE_ON and name == "note_velocity":
            found[index] = second / 127
        elif kind == PITCH_BEND and name == "pitch_bend":
            found[index] = (first | second << 7) / _HIGHEST_BEND
        elif kind == CONTROL_CHANGE and name == "control_change" and numbers[1] == first:
            found[index] = _in_range(second, numbers[2:])
    return found


def _in_range(value: int, bounds: Sequence[int]) -> float:
    """A controller that only moves between two numbers still reaches 0 and 1."""
    low, high = bounds or (0, 127)
    return 0.0 if low == high else min(1.0, max(0.0, (value - low) / (high - low)))


def _number(text: str, digits: str) -> int:
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 5):
        raise MdrnnError(f"{_quoted(text)}: found '{printable(digits):.20}', expected a whole number")
    return int(digits)


def _unlike(text: str) -> MdrnnError:
    return MdrnnError(f"{_quoted(text)} is no word, expected one like /channel/1/noteon/60/100 or /channel/1/cc/7/64")


def _quoted(text: str) -> str:
    return printable(text[:60])
