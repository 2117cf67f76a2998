# SPDX-License-Identifier: MIT
"""Every message, attribute, inlet and outlet of `mdrnn~` in Max: the source of the reference page and of its tests."""

from dataclasses import dataclass

MODES = {
    "callresponse": "In turn: you play, and when you stop, the machine plays until you play again.",
    "polyphony": "Together: the machine plays one event for each of yours.",
    "battle": "The machine plays alone and ignores what you play.",
    "useronly": "You play alone; the machine is silent.",
}
PRECISIONS = {
    "float32": "As in the file.",
    "bfloat16": "Half the memory.",
    "int8": "A quarter of the memory. It plays slightly differently, so listen first.",
}
GLIDES = {
    "hold": "Jump to the values when the event comes.",
    "linear": "A line that arrives with the event, which is known in advance.",
}
SENSES = {
    "off": "Signals are ignored.",
    "trigger": "When the trigger inlet goes above 0, the values at that sample become one event.",
    "change": "A value that moves by more than delta makes an event.",
}


@dataclass(frozen=True)
class Attribute:
    """`range` and `default` are those of `mdrnn_describe` for the parameters of the core; `choices` makes it a menu."""

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
        """As shown in the inspector: pi_temperature is Pi Temperature."""
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
        "Model file",
        "The .tflite file that is playing. Set it to load another one with the same number of values; the old one plays"
        " until the new one is ready. The file is searched for next to the patcher and in Max's search path, with or"
        " without .tflite.",
        style="file",
    ),
    Attribute(
        "dim",
        "int",
        "Model",
        "",
        "Number of values plus one",
        "The number of values plus one, for the time. It can only be typed into the object box. Use it for an object"
        " without a model, or to accept only models of that size. Without a model and without dim it is 3: x and y.",
        range=("2", "64"),
        is_saved=False,
    ),
    Attribute(
        "precision",
        "symbol",
        "Model",
        "float32",
        "Precision of the weights",
        "How the next load or reload stores the weights.",
        style="enum",
        choices=PRECISIONS,
    ),
    Attribute(
        "mode",
        "symbol",
        "Playing",
        "callresponse",
        "Who plays",
        "Who plays, and who listens. The numbers 0 to 3 work, too.",
        style="enum",
        choices=MODES,
    ),
    _number(
        "threshold",
        "0.1",
        ("0", "3600"),
        "s",
        "Seconds of silence before the machine answers",
        "In mode callresponse: how long you have to be silent before the machine answers.",
    ),
    _number(
        "pi_temperature",
        "1",
        ("0", "1000"),
        "",
        "How much its choices vary",
        "How much the choices of the machine vary: at 0 it always takes the most likely gesture, above 1 unlikely ones"
        " become more frequent. Until you set it, it is what the model recommends.",
    ),
    _number(
        "sigma_temperature",
        "0.01",
        ("0", "1000"),
        "",
        "How much each choice is randomised",
        "How much the chosen gesture is randomised: its variance is multiplied by this. At 0 nothing is added. Until"
        " you set it, it is what the model recommends.",
    ),
    _number(
        "timescale",
        "1",
        ("0.001", "1000"),
        "",
        "Multiplies the waits between its events",
        "Multiplies the time that the machine waits between its events: 2 is half as fast.",
    ),
    _number(
        "max_dt",
        "5",
        ("0.001", "86400"),
        "s",
        "Longest wait in seconds",
        "The longest time that the machine waits between two events.",
    ),
    _switch("pause", "Playing", "Pause the machine", "1 stops the machine, 0 continues where it stopped."),
    _switch("thru", "Playing", "Output your own events, too", "1 outputs your own events, too."),
    _switch(
        "synchronous",
        "Playing",
        "Compute everything at once, for offline rendering",
        "1 finishes every step and every load at once, however long it takes. This is for offline rendering; leave it"
        " off on stage.",
    ),
    _switch(
        "autostart",
        "Playing",
        "The machine may begin",
        "In mode callresponse: with 1 the machine may begin by itself; with 0 it waits for your first event.",
    ),
    _number(
        "grain",
        "-1",
        ("-1", "0.5"),
        "",
        "Step of all values",
        "The step in which your controller gives out its values: 0.007874 (1/127) for MIDI. The machine then plays such"
        " values only, and a control that rests stays exactly where it is. At 0 it plays any value, at -1 as the model"
        " says.",
    ),
    Attribute(
        "seed",
        "int",
        "Playing",
        "",
        "Restart the random numbers",
        "Restarts the random numbers: the same seed and the same input give the same music. It is not saved.",
        is_saved=False,
    ),
    _switch(
        "mc",
        "Signals",
        "Values in one multichannel cable",
        "1 puts all values into one multichannel cable, in and out. It can only be typed into the object box.",
    ),
    Attribute(
        "glide",
        "atom",
        "Signals",
        "hold",
        "How the value signals reach the next event",
        "How the value signals reach the next event. A number is the time in milliseconds of a line that starts at the"
        " event.",
        choices=GLIDES,
    ),
    Attribute(
        "sense",
        "symbol",
        "Signals",
        "trigger",
        "Which signals make events",
        "How signals in the inlets become events.",
        style="enum",
        choices=SENSES,
    ),
    _number(
        "delta",
        "0.01",
        ("0", "1"),
        "",
        "Smallest change that makes an event",
        "With sense change: a value has to move by more than this to make an event.",
    ),
    _number(
        "gap",
        "10",
        ("0", "3600000"),
        "ms",
        "Shortest time between two events",
        "With sense change: the shortest time between two events.",
    ),
)

