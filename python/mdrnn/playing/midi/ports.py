# SPDX-License-Identifier: MIT
"""MIDI ports by name: opened when they are there, told when they go, opened again when they are back."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from ...errors import MdrnnError, as_bug
from .systems import Port, System, systems

LOOK_SECONDS = 1.0  # between two looks at the ports
VIRTUAL = "virtual:"  # begins the name of a port of our own
CLOSE_SECONDS = 2.0  # a system that takes longer to close its ports is left alone
PASSED_ON = "midi through"  # a port that every ALSA has, and that nobody means by the first one


class Watcher(Protocol):
    """Who is told; all of it on other threads than the event loop's."""

    def heard(self, wire: "Wire", message: bytes) -> None:
        """A whole message."""

    def changed(self, wire: "Wire") -> None:
        """It has been opened, or is gone."""

    def trouble(self, sentence: str) -> None: ...


@dataclass(eq=False)
class Wire:
    """A port that is wanted, and what it is connected to now."""

    wanted: str
    is_input: bool
    actual: str = ""  # the whole name of the port
    port: Port | None = None
    complaint: str = ""  # what was told last about it, so that every look does not tell it again

    @property
    def is_open(self) -> bool:
        return self.port is not None and not self.port.is_dead

    def send(self, message: bytes) -> None:
        """Never waits, never raises; of a port that is not open nothing happens."""
        port = self.port
        if port is not None:
            port.send(message)


def find(wanted: str, names: Sequence[str]) -> list[str]:
    """The ports that a name may mean, best first: the very name, parts of names, parts in other capitals.

    The empty name means any port, ALSA's own "Midi Through" last.
    """
    if wanted in names:
        return [wanted]
    if not wanted:
        return sorted(names, key=lambda name: PASSED_ON in name.lower())
    found = [name for name in names if wanted in name]
    return found or [name for name in names if wanted.lower() in name.lower()]


