# SPDX-License-Identifier: MIT
"""MIDI that arrives: bytes become messages, and messages new values, mapped as `midi_words` says."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from ..midi_words import CHANNEL_PRESSURE, CONTROL_CHANGE, LSB, NOTE_OFF, NOTE_ON, PITCH_BEND, SLIDE, mpe_zone

_DATA_BYTES = {0x80: 2, 0x90: 2, 0xA0: 2, 0xB0: 2, 0xC0: 1, 0xD0: 1, 0xE0: 2}
_SYSTEM_DATA_BYTES = {0xF1: 1, 0xF2: 2, 0xF3: 1, 0xF6: 0}
_FIRST_REAL_TIME = 0xF8  # from here on a message is one byte, which may come between those of another
MAX_14_BIT = 16383


class Parser:
    """Bytes in pieces of any size -> whole messages. Running status is filled in; what is broken is left out.

    Exclusive messages are left out, however long they are.
    """

    def __init__(self) -> None:
        self._status = 0  # of the message that is being read; 0: data bytes belong to nothing
        self._data: list[int] = []

    def messages(self, data: Iterable[int]) -> list[bytes]:
        """The messages that are complete with these bytes."""
        found: list[bytes] = []
        for byte in data:
            if byte >= _FIRST_REAL_TIME:
                found.append(bytes((byte,)))
            elif byte >= 0x80:
                self._begin(byte, found)
            elif self._status:
                self._data.append(byte)
                self._end(found)
        return found

    def _begin(self, status: int, found: list[bytes]) -> None:
        known = status < 0xF0 or status in _SYSTEM_DATA_BYTES
        self._status = status if known else 0
        self._data.clear()
        if self._status:
            self._end(found)

    def _end(self, found: list[bytes]) -> None:
        """Hands the message out if it is complete."""
        is_system = self._status >= 0xF0
        wanted = _SYSTEM_DATA_BYTES[self._status] if is_system else _DATA_BYTES[self._status & 0xF0]
        if len(self._data) == wanted:
            found.append(bytes((self._status, *self._data)))
            self._data.clear()
            if is_system:
                self._status = 0


def is_note_off(message: bytes) -> bool:
    """A note on with velocity 0 is one too."""
    kind = message[0] & 0xF0
    return len(message) == 3 and (kind == NOTE_OFF or (kind == NOTE_ON and message[2] == 0))


def is_note_on(message: bytes) -> bool:
    return len(message) == 3 and message[0] & 0xF0 == NOTE_ON and message[2] > 0


class Hearing:
    """Finds the values that a message changes. One for each port, because it knows which notes are held there."""

    def __init__(self, mapping: Sequence[tuple[str, list[int]]]) -> None:
        """`mapping`: one entry for each value, as `midi_words.parse` makes them."""
        self._notes: defaultdict[int, list[int]] = defaultdict(list)  # channel - 1 -> values
        self._velocities: defaultdict[int, list[int]] = defaultdict(list)
        self._bends: defaultdict[int, list[int]] = defaultdict(list)
        self._controllers: defaultdict[tuple[int, int], list[tuple[int, int, int]]] = defaultdict(list)
        self._fine: defaultdict[tuple[int, int], _Fine] = defaultdict(_Fine)  # by either of its two controllers
        self._zones: dict[int, _Zone] = {}  # by the channel - 1 of its manager
        self._struck: dict[int, int] = {}  # channel - 1 -> its last note
        for index, (word, numbers) in enumerate(mapping):
            self._map(index, word, numbers)

    def _map(self, index: int, word: str, numbers: Sequence[int]) -> None:
        channel = numbers[0] - 1
        if word == "note_on":
            self._notes[channel].append(index)
        elif word == "note_velocity":
            self._velocities[channel].append(index)
        elif word == "pitch_bend":
            self._bends[channel].append(index)
        elif word == "control_change":
            low, high = numbers[2:] or (0, 127)
            self._controllers[channel, numbers[1]].append((index, low, high))
        elif word == "control_change_14":
            fine = self._fine[channel, numbers[1]]
            fine.indices.append(index)
            self._fine[channel, numbers[1] + LSB] = fine
        elif (part := mpe_zone(word)) is not None:
            self._zones.setdefault(channel, _Zone(channel)).indices[part].append(index)

    def updates(self, message: bytes) -> dict[int, float]:
        """`{number of the value: 0..1}` of a whole message; nothing: it is not mapped. All of it is one event."""
        if len(message) < 2 or message[0] >= 0xF0:
            return {}
        found = self._plain(message) if len(message) == 3 else {}
        for zone in self._zones.values():
            found |= zone.updates(message)
        return found

    def released(self, message: bytes) -> list[int]:
        """The values whose note this message ends: nothing if another note was struck on the channel since."""
        if not is_note_off(message):
            return []
        channel, note = message[0] & 0x0F, message[1]
        ended: list[int] = []
        if self._struck.get(channel) == note:
            del self._struck[channel]
            ended += self._notes.get(channel, [])
        for zone in self._zones.values():
            ended += zone.released(channel, note)
        return ended

    @property
    def held(self) -> list[int]:
        """The values whose note is held now."""
        plain = [index for channel in self._struck for index in self._notes.get(channel, ())]
        return plain + [index for zone in self._zones.values() for index in zone.held]

    def _plain(self, message: bytes) -> dict[int, float]:
        kind, channel, first, second = message[0] & 0xF0, message[0] & 0x0F, message[1], message[2]
        found: dict[int, float] = {}
        if kind == NOTE_ON and second > 0:
            self._struck[channel] = first
            found |= dict.fromkeys(self._notes.get(channel, ()), first / 127)
            found |= dict.fromkeys(self._velocities.get(channel, ()), second / 127)
        elif kind == CONTROL_CHANGE:
            for index, low, high in self._controllers.get((channel, first), ()):
                found[index] = _unscaled(second, low, high)
            if (fine := self._fine.get((channel, first))) is not None:
                found |= fine.updates(first, second)
        elif kind == PITCH_BEND:
            found |= dict.fromkeys(self._bends.get(channel, ()), (second << 7 | first) / MAX_14_BIT)
        return found


def _unscaled(raw: int, low: int, high: int) -> float:
    """The place of a controller's value in its range, which may run downwards."""
    if low == high:
        return 0.0
    return min(1.0, max(0.0, (raw - low) / (high - low)))