_FILE = ("file", "symbol", False)
_PERHAPS_A_FILE = ("file", "symbol", True)

MESSAGES = (
    Message(
        "list",
        (("values", "list", False),),
        "Your event",
        "In left inlet: your whole event, x1 .. xn, each from 0 to 1, at the logical time of the message. Values"
        " outside this range are clipped, and a value that is not a number keeps the last one. Both are counted.",
    ),
    Message("int", (("value", "int", False),), "Your event", "The same as list, for a model with one value."),
    Message("float", (("value", "float", False),), "Your event", "The same as list, for a model with one value."),
    Message(
        "value",
        (("index", "int", False), ("value", "float", False)),
        "One of your values",
        "One value; the first is 0. The others keep their last value.",
    ),
    Message("load", (_FILE,), "Load a model", "Loads another model, like the attribute model. Outputs: model PATH."),
    Message("read", (_PERHAPS_A_FILE,), "Load a model", "The same as load; without a file it opens a file dialog."),
    Message("open", (_PERHAPS_A_FILE,), "Load a model", "The same as read."),
    Message(
        "reload",
        (),
        "Load the same file again",
        "Loads the same file again, for example after training. If that fails, the model that is playing keeps playing."
        " Outputs: model PATH.",
    ),
    Message("reset", (), "Forget everything", "Forgets everything that was played, and cancels what is pending."),
    Message(
        "step",
        (("dt", "float", False), ("values", "list", False)),
        "Run the network once",
        "Runs the network once, outside of time, with seconds and values. Outputs: step dt x1 .. xn.",
    ),
    Message(
        "record",
        (("file", "symbol or int", False),),
        "Log what you both play",
        "Logs what you both play to a new file next to the patcher, for training. record 1: a file in the folder logs,"
        " named by date and time. record 0 stops. An existing file is never overwritten. Outputs: record PATH, and"
        " recorded PATH when the file is complete.",
    ),
    Message(
        "info",
        (),
        "Report model, settings and counts",
        "Outputs the model, the attributes, the counts and the load, one message each.",
    ),
    Message("pitemp", (("x", "float", False),), "Another name for pi_temperature", "The name in IMPSY."),
    Message("sigmatemp", (("x", "float", False),), "Another name for sigma_temperature", "The name in IMPSY."),
    Message(
        "(mouse)",
        (),
        "Report model, settings and counts",
        "A double-click posts the output of info to the Max console.",
    ),
    Message("(drag)", (), "Load a model", "Drop a .tflite file on the object to load it."),
)

# (type, digest, description) from left to right; n is the number of values.
INLETS = (
    ("signal/message", "Messages, and the signal for the first value", "With mc 1: all values in one cable."),
    ("signal", "The signal for each further value", "Inlets 2 to n; not with mc 1."),
    ("signal", "Trigger", "When it goes above 0, the values at that sample become one event."),
)
OUTLETS = (
    ("signal", "Values", "Outlets 1 to n, one for each value; with mc 1 all in one cable."),
    ("signal", "Trigger", "1 for one sample at each event."),
    ("signal", "Ramp", "From 0 at an event to 1 at the next one."),
    ("signal", "Gate", "1 while the machine is playing, from its first event to your next one."),
    ("message", "event x1 .. xn", "Each event at its logical time."),
    ("message", "Info", "Output of info, step, load and record."),
)
