# SPDX-License-Identifier: MIT
"""The channels that settings ask for; each module, with its library, is only imported when it is wanted."""

import sys
from importlib import import_module
from typing import TYPE_CHECKING

from ..errors import MdrnnError
from ..wording import how_to_install
from .channel import Channel
from .settings import Settings

if TYPE_CHECKING:
    from .session import Session

# In the order in which they are named to a person: the settings' field, the module, its class, the name, the extra.
_KINDS = (
    ("osc", "osc_channel", "OscChannel", "OSC", ""),
    ("midi", "midi.channel", "MidiChannel", "MIDI", "midi"),
    ("serial", "serial.channel", "SerialChannel", "serial", "serial"),
    ("serial_midi", "serial.channel", "SerialMidiChannel", "serial MIDI", "serial"),
    ("web", "web.channel", "WebChannel", "web", "web"),
)


def wanted(settings: Settings) -> list[Channel]:
    """Not opened yet. One whose library is not installed says so when it is opened; the others play without it."""
    channels: list[Channel] = []
    for field, module, kind, name, extra in _KINDS:
        asked = getattr(settings, field)
        if asked is None:
            continue
        try:
            found = import_module(f".{module}", __package__)
        except ModuleNotFoundError as error:
            channels.append(_Missing(name, extra, error.name or module))
        else:
            channels.append(getattr(found, kind)(asked))
    if not settings.verbose and sys.stdout is not None and sys.stdout.isatty():
        from . import terminal_view

        if terminal_view.is_possible(sys.stdout):
            channels.append(terminal_view.TerminalView())
    return channels


class _Missing(Channel):
    """Stands in for a channel whose library is not installed."""

    def __init__(self, name: str, extra: str, module: str) -> None:
        self.name = name
        self._sentence = f"the library {module} is not installed: {how_to_install(extra)}"

    def open(self, session: "Session") -> None:
        raise MdrnnError(self._sentence)
