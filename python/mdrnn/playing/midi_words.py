# SPDX-License-Identifier: MIT
"""Values as MIDI messages, mapped as in IMPSY: `note_on 1`, `note_on 1 100`, `control_change 1 7`, `pitch_bend 2`, ..

A mapping has one entry per value, in order: a word, the channel (1 to 16), then the numbers that the word takes.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..errors import MdrnnError

Message = tuple[int, int, int]

NOTE_OFF, NOTE_ON, CONTROL_CHANGE, PITCH_BEND = 0x80, 0x90, 0xB0, 0xE0
FULL_VELOCITY = 127

# word: (how many numbers may follow, what they are)
WORDS = {
    "note_on": ((1, 2), "channel [velocity]"),
    "note_velocity": ((1,), "channel"),
    "control_change": ((2, 4), "channel controller [lowest highest]"),
    "pitch_bend": ((1,), "channel"),
}


def parse(texts: Sequence[str], values: int) -> list[tuple[str, list[int]]]:
    """`["note_on 1", "control_change 1 7"]` -> entries. Without texts, each value is a controller on channel 1.

    Raises:
        MdrnnError: an unknown word, a number of entries other than `values`, or a number out of range.
    """
    texts = texts or [f"control_change 1 {number + 1}" for number in range(values)]
    if len(texts) != values:
        raise MdrnnError(f"the MIDI mapping has {len(texts)} of {values} entries, expected one for each value")
    return [_entry(text) for text in texts]


def _entry(text: str) -> tuple[str, list[int]]:
    word, *fields = text.replace(",", " ").split() or [""]
    if word not in WORDS:
        raise MdrnnError(f"MIDI: found {text!r}, expected one of {', '.join(WORDS)}")
    counts, shape = WORDS[word]
    try:
        numbers = [int(each) for each in fields]
    except ValueError:
        numbers = []
    if len(numbers) not in counts:
        raise MdrnnError(f"MIDI: found {text!r}, expected {word} {shape}")
    if not 1 <= numbers[0] <= 16:
        raise MdrnnError(f"MIDI: channel is {numbers[0]}, expected 1 to 16")
    if any(not 0 <= number <= 127 for number in numbers[1:]):
        raise MdrnnError(f"MIDI: found {text!r}, expected numbers from 0 to 127 after the channel")
    return word, numbers


@dataclass
class Sender:
    """Turns the values of each event into messages; remembers the sounding notes and what was sent last."""

    mapping: list[tuple[str, list[int]]]
    sounding: dict[int, tuple[int, int]] = field(default_factory=dict)  # value -> (channel - 1, note)
    sent: dict[tuple[int, ...], int] = field(default_factory=dict)  # controller or bend -> its value

    def messages(self, values: Sequence[float]) -> list[Message]:
        """Of one event. A note ends the note before it of the same value, unless another value holds that note."""
        clipped = [min(1.0, max(0.0, float(value))) for value in values]
        said: list[Message] = []
        for number, ((word, numbers), value) in enumerate(zip(self.mapping, clipped, strict=True)):
            channel = numbers[0] - 1
            if word == "note_on":
                said += self._note(number, channel, _round(value * 127), self._velocity(numbers, clipped))
            elif word == "control_change":
                low, high = numbers[2:] or (0, 127)
                said += self._change(CONTROL_CHANGE, channel, numbers[1], _round(low + value * (high - low)))
            elif word == "pitch_bend":
                said += self._bend(channel, _round(value * 16383))
        return said

    def all_notes_off(self) -> list[Message]:
        """Ends each sounding note, once; controllers are sent again after it."""
        notes = dict.fromkeys(self.sounding.values())
        self.sounding.clear()
        self.sent.clear()
        return [(NOTE_OFF | channel, note, 0) for channel, note in notes]

    def _velocity(self, numbers: list[int], values: list[float]) -> int:
        for (word, others), value in zip(self.mapping, values, strict=True):
            if word == "note_velocity" and others[0] == numbers[0]:
                return max(1, _round(value * 127))
        return max(1, numbers[1]) if len(numbers) > 1 else FULL_VELOCITY

    def _note(self, number: int, channel: int, note: int, velocity: int) -> list[Message]:
        before = self.sounding.pop(number, None)
        ended = [] if before is None or before in self.sounding.values() else [(NOTE_OFF | before[0], before[1], 0)]
        self.sounding[number] = (channel, note)
        return [*ended, (NOTE_ON | channel, note, velocity)]

    def _change(self, kind: int, channel: int, controller: int, value: int) -> list[Message]:
        if self.sent.get((kind, channel, controller)) == value:
            return []
        self.sent[kind, channel, controller] = value
        return [(kind | channel, controller, value)]

    def _bend(self, channel: int, raw: int) -> list[Message]:
        if self.sent.get((PITCH_BEND, channel)) == raw:
            return []
        self.sent[PITCH_BEND, channel] = raw
        return [(PITCH_BEND | channel, raw & 0x7F, raw >> 7)]


def _round(value: float) -> int:
    return math.floor(value + 0.5)
