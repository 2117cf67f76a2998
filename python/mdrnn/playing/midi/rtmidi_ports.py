# SPDX-License-Identifier: MIT
"""MIDI ports by python-rtmidi: ALSA, JACK, CoreMIDI and Windows.

python-rtmidi keeps the interpreter's lock in every call. On the ports of a JACK server that is dead, or does nothing,
`send_message` never returns once 16 KB wait; of a dead one `close_port` waits for a second, and `get_ports` returns
the ports of before; of one that does nothing `close_port` never returns. Therefore a server is looked at first, what
belongs to a dead one is never touched again, and one that does nothing is sent nothing until it goes on.

JACK would call a callback on its own thread, where waiting for that lock loses messages and makes other programs click.
Therefore its inputs are polled. For the other systems, whose callbacks have a thread of their own: one that has begun
may still wait for the lock when its input is closed, and the two then wait for each other for ever; and it still uses
what `cancel_callback` has freed. Therefore such an input is closed a second after its callback was taken away, or by
the end of the process, and what its callback needs is never freed.
"""

import contextlib
import ctypes
import gc
import itertools
import os
import threading
import time
from collections import deque
from pathlib import Path
from typing import Any

import rtmidi

from ...errors import MdrnnError
from . import jack_server
from .backlog import Backlog
from .heard import Parser
from .poller import Poller, Take
from .systems import Heard, Look, Port

SEQUENCER = Path("/dev/snd/seq")
CALLBACK_SECONDS = 1.0  # a call that has begun when the callback is taken away has ended after this long
CONNECT_SECONDS = 0.03  # JACK loses what it is sent before it has connected two ports, some periods later
QUEUE = 16_384  # messages that wait in an input at most
UNCHECKED_BYTES = 4096  # that are sent to JACK between two looks at its server; four times as many fill it
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
        self._clients: set[str] = set()  # names of clients that are open, or still leaving
        self._poller = Poller() if api == rtmidi.API_UNIX_JACK else None
        self._leaving: deque[tuple[float, Any, str]] = deque()  # inputs: when they were muted, and their names

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
                self._clients.difference_update(name for _, _, name in self._leaving)
                self._leaving.clear()
                self._lister, self._era = None, era
            if era is None:
                return None
            self._close_leaving()
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
        return any(name.startswith(f"{client}:") for client in self._clients)

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
        port = self._make("out", rtmidi.MidiOut, name, label, None)
        if self._api == rtmidi.API_UNIX_JACK:
            time.sleep(CONNECT_SECONDS)
        return port

    def make_input(self, label: str, heard: Heard) -> Port:
        """A port of our own that others connect to."""
        return self._make("in", rtmidi.MidiIn, None, label, heard)

    def make_output(self, label: str) -> Port:
        return self._make("out", rtmidi.MidiOut, None, label, None)

    def _make(self, way: str, kind: Any, name: str | None, label: str, heard: Heard | None) -> Port:
        with self._lock:
            if self._era is None or self.era() != self._era:
                raise MdrnnError(f"{self.name} does not run")
            number = next(
                number for number in itertools.count(1) if f"{self._base} {way} {number}" not in self._clients
            )
            client_name = f"{self._base} {way} {number}"
            self._clients.add(client_name)
            try:
                client = self._make_client(kind, client_name, heard)
                _connect(client, name, label)
            except (rtmidi.RtMidiError, ValueError) as error:
                self._clients.discard(client_name)
                raise MdrnnError("it cannot be opened; another program may use it") from error
            port = RtmidiPort(self, client, client_name)
            self._open.add(port)
            if heard is not None and self._poller is not None:
                self._poller.add(client_name, _taker(client, heard))
            return port

    def _make_client(self, kind: Any, client_name: str, heard: Heard | None) -> Any:
        if heard is None:
            return kind(self._api, client_name)
        client = kind(self._api, client_name, queue_size_limit=QUEUE)
        client.ignore_types(sysex=True, timing=False, active_sense=True)
        if self._poller is None:
            parser = Parser()
            client.set_callback(lambda event, _: [heard(message) for message in parser.messages(event[0])])
            _forget([client, *gc.get_referents(client)])
        return client

    def mute(self, client: Any, client_name: str) -> bool:
        """Nothing is heard from an input any more, soon; True: it may be closed at once."""
        if self._poller is not None:
            self._poller.remove(client_name)
            return True
        with contextlib.suppress(rtmidi.RtMidiError):
            client.cancel_callback()
        return False

    def is_alive(self, era: object) -> bool:
        """Whether what was opened in an era still works."""
        return self._api != rtmidi.API_UNIX_JACK or self.era() == era

    def may_close(self, era: object) -> bool:
        """Whether closing what was opened in an era returns; waits for JACK's next cycle."""
        return self._api != rtmidi.API_UNIX_JACK or (self.era() == era and jack_server.goes_on())

    def cycle(self) -> int | None:
        """What changes whenever the system takes what was sent; None: unknown."""
        return jack_server.cycle() if self._api == rtmidi.API_UNIX_JACK else None

    @property
    def opened_era(self) -> object:
        return self._era

    def have_closed(self, port: "RtmidiPort", client_name: str, leaving: Any = None) -> None:
        """`leaving`: an input that is muted, and has to be closed later."""
        with self._lock:
            self._open.discard(port)
            if leaving is None:
                self._clients.discard(client_name)
            else:
                self._leaving.append((time.monotonic(), leaving, client_name))

    def _close_leaving(self) -> None:
        while self._leaving and time.monotonic() - self._leaving[0][0] > CALLBACK_SECONDS:
            _, client, name = self._leaving.popleft()
            with contextlib.suppress(rtmidi.RtMidiError):
                client.close_port()
                client.delete()
            self._clients.discard(name)