class Watch:
    """Keeps wires connected, from a thread of its own."""

    def __init__(
        self,
        inputs: Sequence[str],
        outputs: Sequence[str],
        watcher: Watcher,
        interval: float = LOOK_SECONDS,
        wants_every_input: bool = False,
    ) -> None:
        """Looks for the first time when it is started.

        Raises:
            MdrnnError: there is no way to MIDI on this machine.
        """
        self.wires = [Wire(wanted, True) for wanted in inputs] + [Wire(wanted, False) for wanted in outputs]
        self.seen: tuple[list[str], list[str]] = ([], [])  # names of inputs and outputs at the last look
        self._watcher = watcher
        self._interval = interval
        self._wants_every_input = wants_every_input
        self._systems = systems()
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._run, name="MIDI ports", daemon=True)

    def start(self, is_first_look_now: bool = True) -> None:
        """`is_first_look_now`: on this thread, so that what is there is open when this returns."""
        if is_first_look_now:
            self._look()
        self._thread.start()

    def close(self) -> None:
        """After everything that was sent; the ports are free when this returns."""
        self._ends.set()
        if self._thread.ident is not None:
            self._thread.join(CLOSE_SECONDS)

    def _run(self) -> None:
        while not self._ends.wait(self._interval):
            self._look()
        for wire in self.wires:
            if wire.port is not None:
                wire.port.mute()
        for wire in self.wires:
            if wire.port is not None:
                wire.port.close()

    def _look(self) -> None:
        try:
            looks = [(system, look) for system in self._systems if (look := system.look()) is not None]
            self.seen = ([n for _, look in looks for n in look.inputs], [n for _, look in looks for n in look.outputs])
            if self._wants_every_input:
                self._want_every_input()
            for wire in self.wires:
                sides = [(system, look.inputs if wire.is_input else look.outputs) for system, look in looks]
                self._look_after(wire, sides)
        except Exception as error:  # the next look may find things in order again
            self._watcher.trouble(as_bug(error))

    def _want_every_input(self) -> None:
        wanted = {wire.wanted: wire for wire in self.wires if wire.is_open or wire.wanted in self.seen[0]}
        self.wires = [wanted.get(name) or Wire(name, True) for name in {**wanted, **dict.fromkeys(self.seen[0])}]

    def _look_after(self, wire: Wire, sides: Sequence[tuple[System, list[str]]]) -> None:
        is_own = wire.wanted.startswith(VIRTUAL)
        if wire.port is not None:
            is_there = is_own or any(wire.actual in names for _, names in sides)
            if not wire.port.is_dead and is_there:
                wire.port.flush()
                return
            wire.port.close()
            wire.port = None
            self._watcher.changed(wire)
        if is_own:
            self._make(wire, [system for system, _ in sides if system.can_make_ports])
            return
        names = [name for _, names in sides for name in names]
        if found := find(wire.wanted, names):
            if len(found) > 1 and wire.wanted and found[0] != wire.actual:
                way = "inputs" if wire.is_input else "outputs"
                self._complain(wire, f'"{wire.wanted}" fits {len(found)} {way}: {found[0]} is used, not {found[1]}')
            self._open(wire, found[0], next(system for system, names in sides if found[0] in names))

    def _open(self, wire: Wire, name: str, system: System) -> None:
        try:
            if wire.is_input:
                port = system.open_input(name, wire.wanted or "any", lambda message: self._watcher.heard(wire, message))
            else:
                port = system.open_output(name, wire.wanted or "any")
        except MdrnnError as error:
            self._complain(wire, f"{name}: {error}")
            return
        self._have_opened(wire, name, port)

    def _make(self, wire: Wire, able: Sequence[System]) -> None:
        label = wire.wanted.removeprefix(VIRTUAL)
        if not able:
            self._complain(wire, f"{wire.wanted}: nothing that runs here can make a port of its own")
            return
        try:
            if wire.is_input:
                port = able[0].make_input(label, lambda message: self._watcher.heard(wire, message))
            else:
                port = able[0].make_output(label)
        except MdrnnError as error:
            self._complain(wire, f"{wire.wanted}: {error}")
            return
        self._have_opened(wire, label, port)

    def _complain(self, wire: Wire, sentence: str) -> None:
        if wire.complaint != sentence:
            wire.complaint = sentence
            self._watcher.trouble(sentence)

    def _have_opened(self, wire: Wire, name: str, port: Port) -> None:
        wire.actual, wire.port = name, port
        self._watcher.changed(wire)


# ---- for commands ---------------------------------------------------------------------------------------------------


def ports() -> tuple[list[str], list[str]]:
    """The names of the MIDI inputs and outputs of this machine, without our own.

    Raises:
        MdrnnError: there is no way to MIDI here; the sentence says what to install.
    """
    looks = [look for system in systems() if (look := system.look()) is not None]
    return [name for look in looks for name in look.inputs], [name for look in looks for name in look.outputs]


def reasons() -> list[str]:
    """Why ports that may be there cannot be seen, one sentence each: permissions, or no MIDI system that runs.

    Raises:
        MdrnnError: there is no way to MIDI here; the sentence says what to install.
    """
    found = [sentence for system in systems() if (sentence := system.why_not())]
    if not found and all(system.look() is None for system in systems()):
        found = [f"no MIDI system runs here, looked for {' and '.join(system.name for system in systems())}"]
    return found


class _EveryInput:
    """Passes on what any input hears."""

    def __init__(self, callback: Callable[[str, bytes], None]) -> None:
        self._callback = callback

    def heard(self, wire: Wire, message: bytes) -> None:
        self._callback(wire.actual, message)

    def changed(self, wire: Wire) -> None:
        """Which ports there are is no news here."""

    def trouble(self, sentence: str) -> None:
        """A port that another program holds is not listened to."""


def listen(callback: Callable[[str, bytes], None], interval: float = LOOK_SECONDS) -> Watch:
    """Hears every input there is, also those that come later, until `close` of the result is called.

    `callback(name of the port, message)` is called on other threads, for clock and note-offs too.

    Raises:
        MdrnnError: there is no way to MIDI here; the sentence says what to install.
    """
    watch = Watch([], [], _EveryInput(callback), interval, wants_every_input=True)
    watch.start()
    return watch
