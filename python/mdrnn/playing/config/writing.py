# SPDX-License-Identifier: MIT
"""Writes a new configuration with comments, from what was found or asked for."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ...errors import MdrnnError
from ...wording import counted, printable
from ..midi_words import CONTROL_CHANGE, NOTE_ON, PITCH_BEND
from ..settings import Mapping
from .explain import messages

MOST_CONTROLS = 63
_ALSA_NUMBERS = re.compile(r"\s+\d+:\d+$")


@dataclass(frozen=True)
class Plan:
    """What the new file is about. `model` "": none fits, so the player is recorded first."""

    inputs: dict[str, Mapping] = field(default_factory=dict)
    outputs: dict[str, Mapping] = field(default_factory=dict)
    values: int = 2
    model: str = ""


def write(path: Path, plan: Plan) -> None:
    """Never over another file.

    Raises:
        MdrnnError: there is one already, or it cannot be written.
    """
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text(plan))
    except FileExistsError:
        raise MdrnnError(f"{printable(str(path))}: exists already: give another name") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "is no name of a file"
        raise MdrnnError(f"{printable(str(path))}: cannot be written: {reason}") from None


def text(plan: Plan) -> str:
    return "\n".join(_lines(plan)) + "\n"


def _lines(plan: Plan) -> Iterator[str]:
    yield "# A configuration for mdrnn. What it does:      mdrnn check THIS_FILE"
    yield "# To play with it:                              mdrnn run --config THIS_FILE"
    yield "# All keys are in docs/config.md."
    yield ""
    yield f"title = {_quoted(_title(plan))}"
    yield "log_input = true # write what you play into logs/: mdrnn dataset makes a dataset of it"
    yield "log_predictions = false"
    yield "verbose = false # true: print every event"
    yield ""
    yield "[interaction]"
    if plan.model:
        yield 'mode = "callresponse" # or "polyphony", "battle", "useronly"'
    else:
        yield f"# No bundled model has {counted(plan.values, 'value')}. So this only records you. When you have trained"
        yield "# a model, name it as file under [model], and set the mode to callresponse, polyphony or battle."
        yield 'mode = "useronly"'
    yield "threshold = 0.1 # callresponse: seconds of silence before the model answers"
    yield "input_thru = false # true: what you play goes to the outputs, too"
    yield ""
    yield "[model]"
    yield f"dimension = {plan.values + 1} # {counted(plan.values, 'value')}, and one for time"
    yield f"file = {_quoted(plan.model)}" + ("" if plan.model else " # such as models/mine.tflite")
    yield "timescale = 1 # multiplies the model's waits"
    yield "# sigmatemp = 0.01 # how far draws spread; without this the model's recommendation"
    yield "# pitemp = 1 # how freely a component of the mixture is chosen; likewise"
    yield from _midi(plan)
    yield ""
    yield "[osc]"
    yield 'server_ip = "127.0.0.1" # "0.0.0.0": other computers may send, too'
    yield "server_port = 6000"
    yield 'client_ip = "127.0.0.1" # where the model\'s events go'
    yield "client_port = 6001"


def _title(plan: Plan) -> str:
    names = [*plan.inputs, *(name for name in plan.outputs if name not in plan.inputs)]
    return f"{' and '.join(names)} with mdrnn" if names else f"{counted(plan.values, 'value')} over OSC"


def _midi(plan: Plan) -> Iterator[str]:
    if not plan.inputs and not plan.outputs:
        return
    yield ""
    yield "[midi]"
    yield f"in_device = [{', '.join(map(_quoted, plan.inputs))}] # a part of a port's name is enough"
    yield f"out_device = [{', '.join(map(_quoted, plan.outputs))}]"
    for kind, ports in (("input", plan.inputs), ("output", plan.outputs)):
        for port, mapping in ports.items():
            yield f"{kind}.{_quoted(port)} = ["
            for number, (word, numbers) in enumerate(mapping):
                entry = ", ".join([_quoted(word), *map(str, numbers)])
                yield f"  [{entry}], # {messages([(word, numbers)], 1).replace('value 1', f'value {number + 1}', 1)}"
            yield "]"


def lasting(port: str) -> str:
    """A port's name without ALSA's numbers at its end, which are others every time that it is connected."""
    return _ALSA_NUMBERS.sub("", port) or port


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=not text.isprintable())


# ---- mappings from what was played ----------------------------------------------------------------------------------


def controllers(count: int, channel: int = 1, first: int = 1) -> Mapping:
    """Neighbouring controllers."""
    return [("control_change", [channel, first + number]) for number in range(count)]


def learned(heard: Iterable[tuple[int, int, int]]) -> Mapping:
    """The controls in the order in which they were moved first; all notes of a channel are one value."""
    found: dict[tuple[str, tuple[int, ...]], None] = {}
    for status, number, _ in heard:
        kind, channel = status & 0xF0, (status & 0x0F) + 1
        if kind == CONTROL_CHANGE and number < 120:  # above: panic and the like, no knob
            found["control_change", (channel, number)] = None
        elif kind == NOTE_ON:
            found["note_on", (channel,)] = None
        elif kind == PITCH_BEND:
            found["pitch_bend", (channel,)] = None
    return [(word, list(numbers)) for word, numbers in found][:MOST_CONTROLS]
