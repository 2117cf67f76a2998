# SPDX-License-Identifier: MIT
"""Serial ports as channels: lines of values, and MIDI as its bytes. A cable that was pulled may come back."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ...errors import MdrnnError
from ...wording import counted
from ..channel import Channel
from ..midi.heard import Hearing, Parser, is_note_off
from ..midi_words import CONTROL_CHANGE, UNKNOWN_VALUES, Message, Sender, usual_for
from ..settings import Mapping, SerialMidiSettings, SerialSettings
from .lines import LONGEST_LINE, LineReader, line, numbers
from .port import Port, open_port

if TYPE_CHECKING:
    from ..session import Session

WAITING = 16  # events that the device has not taken yet
ALL_NOTES_OFF = 123  # a controller


class _PortChannel(Channel):
    """What the two have in common: the port."""

    def __init__(self, device: str, baudrate: int, threads: bool) -> None:
        self.dropped = 0  # events that the device did not take in time
        self._device = device
        self._baudrate = baudrate
        self._threads = threads
        self._is_missing = False
        self._session: Session | None = None
        self._port: Port | None = None

    def open(self, session: "Session") -> None:
        """
        Raises:
            MdrnnError: there is no such port, or it is not ours to use.
        """
        self._session = session
        self._begin(session)
        names_others, self._is_missing = not self._is_missing, True  # it is tried again every second
        self._port = open_port(
            self._device,
            self._baudrate,
            session.loop,
            self._receive,
            self._lose,
            names_others=names_others,
            threads=self._threads,
        )
        self._is_missing = False

    def close(self) -> None:
        if self._port is not None:
            self._port.take_all()  # old news
            self._port.close()
            self._port = None

    def summary(self) -> list[str]:
        if not self.dropped:
            return []
        return [f"{counted(self.dropped, 'event')} dropped because {self._device} took them too slowly"]

    def heard(self, values: list[float], source: Channel | None) -> None:
        if self._is_thru(source):
            self.play(values)

    def _is_thru(self, source: Channel | None) -> bool:
        """Whether the player's events of that channel are sent."""
        return self._session is not None and self._session.settings.input_thru and source is not self

    def _begin(self, session: "Session") -> None:
        """Before the port is opened."""

    def _receive(self, data: bytes) -> None:
        raise NotImplementedError

    def _lose(self) -> None:
        if self._session is not None:
            self._session.lost(self, MdrnnError(f"{self._device} is gone"))

    def _tell_slow(self) -> None:
        self.dropped += 1
        if self._session is not None:
            self._session.trouble(
                f"{self.name}: {self._device} takes events more slowly than they are played: the oldest are dropped"
            )


class SerialChannel(_PortChannel):
    """Each line that arrives is a whole event, and each event of the machine is a line."""

    name = "serial"

    def __init__(self, settings: SerialSettings, threads: bool = False) -> None:
        """`threads`: as on Windows."""
        super().__init__(settings.port, settings.baudrate, threads)
        self._reader = LineReader()
        self._is_first = True
        self._noise = ""  # what was said about the first line that could not be read

    def describe(self) -> str:
        return f"reads and writes lines on {self._device} at {self._baudrate} baud"

    def hint(self, values: str) -> str:
        names, _, rest = values.partition(" (")
        return f"print lines {','.join(names.split())}{' (' if rest else ''}{rest} on {self._device}"

    def play(self, values: list[float]) -> None:
        if self._port is not None and self._port.waiting >= WAITING and self._port.take_oldest():
            self._tell_slow()
        if self._port is not None:
            self._port.write(line(values))

    def _begin(self, session: "Session") -> None:
        self._reader = LineReader()
        self._is_first = True

    def _receive(self, data: bytes) -> None:
        session = self._session
        assert session is not None
        for found in self._reader.lines(data):
            is_first, self._is_first = self._is_first, False
            if found is not None:
                self._receive_line(session, found, is_first)
            elif not is_first:
                session.trouble(
                    f"serial: a line is longer than {LONGEST_LINE} characters; is {self._baudrate} baud right, "
                    "and does the device end its lines?"
                )

    def _receive_line(self, session: "Session", found: bytes, is_first: bool) -> None:
        """The first line may have lost its beginning: it is played if it is whole, and else left out in silence."""
        try:
            values = numbers(found)
        except MdrnnError as error:
            if not is_first:
                self._noise = self._noise or f"serial: {error}"  # always the same, so that it is told once
                session.trouble(self._noise)
            return
        if not is_first or _fits(session, values):
            session.event(values, self)


