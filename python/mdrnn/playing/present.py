# SPDX-License-Identifier: MIT
"""Which MIDI and serial ports are there now; what to install where nobody can tell."""

from ..errors import MdrnnError
from ..wording import how_to_install


def midi_ports() -> tuple[list[str], list[str]]:
    """Names of the inputs and of the outputs.

    Raises:
        MdrnnError: they cannot be listed; the sentence says why and what to do.
    """
    try:
        from .midi import ports
    except ModuleNotFoundError as error:
        raise MdrnnError(f"MIDI needs {error.name}, which is not installed: {how_to_install('midi')}") from None
    return ports.ports()


def serial_ports() -> list[tuple[str, str]]:
    """Devices, and what is connected there.

    Raises:
        MdrnnError: they cannot be listed; the sentence says why and what to do.
    """
    try:
        from serial.tools import list_ports
    except ModuleNotFoundError as error:
        raise MdrnnError(f"serial ports need {error.name}, which is not installed: {how_to_install('serial')}") from None
    return [(port.device, port.description or "") for port in sorted(list_ports.comports())]


def without_midi() -> str:
    """What to do where MIDI does not work."""
    return "for MIDI: start the sound system (ALSA, JACK or PipeWire), then look again"
