# SPDX-License-Identifier: MIT
"""Parts of several patchers: a pad to drag on, a pad that displays, a synth, an output."""

from canvas import Patch

FINE = 1000  # steps of a pad in each direction


def _pad(patch: Patch, x: float, y: float, size: float, **attributes: int) -> str:
    edges = {"leftvalue": 0, "rightvalue": FINE, "bottomvalue": 0, "topvalue": FINE}
    return patch.ui("pictslider", x, y, size, size, jump=1, parameter_enable=0, **edges, **attributes)


def pad_in(patch: Patch, x: float, y: float, size: float, below: float = 14) -> str:
    """A pad to drag on. Returns the box that outputs its x and y, from 0 to 1, as one list."""
    pad = _pad(patch, x, y, size)
    pair = patch.box("pack 0 0", x, y + size + below)
    unit = patch.box(f"scale 0 {FINE} 0. 1.", x, y + size + below + 32)
    patch.cord(pad, 1, pair, 1)
    patch.chain(pad, pair, unit)
    return unit


def pad_out(patch: Patch, source: str, outlet: int, x: float, y: float, size: float, bus: float | None = None) -> None:
    """A pad that displays a list of x and y and cannot be dragged."""
    unit = patch.box(f"scale 0. 1. 0. {FINE}.", x, y)
    patch.cord(source, outlet, unit, bus=bus)
    patch.cord(unit, 0, _pad(patch, x, y + 36, size, ignoreclick=1))


def hearable(patch: Patch, source: str, x: float, y: float, level: int = 110) -> None:
    """A fader and an output for a sound."""
    start = patch.box(f"loadmess {level}", x + 50, y)
    fader = patch.ui("gain~", x, y + 34, 140, 18, orientation=1, parameter_enable=0)
    ear = patch.box("dac~", x, y + 76, 46)
    meter = patch.ui("meter~", x + 60, y + 79, 80, 16)
    patch.cord(source, 0, fader)
    patch.cord(start, 0, fader)
    for inlet in range(2):
        patch.cord(fader, 0, ear, inlet)
    patch.cord(fader, 0, meter)


def switch(patch: Patch, x: float, y: float, size: float = 44) -> str:
    return patch.ui("toggle", x, y, size, size, parameter_enable=0)


def _to_pitch(patch: Patch, source: str, x: float, y: float, low: float, octaves: float) -> str:
    """A signal from 0 to 1 as a frequency."""
    span = patch.box(f"*~ {12 * octaves:g}.", x, y)
    note = patch.box(f"+~ {low:g}.", x, y + 36)
    hertz = patch.box("mtof~", x, y + 72)
    patch.chain(source, span, note, hertz)
    return hertz


def synth() -> Patch:
    """Signals x and y control pitch and brightness; a bang makes it sound for a moment."""
    patch = Patch(470, 400)
    x = patch.inlet(30, 20, "x, from 0 to 1: pitch")
    y = patch.inlet(180, 20, "y, from 0 to 1: brightness")
    strike = patch.inlet(340, 20, "bang: an event")
    pitch = _to_pitch(patch, x, 30, 66, 40, 3)
    smooth = patch.box("rampsmooth~ 480 480", 180, 66)
    patch.cord(y, 0, smooth)
    cutoff = _to_pitch(patch, smooth, 180, 102, 60, 4.5)
    saw = patch.box("saw~", 30, 180)
    tone = patch.box("lores~ 1000 0.4", 30, 236, 130)
    patch.chain(pitch, saw, tone)
    patch.cord(cutoff, 0, tone, 1)
    shape = patch.message("0.3 15 0. 900", 340, 66)
    fade = patch.box("line~", 340, 102)
    patch.chain(strike, shape, fade)
    loud = patch.box("*~", 30, 290, 60)
    patch.cord(tone, 0, loud)
    patch.cord(fade, 0, loud, 1, bus=322)
    patch.cord(loud, 0, patch.outlet(30, 340, "the sound"))
    patch.comment("Each event sounds for 0.9 seconds.", 130, 330, 300)
    return patch