class SerialMidiChannel(_PortChannel):
    """The bytes of a MIDI cable, such as those of a microcontroller's pin or of a Pi's UART."""

    name = "serial MIDI"

    def __init__(self, settings: SerialMidiSettings, threads: bool = False) -> None:
        """`threads`: as on Windows."""
        super().__init__(settings.port, settings.baudrate, threads)
        self._settings = settings
        self._is_players = False  # whether the notes that sound are the player's, by `input_thru`
        self._count: int | None = -1  # values of an event; None: not known yet; -1: nothing is mapped yet
        self._parser = Parser()
        self._hearing = Hearing([])
        self._sender = Sender([])

    def describe(self) -> str:
        return f"hears and sends MIDI on {self._device} at {self._baudrate} baud"

    def close(self) -> None:
        """Ends every note that sounds or would have been ended by a message that still waits."""
        if self._port is not None:
            is_stuck = self._port.is_stuck
            ended = self._take_note_offs()
            if is_stuck:  # the system's buffer is lost, and with it who knows which notes' ends
                channels = dict.fromkeys(numbers[0] - 1 for _, numbers in self._sender.mapping)
                ended += [bytes((CONTROL_CHANGE | channel, ALL_NOTES_OFF, 0)) for channel in channels]
            self._port.write(b"".join(ended))
            self._port.close()
            self._port = None

    def heard(self, values: list[float], source: Channel | None) -> None:
        if self._is_thru(source):
            self.play(values)
            self._is_players = True

    def released(self, indices: list[int], source: Channel) -> None:
        if self._is_players and self._is_thru(source):
            self._send(self._sender.end_notes(indices))

    def play(self, values: list[float]) -> None:
        session = self._session
        assert session is not None
        self._is_players = False
        self._follow_dimension(session)
        if len(self._sender.mapping) == len(values) or self._count is None:
            self._make_room()
            self._send(self._sender.messages(values))
        else:
            session.trouble(
                f"{self.name}: the mapping has {counted(len(self._sender.mapping), 'value')}, "
                f"the event {len(values)}; it is not sent"
            )

    def silence(self) -> None:
        self._send(self._sender.all_notes_off())

    def changed(self, facts: dict[str, Any]) -> None:
        """Who plays has changed: the player's notes end with the machine's."""
        if "mode" in facts or facts.get("pause"):
            self.silence()

    def loaded(self) -> None:
        self.silence()
        if self._session is not None:
            self._follow_dimension(self._session)

    def _lose(self) -> None:
        """What is held there will not be heard to end."""
        if self._session is not None:
            self._session.released(self._hearing.held, self)
        super()._lose()

    def _begin(self, session: "Session") -> None:
        self._parser = Parser()
        self._follow_dimension(session)

    def _receive(self, data: bytes) -> None:
        session = self._session
        assert session is not None
        for message in self._parser.messages(data):
            self._follow_dimension(session)
            if updates := self._hearing.updates(message):
                session.some(updates, self)
            session.released(self._hearing.released(message), self)

    def _follow_dimension(self, session: "Session") -> None:
        """Without a mapping each value is a controller: how many depends on the model."""
        count = session.dimension - 1 if session.dimension is not None else None
        if count != self._count:
            self._count = count
            self.silence()
            self._hearing = Hearing(self._mapping(self._settings.inputs))
            self._sender = Sender(self._mapping(self._settings.outputs))

    def _mapping(self, given: Mapping) -> Mapping:
        performer = self._session.performer if self._session is not None else None
        return given or usual_for(performer, UNKNOWN_VALUES if self._count is None else self._count)

    def _make_room(self) -> None:
        """Where events wait they give way to the newest, except for the ends of notes."""
        if self._port is not None and self._port.waiting >= WAITING:
            self._port.write(b"".join(self._take_note_offs()))
            self._tell_slow()

    def _send(self, messages: Sequence[Message]) -> None:
        if self._port is not None:
            self._port.write(b"".join(map(bytes, messages)))

    def _take_note_offs(self) -> list[bytes]:
        """Takes back what waits, and returns what ends every note of it, and every note that sounds."""
        assert self._port is not None
        waiting = [message for chunk in self._port.take_all() for message in Parser().messages(chunk)]
        ended = [message for message in waiting if is_note_off(message)]
        return list(dict.fromkeys(ended + [bytes(message) for message in self._sender.all_notes_off()]))


def _fits(session: "Session", values: list[float]) -> bool:
    if session.performer is None:
        return not session.values or len(values) == len(session.values)
    return len(values) == len(session.values) and all(0.0 <= value <= 1.0 for value in values)
