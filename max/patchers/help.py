# SPDX-License-Identifier: MIT
"""The help patcher: one tab for each task."""

from canvas import Patch
from osc import fill_osc
from parts import hearable, pad_in, pad_out, switch, synth

WIDTH, HEIGHT = 960, 690
Pairs = tuple[tuple[str, str], ...]


def tab(digest: str) -> Patch:
    patch = Patch(WIDTH, HEIGHT, is_tab=True)
    patch.title("mdrnn~", digest)
    return patch


def editors(patch: Patch, named: Pairs, x: float, y: float, network: str, pitch: float = 32) -> None:
    """Attributes with their meaning, all connected by one line on their left."""
    for row, (name, meaning) in enumerate(named):
        patch.cord(patch.attribute(name, x, y + pitch * row, 230), 0, network, bus=x - 8)
        patch.comment(meaning, x + 236, y + 1 + pitch * row)


def messages(
    patch: Patch, named: Pairs, x: float, y: float, network: str, *, gap: float = 134, pitch: float = 30
) -> None:
    for row, (text, meaning) in enumerate(named):
        patch.cord(patch.message(text, x, y + pitch * row), 0, network, bus=x - 12)
        patch.comment(meaning, x + gap, y + 1 + pitch * row)


# ---- first sound ----------------------------------------------------------------------------------------------------

TRY = (
    ("mode", "who plays"),
    ("threshold", "seconds of silence before it answers"),
    ("pi_temperature", "how much its choices vary"),
    ("sigma_temperature", "how much they are randomised"),
    ("timescale", "2 is half as fast"),
    ("pause", "1 stops, 0 continues"),
)


def sound_and_picture(patch: Patch, network: str) -> None:
    """The sound and the picture of what the network plays."""
    voice = patch.inside("synth", synth(), 226, 470, 140)
    event = patch.box("route event", 474, 392)
    fan = patch.box("t l b", 474, 432)
    for outlet in range(2):
        patch.cord(network, outlet, voice, outlet)
    patch.cord(network, 5, event)
    patch.cord(event, 0, fan)
    patch.cord(fan, 1, voice, 2)
    hearable(patch, voice, 226, 508)
    patch.comment("x and y as signals: pitch and brightness", 60, 470, 160)
    patch.panel(442, 362, 506, 316)
    patch.heading("4  watch", 600, 396)
    pad_out(patch, fan, 0, 474, 472, 160)
    patch.comment(
        "Each event is output at its own time: as a message, event x y, and as signals on the same sample.",
        660,
        520,
        270,
    )


def first_sound() -> Patch:
    patch = tab("a neural network that plays with you")
    patch.panel(12, 52, 190, 236)
    patch.heading("1  click and listen", 20, 56)
    sound = switch(patch, 24, 84, 52)
    patch.comment("This sends it a first event, which it answers.", 86, 88, 108)
    both, on = patch.box("t i i", 24, 150, 120), patch.box("sel 1", 24, 190)
    first = patch.message("0.3 0.6", 24, 230)
    patch.chain(sound, both, on, first)
    patch.cord(both, 1, patch.box("dac~", 124.5, 190, 46))

    patch.panel(212, 52, 220, 236)
    patch.heading("2  drag, then let go", 220, 56)
    hand = pad_in(patch, 226, 84, 130)

    patch.panel(442, 52, 506, 236)
    patch.heading("3  try", 450, 56)
    network = patch.box("mdrnn~ mouse-3d-xs", 226, 322, 340)
    patch.comment("a model file, then attributes, such as @mode battle", 574, 323)
    editors(patch, TRY, 460, 84, network)
    patch.cord(hand, 0, network)
    patch.cord(first, 0, network, bus=33.5)
    sound_and_picture(patch, network)
    return patch


# ---- signals --------------------------------------------------------------------------------------------------------

HEARD = (
    ("sense", "trigger, change or off"),
    ("delta", "smallest change"),
    ("gap", "shortest time between two, in ms"),
    ("glide", "hold, linear or milliseconds"),
)
SCOPES = ("x", "y", "trigger: 1 at each event", "ramp to the next event", "gate: 1 while it is playing")


def wandering(patch: Patch, x: float, y: float) -> str:
    """A slow signal from 0 to 1."""
    boxes = [patch.box(text, x, y + 34 * row) for row, text in enumerate(("rand~ 1.5", "*~ 0.5", "+~ 0.5"))]
    patch.chain(*boxes)
    return boxes[-1]


