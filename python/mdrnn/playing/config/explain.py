# SPDX-License-Identifier: MIT
"""What a configuration would do, in plain sentences."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ...wording import counted
from ..settings import Mapping, MidiSettings, Settings, is_loopback
from .wanted import MODES, Config

if TYPE_CHECKING:
    from ..._core import Info


def sentences(config: Config, info: "Info | None", ports: "tuple[list[str], list[str]] | None") -> Iterator[str]:
    """`info`: of the model that would play; `ports`: the MIDI inputs and outputs that are there, None: unknown."""
    settings = config.settings
    if config.title:
        yield f"title: {config.title}"
    values = (config.dimension or 1) - 1
    if info is None:
        of = f" of {counted(values, 'value')}" if values else ""
        yield f"no model plays: events{of} are only recorded"
    else:
        values = info.dimension - 1
        yield f"plays {info.path}: dimension {info.dimension}, that is time and {counted(values, 'value')}"
        yield _how(config)
    yield from _midi(settings.midi, values, ports)
    yield from _wires(settings, values)
    is_logged = settings.log or info is None
    yield f"writes a log into {settings.log_folder}" if is_logged else "writes no log"
    if settings.input_thru:
        yield "what you play goes to the outputs, too"


def _how(config: Config) -> str:
    playing = config.playing
    mode = playing.mode or "callresponse"
    threshold = 0.1 if playing.threshold is None else playing.threshold
    parts = [f"{mode}: {MODES[mode].format(threshold=threshold)}"]
    for name, given in (("sigma", playing.sigma_temperature), ("pi", playing.pi_temperature)):
        parts.append(f"{name} temperature {'as the model recommends' if given is None else format(given, 'g')}")
    if playing.timescale not in (None, 1.0):
        parts.append(f"its waits are multiplied by {playing.timescale:g}")
    return "; ".join(parts)


def _midi(midi: MidiSettings | None, values: int, ports: "tuple[list[str], list[str]] | None") -> Iterator[str]:
    if midi is None:
        return
    inputs, outputs = ports or (None, None)
    for port, mapping in midi.inputs.items():
        yield f"hears MIDI from {_port(port, inputs)}: {messages(mapping, values)}"
    for port, mapping in midi.outputs.items():
        yield f"sends MIDI to {_port(port, outputs)}: {messages(mapping, values)}"
    for port, targets in midi.thru.items():
        yield f'what comes from "{port}" goes to {", ".join(targets) or "no output"} as it is'
    for port, targets in midi.thru_matrix.items():
        yield f'what you play on "{port}" goes to {", ".join(targets) or "no output"}, mapped as that output is'
    if midi.echo_seconds:
        yield f"does not hear a note that comes back within {midi.echo_seconds:g} s"
    for number, model in enumerate(midi.models, 1):
        yield f"program {number} loads {model}"


def _port(name: str, there: list[str] | None) -> str:
    if there is None:
        return f'"{name}"' if name else "any port"
    from ..midi.ports import find

    found = find(name, there)
    wanted = f'"{name}"' if name else "any port"
    if not found:
        return f"{wanted} (not there now: it is opened when it comes)"
    return wanted if found[0] == name else f"{wanted} (there: {found[0]})"


def _wires(settings: Settings, values: int) -> Iterator[str]:
    if settings.osc is not None:
        osc = settings.osc
        from_where = ", from other computers, too" if not is_loopback(osc.host) else ""
        yield (
            f"hears OSC on {osc.host}:{osc.in_port}{from_where}; "
            f"sends {osc.address} to {osc.out_host or '127.0.0.1'}:{osc.out_port}"
        )
    if settings.web is not None:
        web = settings.web
        to_whom = ", to other computers, too" if not is_loopback(web.host) else ""
        yield f"serves {'page and ' if web.page else ''}WebSocket on {web.host}:{web.port}{to_whom}"
        yield f"its text messages in: {messages(web.inputs, values)}"
        yield f"its text messages out: {messages(web.outputs, values)}"
    if settings.serial is not None:
        serial = settings.serial
        wire = f"{serial.port} at {serial.baudrate} baud{_if_missing(serial.port)}"
        yield f"reads and writes lines of values on {wire}"
    if settings.serial_midi is not None:
        midi = settings.serial_midi
        wire = f"{midi.port} at {midi.baudrate} baud{_if_missing(midi.port)}"
        yield f"hears MIDI on {wire}: {messages(midi.inputs, values)}"
        yield f"sends MIDI on {midi.port}: {messages(midi.outputs, values)}"


def _if_missing(device: str) -> str:
    """Serial ports are files, but for those of Windows and of other computers."""
    is_missing = device.startswith("/") and not Path(device).exists()
    return " (not there now: it is opened when it comes)" if is_missing else ""


# ---- mappings -------------------------------------------------------------------------------------------------------


def messages(mapping: Mapping, values: int) -> str:
    """`value 1 is notes on channel 1; values 2 to 8 are controllers 42 to 48 on channel 1`."""
    if not mapping:
        mapping = [("control_change", [1, 1 + number]) for number in range(values)]
    return "; ".join(_run(mapping, first, last) for first, last in _runs(mapping)) or "nothing yet"


def _runs(mapping: Mapping) -> Iterator[tuple[int, int]]:
    """First and last of each row of neighbouring controllers on one channel."""
    first = 0
    for number in range(1, len(mapping) + 1):
        if number == len(mapping) or not _follows(mapping[number - 1], mapping[number]):
            yield first, number - 1
            first = number


def _follows(before: tuple[str, list[int]], after: tuple[str, list[int]]) -> bool:
    word, numbers = before
    plain = word == after[0] == "control_change" and len(numbers) == len(after[1])
    return plain and after[1] == [numbers[0], numbers[1] + 1, *numbers[2:]]


def _run(mapping: Mapping, first: int, last: int) -> str:
    if first == last:
        return f"value {first + 1} is {_message(*mapping[first])}"
    channel, controller, *limits = mapping[first][1]
    range_of = f" ({limits[0]} to {limits[1]})" if limits else ""
    return (
        f"values {first + 1} to {last + 1} are controllers {controller} to {mapping[last][1][1]} "
        f"on channel {channel}{range_of}"
    )


_NAMES = {
    "note_on": "the note",
    "note_velocity": "the velocity of notes",
    "pitch_bend": "the pitch bend",
    "mpe_note": "the note of MPE",
    "mpe_velocity": "the velocity of MPE",
    "mpe_bend": "the pitch bend of MPE",
    "mpe_pressure": "the pressure of MPE",
    "mpe_slide": "the slide of MPE",
}


def _message(word: str, numbers: list[int]) -> str:
    channel, *rest = numbers
    if word.startswith("control_change"):
        fine = "14-bit " if word != "control_change" else ""
        range_of = f" ({rest[1]} to {rest[2]})" if len(rest) > 2 else ""
        return f"{fine}controller {rest[0]} on channel {channel}{range_of}"
    velocity = f" (sent with velocity {rest[0]})" if rest else ""
    where = "in the zone of channel" if word.startswith("mpe_") else "on channel"
    return f"{_NAMES.get(word, word)} {where} {channel}{velocity}"
