# SPDX-License-Identifier: MIT
"""The patchers run, message by message, in an imitation of the objects that they use."""

from __future__ import annotations

import random

import pytest
from package_reader import PACKAGE, Json, read
from small_max import Atoms, SmallMax

ORDERS = pytest.mark.parametrize("is_reversed", [False, True], ids=["as Max goes", "the other way"])


def open_example(name: str, *, is_reversed: bool = False) -> SmallMax:
    return SmallMax(read(PACKAGE / name), is_reversed=is_reversed)


def open_tab(name: str, *, is_reversed: bool = False) -> SmallMax:
    tabs: list[Json] = [entry["box"] for entry in read(PACKAGE / "help" / "mdrnn~.maxhelp")["boxes"]]
    return SmallMax(next(tab["patcher"] for tab in tabs if name in tab["text"]), is_reversed=is_reversed)


def network(patch: SmallMax) -> str:
    return next(name for name, box in patch.boxes.items() if box.get("text", "").startswith("mdrnn~ "))


def plays(patch: SmallMax, *values: float) -> None:
    """An event of the network."""
    name = network(patch)
    patch.emit(name, patch.boxes[name]["numoutlets"] - 2, ["event", *values])


def hand_and_shown(patch: SmallMax) -> tuple[str, str]:
    pads = [name for name, box in patch.boxes.items() if box["maxclass"] == "pictslider"]
    return tuple(sorted(pads, key=lambda name: "ignoreclick" in patch.boxes[name]))  # type: ignore[return-value]


# ---- pads -----------------------------------------------------------------------------------------------------------


@ORDERS
def test_one_click_turns_the_audio_on_and_gives_one_event(is_reversed: bool) -> None:
    patch = open_tab("first sound", is_reversed=is_reversed)
    patch.send(patch.find("toggle"), 0, [1])
    assert [(name, atoms) for name, _, atoms in patch.heard] == [("dac~", [1]), ("mdrnn~", [0.3, 0.6])]
    patch.heard.clear()
    patch.send(patch.find("toggle"), 0, [0])
    assert [(name, atoms) for name, _, atoms in patch.heard] == [("dac~", [0])]


@ORDERS
@pytest.mark.parametrize("name", ["first sound", "examples/mdrnn-pad.maxpat"])
def test_a_move_of_the_hand_is_one_event_and_the_networks_is_shown_and_not_fed_back(
    name: str, is_reversed: bool
) -> None:
    opened = open_example if name.endswith("maxpat") else open_tab
    patch = opened(name, is_reversed=is_reversed)
    hand, shown = hand_and_shown(patch)
    patch.send(hand, 0, [250, 750])
    patch.send(hand, 0, [1000, 0])
    assert patch.take("mdrnn~") == [[0.25, 0.75], [1.0, 0.0]]
    plays(patch, 0.2, 0.9)
    assert patch.state[shown] == [200, 900]
    assert patch.take("mdrnn~") == []


@ORDERS
def test_the_pad_drives_two_synth_commands(is_reversed: bool) -> None:
    patch = open_example("examples/mdrnn-pad.maxpat", is_reversed=is_reversed)
    plays(patch, 0.2, 0.9)
    ramps = patch.take("line~")
    assert sorted(ramps[i] for i in range(len(ramps)) if len(ramps[i]) == 2) == [[0.2, 20], [0.9, 20]]
    assert [0.3, 15, 0.0, 900] in ramps  # each event opens the sound


def test_the_answers_about_files_are_shown() -> None:
    patch = open_tab("recording")
    name = network(patch)
    answers = patch.boxes[name]["numoutlets"] - 1
    for word in ("model", "record", "recorded"):
        patch.emit(name, answers, [word, f"a {word}"])
    texts = [box["text"] for box in patch.boxes.values() if box["maxclass"] == "message"]
    assert {"a model", "a record", "a recorded"} <= set(texts)
    assert patch.take("mdrnn~") == []


# ---- MIDI -----------------------------------------------------------------------------------------------------------


def key(patch: SmallMax, pitch: int, velocity: int) -> None:
    patch.says("notein", [pitch], [velocity], [1])


def notes(patch: SmallMax) -> list[tuple[int, int]]:
    """The notes that were sent, (pitch, velocity); velocity 0 is a note-off."""
    velocity, left = 0, []
    for name, inlet, atoms in patch.heard:
        if name == "noteout" and inlet == 1:
            velocity = atoms[0]
        elif name == "noteout":
            left.append((atoms[0], velocity))
    patch.take("noteout")
    return left


@pytest.fixture(params=[False, True], ids=["as Max goes", "the other way"])
def midi(request: pytest.FixtureRequest) -> SmallMax:
    return open_example("examples/mdrnn-midi.maxpat", is_reversed=request.param)


