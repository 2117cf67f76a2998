# SPDX-License-Identifier: MIT
"""The OSC messages of mdrnn, with the names IMPSY and IMPS have for them, and the check of every datagram.

`WORDS` is the one place where an address is defined: the daemon, the documentation and the tests read it.
"""

import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from ..errors import MdrnnError
from ..wording import printable

Argument = int | float | str | bool | None


@dataclass(frozen=True)
class Word:
    """One message: `arguments` as a person reads them; `parameter`: it sets the core's parameter of this name."""

    name: str
    address: str
    aliases: tuple[str, ...]
    arguments: str
    meaning: str
    parameter: bool = False

    @property
    def addresses(self) -> tuple[str, ...]:
        return (self.address, *self.aliases)


def _word(name: str, arguments: str, meaning: str, *aliases: str, parameter: bool = False) -> Word:
    return Word(name, f"/mdrnn/{name}", aliases, arguments, meaning, parameter)


WORDS = (
    _word("load", "NAME", "load a model by its name: bundled, or a .tflite here, in models/ or beside the running one"),
    _word("event", "x1 .. xn", "the player's whole event, values in 0..1", "/interface"),
    _word("value", "i x", "the player's one value: number i (from 0) is now x"),
    _word("step", "dt x1 .. xn", "one step of the network; answers /mdrnn/step dt x1 .. xn"),
    _word("mode", "MODE", "who plays: callresponse, polyphony, battle, useronly", "/impsy/mode", parameter=True),
    _word("threshold", "seconds", "callresponse: silence before the answer", parameter=True),
    _word("autostart", "0|1", "callresponse, 1: the machine may start before you have played", parameter=True),
    _word("pi_temperature", "x", "how freely a mixture component is chosen", "/impsy/pitemp", parameter=True),
    _word(
        "sigma_temperature",
        "x [pi]",
        "how far draws spread around a component; a second number is the pi temperature",
        "/impsy/sigmatemp",
        "/temperature",
        parameter=True,
    ),
    _word("timescale", "x", "multiplies the model's waits", "/impsy/timescale", "/timescale", parameter=True),
    _word("max_dt", "seconds", "the longest wait", parameter=True),
    _word("grain", "x", "the step of all values, in 0..1; 0: none; -1: as the model says", parameter=True),
    _word("reset", "", "clear the network's state", "/impsy/reset"),
    _word("seed", "n", "make the random draws repeatable from here"),
    _word("pause", "0|1", "1: pause, 0: go on", "/impsy/pause", parameter=True),
    _word("record", "0|1|FILE", "1 or a file name: begin a new log, 0: end it"),
    _word("token", "TOKEN", "from another machine: shows the token that was printed at the start, before other words"),
    _word("info", "", "the model, parameters and counts; answers /mdrnn/info KEY VALUE, one message each"),
)

EVENT_NAMES = ("event", "value")
"""The words by which the player plays; all others are commands."""

PREDICTION = "/mdrnn/prediction"
IMPSY_PREDICTION = "/impsy"
IMPS_PREDICTION = "/prediction"
ERROR = "/mdrnn/error"
INFO = "/mdrnn/info"
STEP = "/mdrnn/step"
TOKEN = "/mdrnn/token"

OUTPUTS = (
    (PREDICTION, (IMPSY_PREDICTION, IMPS_PREDICTION), "x1 .. xn", "an event of the model"),
    (ERROR, (), "SENTENCE", "what was wrong with a message"),
    (INFO, (), "KEY VALUE", "an answer to /mdrnn/info"),
    (STEP, (), "dt x1 .. xn", "an answer to /mdrnn/step"),
)

_BY_ADDRESS = {address: word for word in WORDS for address in word.addresses}


def find(address: str) -> Word:
    """What an address means.

    Raises:
        MdrnnError: it is unknown.
    """
    word = _BY_ADDRESS.get(address)
    if word is None:
        sentence = f"unknown address {address}, expected one like /interface or /mdrnn/mode"
        raise MdrnnError(sentence, kind="unknown address")
    return word


# ---- the check ------------------------------------------------------------------------------------------------------

MAX_DATAGRAM = 8192  # bytes; an event of 63 doubles takes 600
MAX_DEPTH = 4  # bundles inside bundles
MAX_ADDRESS = 255  # characters
MAX_FLOAT32 = 3.4028234663852886e38

_BUNDLE = b"#bundle\0"
_PATTERN_CHARACTERS = frozenset(b" #*,?[]{}")
_SIZES = {"i": 4, "f": 4, "h": 8, "d": 8, "T": 0, "F": 0, "N": 0}  # bytes of an argument; "s" ends in zeros


