# SPDX-License-Identifier: MIT
"""`mdrnn doctor`: looks at what playing needs on this computer, and says what to do where something is missing."""

import os
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from .. import models
from ..errors import MdrnnError, in_words
from ..wording import counted, how_to_install
from . import present
from .port_owner import owner

ENOUGH_DISK = 100_000_000  # bytes; an hour of fast playing takes 10 MB
DEVICES = Path("/dev")
SERIAL_DEVICES = ("ttyACM*", "ttyUSB*", "ttyAMA*", "serial[0-9]")

EXTRAS = {
    "midi": ("rtmidi", "MIDI controllers and synthesisers"),
    "serial": ("serial", "serial ports, such as a micro:bit"),
    "web": ("websockets", "the page and WebSocket"),
    "train": ("tensorflow", "training your own models"),
}


@dataclass(frozen=True)
class Finding:
    """What was looked at. `advice`: what to do about it; "": nothing has to be done."""

    what: str
    advice: str = ""
    needed: bool = True  # False: it only matters for what the sentence says


def look(log_folder: Path = Path("logs")) -> Iterator[Finding]:
    """Everything, in an order that a person can read; nothing here raises."""
    looks: list[Callable[[], Iterator[Finding]]] = [
        _versions,
        _models,
        _extras,
        _midi,
        _serial,
        _sound_group,
        _network_ports,
        lambda: _disk(log_folder),
    ]
    for each in looks:
        try:
            yield from each()
        except (OSError, ValueError) as error:
            yield Finding(in_words(error), "mend that, then run mdrnn doctor again")


def _versions() -> Iterator[Finding]:
    from .. import __version__

    yield Finding(f"mdrnn {__version__} on Python {sys.version.split()[0]}, {sys.platform}")
    try:
        yield Finding(f"numpy {version('numpy')}, python-osc {version('python-osc')}")
    except PackageNotFoundError as error:
        yield Finding(f"{error.name} is not installed", "install mdrnn again")


def _models() -> Iterator[Finding]:
    from .._core import Predictor

    names = models.names()
    if not names:
        yield Finding("no models are bundled with this installation", "install mdrnn again")
    for file in [*map(models.path, names), *sorted(Path("models").glob("*" + models.SUFFIX))]:
        try:
            info = Predictor(file).info
        except (ValueError, OSError) as error:
            yield Finding(in_words(error), "replace that file, or convert the original again: mdrnn convert --help")
        else:
            yield Finding(f"the model {file} loads: dimension {info.dimension}")


def _extras() -> Iterator[Finding]:
    for extra, (module, what) in EXTRAS.items():
        if find_spec(module) is not None:
            yield Finding(f"the extra [{extra}] is installed: {what}")
        else:
            yield Finding(f"the extra [{extra}] is not installed", f"for {what}: {how_to_install(extra)}", needed=False)


def _midi() -> Iterator[Finding]:
    """No MIDI at all is no fault: many play by OSC alone."""
    try:
        inputs, outputs = present.midi_ports()
        for reason in present.why_no_midi():
            yield Finding(f"MIDI: {reason}", "for MIDI: mend that, then look again", needed=False)
    except MdrnnError as error:
        yield Finding("no MIDI", str(error), needed=False)
        return
    for kind, names in (("input", inputs), ("output", outputs)):
        if names:
            yield Finding(f"MIDI {kind}s: {', '.join(names)}")
        else:
            yield Finding(f"there is no MIDI {kind}", "connect and switch on the device, then look again", needed=False)


def _serial() -> Iterator[Finding]:
    devices = sorted(device for pattern in SERIAL_DEVICES for device in DEVICES.glob(pattern))
    if not devices:
        yield Finding("no serial port is there, which matters only for a micro:bit, an Arduino or MIDI over serial")
    for device in devices:
        if os.access(device, os.R_OK | os.W_OK):
            yield Finding(f"the serial port {device} may be opened")
        else:
            group = _group_of(device)
            advice = f"sudo usermod -a -G {group} $USER, then log out and in again"
            yield Finding(f"the serial port {device} may not be opened by you", advice)


def _group_of(device: Path) -> str:
    import grp

    try:
        return grp.getgrgid(device.stat().st_gid).gr_name
    except (KeyError, OSError):
        return "dialout"


def _sound_group() -> Iterator[Finding]:
    """Linux: the sequencer, by which MIDI comes, belongs to the group audio."""
    sequencer = DEVICES / "snd" / "seq"
    if sys.platform != "linux":
        return
    if not sequencer.exists():
        yield Finding(
            f"there is no ALSA sequencer ({sequencer})",
            "for MIDI by ALSA: sudo modprobe snd-seq; MIDI by JACK needs none",
            needed=False,
        )
    elif os.access(sequencer, os.R_OK | os.W_OK):
        yield Finding(f"MIDI may be used: {sequencer} may be opened")
    else:
        advice = "sudo usermod -a -G audio $USER, then log out and in again"
        yield Finding(f"MIDI may not be used by you: {sequencer} may not be opened", advice)


# ---- network and disk -----------------------------------------------------------------------------------------------


def _network_ports() -> Iterator[Finding]:
    yield _free(6000, "udp", "OSC comes in there", "give mdrnn run another --in-port")
    yield _free(5001, "tcp", "page and WebSocket are served there", "give mdrnn run another port after --web")
    if _is_free(6001, "udp"):
        yield Finding("nothing listens on port 6001 yet, where the model's events go by OSC")
    else:
        yield Finding(f"{_who(6001, 'udp')} listens on port 6001, where the model's events go by OSC")


def _free(port: int, kind: str, what: str, otherwise: str) -> Finding:
    if _is_free(port, kind):
        return Finding(f"port {port} is free: {what}")
    return Finding(f"port {port} is in use by {_who(port, kind)}: {what}", f"end it, or {otherwise}")


def _who(port: int, kind: str) -> str:
    return owner(port, kind) or "another program"


def _is_free(port: int, kind: str) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM if kind == "udp" else socket.SOCK_STREAM) as probe:
        if kind == "tcp":  # connections that have just ended do not matter
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _disk(folder: Path) -> Iterator[Finding]:
    """In the log folder, or where it would be made."""
    there = next(each for each in (folder.absolute(), *folder.absolute().parents) if each.exists())
    if not os.access(there, os.W_OK | os.X_OK) or not there.is_dir():
        yield Finding(f"logs cannot be written to {folder}", "start mdrnn in a folder of yours, or give --log DIR")
        return
    free = shutil.disk_usage(there).free
    if free < ENOUGH_DISK:
        yield Finding(f"only {free / 1e6:,.0f} MB are free for logs in {folder}", "delete what you do not need there")
    else:
        yield Finding(f"{free / 1e9:,.1f} GB are free for logs in {folder}")


def summary(findings: list[Finding]) -> str:
    """One sentence at the end."""
    wrong = sum(1 for each in findings if each.advice and each.needed)
    return f"{counted(wrong, 'thing')} to do" if wrong else "everything that playing needs is there"
