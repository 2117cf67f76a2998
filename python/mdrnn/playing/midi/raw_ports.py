# SPDX-License-Identifier: MIT
"""MIDI ports without any library: the raw devices of Linux, `/dev/snd/midiC1D0`, where python-rtmidi has no wheel.

Each device can be opened by one program at a time.
"""

import contextlib
import os
import select
import threading
from pathlib import Path

from ...errors import MdrnnError
from .backlog import Backlog
from .heard import Parser
from .systems import Heard, Look, Port

FOLDER = Path("/dev/snd")
NAMES = Path("/proc/asound")
POLL_MILLISECONDS = 100


def devices(folder: Path) -> dict[str, Path]:
    """Name -> file. The name is the device's own, then its file's, which is unique."""
    return {_name(path): path for path in sorted(folder.glob("midiC*D*"))}


def _name(path: Path) -> str:
    card, _, device = path.name.removeprefix("midiC").partition("D")
    try:
        own = (NAMES / f"card{card}" / f"midi{device}").read_text().splitlines()[0].strip()
    except (OSError, IndexError, UnicodeDecodeError):
        own = ""
    return f"{own} {path.name}".strip()


class RawSystem:
    """The devices in a folder."""

    name = "raw MIDI"
    can_make_ports = False

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def why_not(self) -> str:
        closed = [str(path) for path in devices(self._folder).values() if not os.access(path, os.R_OK | os.W_OK)]
        return f"{closed[0]} may not be opened: join the group audio and log in again" if closed else ""

    def look(self) -> Look | None:
        names = list(devices(self._folder))
        return Look(names, names)

    def open_input(self, name: str, label: str, heard: Heard) -> Port:
        return self._open(name, os.O_RDONLY, heard)

    def open_output(self, name: str, label: str) -> Port:
        return self._open(name, os.O_WRONLY, None)

    def make_input(self, label: str, heard: Heard) -> Port:
        raise MdrnnError("a port of its own needs python-rtmidi")

    def make_output(self, label: str) -> Port:
        raise MdrnnError("a port of its own needs python-rtmidi")

    def _open(self, name: str, way: int, heard: Heard | None) -> Port:
        path = devices(self._folder).get(name)
        if path is None:
            raise MdrnnError("it is gone")
        try:
            return RawPort(os.open(path, way | os.O_NONBLOCK | os.O_NOCTTY), heard)
        except OSError as error:
            raise MdrnnError(f"{path}: {error.strerror}") from error


class RawPort:
    """An open device, with a thread that reads it, or writes what it did not take at once."""

    def __init__(self, opened: int, heard: Heard | None) -> None:
        self.is_dead = False
        self._file = opened
        self._heard = heard
        self._late = Backlog()
        self._rest = b""  # of a message that was taken in part
        self._lock = threading.Lock()
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._read if heard else self._write, name="raw MIDI", daemon=True)
        self._thread.start()

    def _read(self) -> None:
        assert self._heard is not None
        parser = Parser()
        poll = select.poll()
        poll.register(self._file, select.POLLIN)
        while not self._ends.is_set() and not self.is_dead:
            try:
                if poll.poll(POLL_MILLISECONDS):
                    data = os.read(self._file, 4096)
                    self.is_dead = not data
                    for message in parser.messages(data):
                        self._heard(message)
            except BlockingIOError:
                continue
            except OSError:
                self.is_dead = True

    def _write(self) -> None:
        poll = select.poll()
        poll.register(self._file, select.POLLOUT)
        while not self._ends.wait(POLL_MILLISECONDS / 1000) and not self.is_dead:
            while self._has_more() and not self.is_dead and not self._ends.is_set():
                if poll.poll(POLL_MILLISECONDS):
                    self.flush()

    def _has_more(self) -> bool:
        return bool(self._late or self._rest)

    def send(self, message: bytes) -> None:
        with self._lock:
            self._late.push("", message)
        self.flush()

    def flush(self) -> None:
        with self._lock:
            while self._has_more() and not self.is_dead:
                self._rest = self._rest or self._late.pop()[1]
                try:
                    self._rest = self._rest[os.write(self._file, self._rest) :]
                except BlockingIOError:
                    return
                except OSError:
                    self.is_dead = True

    def mute(self) -> None:
        self._ends.set()

    def close(self) -> None:
        self.flush()
        self.mute()
        self._thread.join(1.0)
        with self._lock, contextlib.suppress(OSError):
            self.is_dead = True
            os.close(self._file)