def messages(datagram: bytes) -> Iterator[tuple[str, list[Argument]]]:
    """The messages of a datagram, `(address, arguments)`, in order; a bundle's time is now, whatever it says.

    The whole datagram is checked before the first message comes out, so that python-osc only gets what it can read.

    Raises:
        MdrnnError: it is not OSC, or more than an instrument needs: too large, too deeply nested, an address with
            wildcards, an argument that is neither a number nor a string.
    """
    if len(datagram) > MAX_DATAGRAM:
        raise MdrnnError(f"a datagram has more than {MAX_DATAGRAM} bytes")
    parts = list(_split(datagram, 0))
    for part in parts:
        _check_message(part)
    return (_decode(part) for part in parts)


def _split(packet: bytes, depth: int) -> Iterator[bytes]:
    """The messages inside a packet, still undecoded."""
    if len(packet) % 4:
        raise MdrnnError(f"a packet has {len(packet)} bytes, expected a multiple of 4")
    if packet[:1] == b"/":
        yield packet
        return
    if packet[:8] != _BUNDLE:
        raise MdrnnError("a datagram is not OSC: it begins with neither / nor #bundle")
    if depth == MAX_DEPTH:
        raise MdrnnError(f"bundles are nested more than {MAX_DEPTH} deep")
    if len(packet) < 16:
        raise MdrnnError("a bundle ends before its time tag")
    position = 16
    while position < len(packet):
        (size,) = struct.unpack_from(">i", packet, position)
        position += 4
        if size <= 0 or size % 4 or size > len(packet) - position:
            raise MdrnnError(
                f"an element of a bundle has {size} bytes by its own count, "
                f"expected a multiple of 4 up to the {len(packet) - position} that are left"
            )
        yield from _split(packet[position : position + size], depth + 1)
        position += size


def _string_end(message: bytes, start: int, what: str, address: str = "") -> int:
    """The position after a string's last character."""
    end = message.find(b"\0", start)
    if end < 0:
        raise _wrong(address, f"{what} does not end", f"{what} does not end")
    return end


def _wrong(address: str, sentence: str, kind: str) -> MdrnnError:
    """About a message, whose address may be anything."""
    return MdrnnError(f"{address}: {sentence}" if address else sentence, kind=f"a message: {kind}")


def _padded(length: int) -> int:
    """A string takes a multiple of 4 bytes, at least one zero included."""
    return (length // 4 + 1) * 4


def _is_address(address: bytes) -> bool:
    plain = all(33 <= byte <= 126 and byte not in _PATTERN_CHARACTERS for byte in address)
    return plain and address[:1] == b"/" and len(address) <= MAX_ADDRESS


def check_address(address: str) -> None:
    """Of messages that are sent.

    Raises:
        MdrnnError: it is not one that a receiver can look up.
    """
    if not _is_address(address.encode("utf-8", "replace")):
        raise MdrnnError(f"address is '{printable(address):.100}', expected one like /interface: a / and plain letters")


def _check_message(message: bytes) -> None:
    end = _string_end(message, 0, "an address")
    if not _is_address(message[:end]):
        raise MdrnnError("an address is a pattern or not plain text, expected an exact one like /interface")
    address = message[:end].decode()
    position = _padded(end)
    if position >= len(message):
        return  # without a type tag: no arguments
    if message[position : position + 1] != b",":
        raise _wrong(address, "its type tags do not begin with a comma", "no comma")
    end = _string_end(message, position, "its list of type tags", address)
    tags = message[position + 1 : end].decode("ascii", "replace")
    position += _padded(end - position)
    for tag in tags:
        if tag == "s":
            end = _string_end(message, position, "a string", address)
            position += _padded(end - position)
        elif tag in _SIZES:
            position += _SIZES[tag]
        else:
            raise _wrong(address, f"an argument has the type {tag!a}, expected numbers or strings", "a type")
    if position > len(message):
        raise _wrong(address, "ends before its last argument", "its end")


def _decode(message: bytes) -> tuple[str, list[Argument]]:
    from pythonosc.osc_message import OscMessage, ParseError

    try:
        decoded = OscMessage(message)
    except (ParseError, UnicodeDecodeError) as error:
        raise MdrnnError("a message cannot be read: a string in it is not UTF-8") from error
    return decoded.address, decoded.params


def numbers(address: str, arguments: list[Argument]) -> list[float]:
    """Arguments as numbers: integers, floats, doubles, true and false; doubles are clamped to the range of a float32.

    Raises:
        MdrnnError: one is something else.
    """
    for index, argument in enumerate(arguments):
        if not isinstance(argument, int | float):
            sentence = f"{address}: argument {index + 1} is {argument!a:.60}, expected a number"
            raise MdrnnError(sentence, kind=f"{address}: an argument is not a number")
    return [_in_float32(float(argument)) for argument in arguments if isinstance(argument, int | float)]


def _in_float32(number: float) -> float:
    """A finite double stays finite; infinities and NaN stay what they are."""
    return max(-MAX_FLOAT32, min(number, MAX_FLOAT32)) if math.isfinite(number) else number
