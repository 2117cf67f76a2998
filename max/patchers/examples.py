# SPDX-License-Identifier: MIT
"""The examples (a pad, MIDI) and the patcher that opens them."""

from canvas import Patch
from parts import hearable, pad_in, pad_out, switch, synth

MODES = ("mode callresponse", "mode polyphony", "mode battle", "mode useronly")
START = (
    ("load mdrnn~.maxhelp", "the help: first sound, signals, modes, recording, OSC"),
    ("load mdrnn-pad.maxpat", "a pad that controls the pitch and brightness of a synth"),
    ("load mdrnn-midi.maxpat", "notes and a controller in, notes and a controller out"),
    ("load mdrnn-osc.maxpat", "without the external, with mdrnn run over OSC"),
)


def start() -> Patch:
    patch = Patch(620, 300)
    patch.title("mdrnn", "a neural network that plays with you")
    patch.comment("Click one:", 14, 54)
    opener = patch.box("pcontrol", 30, 240)
    for row, (message, meaning) in enumerate(START):
        patch.cord(patch.message(message, 30, 84 + 36 * row), 0, opener, bus=18)
        patch.comment(meaning, 210, 85 + 36 * row)
    patch.comment("For Live: the MIDI effect mdrnn.amxd in the folder devices of this package.", 120, 241)
    return patch


# ---- the pad ---------------------------------------------------------------------------------------------


def commands() -> Patch:
    """The synth, controlled by two commands: pitch x and brightness x."""
    patch = Patch(430, 330)
    told = patch.inlet(30, 20, "pitch x or brightness x, from 0 to 1")
    both = patch.box("t l b", 30, 66, 190)
    which = patch.box("route pitch brightness", 30, 102, 150)
    patch.chain(told, both, which)
    voice = patch.inside("synth", synth(), 30, 210, 190)
    for column in range(2):
        ramp, line = patch.box("pack 0. 20", 30 + 80 * column, 138, 74), patch.box("line~", 30 + 80 * column, 174, 50)
        patch.cord(which, column, ramp)
        patch.chain(ramp, line)
        patch.cord(line, 0, voice, column)
    patch.cord(both, 1, voice, 2)
    patch.cord(voice, 0, patch.outlet(30, 256, "the sound"))
    patch.comment("Each command is reached in 20 ms and sounds for a moment.", 236, 102, 180)
    return patch


def pad() -> Patch:
    patch = Patch(860, 740)
    patch.title("mdrnn-pad", "you and a network share one pad and two synth commands")
    patch.panel(12, 52, 130, 110)
    patch.heading("1  sound", 20, 56)
    patch.chain(switch(patch, 24, 84), patch.box("dac~", 24, 134, 46))
    patch.panel(152, 52, 290, 320)
    patch.heading("2  drag, then let go", 160, 56)
    network = patch.box("mdrnn~ mouse-3d-xs @threshold 0.5 @thru 1", 166, 400, 340)
    patch.cord(pad_in(patch, 166, 84, 220), 0, network)
    patch.panel(12, 172, 130, 200)
    patch.heading("who plays", 20, 176)
    for row, message in enumerate(MODES):
        patch.cord(patch.message(message, 18, 204 + 36 * row, 118), 0, network, bus=146)
    patch.comment("@thru 1: your own events are output, too", 516, 401)

    event = patch.box("route event", 414, 440)
    fan = patch.box("t l l", 414, 476, 60)
    patch.cord(network, 5, event)
    patch.cord(event, 0, fan)
    pair = patch.box("unpack 0. 0.", 414, 512, 180)
    patch.cord(fan, 0, pair)
    voice = patch.inside("commands", commands(), 414, 592, 110)
    for column, text in enumerate(("pitch $1", "brightness $1")):
        command = patch.message(text, 414 + 161 * column, 548)
        patch.cord(pair, column, command)
        patch.cord(command, 0, voice)
    hearable(patch, voice, 414, 626)
    patch.panel(452, 52, 396, 320)
    patch.heading("3  what is playing, you or the network", 460, 56)
    pad_out(patch, fan, 1, 466, 96, 220, bus=848)
    patch.comment(
        "Let go: after half a second the network continues. Take over again whenever you like.", 700, 140, 140
    )
    return patch


# ---- MIDI -----------------------------------------------------------------------------------------------------------

BYTE = "expr int($f1 * 127. + 0.5)"


