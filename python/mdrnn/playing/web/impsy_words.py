# SPDX-License-Identifier: MIT
"""IMPSY's text words, MIDI messages with slashes: `/channel/1/noteon/60/100`, `/channel/1/cc/42/127`, .."""

from ...errors import MdrnnError
from ...wording import printable
from ..midi_words import CONTROL_CHANGE, NOTE_OFF, NOTE_ON, PITCH_BEND, Message

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


def has_word(sent: Message) -> bool:
    """Whether there is a word for a MIDI message: there is none for MPE's pressure."""
    return sent[0] & 0xF0 in _NAMES


def word(sent: Message) -> str:
    """The word for a MIDI message that has one."""
    status, first, second = sent
    kind, channel = status & 0xF0, (status & 0x0F) + 1
    data = str(first | second << 7) if kind == PITCH_BEND else f"{first}/{second}"
    return f"/channel/{channel}/{_NAMES[kind]}/{data}"


def _number(text: str, digits: str) -> int:
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 5):
        raise MdrnnError(f"{_quoted(text)}: found '{printable(digits):.20}', expected a whole number")
    return int(digits)


def _unlike(text: str) -> MdrnnError:
    return MdrnnError(f"{_quoted(text)} is no word, expected one like /channel/1/noteon/60/100 or /channel/1/cc/7/64")


def _quoted(text: str) -> str:
    return printable(text[:60])
