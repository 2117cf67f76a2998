# SPDX-License-Identifier: MIT
"""Every key that a configuration file may have, what its value must be, and what it means.

`KEYS` is the one place where a key is defined: reading, `mdrnn check` and the documentation's table follow it.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ...sizes import SIZES

MODES = ("callresponse", "polyphony", "battle", "useronly")
PRECISIONS = ("float32", "bfloat16", "int8")


class Unfit(Exception):
    """A value is none of those that are expected; the text says which are, `words` lists them if they are few."""

    def __init__(self, expected: str, words: tuple[str, ...] = ()) -> None:
        super().__init__(expected)
        self.words = words


Check = Callable[[Any], Any]


@dataclass(frozen=True)
class Key:
    """`origin`: IMPSY, an older IMPSY, or mdrnn."""

    table: str
    name: str
    check: Check
    meaning: str
    origin: str = "IMPSY"

    @property
    def path(self) -> tuple[str, ...]:
        return (self.table, self.name) if self.table else (self.name,)

    @property
    def shown(self) -> str:
        return shown(self.table, self.name)


def shown(table: str, name: str) -> str:
    """As sentences name a key: `[midi] in_device`, `verbose`."""
    return f"[{table}] {name}" if table else name


def found(value: Any) -> str:
    """A value as it is written in a file, in short."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{value}"' if len(value) <= 60 else f'"{value[:57]}.."'
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, list):
        flat = all(not isinstance(each, list | dict) for each in value)
        text = ", ".join(found(each) for each in value) if flat else ""
        return f"[{text}]" if flat and len(text) <= 60 else "a list"
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}.."


_HOST = re.compile(r"[\w.:%-]{0,253}")  # IPv4, IPv6 with its interface, or a name


# ---- what a value may be --------------------------------------------------------------------------------------------


def text(value: Any) -> str:
    if not isinstance(value, str):
        raise Unfit("a text in quotes")
    return value


def name(value: Any) -> str:
    """A text that is not empty."""
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise Unfit("a text in quotes that is not empty")
    return value


def host(value: Any) -> str:
    """A computer's name or address; no name of one is looked up here."""
    if not isinstance(value, str) or not _HOST.fullmatch(value.strip()):
        raise Unfit('a name or an address like "127.0.0.1"')
    return value.strip()


def flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Unfit("true or false")
    return value


