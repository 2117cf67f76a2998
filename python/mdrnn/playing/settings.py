# SPDX-License-Identifier: MIT
"""What `mdrnn run` is to do, from the command line or from a configuration file: plain values, checked where made."""

from dataclasses import dataclass, field
from pathlib import Path

from . import osc_protocol as osc

LOOPBACK = "127.0.0.1"
Mapping = list[tuple[str, list[int]]]
"""One entry for each value of an event, as `midi_words.parse` makes them: `("control_change", [1, 7])`."""


@dataclass(frozen=True)
class OscSettings:
    host: str = LOOPBACK
    in_port: int = 6000
    out_host: str | None = None  # None: this machine
    out_port: int = 6001
    address: str = osc.IMPSY_PREDICTION


@dataclass(frozen=True)
class MidiSettings:
    """Ports are named by a part of their names. A port without a mapping of its own gets one controller per value.

    `virtual:NAME` is a port of that name that this program makes, for others to connect to.
    """

    inputs: dict[str, Mapping] = field(default_factory=dict)
    outputs: dict[str, Mapping] = field(default_factory=dict)
    # From an input to outputs: `thru` sends its messages as they are; IMPSY's `thru_matrix` the player's events, as the
    # outputs are mapped, in addition to `input_thru`, which sends them to all.
    thru: dict[str, list[str]] = field(default_factory=dict)
    thru_matrix: dict[str, list[str]] = field(default_factory=dict)
    echo_seconds: float = 0.0  # a message that comes back within this long after it was sent is not heard; 0: all are
    models: list[str] = field(default_factory=list)  # program change 0, 1, .. loads the model of this name


@dataclass(frozen=True)
class SerialSettings:
    """Lines of comma-separated values, both ways."""

    port: str
    baudrate: int = 115_200


@dataclass(frozen=True)
class SerialMidiSettings:
    port: str
    baudrate: int = 31_250
    inputs: Mapping = field(default_factory=list)
    outputs: Mapping = field(default_factory=list)


@dataclass(frozen=True)
class WebSettings:
    """One port for WebSocket and page."""

    host: str = LOOPBACK
    port: int = 5001
    page: bool = True
    inputs: Mapping = field(default_factory=list)  # of IMPSY's text words
    outputs: Mapping = field(default_factory=list)
    origins: tuple[str, ...] = ()  # other people's pages that may connect: `https://example.org`


@dataclass(frozen=True)
class Settings:
    """What to log, and which channels to open; None: that channel is not wanted."""

    osc: OscSettings | None = field(default_factory=OscSettings)
    midi: MidiSettings | None = None
    serial: SerialSettings | None = None
    serial_midi: SerialMidiSettings | None = None
    web: WebSettings | None = None
    input_thru: bool = False  # the player's events go out too, on every channel but the one that they came by
    token: str | None = None  # what control words from another machine must show; None: only this machine is heard
    log_folder: Path = Path("logs")
    log: bool = False
    dimension: int | None = None  # of a log without a model; None: decided by the events of the first second
    verbose: bool = False


def is_loopback(host: str) -> bool:
    """Whether it is an address of this machine that no other can reach."""
    if host in (LOOPBACK, "::1", "localhost"):
        return True  # without the import
    import ipaddress

    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:  # a name
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


def new_token() -> str:
    """Twelve characters that nobody guesses."""
    import secrets

    return secrets.token_urlsafe(9)
