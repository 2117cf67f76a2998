# SPDX-License-Identifier: MIT
"""OSC over one UDP socket: datagrams become words for the session, and its events become datagrams."""

import errno
import socket
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pythonosc.osc_message_builder import OscMessageBuilder

from ..errors import MdrnnError
from ..wording import counted, printable
from . import osc_protocol as osc
from .channel import Channel
from .datagram_queue import DatagramQueue
from .settings import OscSettings, is_loopback

if TYPE_CHECKING:
    from .session import Session

READ_AT_ONCE = 4096  # datagrams taken from the socket before one is played
SLICE = 32  # datagrams played before timers and signals have their turn
ADMITTED = 64  # hosts that have shown the token, at most

_EVENTS = {address for word in osc.WORDS if word.name in osc.EVENT_NAMES for address in word.addresses}


class OscChannel(Channel):
    """Listens on one port and sends to another."""

    name = "OSC"

    def __init__(self, settings: OscSettings) -> None:
        self.settings = settings
        self.out_host = ""
        self._session: Session | None = None
        self._socket: socket.socket | None = None
        self._target: Any = None
        self._waiting = DatagramQueue()
        self._playing = False
        self._admitted: dict[str, None] = {}  # hosts, the one that came first is the first to go

    @property
    def port(self) -> int:
        """The port that is listened on; 0 while it is closed."""
        return int(self._socket.getsockname()[1]) if self._socket is not None else 0

    def open(self, session: "Session") -> None:
        """
        Raises:
            MdrnnError: the port is in use, or a host is unknown.
        """
        self._session = session
        self._socket, self._target = _open_socket(self.settings)
        self.out_host = str(self._target[0])
        session.loop.add_reader(self._socket, self._read)

    def close(self) -> None:
        if self._socket is not None:
            if self._session is not None and not self._session.loop.is_closed():
                self._session.loop.remove_reader(self._socket)
            self._socket.close()
            self._socket = None

    def describe(self) -> str:
        listens = f"listens on {self.settings.host}:{self.port}"
        if self._session is None or self._session.performer is None:
            return listens
        return f"{listens}, sends {self.settings.address} to {self.out_host}:{self.settings.out_port}"

    def hint(self, values: str) -> str:
        return f"send /interface {values} to port {self.port}"

    def summary(self) -> list[str]:
        dropped = self._waiting.dropped
        return [f"{counted(dropped, 'message')} dropped because they came too fast"] if dropped else []

    def heard(self, values: list[float], source: Channel | None) -> None:
        if self._session is not None and self._session.settings.input_thru and source is not self:
            self._send(self.settings.address, values)

    def play(self, values: list[float]) -> None:
        self._send(self.settings.address, values)

    def loaded(self) -> None:
        if self._session is not None:
            for key, value in self._session.facts():
                self._send(osc.INFO, [key, value])

    def report(self, sentence: str) -> None:
        self._send(osc.ERROR, [sentence])

    # ---- datagrams in

    def _read(self) -> None:
        """Takes what has arrived, and begins to play it."""
        self._drain()
        if self._waiting and not self._playing:
            self._playing = True
            self._play_waiting()

    def _drain(self) -> None:
        """Empties the socket, whose own buffer drops the newest when it is full."""
        dropped = self._waiting.dropped
        for datagram, sender in self._arrived():
            self._waiting.push(datagram, sender)
        if self._waiting.dropped > dropped and self._session is not None:
            self._session.trouble("messages come faster than they can be played: the oldest events are dropped")

    def _arrived(self) -> Iterator[tuple[bytes, str]]:
        if self._socket is None or self._session is None:
            return
        for _ in range(READ_AT_ONCE):
            try:
                datagram, sender = self._socket.recvfrom(osc.MAX_DATAGRAM + 1)
                yield datagram, sender[0]
            except (BlockingIOError, InterruptedError):
                return
            except OSError as error:  # an earlier datagram of ours was refused by its receiver
                self._session.trouble(f"receiving failed: {error.strerror}")
                return

    def _play_waiting(self) -> None:
        session = self._session
        assert session is not None
        for _ in range(min(SLICE, len(self._waiting))):
            self._receive(session, *self._waiting.pop())
            self._drain()
        if self._waiting and not session.loop.is_closed():
            session.loop.call_soon(self._play_waiting)
        else:
            self._playing = False

    def _receive(self, session: "Session", datagram: bytes, sender: str) -> None:
        """Plays the messages of one datagram; what is wrong with it is reported."""
        try:
            for address, arguments in osc.messages(datagram):
                if address == osc.TOKEN:
                    self._admit(session, arguments, sender)
                elif self._may(session, address, sender):
                    session.command(address, arguments, self, self._send)
        except MdrnnError as error:
            session.trouble(str(error), error.kind)
        except Exception as error:
            session.report_bug(error)

    # ---- other machines

    def _may(self, session: "Session", address: str, sender: str) -> bool:
        """Events may come from anywhere; every other word from this machine, or from one that has shown the token."""
        token = session.settings.token
        if token is None or address in _EVENTS or sender in self._admitted or is_loopback(sender):
            return True
        sentence = f"{address}: {sender} has not shown the token, expected {osc.TOKEN} TOKEN first"
        session.trouble(sentence, kind="has not shown the token")
        return False

    def _admit(self, session: "Session", arguments: list[osc.Argument], sender: str) -> None:
        import secrets

        token = session.settings.token
        given = arguments[0] if len(arguments) == 1 else None
        right = isinstance(given, str) and token is not None
        if not (right and secrets.compare_digest(str(given).encode(), str(token).encode())):
            raise MdrnnError(f"{osc.TOKEN}: not the token, expected the one that was printed at the start")
        self._admitted[sender] = None
        if len(self._admitted) > ADMITTED:
            del self._admitted[next(iter(self._admitted))]

    # ---- out

    def _send(self, address: str, arguments: list[Any]) -> None:
        if self._socket is None or self._session is None:
            return
        builder = OscMessageBuilder(address)
        for argument in arguments:
            builder.add_arg(printable(argument) if isinstance(argument, str) else argument)
        try:
            self._socket.sendto(builder.build().dgram, self._target)
        except OSError as error:
            if address != osc.ERROR:  # that one is on the terminal already
                self._session.trouble(f"sending to {self.out_host} failed: {error.strerror}")


