# SPDX-License-Identifier: MIT
"""The objects of Max that our patchers use, with their ports, from Max's public reference; and those of `mdrnn~`."""

import re
from collections.abc import Callable
from dataclasses import dataclass

# Types of outlets, one letter each, and what a patcher file calls them.
OUTLET_TYPES = {"s": "signal", "c": "multichannelsignal", "m": "", "b": "bang", "i": "int", "f": "float"}


@dataclass(frozen=True)
class Ports:
    inlets: int
    outlets: str  # one letter each, of OUTLET_TYPES


FIXED = {
    "*~": Ports(2, "s"),
    "+~": Ports(2, "s"),
    "/": Ports(2, "f"),
    "closebang": Ports(1, "b"),
    "comment": Ports(1, ""),
    "ctlout": Ports(3, ""),
    "cycle~": Ports(2, "s"),
    "dac~": Ports(2, ""),
    "delay": Ports(2, "b"),
    "expr": Ports(1, "m"),
    "flush": Ports(2, "ii"),
    "gain~": Ports(1, "sm"),
    "inlet": Ports(0, "m"),
    "line~": Ports(2, "sb"),
    "live.dial": Ports(1, "mf"),
    "live.menu": Ports(1, "mmf"),
    "live.toggle": Ports(1, "m"),
    "loadmess": Ports(1, "m"),
    "lores~": Ports(3, "s"),
    "maximum": Ports(2, "ii"),
    "message": Ports(2, "m"),
    "meter~": Ports(1, "f"),
    "midiformat": Ports(7, "im"),
    "midiin": Ports(1, "i"),
    "midiout": Ports(1, ""),
    "midiparse": Ports(1, "mmmiimim"),
    "mtof~": Ports(1, "s"),
    "multislider": Ports(1, "mm"),
    "notein": Ports(1, "iii"),
    "noteout": Ports(3, ""),
    "number~": Ports(2, "sf"),
    "outlet": Ports(1, ""),
    "panel": Ports(1, ""),
    "attrui": Ports(1, "m"),
    "pcontrol": Ports(1, "m"),
    "pictslider": Ports(2, "ii"),
    "prepend": Ports(1, "m"),
    "print": Ports(1, ""),
    "rampsmooth~": Ports(3, "s"),
    "rand~": Ports(1, "s"),
    "saw~": Ports(2, "s"),
    "scale": Ports(6, "m"),
    "scale~": Ports(6, "s"),
    "scope~": Ports(2, ""),
    "stripnote": Ports(2, "ii"),
    "toggle": Ports(1, "i"),
    "udpreceive": Ports(1, "m"),
    "udpsend": Ports(1, ""),
}


def _letter(argument: str) -> str:
    """The type of an outlet that an argument of trigger or unpack makes."""
    if argument in {"b", "i", "f"}:
        return argument
    return "m" if not re.fullmatch(r"-?[\d.]+", argument) else "f" if "." in argument else "i"


BY_ARGUMENTS: dict[str, Callable[[list[str]], Ports]] = {
    "ctlin": lambda arguments: Ports(1, "i" * (3 - len(arguments))),  # no outlet for what is given
    "mc.unpack~": lambda arguments: Ports(1, "s" * int(arguments[0])),
    "pack": lambda arguments: Ports(len(arguments), "m"),
    "unpack": lambda arguments: Ports(1, "".join(map(_letter, arguments))),
    "route": lambda arguments: Ports(len(arguments) + 1, "m" * (len(arguments) + 1)),
    "sel": lambda arguments: Ports(1 if len(arguments) > 1 else 2, "b" * len(arguments) + "m"),
    "t": lambda arguments: Ports(1, "".join(map(_letter, arguments))),
}
ALIASES = {"sel": "select", "t": "trigger", "*~": "times~", "+~": "plus~", "/": "div"}

UNKNOWN_MODEL = 3  # the dimension of an object created without a model and without a dimension


def dimension_of(arguments: list[str]) -> int:
    """The length of an event of an `mdrnn~`, from its attribute or the name of its model, such as mouse-3d-xs."""
    if "@dim" in arguments:
        return int(arguments[arguments.index("@dim") + 1])
    named = re.search(r"-(\d+)d-", arguments[0]) if arguments else None
    return int(named[1]) if named else UNKNOWN_MODEL


def own_ports(arguments: list[str]) -> Ports:
    """Of `mdrnn~`: a signal for each value and a trigger; the values, trigger, ramp, gate, events, answers."""
    is_multichannel = "@mc" in arguments and arguments[arguments.index("@mc") + 1] == "1"
    values = 1 if is_multichannel else dimension_of(arguments) - 1
    return Ports(values + 1, ("c" if is_multichannel else "s" * values) + "sssmm")


def ports(text: str) -> Ports:
    """What an object box with this text has.

    Raises:
        KeyError: it is none of ours.
    """
    name, *arguments = text.split()
    if name == "mdrnn~":
        return own_ports(arguments)
    return BY_ARGUMENTS[name](arguments) if name in BY_ARGUMENTS else FIXED[name]
