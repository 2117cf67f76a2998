# SPDX-License-Identifier: MIT
"""The Max for Live MIDI effect: the MIDI example between the MIDI input and output of a track, with Live parameters."""

from typing import Any

from canvas import Patch
from words import MODES

from examples import note_in, note_out

WIDTH = 372  # of the device in Live; 169 is its height

# Name in Live, the attribute, range, initial value, exponent of the scale.
DIALS = (
    ("Rest", "threshold", 0.0, 5.0, 1.0, 1.0),
    ("Choice", "pi_temperature", 0.0, 4.0, 1.0, 1.0),
    ("Looseness", "sigma_temperature", 0.0, 1.0, 0.01, 3.0),
    ("Speed", "timescale", 0.1, 4.0, 1.0, 1.0),
)


def _parameter(name: str, kind: int, initial: float, **more: Any) -> dict[str, Any]:
    value = {"parameter_longname": name, "parameter_shortname": name, "parameter_type": kind}
    value |= {"parameter_initial_enable": 1, "parameter_initial": [initial]} | more
    return {"varname": name, "parameter_enable": 1, "saved_attribute_attributes": {"valueof": value}}


def _controls(patch: Patch, network: str) -> None:
    """The parameters, in presentation mode and next to the network."""
    who = _parameter("Who plays", 2, 0, parameter_enum=list(MODES), parameter_mmax=len(MODES) - 1)
    hold = _parameter("Hold", 2, 0, parameter_enum=["off", "on"], parameter_mmax=1)
    menu = patch.ui("live.menu", 480, 84, 110, 15, **who)
    still = patch.ui("live.toggle", 480, 130, 15, 15, **hold)
    told = [(menu, 1, "mode", 525.5, 160), (still, 0, "pause", 480, 188)]
    for column, (name, word, low, high, initial, exponent) in enumerate(DIALS):
        limits = {
            "parameter_mmin": low,
            "parameter_mmax": high,
            "parameter_exponent": exponent,
            "parameter_unitstyle": 1,
        }
        dial = patch.ui("live.dial", 620 + 60 * column, 84, 58, 48, **_parameter(name, 0, initial, **limits))
        patch.place(dial, 126 + 60 * column, 36, 58, 48)
        told.append((dial, 0, word, 620 + 60 * column, 160 + 28 * (3 - column)))
    for box, outlet, word, x, y in told:
        tell = patch.box(f"prepend {word}", x, y)
        patch.cord(box, outlet, tell)
        patch.cord(tell, 0, network, bus=470)
    patch.place(menu, 10, 40, 106, 15)
    patch.place(still, 10, 72, 15, 15)
    patch.place(patch.comment("pause", 500, 128, size=11), 28, 69, 80, 20)


def _midi_out(patch: Patch, note: str, control: str) -> None:
    both, told = patch.box("pack 0 0", 274, 652, 60), patch.message("1 $1", 654, 600)
    formed = patch.box("midiformat", 274, 688, 300)
    for port in range(2):
        patch.cord(note, port, both, port)
    patch.cord(control, 0, told)
    patch.cord(both, 0, formed, 0)
    patch.cord(told, 0, formed, 2)
    patch.cord(formed, 0, patch.box("midiout", 274, 724), 0)


def device() -> Patch:
    patch = Patch(960, 760, presents=True)
    patch.extra = {"devicewidth": float(WIDTH)}
    patch.title("mdrnn", "a MIDI effect: notes and controller 1 in, notes and controller 1 out")
    patch.panel(12, 52, 440, 268)
    patch.heading("from the track", 200, 56)
    network = patch.box("mdrnn~ touch-4d-s @threshold 1", 40, 346, 340)
    midi_in, parsed = patch.box("midiin", 40, 64), patch.box("midiparse", 40, 112, 240)
    pair, wheel = patch.box("unpack 0 0", 40, 148, 114.5), patch.box("route 1", 280, 148)
    patch.chain(midi_in, parsed, pair)
    patch.cord(midi_in, 0, patch.box("midiout", 340, 112))
    patch.comment("your MIDI goes through", 286, 88, 160, size=11)
    patch.cord(parsed, 2, wheel)
    note_in(patch, (pair, 0), (pair, 1), (wheel, 0), 40, 190, network)
    patch.panel(462, 52, 486, 268)
    patch.heading("parameters in Live", 470, 56)
    _controls(patch, network)
    patch.panel(12, 376, 936, 376)
    patch.heading("to the track", 40, 396)
    _midi_out(patch, *note_out(patch, network, 274, 384))
    return patch
