# SPDX-License-Identifier: MIT
"""Serial ports as channels: lines of values, and MIDI as its bytes. A cable that was pulled may come back."""

from typing import TYPE_CHECKING

from ...errors import MdrnnError
from ...wording import counted
from ..channel import Channel
from ..settings import SerialSettings
from .lines import LONGEST_LINE, LineReader, line, numbers
from .port import Port, open_port

if TYPE_CHECKING:
    from ..session import Session

WAITING = 16  # events that the device has not taken yet


class _PortChannel(Channel):
    """What the two have in common: the port."""

    def __init__(self, device: str, baudrate: int, threads: bool) -> None:
        self.dropped = 0  # events that the device did not take in time
        self._device = device
        self._baudrate = baudrate
        self._threads = threads
        self._session: Session | None = None
        self._port: Port | None = None

    def open(self, session: "Session") -> None:
        """
        Raises:
            MdrnnError: there is no such port, or it is not ours to use.
        """
        self._session = session
        self._begin(session)
        self._port = open_port(
            self._device, self._baudrate, session.loop, self._receive, self._lose, threads=self._threads
        )

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
        if self._session is not None and self._session.settings.input_thru and source is not self:
            self.play(values)

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


def _fits(session: "Session", values: list[float]) -> bool:
    if session.performer is None:
        return not session.values or len(values) == len(session.values)
    return len(values) == len(session.values) and all(0.0 <= value <= 1.0 for value in values)
