# SPDX-License-Identifier: MIT
"""MIDI ports by python-rtmidi: ALSA, JACK, CoreMIDI and Windows.

python-rtmidi keeps the interpreter's lock in every call. On the ports of a dead JACK server `send_message` never
returns once 16 KB wait, `close_port` waits for a second, and `get_ports` returns the ports of before. Therefore a
server is looked at first, and what belongs to a dead one is never touched again.
"""

import contextlib
import ctypes
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import rtmidi

from ...errors import MdrnnError
from . import jack_server
from .backlog import Backlog
from .heard import Parser
from .systems import Heard, Look, Port

SEQUENCER = Path("/dev/snd/seq")
CALLBACK_SECONDS = 0.02  # a call that has begun when the callback is taken away has ended after this long
UNCHECKED_BYTES = 4096  # that are sent to JACK between two looks at its server; 16,384 fill it
_HEADER_BYTES = 4  # of each message that waits for JACK

API_NAMES = {
    rtmidi.API_LINUX_ALSA: "ALSA",
    rtmidi.API_UNIX_JACK: "JACK",
    rtmidi.API_MACOSX_CORE: "CoreMIDI",
    rtmidi.API_WINDOWS_MM: "Windows",
}


def systems() -> "list[RtmidiSystem]":
    """One for each API that this build of python-rtmidi has."""
    return [RtmidiSystem(api) for api in rtmidi.get_compiled_api() if api in API_NAMES]


class RtmidiSystem:
    """The ports of one API."""

    def __init__(self, api: int) -> None:
        self.name = API_NAMES[api]
        self.can_make_ports = api != rtmidi.API_WINDOWS_MM
        self._api = api
        self._lock = threading.RLock()
        self._era: object = None
        self._lister: tuple[Any, Any] | None = None
        self._base = ""
        self._open: set[RtmidiPort] = set()
        self._numbers: dict[str, RtmidiPort | None] = {}  # client -> its port

    def why_not(self) -> str:
        """Why it cannot be looked at, as a sentence; "": it can, or is simply not there."""
        if self._api == rtmidi.API_LINUX_ALSA and SEQUENCER.exists() and not os.access(SEQUENCER, os.R_OK | os.W_OK):
            return f"{SEQUENCER} may not be opened: join the group audio (sudo adduser $USER audio) and log in again"
        return ""

    def look(self) -> Look | None:
        """The ports of other programs, now; None: the system does not run. Opens clients when it begins to run."""
        with self._lock:
            era = self.era()
            if era != self._era:
                for port in list(self._open):
                    port.abandon()
                _forget(self._lister)
                self._lister, self._era = None, era
            if era is None:
                return None
            try:
                self._lister = self._lister or self._make_lister()
                names = [[str(name) for name in client.get_ports()] for client in self._lister]
            except rtmidi.RtMidiError:
                return None
            inputs, outputs = ([name for name in found if not self._is_own(name)] for found in names)
            return Look(inputs, outputs)

    def era(self) -> object:
        """What changes when all ports of before are dead; None: the system does not run."""
        if self._api == rtmidi.API_UNIX_JACK:
            return jack_server.era()
        if self._api == rtmidi.API_LINUX_ALSA:
            return True if os.access(SEQUENCER, os.R_OK | os.W_OK) else None
        return True

    def _make_lister(self) -> tuple[Any, Any]:
        lister = (rtmidi.MidiIn(self._api, "mdrnn look"), rtmidi.MidiOut(self._api, "mdrnn look too"))
        if self._api == rtmidi.API_UNIX_JACK:
            jack_server.hush()
        if not self._base:
            taken = [str(name) for client in lister for name in client.get_ports()]
            bases = ("mdrnn", *(f"mdrnn {number}" for number in range(2, 100)))
            self._base = next(
                base for base in bases if not any(name.startswith((f"{base} in ", f"{base} out ")) for name in taken)
            )
        return lister

    def _is_own(self, name: str) -> bool:
        return any(name.startswith(f"{client}:") for client in self._numbers)

    def open_input(self, name: str, label: str, heard: Heard) -> Port:
        """`label`: what our end is called. `heard` is called on another thread, with each whole message.

        Raises:
            MdrnnError: the port cannot be opened.
        """
        return self._make("in", rtmidi.MidiIn, name, label, heard)

    def open_output(self, name: str, label: str) -> Port:
        """
        Raises:
            MdrnnError: the port cannot be opened.
        """
        return self._make("out", rtmidi.MidiOut, name, label, None)

    def make_input(self, label: str, heard: Heard) -> Port:
        """A port of our own that others connect to."""
        return self._make("in", rtmidi.MidiIn, None, label, heard)

    def make_output(self, label: str) -> Port:
        return self._make("out", rtmidi.MidiOut, None, label, None)

    def _make(self, way: str, kind: Any, name: str | None, label: str, heard: Heard | None) -> Port:
        with self._lock:
            if self._era is None or self.era() != self._era:
                raise MdrnnError(f"{self.name} does not run")
            number = next(number for number in range(1, 10_000) if f"{self._base} {way} {number}" not in self._numbers)
            client_name = f"{self._base} {way} {number}"
            self._numbers[client_name] = None
            try:
                client = kind(self._api, client_name)
                _connect(client, name, label, heard)
            except (rtmidi.RtMidiError, ValueError) as error:
                del self._numbers[client_name]
                raise MdrnnError("it cannot be opened; another program may use it") from error
            port = RtmidiPort(client, self._alive_check(), lambda: self._have_closed(client_name))
            self._numbers[client_name] = port
            self._open.add(port)
            return port

    def _alive_check(self) -> Callable[[], bool] | None:
        era = self._era
        return (lambda: jack_server.era() == era) if self._api == rtmidi.API_UNIX_JACK else None

    def _have_closed(self, client_name: str) -> None:
        port = self._numbers.pop(client_name, None)
        if port is not None:
            self._open.discard(port)


