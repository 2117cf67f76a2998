# SPDX-License-Identifier: MIT
"""Values as MIDI messages, mapped as in IMPSY: `note_on 1`, `note_on 1 100`, `control_change 1 7`, `pitch_bend 2`, ..

A mapping has one entry per value, in order: a word, the channel (1 to 16), then the numbers that the word takes.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..errors import MdrnnError

if TYPE_CHECKING:
    from .._core import Performer

Message = tuple[int, ...]

NOTE_OFF, NOTE_ON, CONTROL_CHANGE, PROGRAM_CHANGE, CHANNEL_PRESSURE, PITCH_BEND = 0x80, 0x90, 0xB0, 0xC0, 0xD0, 0xE0
FULL_VELOCITY = 127
UNKNOWN_VALUES = 8  # that are mapped without a mapping and without a model
LSB = 32  # the fine half of controller 0 to 31 is controller 32 to 63
SLIDE = 74  # MPE's third dimension, a controller

# word: (how many numbers may follow, what they are)
WORDS = {
    "note_on": ((1, 2), "channel [velocity]"),
    "note_velocity": ((1,), "channel"),
    "control_change": ((2, 4), "channel controller [lowest highest]"),
    "pitch_bend": ((1,), "channel"),
    "control_change_14": ((2,), "channel controller"),
    "mpe_note": ((1,), "zone"),
    "mpe_velocity": ((1,), "zone"),
    "mpe_bend": ((1,), "zone"),
    "mpe_pressure": ((1,), "zone"),
    "mpe_slide": ((1,), "zone"),
}
ZONES = {1: 2, 16: 15}  # an MPE zone is named by its manager's channel: the channel that its one voice is sent on


def mpe_zone(word: str) -> str | None:
    """`mpe_note` -> `note`; None: the word is not of MPE."""
    return word.removeprefix("mpe_") if word.startswith("mpe_") else None


def parse(texts: Sequence[str], values: int) -> list[tuple[str, list[int]]]:
    """`["note_on 1", "control_change 1 7"]` -> entries. Without texts, each value is a controller on channel 1.

    Raises:
        MdrnnError: an unknown word, a number of entries other than `values`, or a number out of range.
    """
    texts = texts or [f"control_change 1 {number + 1}" for number in range(values)]
    if len(texts) != values:
        raise MdrnnError(f"the MIDI mapping has {len(texts)} of {values} entries, expected one for each value")
    return [_entry(text) for text in texts]


def usual(metadata: Mapping[str, Any], values: int) -> list[str]:
    """A mapping for a model that names its values: a pitch is the note on channel 1, a velocity is that note's.

    Every other value is a controller on channel 1. `metadata`: the model's.
    """
    entries = metadata.get("values")
    names = [str(each.get("name")) for each in entries if isinstance(each, dict)] if isinstance(entries, list) else []
    names = [*names, *[""] * values][:values]
    words = {"pitch": "note_on 1", "velocity": "note_velocity 1"} if "pitch" in names else {}
    return [words.get(name, f"control_change 1 {number + 1}") for number, name in enumerate(names)]


def usual_for(performer: "Performer | None", values: int) -> list[tuple[str, list[int]]]:
    """The mapping of a port that has none of its own, for what plays; None: a run without a model."""
    return parse(usual(performer.info.metadata if performer is not None else {}, values), values)


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
    if mpe_zone(word) is not None and numbers[0] not in ZONES:
        raise MdrnnError(f"MIDI: found {text!r}, expected zone 1 (the lower one) or 16 (the upper one)")
    if word == "control_change_14" and numbers[1] >= LSB:
        raise MdrnnError(f"MIDI: found {text!r}, expected a controller from 0 to 31, which has a fine half")
    return word, numbers


@dataclass
class Sender:
    """Turns the values of each event into messages; remembers the sounding notes and what was sent last."""

    mapping: list[tuple[str, list[int]]]
    sounding: dict[int, tuple[int, int]] = field(default_factory=dict)  # value -> (channel - 1, note)
    sent: dict[tuple[int, ...], int] = field(default_factory=dict)  # controller, bend or pressure -> its value

    def messages(self, values: Sequence[float]) -> list[Message]:
        """Of one event. A note ends the note before it of the same value, unless another value holds that note.

        Entries without a value, and values without an entry, say nothing.
        """
        clipped = [min(1.0, max(0.0, float(value))) for value in values]
        said: list[Message] = []
        for number, ((word, numbers), value) in enumerate(zip(self.mapping, clipped, strict=False)):
            channel = numbers[0] - 1
            if word == "note_on":
                said += self._note(number, channel, _round(value * 127), self._velocity(numbers, clipped))
            elif word == "control_change":
                low, high = numbers[2:] or (0, 127)
                said += self._change((CONTROL_CHANGE | channel, numbers[1]), _round(low + value * (high - low)))
            elif word == "pitch_bend":
                said += self._change_14((PITCH_BEND | channel,), _round(value * 16383))
            elif word == "control_change_14":
                said += self._change_14((CONTROL_CHANGE | channel, numbers[1]), _round(value * 16383))
            elif (part := mpe_zone(word)) is not None:
                said += self._voice(number, part, numbers[0], value, clipped)
        return said

    def all_notes_off(self) -> list[Message]:
        """Ends each sounding note, once; controllers are sent again after it."""
        self.sent.clear()
        return self.end_notes(list(self.sounding))

    def end_notes(self, numbers: Sequence[int]) -> list[Message]:
        """Ends the notes of these values, unless another value holds the same note."""
        ended = dict.fromkeys(note for number in numbers if (note := self.sounding.pop(number, None)) is not None)
        held = set(self.sounding.values())
        return [(NOTE_OFF | channel, note, 0) for channel, note in ended if (channel, note) not in held]

    def _voice(self, number: int, part: str, zone: int, value: float, values: list[float]) -> list[Message]:
        """Of MPE: one voice, on the first channel of its zone."""
        channel = ZONES[zone] - 1
        if part == "note":
            velocity = self._mapped_velocity("mpe_velocity", zone, values)
            return self._note(number, channel, _round(value * 127), velocity or FULL_VELOCITY)
        if part == "bend":
            return self._change_14((PITCH_BEND | channel,), _round(value * 16383))
        if part == "pressure":
            return self._change((CHANNEL_PRESSURE | channel,), _round(value * 127))
        return self._change((CONTROL_CHANGE | channel, SLIDE), _round(value * 127)) if part == "slide" else []

    def _velocity(self, numbers: list[int], values: list[float]) -> int:
        fixed = max(1, numbers[1]) if len(numbers) > 1 else FULL_VELOCITY
        return self._mapped_velocity("note_velocity", numbers[0], values) or fixed

    def _mapped_velocity(self, wanted: str, channel: int, values: list[float]) -> int | None:
        for (word, others), value in zip(self.mapping, values, strict=False):
            if word == wanted and others[0] == channel:
                return max(1, _round(value * 127))
        return None

    def _note(self, number: int, channel: int, note: int, velocity: int) -> list[Message]:
        ended = self.end_notes([number])
        self.sounding[number] = (channel, note)
        return [*ended, (NOTE_ON | channel, note, velocity)]

    def _change(self, head: tuple[int, ...], value: int) -> list[Message]:
        if self.sent.get(head) == value:
            return []
        self.sent[head] = value
        return [(*head, value)]

    def _change_14(self, head: tuple[int, ...], value: int) -> list[Message]:
        """A bend's two halves in one message, fine first; a controller's in two messages, coarse first."""
        if self.sent.get((*head, LSB)) == value:
            return []
        self.sent[(*head, LSB)] = value
        coarse, fine = value >> 7, value & 0x7F
        if len(head) == 1:
            return [(*head, fine, coarse)]
        return [(*head, coarse), (head[0], head[1] + LSB, fine)]


def _round(value: float) -> int:
    return math.floor(value + 0.5)