def _connect(client: Any, name: str | None, label: str) -> None:
    if name is None:
        client.open_virtual_port(label)
    else:
        client.open_port([str(each) for each in client.get_ports()].index(name), label)


def _taker(client: Any, heard: Heard) -> Take:
    """Hands out what waits in an input's queue."""
    parser = Parser()

    def take() -> bool:
        for number in range(QUEUE):
            event = client.get_message()
            if event is None:
                return number > 0
            for message in parser.messages(event[0]):
                heard(message)
        return True

    return take


class RtmidiPort:
    """An open port. Methods may be called on any thread."""

    def __init__(self, system: RtmidiSystem, client: Any, client_name: str) -> None:
        self._system = system
        self._client: Any = client
        self._client_name = client_name
        self._era = system.opened_era
        self._is_input = isinstance(client, rtmidi.MidiIn)
        self._may_close = True  # at once
        self._lock = threading.RLock()
        self._unchecked = 0
        self._cycle: int | None = None  # the system's at the last look
        self._is_half_full = False  # it has taken nothing between the last two looks
        self._late = Backlog()

    @property
    def is_dead(self) -> bool:
        return self._client is None

    def send(self, message: bytes) -> None:
        """Never waits. What the system does not take at once is sent with what follows, or by `flush`."""
        with self._lock:
            if self._late:
                self._late.push("", message)
                self.flush()
            elif not self._send(message):
                self._late.push("", message)

    def flush(self) -> None:
        with self._lock:
            while self._late:
                port, message = self._late.pop()
                if not self._send(message):
                    self._late.put_back(port, message)
                    return

    def _send(self, message: bytes) -> bool:
        """True: it is no longer ours to send."""
        if self._client is None:
            return True
        if self._unchecked >= UNCHECKED_BYTES:
            if not self._system.is_alive(self._era):
                self._forget_client()
                return True
            if not self._has_room():
                return False
            self._unchecked = 0
        try:
            self._client.send_message(message)
        except (rtmidi.RtMidiError, ValueError):
            return False
        self._unchecked += len(message) + _HEADER_BYTES
        return True

    def _has_room(self) -> bool:
        """For another `UNCHECKED_BYTES`. A new cycle has taken what was sent before the last look."""
        cycle = self._system.cycle()
        if cycle is None or cycle != self._cycle:
            self._cycle, self._is_half_full = cycle, False
            return True
        if self._is_half_full:
            return False
        self._is_half_full = True
        return True

    def mute(self) -> None:
        """Of an input: nothing is heard any more, soon."""
        with self._lock:
            if self._is_input and self._client is not None:
                self._may_close = self._system.mute(self._client, self._client_name)

    def close(self) -> None:
        """After what was sent."""
        self.mute()
        self.flush()
        with self._lock:
            client, self._client = self._client, None
        leaving = None
        if client is not None and not self._system.may_close(self._era):
            _forget(client)
        elif client is not None and not self._may_close:
            leaving = client
        elif client is not None:
            with contextlib.suppress(rtmidi.RtMidiError):
                client.close_port()
                client.delete()
        self._system.have_closed(self, self._client_name, leaving)

    def abandon(self) -> None:
        """Its server is dead."""
        self.mute()
        with self._lock:
            self._forget_client()
        self._system.have_closed(self, self._client_name)

    def _forget_client(self) -> None:
        _forget(self._client)
        self._client = None


def _forget(thing: object) -> None:
    """Keeps an object for ever."""
    if thing is not None:
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(thing))