def test_a_key_is_one_event_and_its_release_none(midi: SmallMax) -> None:
    key(midi, 60, 100)
    key(midi, 60, 0)
    assert midi.take("mdrnn~") == [[60 / 127, 100 / 127, 0.0]]


def test_a_controller_is_one_value_and_the_next_key_has_it_too(midi: SmallMax) -> None:
    midi.says("ctlin 1", [127], [1])
    key(midi, 60, 100)
    assert midi.take("mdrnn~") == [["value", 2, 1.0], [60 / 127, 100 / 127, 1.0]]


def test_an_event_is_a_note_and_a_controller(midi: SmallMax) -> None:
    plays(midi, 0.5, 0.25, 1.0)
    assert notes(midi) == [(64, 32)]
    assert midi.take("ctlout") == [[127]]


def test_the_next_note_ends_the_one_before_and_silence_ends_the_last(midi: SmallMax) -> None:
    plays(midi, 0.5, 0.5, 0.0)
    midi.wait(1499)
    plays(midi, 0.6, 0.5, 0.0)
    midi.wait(1499)
    assert notes(midi) == [(64, 64), (64, 0), (76, 64)]
    midi.wait(1)
    assert notes(midi) == [(76, 0)]


def test_the_softest_event_is_no_note_off(midi: SmallMax) -> None:
    plays(midi, 0.5, 0.0, 0.0)
    assert notes(midi) == [(64, 1)]


def test_no_note_hangs_whatever_comes(midi: SmallMax) -> None:
    dice = random.Random(7)
    sounding: list[int] = []
    count = 0
    for _ in range(500):
        plays(midi, dice.choice([0.0, 0.5, 1.0, dice.random()]), dice.random(), dice.random())
        if dice.random() < 0.3:
            key(midi, dice.randrange(128), dice.randrange(128))
        midi.wait(dice.choice([0, 1, 700, 1500, 4000]))
        for pitch, velocity in notes(midi):
            sounding.append(pitch) if velocity else sounding.remove(pitch)
            assert len(sounding) <= 1
            count += 1
    midi.says("closebang", ["bang"])
    for pitch, _ in notes(midi):
        sounding.remove(pitch)
    assert sounding == []
    assert count >= 999


# ---- Max for Live ---------------------------------------------------------------------------------------------------


@pytest.fixture(params=[False, True], ids=["as Max goes", "the other way"])
def device(request: pytest.FixtureRequest) -> SmallMax:
    return open_example("devices/mdrnn.amxd", is_reversed=request.param)


def comes(device: SmallMax, *bytes_: int) -> None:
    for byte in bytes_:
        device.says("midiin", [byte])


def went(device: SmallMax) -> Atoms:
    return [atoms[0] for atoms in device.take("midiout")]


def test_a_track_s_note_goes_on_and_is_one_event(device: SmallMax) -> None:
    comes(device, 0x90, 60, 100, 0x80, 60, 64, 0xB0, 1, 127, 0xB0, 7, 5)
    assert went(device) == [0x90, 60, 100, 0x80, 60, 64, 0xB0, 1, 127, 0xB0, 7, 5]
    assert device.take("mdrnn~") == [[60 / 127, 100 / 127, 0.0], ["value", 2, 1.0]]


def test_the_networks_note_goes_to_the_track_and_ends(device: SmallMax) -> None:
    plays(device, 0.5, 0.5, 1.0)
    assert went(device) == [0xB0, 1, 127, 0x90, 64, 64]
    device.wait(1500)
    assert went(device) == [0x90, 64, 0]


def test_what_live_dials_reaches_the_network(device: SmallMax) -> None:
    dials = {
        box["varname"]: name for name, box in device.boxes.items() if box["maxclass"] in {"live.dial", "live.toggle"}
    }
    for name, value in (("Rest", 2.0), ("Choice", 1.5), ("Looseness", 0.1), ("Speed", 2.0), ("Hold", 1)):
        device.emit(dials[name], 0, [value])
    device.says("live.menu", [2], ["battle"])
    assert sorted(device.take("mdrnn~")) == [
        ["mode", "battle"],
        ["pause", 1],
        ["pi_temperature", 1.5],
        ["sigma_temperature", 0.1],
        ["threshold", 2.0],
        ["timescale", 2.0],
    ]


# ---- the patcher to begin with --------------------------------------------------------------------------------------


def test_the_first_patcher_opens_files_that_are_in_the_package() -> None:
    patch = open_example("extras/mdrnn-start.maxpat")
    for name, box in patch.boxes.items():
        if box["maxclass"] == "message":
            patch.send(name, 0, ["bang"])
    opened = patch.take("pcontrol")
    there = {path.name for path in PACKAGE.rglob("*") if path.is_file()}
    assert len(opened) == 4
    assert all(word == "load" and file in there for word, file in opened)