def heard(patch: Patch, network: str) -> None:
    """A tone: x is the pitch, the gate turns it on."""
    patch.panel(12, 498, 400, 184)
    patch.heading("a tone: x and the gate", 186, 502)
    tone = [patch.box(text, 24, 508 + 36 * row) for row, text in enumerate(("scale~ 0. 1. 150. 900.", "cycle~"))]
    loud, quiet = patch.box("*~", 24, 580, 60), patch.box("*~ 0.1", 24, 616)
    soft, ear = patch.box("rampsmooth~ 960 960", 176, 544), patch.box("dac~", 24, 652, 46)
    patch.cord(network, 0, tone[0], bus=17)
    patch.chain(*tone, loud, quiet, ear)
    patch.cord(quiet, 0, ear, 1)
    patch.cord(network, 4, soft, bus=385)
    patch.cord(soft, 0, loud, 1)


def one_cable(patch: Patch) -> None:
    patch.panel(422, 498, 526, 184)
    patch.heading("eight values in one cable", 430, 502)
    cable = patch.box("mdrnn~ knobs-9d-s @mc 1 @mode battle", 436, 536, 400)
    values = patch.box("mc.unpack~ 8", 436, 580, 500)
    patch.cord(cable, 0, values)
    for channel in range(8):
        number = patch.ui("number~", 436 + 63 * channel, 626, 58, 22, mode=2, sig=0.0)
        patch.cord(values, channel, number)


def signals() -> Patch:
    patch = tab("signals in and out, sample-accurate")
    patch.panel(12, 52, 300, 194)
    patch.heading("in: one signal per value", 20, 56)
    sound = switch(patch, 244, 84, 44)
    patch.chain(sound, patch.box("dac~", 244, 146, 46))
    patch.comment("Turn the audio on: two slow random signals play.", 20, 84, 216)
    scaled = [wandering(patch, 24 + 100 * column, 132) for column in range(2)]
    network = patch.box("mdrnn~ mouse-3d-xs @sense change @glide linear @mode polyphony", 24, 284, 440)
    for inlet, up in enumerate(scaled):
        patch.cord(up, 0, network, inlet)
    patch.comment("last inlet: trigger; when it goes above 0, the values become one event", 474, 285)
    patch.panel(322, 52, 626, 194)
    patch.heading("which signals make events, and how values move", 330, 56)
    editors(patch, HEARD, 346, 84, network)
    patch.comment("@mc 1, typed into the box: all values in one cable, in and out (below).", 346, 215, 580)
    patch.panel(12, 326, 936, 162)
    patch.heading("out", 900, 330)
    for outlet, name in enumerate(SCOPES):
        scope = patch.ui("scope~", 24 + 184 * outlet, 382, 170, 72, range=[0.0, 1.0], calccount=256)
        patch.cord(network, outlet, scope)
        patch.comment(name, 30 + 184 * outlet, 458)
    heard(patch, network)
    one_cable(patch)
    return patch


# ---- modes ----------------------------------------------------------------------------------------------------------

MODES = (
    ("mode callresponse", "In turn: you stop, it answers."),
    ("mode polyphony", "Together: one event for each of yours."),
    ("mode battle", "The machine only."),
    ("mode useronly", "You only."),
)
SEND = (
    ("0.5 0.5", "your event: all values, from 0 to 1"),
    ("value 0 0.9", "one value; the first is 0"),
    ("seed 7", "restart the random numbers"),
    ("reset", "forget everything"),
    ("step 0.1 0.5 0.5", "run the network once: dt and values"),
    ("info", "model, settings and counts"),
)
HOW = (
    ("threshold 0.1", "threshold 1", "seconds of silence"),
    ("pi_temperature 1", "pi_temperature 4", "how much its choices vary"),
    ("sigma_temperature 0.01", "sigma_temperature 1", "how much they are randomised"),
    ("timescale 1", "timescale 3", "2 is half as fast"),
    ("max_dt 5", "max_dt 0.3", "longest wait in seconds"),
    ("grain 0.007874", "grain 0", "steps of MIDI, any value"),
    ("autostart 1", "autostart 0", "1: it may begin by itself"),
    ("thru 1", "thru 0", "output your own events, too"),
    ("pause 1", "pause 0", "stop, continue"),
    ("synchronous 1", "synchronous 0", "1: only for offline rendering"),
    ("pitemp 1", "sigmatemp 0.01", "names from IMPSY work, too"),
)


