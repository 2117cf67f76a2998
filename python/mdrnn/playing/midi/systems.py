# SPDX-License-Identifier: MIT
"""Where MIDI ports come from: what each system offers, and the systems of this machine."""

import functools
import importlib.util
import platform
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from ...errors import MdrnnError
from ...wording import how_to_install

Heard = Callable[[bytes], None]
"""Takes each whole message, on a thread of the system's."""


@dataclass(frozen=True)
class Look:
    """The names of the ports that can be heard, and of those that can be sent to."""

    inputs: list[str]
    outputs: list[str]


class Port(Protocol):
    """An open port. Its methods may be called on any thread."""

    @property
    def is_dead(self) -> bool:
        """It will never work again."""

    def send(self, message: bytes) -> None:
        """Never waits, never raises; of a dead or closed port nothing happens."""

    def flush(self) -> None:
        """Tries once more to send what the system did not take."""

    def mute(self) -> None:
        """Nothing is heard from it any more, soon."""

    def close(self) -> None:
        """After everything that was sent; may take a moment."""


class System(Protocol):
    """A source of ports, such as ALSA or JACK. Its methods may take a moment."""

    name: str
    can_make_ports: bool

    def why_not(self) -> str:
        """Why it cannot be looked at, as a sentence; "": it can, or is simply not there."""

    def look(self) -> Look | None:
        """The ports of other programs and devices, now; None: the system does not run."""

    def open_input(self, name: str, label: str, heard: Heard) -> Port:
        """
        Raises:
            MdrnnError: why it cannot be opened.
        """

    def open_output(self, name: str, label: str) -> Port:
        """
        Raises:
            MdrnnError: why it cannot be opened.
        """

    def make_input(self, label: str, heard: Heard) -> Port:
        """A port of our own."""

    def make_output(self, label: str) -> Port:
        """A port of our own."""


@functools.cache
def systems() -> Sequence[System]:
    """Of this machine; the same ones for everybody in this process.

    Raises:
        MdrnnError: python-rtmidi is not installed, and there is no device that could be opened without it.
    """
    if importlib.util.find_spec("rtmidi") is not None:
        from . import rtmidi_ports

        return rtmidi_ports.systems()
    from . import raw_ports

    if raw_ports.FOLDER.is_dir() and raw_ports.devices(raw_ports.FOLDER):
        return [raw_ports.RawSystem(raw_ports.FOLDER)]
    raise MdrnnError(f"MIDI needs python-rtmidi, which is not installed: {_how_to_install()}")


def _how_to_install() -> str:
    """The extra `midi` leaves python-rtmidi out where it would have to be compiled."""
    if sys.version_info >= (3, 13) or platform.machine() == "armv7l":
        return "sudo apt-get install g++ python3-dev libasound2-dev, then pip install python-rtmidi"
    return how_to_install("midi")
