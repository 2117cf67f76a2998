# SPDX-License-Identifier: MIT
"""Which MIDI and serial ports are there now; what to install where nobody can tell."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from ..errors import MdrnnError
from ..wording import how_to_install


def midi_ports() -> tuple[list[str], list[str]]:
    """Names of the inputs and of the outputs.

    Raises:
        MdrnnError: they cannot be listed; the sentence says why and what to do.
    """
    inputs, outputs = _midi().ports()
    return list(inputs), list(outputs)


def why_no_midi() -> list[str]:
    """Why there may be ports that cannot be seen, one sentence each.

    Raises:
        MdrnnError: nobody can tell; the sentence says what to install.
    """
    return list(_midi().reasons())


@contextmanager
def listening(port: str) -> Iterator[list[tuple[int, int, int]]]:
    """Collects of each control of an input the first message that comes while the context is open.

    Raises:
        MdrnnError: MIDI is not there.
    """
    heard: list[tuple[int, int, int]] = []
    known = set()

    def hear(name: str, message: bytes) -> None:
        if name == port and len(message) == 3 and message[:2] not in known:
            known.add(message[:2])
            heard.append((message[0], message[1], message[2]))

    watch = _midi().listen(hear)
    try:
        yield heard
    finally:
        watch.close()


def _midi() -> Any:
    try:
        return import_module("mdrnn.playing.midi.ports")
    except ModuleNotFoundError as error:
        raise MdrnnError(f"MIDI: the library {error.name} is not installed: {how_to_install('midi')}") from None


def serial_ports() -> list[tuple[str, str]]:
    """Devices, and what is connected there.

    Raises:
        MdrnnError: they cannot be listed; the sentence says why and what to do.
    """
    try:
        list_ports = import_module("serial.tools.list_ports")
    except ModuleNotFoundError as error:
        missing = f"the library {error.name} is not installed"
        raise MdrnnError(f"serial ports: {missing}: {how_to_install('serial')}") from None
    found = sorted(list_ports.comports())
    return [(str(port.device), str(port.description or "").removeprefix("n/a")) for port in found]