def modes() -> Patch:
    patch = tab("who plays, and how")
    network = patch.box("mdrnn~ mouse-3d-xs", 30, 486, 340)
    patch.panel(12, 52, 400, 152)
    patch.heading("who plays", 20, 56)
    messages(patch, MODES, 30, 82, network)
    patch.panel(12, 214, 400, 232)
    patch.heading("what you can send", 20, 218)
    messages(patch, SEND, 30, 244, network, pitch=33)
    patch.panel(422, 52, 526, 394)
    patch.heading("how it plays", 430, 56)
    for row, (one, other, meaning) in enumerate(HOW):
        y = 84 + 33 * row
        left = patch.message(one, 440, y)
        right = patch.message(other, 456 + patch.width_of(left), y)
        for box in (left, right):
            patch.cord(box, 0, network, bus=432)
        patch.comment(meaning, 758, y + 1)
    event = patch.box("route event", 278, 540)
    bars = {"setminmax": [0.0, 1.0], "orientation": 0, "parameter_enable": 0, "ignoreclick": 1, "size": 2}
    shown = patch.ui("multislider", 278, 590, 160, 44, **bars)
    patch.cord(network, 5, event)
    patch.cord(event, 0, shown)
    patch.comment("what it plays", 278, 638)
    patch.cord(network, 6, patch.box("print mdrnn", 480, 540))
    patch.comment("Output goes to the Max console; a double-click on the object posts it, too.", 576, 541, 372)
    return patch


# ---- recording and training -----------------------------------------------------------------------------------------

RECORD = "Record, and play for ten minutes. The log is saved next to this patcher; record 1 names it by date and time."
TRAIN = (
    "In a terminal, in the folder of the log (install mdrnn first, see the readme):\n"
    "mdrnn dataset take.log -o mine.npz\nmdrnn train mine.npz --size xs --minutes 1 -o models"
)
LOAD = (
    "Drop the new .tflite file on the object, choose it in a dialog, or name it. The old one plays until it is ready."
)
LEFT = 250  # where the steps begin, right of the pad


def recording() -> Patch:
    patch = tab("record your playing, train a model on it, load it")
    network = patch.box("mdrnn~ mouse-3d-xs", 24, 470, 340)
    patch.panel(12, 52, 216, 236)
    patch.heading("play", 20, 56)
    patch.cord(pad_in(patch, 24, 84, 130), 0, network)
    patch.panel(238, 52, 710, 102)
    patch.heading("1  record", LEFT - 4, 56)
    for column, text in enumerate(("record take.log", "record 1", "record 0")):
        patch.cord(patch.message(text, LEFT + 124 * column, 82), 0, network, bus=LEFT - 6)
    patch.comment(RECORD, LEFT, 112, 690)
    patch.panel(238, 164, 710, 88)
    patch.heading("2  train", LEFT - 4, 168)
    patch.comment(TRAIN, LEFT, 190, 690)
    patch.panel(238, 262, 710, 186)
    patch.heading("3  load", LEFT - 4, 266)
    for row, line in enumerate(
        (("read", "open", "reload"), ("load mouse-3d-xs", "read mouse-3d-xs", "open mouse-3d-xs"))
    ):
        for column, text in enumerate(line):
            patch.cord(patch.message(text, LEFT + 140 * column, 292 + 32 * row), 0, network, bus=LEFT - 6)
    patch.comment("a file dialog; the same file again", LEFT + 420, 293)
    patch.comment("a file by name", LEFT + 420, 325)
    names: Pairs = (
        ("model", "the same, as an attribute"),
        ("precision", "for the next load: float32, bfloat16 or int8"),
    )
    for row, (name, meaning) in enumerate(names):
        patch.cord(patch.attribute(name, LEFT, 356 + 32 * row, 230), 0, network, bus=LEFT - 6)
        patch.comment(meaning, LEFT + 236, 357 + 32 * row)
    patch.comment(LOAD, LEFT, 420, 690)
    answers = patch.box("route model record recorded", 354.5 - 9.5, 512, 240)
    patch.cord(network, 6, answers)
    for column, name in enumerate(("playing", "recording", "recorded")):
        put = patch.box("prepend set", 24 + 310 * column, 560)
        patch.cord(answers, column, put)
        patch.cord(put, 0, patch.message("", 24 + 310 * column, 596, 290))
        patch.comment(name, 24 + 310 * column, 622)
    patch.comment("Without a model, @dim sets the number of values, plus one for the time:", 24, 658)
    patch.box("mdrnn~ @dim 4", 480, 656)
    return patch


def osc() -> Patch:
    patch = tab("without the external, over OSC")
    fill_osc(patch, 52)
    return patch


TABS = (("first sound", first_sound), ("signals", signals), ("modes", modes), ("recording", recording), ("OSC", osc))


def help_patcher() -> Patch:
    patch = Patch(WIDTH, HEIGHT + 30)
    patch.extra = {"showrootpatcherontab": 0, "showontab": 0}
    for row, (name, make) in enumerate(TABS):
        patch.inside(name, make(), 20 + 90 * row, 20 + 34 * row)  # the tabs come in this order
    return patch
