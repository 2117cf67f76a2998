# SPDX-License-Identifier: MIT
"""Which MIDI and serial ports are there now; what to install where nobody can tell."""

from importlib import import_module

from ..errors import MdrnnError
from ..wording import how_to_install


def midi_ports() -> tuple[list[str], list[str]]:
    """Names of the inputs and of the outputs.

    Raises:
        MdrnnError: they cannot be listed; the sentence says why and what to do.
    """
    try:
        ports = import_module("mdrnn.playing.midi.ports")
    except ModuleNotFoundError as error:
        raise MdrnnError(f"MIDI: the library {error.name} is not installed: {how_to_install('midi')}") from None
    inputs, outputs = ports.ports()
    return list(inputs), list(outputs)


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


def without_midi() -> str:
    """What to do where MIDI does not work."""
    return "for MIDI: start the sound system (ALSA, JACK or PipeWire), then look again"
