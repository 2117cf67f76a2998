# SPDX-License-Identifier: MIT
"""Every word of `mdrnn~` in Max, once: the reference page is made of it, patchers and external are held to it."""

from dataclasses import dataclass

MODES = {
    "callresponse": "You play; when you rest, the machine answers, until you return.",
    "polyphony": "You both play: each of your events brings one of the machine's.",
    "battle": "The machine plays by itself; you are not heard by it.",
    "useronly": "You play; the machine is silent.",
}
PRECISIONS = {
    "float32": "As the file has them.",
    "bfloat16": "Half the memory.",
    "int8": "A quarter of the memory, and plays a little differently: listen before you choose it.",
}
GLIDES = {
    "hold": "At once, in the event's own frame.",
    "linear": "On a line that is there in the event's own frame, for the network knows ahead.",
}
SENSES = {
    "off": "No signal is heard.",
    "trigger": "Where the trigger inlet rises above 0, the values of that frame are one event.",
    "change": "A value that is further than delta from the last one heard is an event.",
}


@dataclass(frozen=True)
class Attribute:
    """`range` and `default` are those of `mdrnn_describe` where the core knows the word; `choices`: it is a menu."""

    name: str
    type: str
    category: str
    default: str
    digest: str
    description: str
    style: str = ""
    range: tuple[str, str] | None = None
    units: str = ""
    choices: dict[str, str] | None = None
    is_saved: bool = True

    @property
    def label(self) -> str:
        """As the inspector shows it: pi_temperature is Pi Temperature."""
        return " ".join(part[0].upper() + part[1:] for part in self.name.split("_"))


@dataclass(frozen=True)
class Message:
    """`arguments` are (name, type, is_optional)."""

    name: str
    arguments: tuple[tuple[str, str, bool], ...]
    digest: str
    description: str


def _switch(name: str, category: str, digest: str, description: str) -> Attribute:
    limits = ("0", "1")
    return Attribute(
        name, "int", category, "0", digest, description, style="onoff", range=limits, is_saved=name != "mc"
    )


def _number(name: str, default: str, limits: tuple[str, str], units: str, digest: str, description: str) -> Attribute:
    category = "Signals" if name in {"delta", "gap"} else "Playing"
    return Attribute(name, "float", category, default, digest, description, range=limits, units=units)


ATTRIBUTES = (
    Attribute(
        "model",
        "symbol",
        "Model",
        "",
        "The model that plays",
        "The .tflite file that is loaded. Set it to load another one with as many values; the old one plays on until it"
        " is there. A name is looked for beside the patcher and in Max's search path, with or without .tflite.",
        style="file",
    ),
    Attribute(
        "dim",
        "int",
        "Model",
        "",
        "Length of an event, time included",
        "How many values there are, plus one for time. Only as a typed-in argument, for an object without a model or to"
        " insist on it. Without it the model says; an object with neither has 3: x and y.",
        range=("2", "64"),
        is_saved=False,
    ),
    Attribute(
        "precision",
        "symbol",
        "Model",
        "float32",
        "How the next load keeps the weights",
        "What the next load or reload makes of the weights.",
        style="enum",
        choices=PRECISIONS,
    ),
    Attribute(
        "mode",
        "symbol",
        "Playing",
        "callresponse",
        "Who plays",
        "Who plays, and who listens to whom. The numbers 0 to 3 are taken too.",
        style="enum",
        choices=MODES,
    ),
    _number(
        "threshold",
        "0.1",
        ("0", "3600"),
        "s",
        "Seconds of rest before the machine answers",
        "In callresponse: how long you have to rest until the machine answers.",
    ),
    _number(
        "pi_temperature",
        "1",
        ("0", "1000"),
        "",
        "How freely it chooses",
        "How freely the machine chooses among the gestures that it considers. Towards 0 it always takes the likeliest.",
    ),
    _number(
        "sigma_temperature",
        "0.01",
        ("0", "1000"),
        "",
        "How loosely it plays",
        "How loosely the machine plays the gesture it has chosen: the variance is multiplied by this.",
    ),
    _number(
        "timescale",
        "1",
        ("0.001", "1000"),
        "",
        "Its waits are multiplied by this",
        "The machine's waits are multiplied by this: 2 is half as fast.",
    ),
    _number(
        "max_dt",
        "5",
        ("0.001", "86400"),
        "s",
        "No wait is longer, in seconds",
        "No wait of the machine's is longer than this.",
    ),
    _switch("pause", "Playing", "Hold still", "The machine holds still, and goes on where it stood."),
    _switch("thru", "Playing", "Your own events come out too", "Your own events come out as well."),
    _switch(
        "synchronous",
        "Playing",
        "Every step in place, for rendering",
        "Every step of a large model is made at once, however long it takes, and a load too. For rendering that is"
        " not tied to the clock; on stage leave it off.",
    ),
    _switch(
        "autostart",
        "Playing",
        "In callresponse: begin by itself",
        "In callresponse: 1: the machine may begin by itself. 0: it is silent until your first event.",
    ),
    Attribute(
        "seed",
        "int",
        "Playing",
        "",
        "Make the choices repeatable",
        "Starts the machine's choices again: the same seed and the same playing give the same music. It is not saved.",
        is_saved=False,
    ),
    _switch(
        "mc",
        "Signals",
        "Values in one multichannel cable",
        "The values come and go in one multichannel cable. Only as a typed-in argument.",
    ),
    Attribute(
        "glide",
        "atom",
        "Signals",
        "hold",
        "How the value signals come to the next event",
        "How the value signals come to the next event. A number: they are there that many milliseconds after it.",
        choices=GLIDES,
    ),
    Attribute(
        "sense",
        "symbol",
        "Signals",
        "trigger",
        "How signals are heard as events",
        "How the signals in the inlets become events.",
        style="enum",
        choices=SENSES,
    ),
    _number(
        "delta",
        "0.01",
        ("0", "1"),
        "",
        "A change that is heard is larger",
        "With sense change: a value has to move further than this to be heard.",
    ),
    _number(
        "gap",
        "10",
        ("0", "3600000"),
        "ms",
        "Milliseconds between two changes",
        "With sense change: nothing is heard sooner than this after the last event.",
    ),
)