def _connect(client: Any, name: str | None, label: str, heard: Heard | None) -> None:
    if heard is not None:
        parser = Parser()

        def take(event: tuple[list[int], float], _: object) -> None:
            for message in parser.messages(event[0]):
                heard(message)

        client.ignore_types(sysex=True, timing=False, active_sense=True)
        client.set_callback(take)
    if name is None:
        client.open_virtual_port(label)
    else:
        client.open_port([str(each) for each in client.get_ports()].index(name), label)


class RtmidiPort:
    """An open port. Methods may be called on any thread."""

    def __init__(self, client: Any, is_alive: Callable[[], bool] | None, closed: Callable[[], None]) -> None:
        self._client: Any = client
        self._is_alive = is_alive
        self._closed = closed
        self._lock = threading.Lock()
        self._unchecked = 0
        self._muted: float | None = None  # when it was
        self._late = Backlog()

    @property
    def is_dead(self) -> bool:
        return self._client is None

    def send(self, message: bytes) -> None:
        """Never waits. What the system does not take at once is sent with what follows, or by `flush`."""
        if self._late:
            self._late.push("", message)
            self.flush()
        elif not self._send(message):
            self._late.push("", message)

    def flush(self) -> None:
        while self._late:
            port, message = self._late.pop()
            if not self._send(message):
                self._late.put_back(port, message)
                return

    def _send(self, message: bytes) -> bool:
        """True: it is no longer ours to send."""
        with self._lock:
            if self._client is None:
                return True
            self._unchecked += len(message) + _HEADER_BYTES
            if self._is_alive is not None and self._unchecked >= UNCHECKED_BYTES:
                self._unchecked = 0
                if not self._is_alive():
                    self._abandon()
                    return True
            try:
                self._client.send_message(message)
            except (rtmidi.RtMidiError, ValueError):
                return False
            return True

    def mute(self) -> None:
        """Of an input: nothing is heard any more, soon."""
        with self._lock, contextlib.suppress(rtmidi.RtMidiError):
            if isinstance(self._client, rtmidi.MidiIn) and self._muted is None:
                self._client.cancel_callback()
                self._muted = time.monotonic()

    def close(self) -> None:
        """After what was sent. An input is muted first: to close it during a call of its callback would never end."""
        self.mute()
        if self._muted is not None:
            time.sleep(max(0.0, self._muted + CALLBACK_SECONDS - time.monotonic()))
        self.flush()
        with self._lock:
            if self._client is not None and (self._is_alive is None or self._is_alive()):
                client, self._client = self._client, None
                with contextlib.suppress(rtmidi.RtMidiError):
                    client.close_port()
                    client.delete()
            else:
                self._abandon()
        self._closed()

    def abandon(self) -> None:
        """Its server is dead."""
        with self._lock:
            self._abandon()
        self._closed()

    def _abandon(self) -> None:
        _forget(self._client)
        self._client = None


def _forget(thing: object) -> None:
    """Keeps an object for ever: what the library does when it goes would wait for a dead server."""
    if thing is not None:
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(thing))