def number(lowest: float, highest: float) -> Check:
    def check(value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not lowest <= value <= highest:
            raise Unfit(f"a number from {lowest:g} to {highest:g}")
        return float(value)

    return check


def whole(lowest: int, highest: int) -> Check:
    def check(value: Any) -> int:
        is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        if not is_number or value != int(value) or not lowest <= value <= highest:
            raise Unfit(f"a whole number from {lowest} to {highest}")
        return int(value)

    return check


def port(lowest: int) -> Check:
    """A network port; older files of IMPSY have it in quotes."""
    is_port = whole(lowest, 65_535)

    def check(value: Any) -> int:
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 5:
            value = int(value)
        return int(is_port(value))

    return check


def choice(words: tuple[str, ...]) -> Check:
    def check(value: Any) -> str:
        if not isinstance(value, str) or value not in words:
            quoted = [f'"{word}"' for word in words]
            raise Unfit(f"{', '.join(quoted[:-1])} or {quoted[-1]}", words)
        return value

    return check


def ports(value: Any) -> list[str]:
    """A list of names, each a part of a port's name, "" of every name; older files of IMPSY have one text."""
    listed = value if isinstance(value, list) else [value]
    if any(not isinstance(each, str) or "\0" in each for each in listed):
        raise Unfit("a list of names in quotes")
    return list(listed)


def names(value: Any) -> list[str]:
    """A list of texts, or one."""
    listed = value if isinstance(value, list) else [value]
    if any(not isinstance(each, str) or not each.strip() or "\0" in each for each in listed):
        raise Unfit("a list of names in quotes")
    return list(listed)


def anything(value: Any) -> Any:
    """Mappings of MIDI and tables of ports are checked entry by entry, by `mappings`."""
    return value


# ---- the keys -------------------------------------------------------------------------------------------------------

OLD = "older IMPSY"
OURS = "mdrnn"

KEYS = (
    Key("", "title", text, "what this is, for you"),
    Key("", "owner", anything, "whose it is, for you"),
    Key("", "description", text, "more about it, for you"),
    Key("", "name", text, "whose it is, for you", OLD),
    Key("", "log_input", flag, "write a log of what is played (true)"),
    Key("", "log", flag, "the same as `log_input`", OLD),
    Key("", "log_predictions", flag, "true: write a log, even if `log_input` is false"),
    Key("", "log_folder", name, "where logs are written (`logs`)", OURS),
    Key("", "verbose", flag, "print every event (false)"),
    Key("interaction", "mode", choice(MODES), "who plays when (`callresponse`)"),
    Key("interaction", "threshold", number(0, 3600), "`callresponse`: seconds of silence before the answer (0.1)"),
    Key("interaction", "input_thru", flag, "what you play goes to the outputs, too (false)"),
    Key("interaction", "autostart", flag, "`callresponse`: the model may begin before you do (false)", OURS),
    Key("model", "dimension", whole(2, 64), "the number of values, plus one for time (the model's)"),
    Key("model", "file", text, "the model; without one, a bundled model of that dimension plays"),
    Key("model", "size", choice(tuple(SIZES)), "the model's size, only compared with what the model is"),
    Key("model", "sigmatemp", number(0, 1000), "how far draws spread (the model's recommendation, or 0.01)"),
    Key("model", "pitemp", number(0, 1000), "how freely a component is chosen (the model's recommendation, or 1)"),
    Key("model", "timescale", number(0.001, 1000), "multiplies the model's waits (1)"),
    Key("model", "precision", choice(PRECISIONS), "of the weights (`float32`)", OURS),
    Key("model", "max_dt", number(0.001, 86_400), "the longest wait in seconds (5)", OURS),
    Key("model", "seed", whole(0, 2**63 - 1), "makes the draws repeatable", OURS),
    Key("midi", "in_device", ports, "the MIDI inputs, each by a part of its name"),
    Key("midi", "out_device", ports, "the MIDI outputs, each by a part of its name"),
    Key("midi", "input", anything, '`input."PORT"`: which message of that port is which value'),
    Key("midi", "output", anything, '`output."PORT"`: which value is sent as which message'),
    Key("midi", "thru_matrix", anything, '`thru_matrix."INPUT" = ["OUTPUT", ..]`: your events, as outputs are mapped'),
    Key("midi", "thru", anything, '`thru."INPUT" = ["OUTPUT", ..]`: messages go there as they are', OURS),
    Key("midi", "feedback_protection", flag, "do not hear what comes back from a synthesiser (false)"),
    Key("midi", "feedback_threshold", number(0, 10), "for this long after sending, in seconds (0.02)"),
    Key("midi", "models", names, "the models that the programs 1, 2, .. load", OURS),
    Key("osc", "server_ip", host, "listen on this address; `0.0.0.0`: other computers may send (`127.0.0.1`)"),
    Key("osc", "server_port", port(0), "listen on this port (6000)"),
    Key("osc", "client_ip", host, "send to this host (this computer)"),
    Key("osc", "client_port", port(1), "send to this port (6001)"),
    Key("osc", "address", text, "the address of what the model plays (`/impsy`)", OURS),
    Key("websocket", "server_ip", host, "serve on this address; `0.0.0.0`: to other computers, too (`127.0.0.1`)"),
    Key("websocket", "server_port", port(0), "serve on this port (5001)"),
    Key("websocket", "input", anything, "which message is which value, as in `[midi]` (that of `[midi]`)"),
    Key("websocket", "output", anything, "which value is sent as which message (that of `[midi]`)"),
    Key("websocket", "client_ip", host, "nothing: clients come to this server", OLD),
    Key("websocket", "client_port", port(0), "nothing: clients come to this server", OLD),
    Key("websocket", "page", flag, "serve the page, too (true)", OURS),
    Key("websocket", "origins", names, "other people's pages that may connect, like `https://example.org`", OURS),
    Key("serial", "port", name, "the serial port, such as `/dev/ttyACM0`: lines of values, both ways"),
    Key("serial", "baudrate", whole(50, 4_000_000), "its speed (115200)"),
    Key("serialmidi", "port", name, "a serial port with MIDI on it (that of `[serial]`)"),
    Key("serialmidi", "baudrate", whole(50, 4_000_000), "its speed (31250)"),
    Key("serialmidi", "input", anything, "which message is which value, as in `[midi]` (that of `[midi]`)"),
    Key("serialmidi", "output", anything, "which value is sent as which message (that of `[midi]`)"),
    Key("webui", "monitor_port", port(0), "nothing: a port of IMPSY's own web page"),
    Key("webui", "command_port", port(0), "nothing: a port of IMPSY's own web page"),
    Key("run", "token", name, "what other computers must show to change anything", OURS),
)

TABLES = tuple(dict.fromkeys(key.table for key in KEYS if key.table))
BY_PATH = {key.path: key for key in KEYS}
