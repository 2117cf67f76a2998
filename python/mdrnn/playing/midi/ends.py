# SPDX-License-Identifier: MIT
"""The two ends of a MIDI channel: an input with what is held on it, an output with what sounds on it."""

import re
from collections.abc import Iterable

from ..midi_words import NOTE_OFF, Message, Sender
from ..settings import Mapping
from .heard import Hearing, is_note_off, is_note_on
from .ports import Wire
from .systems import Port

REMEMBERED = 4096  # different messages that may come back, at most


class Input:
    """A port that is heard, by a mapping."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.is_open = False
        self.is_heard = False  # something of it has been a value
        self.hearing = Hearing([])
        self._mapping: Mapping = []

    @property
    def name(self) -> str:
        return self.wire.wanted

    def map(self, mapping: Mapping) -> None:
        """What is held stays held if the mapping is the same."""
        if mapping != self._mapping:
            self._mapping = mapping
            self.hearing = Hearing(mapping)

    def have_changed(self, port: Port | None) -> None:
        """It was opened, or is gone: nothing is held on it."""
        self.is_open = port is not None
        self.hearing = Hearing(self._mapping)


class Output:
    """A port that is played on, by a mapping. Remembers what sounds, and for how long a message may come back."""

    def __init__(self, wire: Wire, echo_seconds: float) -> None:
        self.wire = wire
        self.is_players = False  # whether the notes that sound are the player's, by `input_thru` or the thru matrix
        self._port: Port | None = None
        self._sender = Sender([])
        self._raw: dict[tuple[str, int, int], None] = {}  # (input, channel - 1, note): held, sent as they came
        self._echo_seconds = echo_seconds
        self._sent: dict[bytes, float] = {}  # message -> when, the oldest first

    @property
    def name(self) -> str:
        return self.wire.wanted

    @property
    def is_open(self) -> bool:
        return self._port is not None

    def map(self, mapping: Mapping) -> None:
        self.end_notes()
        self._sender = Sender(mapping)

    def have_changed(self, port: Port | None) -> None:
        """It was opened, or is gone: nothing sounds on it, and it knows no controller's value."""
        self._port = port
        self._raw.clear()
        self._sender = Sender(self._sender.mapping)

    def play(self, values: list[float], now: float, is_players: bool = False) -> None:
        """An event; nothing is sent, and nothing sounds, while the port is not there."""
        if self._port is not None:
            self.is_players = is_players
            self._send(self._sender.messages(values[: len(self._sender.mapping)]), now)

    def pass_on(self, source: str, message: bytes, now: float) -> None:
        """A message of an input, as it is."""
        if self._port is None:
            return
        if is_note_on(message):
            self._raw[source, message[0] & 0x0F, message[1]] = None
        elif is_note_off(message):
            self._raw.pop((source, message[0] & 0x0F, message[1]), None)
        self._send([message], now)

    def end_values(self, numbers: Iterable[int], now: float) -> None:
        """The player has let go of the notes of these values."""
        if self.is_players:
            self._send(self._sender.end_notes(list(numbers)), now)

    def end_notes(self) -> None:
        """Of the machine's and the player's events; what an input holds sounds on."""
        self._send(self._sender.end_notes(list(self._sender.sounding)), None)

    def end_held(self, source: str | None = None) -> None:
        """The notes that an input holds, or all inputs: it is gone."""
        ended = [key for key in self._raw if source in (None, key[0])]
        for key in ended:
            del self._raw[key]
        self._send([(NOTE_OFF | channel, note, 0) for channel, note in dict.fromkeys(key[1:] for key in ended)], None)

    def _send(self, messages: Iterable[Message | bytes], now: float | None) -> None:
        """`now`: when it may begin to come back; None: it is not heard anyway."""
        for message in map(bytes, messages):
            if self._port is not None:
                self._port.send(message)
            if now is not None and self._echo_seconds > 0:
                self._sent.pop(message, None)
                self._sent[message] = now
                if len(self._sent) > REMEMBERED:
                    del self._sent[next(iter(self._sent))]

    def may_echo(self, source: Input) -> bool:
        """Whether an input and this output are two sides of one device."""
        ours, theirs = _stem(self.wire.actual), _stem(source.wire.actual)
        return self.name == source.name or (ours != "" and ours == theirs)

    def is_echo(self, message: bytes, now: float) -> bool:
        sent = self._sent.get(message)
        return sent is not None and now - sent <= self._echo_seconds


def _stem(name: str) -> str:
    """The name of a port without the number that Windows gives to each side."""
    return re.sub(r"[\s\d:]+$", "", name)