def note_in(
    patch: Patch,
    pitch: tuple[str, int],
    velocity: tuple[str, int],
    control: tuple[str, int],
    x: float,
    y: float,
    network: str,
) -> None:
    """Pitch, velocity and a controller as three values: a note is one event, the controller changes one value."""
    only_on = patch.box("stripnote", x, y, 114.5)
    patch.cord(*pitch, only_on, 0)
    patch.cord(*velocity, only_on, 1)
    three = patch.box("pack 0. 0. 0.", x, y + 72, 210)
    for column, source in enumerate(((only_on, 0), (only_on, 1))):
        unit = patch.box("/ 127.", x + 95.5 * column, y + 36)
        patch.cord(*source, unit)
        patch.cord(unit, 0, three, column)
    turned, both = patch.box("/ 127.", x + 240, y), patch.box("t f f", x + 240, y + 36, 60)
    patch.cord(*control, turned)
    patch.chain(turned, both)
    patch.cord(both, 1, three, 2)
    one = patch.message("value 2 $1", x + 240, y + 72)
    patch.cord(both, 0, one)
    patch.cord(three, 0, network)
    patch.cord(one, 0, network)


def note_out(patch: Patch, network: str, x: float, y: float) -> tuple[str, str]:
    """The network's event as a note that always ends. Returns the boxes of the note and of the controller value."""
    event = patch.box("route event", x, y)
    patch.cord(network, dimension_outlet(patch, network), event)
    fan = patch.box("t l b b", x, y + 36, 330)
    three = patch.box("unpack 0. 0. 0.", x, y + 72, 200)
    patch.chain(event, fan, three)
    rounded = [patch.box(BYTE, x + 190 * column, y + 116 + 30 * column, 168) for column in range(3)]
    for column, box in enumerate(rounded):
        patch.cord(three, column, box)
    loud = patch.box("maximum 1", x + 190, y + 190, 80)
    ends = patch.box("flush", x, y + 236, 60)
    wait = patch.box("delay 1500", x + 300, y + 72)
    patch.cord(fan, 1, wait)
    patch.cord(fan, 2, ends, bus=x - 14)
    patch.cord(rounded[0], 0, ends, 0)
    patch.cord(rounded[1], 0, loud)
    patch.cord(loud, 0, ends, 1)
    patch.cord(wait, 0, ends, bus=x - 14)
    patch.cord(patch.box("closebang", x + 100, y + 190, 80), 0, ends, bus=x - 14)
    return ends, rounded[2]


def dimension_outlet(patch: Patch, network: str) -> int:
    """The event outlet of an `mdrnn~`, the second from the right."""
    return len(patch.ports[network].outlets) - 2


def midi() -> Patch:
    patch = Patch(960, 640)
    patch.title("mdrnn-midi", "notes and a controller, played by you and by a network")
    patch.panel(12, 52, 420, 200)
    patch.heading("you: notes, and controller 1", 200, 56)
    notes, wheel = patch.box("notein", 26, 70, 110), patch.box("ctlin 1", 266, 84)
    network = patch.box("mdrnn~ touch-4d-s @threshold 1", 26, 280, 340)
    note_in(patch, (notes, 0), (notes, 1), (wheel, 0), 26, 120, network)
    patch.panel(442, 52, 506, 200)
    patch.heading("who plays", 450, 56)
    for row, (message, meaning) in enumerate(
        zip(MODES, ("in turn", "together", "machine only", "you only"), strict=True)
    ):
        patch.cord(patch.message(message, 466, 84 + 36 * row), 0, network, bus=452)
        patch.comment(meaning, 610, 85 + 36 * row)
    patch.comment(
        "Double-click notein, ctlin, noteout and ctlout to choose ports. Use different ports, or it will hear itself.",
        700,
        84,
        240,
    )
    patch.panel(12, 312, 936, 316)
    patch.heading("the network plays", 26, 330)
    ends, turned = note_out(patch, network, 274, 326)
    out = patch.box("noteout", 274, 596, 90)
    patch.cord(ends, 0, out, 0)
    patch.cord(ends, 1, out, 1)
    patch.cord(turned, 0, patch.box("ctlout 1", 654, 560))
    patch.comment(
        "No hanging notes: flush ends each note before the next, after 1.5 seconds, and when the patcher closes.",
        26,
        380,
        210,
    )
    patch.comment("Values 0, 1 and 2 of the model are pitch, velocity and controller.", 26, 470, 210)
    return patch