class _Fine:
    """A controller of 14 bits: the coarse half comes first, the fine half (32 numbers higher) ends the event.

    Until a fine half has been heard the coarse one stands alone, for a controller that sends no other.
    """

    def __init__(self) -> None:
        self.indices: list[int] = []
        self._coarse = 0
        self._has_fine = False

    def updates(self, controller: int, value: int) -> dict[int, float]:
        if controller >= LSB:
            self._has_fine = True
            return dict.fromkeys(self.indices, (self._coarse << 7 | value) / MAX_14_BIT)
        self._coarse = value
        return {} if self._has_fine else dict.fromkeys(self.indices, value / 127)


class _Zone:
    """An MPE zone, of which the note struck last is followed while it is held.

    Its expression may come before the note, as MPE wants it: then it is part of the note's event.
    """

    def __init__(self, manager: int) -> None:
        self.indices: defaultdict[str, list[int]] = defaultdict(list)  # mpe_zone's part -> values
        self._manager = manager
        self._held: dict[tuple[int, int], None] = {}  # (channel - 1, note), struck last is last
        self._expression: defaultdict[int, dict[str, float]] = defaultdict(dict)  # channel - 1 -> part -> 0..1

    def updates(self, message: bytes) -> dict[int, float]:
        kind, channel, first, second = message[0] & 0xF0, message[0] & 0x0F, message[1], message[-1]
        if channel == self._manager:
            return {}
        if kind == NOTE_ON and second > 0:
            self._held.pop((channel, first), None)
            self._held[channel, first] = None
            return self._values({"note": first / 127, "velocity": second / 127, **self._expression[channel]})
        if kind == PITCH_BEND:
            change = {"bend": (second << 7 | first) / MAX_14_BIT}
        elif kind == CHANNEL_PRESSURE:
            change = {"pressure": first / 127}
        elif kind == CONTROL_CHANGE and first == SLIDE:
            change = {"slide": second / 127}
        else:
            return {}
        self._expression[channel] |= change
        return self._values(change) if self._followed() == channel else {}

    def released(self, channel: int, note: int) -> list[int]:
        is_followed = next(reversed(self._held), None) == (channel, note)
        self._held.pop((channel, note), None)
        return list(self.indices["note"]) if is_followed else []

    @property
    def held(self) -> list[int]:
        return list(self.indices["note"]) if self._held else []

    def _followed(self) -> int | None:
        last = next(reversed(self._held), None)
        return None if last is None else last[0]

    def _values(self, parts: dict[str, float]) -> dict[int, float]:
        return {index: value for part, value in parts.items() for index in self.indices.get(part, ())}