_FILE = ("file", "symbol", False)
_PERHAPS_A_FILE = ("file", "symbol", True)

MESSAGES = (
    Message(
        "list",
        (("values", "list", False),),
        "Your event",
        "In left inlet: your whole event, x1 .. xn from 0 to 1, in the frame of its logical time. A value outside is"
        " clamped, one that is no number keeps the last; both are counted.",
    ),
    Message("int", (("value", "int", False),), "Your event", "The same, for a model with one value."),
    Message("float", (("value", "float", False),), "Your event", "The same, for a model with one value."),
    Message(
        "value",
        (("index", "int", False), ("value", "float", False)),
        "One value of yours",
        "One value, counted from 0; the others keep theirs.",
    ),
    Message("load", (_FILE,), "Load a model", "Loads another model, as the attribute model does. Answers: model PATH."),
    Message("read", (_PERHAPS_A_FILE,), "Load a model", "The same as load; without a file it opens a file dialog."),
    Message("open", (_PERHAPS_A_FILE,), "Load a model", "The same as read."),
    Message(
        "reload",
        (),
        "Load the same file once more",
        "For instance after a training. Where the file is broken the old model plays on. Answers: model PATH.",
    ),
    Message("reset", (), "Forget the past", "The network's state is zero, and nothing is pending."),
    Message(
        "step",
        (("dt", "float", False), ("values", "list", False)),
        "One bare step of the network",
        "Seconds and values in; the next ones come out of the right outlet at once, as step dt x1 .. xn.",
    ),
    Message(
        "record",
        (("file", "symbol or int", False),),
        "Write a log",
        "Writes what both play into a new log, beside the patcher. record 1: named after the time, in the folder logs."
        " record 0: it is complete. Answers: record PATH, recorded PATH. An older file is never written to.",
    ),
    Message("info", (), "What is loaded, how it goes", "Model, attributes, counts and load, one message each."),
    Message("pitemp", (("x", "float", False),), "Another name for pi_temperature", "IMPSY's word for it."),
    Message("sigmatemp", (("x", "float", False),), "Another name for sigma_temperature", "IMPSY's word for it."),
    Message("(mouse)", (), "What is loaded, how it goes", "A double-click posts it to the Max console."),
    Message("(drag)", (), "Load a model", "A .tflite file that is dropped on the object is loaded."),
)

# (type, digest, description) from left to right; n is the number of values.
INLETS = (
    ("signal/message", "Messages, and the signal of the first value", "With mc 1: of all values in one cable."),
    ("signal", "The signal of each further value", "Inlets 2 to n; none of them with mc 1."),
    ("signal", "Trigger", "Where it rises above 0, the values of that frame are heard as one event."),
)
OUTLETS = (
    ("signal", "Values", "Outlets 1 to n, one for each value; with mc 1 one multichannel cable."),
    ("signal", "Trigger", "1 for one frame at each event."),
    ("signal", "Ramp", "From 0 at an event to 1 in the frame of the next one that is known."),
    ("signal", "Gate", "1 while the machine plays, from its first event to your next."),
    ("message", "event x1 .. xn", "Each event at its logical time, from the scheduler."),
    ("message", "Answers", "step, model, record, recorded, and all that info says."),
)
