# SPDX-License-Identifier: MIT
"""The patcher that needs no external: it plays with `mdrnn run` over OSC."""

from canvas import Patch
from parts import hearable, pad_in, pad_out, switch, synth

# What the message boxes send, in two columns.
SENT = (
    "/mdrnn/mode callresponse",
    "/mdrnn/mode polyphony",
    "/mdrnn/mode battle",
    "/mdrnn/mode useronly",
    "/mdrnn/threshold 0.5",
    "/mdrnn/pi_temperature 1.",
    "/mdrnn/sigma_temperature 0.01",
    "/mdrnn/timescale 1.",
    "/mdrnn/max_dt 5.",
    "/mdrnn/grain 0.007874",
    "/mdrnn/value 0 0.9",
    "/mdrnn/autostart 1",
    "/mdrnn/pause 1",
    "/mdrnn/pause 0",
    "/mdrnn/reset",
    "/mdrnn/seed 7",
    "/mdrnn/step 0.1 0.5 0.5",
    "/mdrnn/load mouse-3d-xs",
    "/mdrnn/record 1",
    "/mdrnn/record 0",
    "/mdrnn/info",
)
ROWS = 11
TERMINAL = "In a terminal: mdrnn run mouse-3d-xs. It listens on port 6000 of this machine and sends to port 6001."


def _signals_of(patch: Patch, source: str, outlet: int, x: float, y: float) -> str:
    """The synth, played by a list of x and y. Returns the box with its sound."""
    fan = patch.box("t l b", x, y, 150)
    pair = patch.box("unpack 0. 0.", x, y + 36)
    ramps = [patch.box("line~", x + 64 * i, y + 72, 50) for i in range(2)]
    voice = patch.inside("synth", synth(), x, y + 112, 150)
    patch.cord(source, outlet, fan)
    patch.cord(fan, 1, voice, 2)
    patch.cord(fan, 0, pair)
    for i, ramp in enumerate(ramps):
        patch.cord(pair, i, ramp)
        patch.cord(ramp, 0, voice, i)
    return voice


def fill_osc(patch: Patch, top: float) -> None:
    patch.comment(TERMINAL, 14, top, 800)
    patch.panel(12, top + 28, 210, 342)
    patch.heading("1  drag, then let go", 20, top + 32)
    event = patch.box("prepend /mdrnn/event", 26, top + 330)
    out = patch.box("udpsend 127.0.0.1 6000", 26, top + 394)
    patch.chain(pad_in(patch, 26, top + 62, 180), event, out)
    patch.panel(232, top + 28, 410, 342)
    patch.heading("or send", 240, top + 32)
    for number, text in enumerate(SENT):
        column, row = divmod(number, ROWS)
        patch.cord(patch.message(text, 250 + 212 * column, top + 60 + 27 * row), 0, out, bus=242)

    patch.panel(652, top + 28, 296, 602)
    patch.heading("2  listen", 660, top + 32)
    received = patch.box("udpreceive 6001", 664, top + 62)
    kinds = patch.box("route /impsy /mdrnn/error /mdrnn/step /mdrnn/info", 664, top + 100, 276)
    patch.cord(received, 0, kinds)
    for outlet, name in ((1, "mistake"), (2, "step"), (3, "info")):
        x = patch.port_at(kinds, outlet, 5, 3)[0] - 9.5
        patch.cord(kinds, outlet, patch.box(f"print {name}", x, top + 252 - 34 * outlet, 84))
    fan = patch.box("t l l", 664, top + 150, 60)
    patch.cord(kinds, 0, fan)
    voice = _signals_of(patch, fan, 0, 664, top + 260)
    hearable(patch, voice, 664, top + 416)
    pad_out(patch, fan, 1, 250, top + 394, 150, bus=646)
    patch.comment("what the network plays", 250, top + 584)
    patch.chain(switch(patch, 664, top + 536), patch.box("dac~", 664, top + 596, 46))
    patch.comment("sound", 716, top + 548)


def osc_example() -> Patch:
    patch = Patch(960, 700)
    patch.title("mdrnn-osc", "without the external: Max plays with mdrnn run over OSC")
    fill_osc(patch, 52)
    return patch