def _open_socket(settings: OscSettings) -> tuple[socket.socket, Any]:
    """A bound UDP socket, and the address to send to: both IPv4 or both IPv6."""
    own_addresses = _resolve(settings.host, settings.in_port)
    loopback = "::1" if own_addresses[0][0] == socket.AF_INET6 else "127.0.0.1"
    out_addresses = _resolve(settings.out_host or loopback, settings.out_port)
    pairs = [(kind, own, out) for kind, own in own_addresses for other, out in out_addresses if other == kind]
    if not pairs:
        raise MdrnnError(
            f"--host {settings.host} is {_kind(own_addresses[0])}, --out-host {settings.out_host} is "
            f"{_kind(out_addresses[0])}; expected two of one kind"
        )
    kind, own, out = pairs[0]
    if own == out:
        raise MdrnnError(f"port {settings.in_port} is given for both in and out, expected two")
    opened = socket.socket(kind, socket.SOCK_DGRAM)
    opened.setblocking(False)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    try:
        opened.bind(own)
    except OSError as error:
        opened.close()
        raise MdrnnError(f"port {settings.in_port} on {settings.host}: {_refusal(settings.in_port, error)}") from error
    return opened, out


def _refusal(port: int, error: OSError) -> str:
    """Why a port cannot be had, who has it, and what to do."""
    from .port_owner import how_to_ask, owner

    if error.errno == errno.EADDRNOTAVAIL:
        return f"{error.strerror}; expected an address of this computer as --host"
    if error.errno != errno.EADDRINUSE:
        return f"{error.strerror}; give another --in-port"
    by, ask = owner(port, "udp"), how_to_ask(port, "udp")
    if by:
        return f"{error.strerror} by {by}; end that or give another --in-port"
    return f"{error.strerror}; end what uses it{f' ({ask})' if ask else ''} or give another --in-port"


def _resolve(host: str, port: int) -> list[tuple[int, Any]]:
    """The family and the address of each kind of address that a host has."""
    try:
        return [(found[0], found[4]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)]
    except (socket.gaierror, UnicodeError) as error:
        reason = error.strerror if isinstance(error, socket.gaierror) else "not a host's name"
        raise MdrnnError(f"{printable(host):.200}: no such host ({reason})") from error


def _kind(address: tuple[int, Any]) -> str:
    return "IPv6" if address[0] == socket.AF_INET6 else "IPv4"
