# SPDX-License-Identifier: MIT
"""MIDI's bytes over a serial port: what a device at the other end of the wire sends and receives."""

import contextlib
import random
from pathlib import Path

import pytest
from serial_wire import Wire
from test_serial import Noted, Stage, both_ways

import mdrnn
from mdrnn.playing import session as session_module
from mdrnn.playing.midi.heard import Parser
from mdrnn.playing.midi_words import parse
from mdrnn.playing.serial.channel import SerialMidiChannel
from mdrnn.playing.session import Session
from mdrnn.playing.settings import SerialMidiSettings, Settings

GOLDEN = Path(__file__).parents[1] / "golden"
MODEL = GOLDEN / "explicit-d3-u5-l2-m2.tflite"
SMALLER = GOLDEN / "explicit-dynamic-d2-u16-l1-m2.tflite"
NOTES = ["note_on 1", "note_on 2 64"]


@pytest.fixture
def wire(tmp_path):
    with contextlib.closing(Wire(tmp_path)) as made:
        yield made


@pytest.fixture
def begin(tmp_path, wire, monkeypatch):
    monkeypatch.setattr(session_module, "REOPEN_SECONDS", 0.01)
    with contextlib.ExitStack() as stack:

        def make(inputs=(), outputs=(), mode="useronly", threads=False, model=MODEL, **settings):
            wanted = SerialMidiSettings(
                wire.name, inputs=parse(inputs, 2) if inputs else [], outputs=parse(outputs, 2) if outputs else []
            )
            channel, noted = SerialMidiChannel(wanted, threads), Noted()
            performer = None if model is None else mdrnn.Performer(model, mode=mode, seed=1)
            made = Session(performer, Settings(osc=None, log_folder=tmp_path / "logs", **settings), [noted, channel])
            stack.callback(made.close)
            return Stage(made, channel, noted)

        yield make


def sounding(data):
    """The notes that still sound after these bytes, and how many began."""
    held, began = set(), 0
    for message in Parser().messages(data):
        kind, note = message[0] & 0xF0, (message[0] & 0x0F, *message[1:2])
        if kind == 0x90 and message[2]:
            held.add(note)
            began += 1
        elif kind in (0x80, 0x90):
            held.discard(note)
        elif message[:2] == bytes([0xB0 | note[0], 123]):
            held = {each for each in held if each[0] != note[0]}
    return held, began


@both_ways
def test_bytes_in_any_pieces_become_values(begin, wire, threads):
    stage = begin(["note_on 1", "control_change 2 7 0 100"], threads=threads)
    data = bytes(
        [0x90, 127, 64, 0, 64, 0xF8, 0xB1, 0xF8, 7, 50, 0x90, 127, 0, 0x80, 0, 0, 0xF0, 1, 2, 0xF7, 0xB1, 8, 9]
    )
    for byte in data:
        wire.write(bytes([byte]))
        stage.turn()
    wire.write(bytes([0xB1, 7, 100]))
    stage.wait_until(lambda: stage.noted.events[-1:] == [[0.0, 1.0]])
    assert stage.noted.events == [[1.0, 0.5], [0.0, 0.5], [0.0, 0.5], [0.0, 1.0]]
    assert stage.noted.reports == []


def test_without_a_mapping_each_value_is_a_controller(begin, wire):
    stage = begin()
    wire.write(bytes([0xB0, 1, 127, 0xB0, 2, 0, 0xB0, 3, 5]))
    stage.wait_until(lambda: stage.noted.events == [[1.0, 0.5], [1.0, 0.0]])
    stage.channel.play([0.5, 1.0])
    assert wire.read_until(lambda heard: len(heard) >= 6) == bytes([0xB0, 1, 64, 0xB0, 2, 127])


@pytest.mark.parametrize("inputs", [NOTES, ()])
def test_without_a_model_it_is_heard_and_logged(begin, wire, inputs):
    stage = begin(inputs, model=None, dimension=3)
    wire.write(bytes([0x90, 127, 64, 0xB0, 1, 127]))
    stage.wait_until(lambda: stage.noted.events == [[1.0, 0.5]])
    assert stage.noted.reports == []


def test_without_a_model_the_number_of_values_is_learned_and_mapped(begin, wire):
    stage = begin(model=None, input_thru=True)
    stage.session.event([0.0, 1.0, 0.5], stage.noted)
    first = bytes([0xB0, 1, 0, 0xB0, 2, 127, 0xB0, 3, 64])
    assert wire.read_until(lambda heard: len(heard) >= len(first)) == first
    stage.wait_until(lambda: stage.session.dimension == 4)
    wire.write(bytes([0xB0, 4, 9, 0xB0, 3, 127]))
    stage.wait_until(lambda: stage.noted.events[1:] == [[0.0, 1.0, 1.0]])
    assert stage.noted.reports == []


@both_ways
def test_what_the_machine_plays_is_midi(begin, wire, threads):
    stage = begin(outputs=NOTES, threads=threads)
    stage.channel.play([0.5, 1.0])
    stage.channel.play([0.25, 1.0])
    expected = bytes([0x90, 64, 127, 0x91, 127, 64, 0x80, 64, 0, 0x90, 32, 127, 0x81, 127, 0, 0x91, 127, 64])
    assert wire.read_until(lambda heard: len(heard) >= len(expected)) == expected


@both_ways
def test_no_note_hangs_when_its_turn_is_over_and_at_the_end(begin, wire, threads):
    stage = begin(outputs=NOTES, threads=threads)
    stage.channel.play([0.5, 1.0])
    stage.channel.silence()
    heard = wire.read_until(lambda heard: sounding(heard) == (set(), 2))
    stage.channel.play([0.25, 0.75])
    wire.read_until(lambda heard: sounding(heard)[1] == 2)
    stage.session.close()
    assert sounding(heard + bytes([0x90, 32, 127, 0x91, 95, 64]) + wire.read_until(lambda last: len(last) >= 6)) == (
        set(),
        4,
    )


def test_a_key_that_is_let_go_is_told_to_every_channel(begin, wire):
    stage = begin(NOTES, NOTES, input_thru=True)
    wire.write(bytes([0x91, 60, 1, 0x90, 61, 1, 0x91, 60, 0]))
    stage.wait_until(lambda: stage.noted.let_go)
    wire.unplug()
    stage.wait_until(lambda: len(stage.noted.let_go) == 2)
    assert stage.noted.let_go == [([1], "serial MIDI"), ([0], "serial MIDI")]


def test_a_note_that_another_channel_lets_go_of_ends_and_the_machines_does_not(begin, wire):
    stage = begin(NOTES, NOTES, input_thru=True)
    stage.session.event([0.5, 1.0], stage.noted)
    stage.session.released([0], stage.noted)
    heard = wire.read_until(lambda heard: sounding(heard) == ({(1, 127)}, 2))
    stage.channel.play([0.5, 1.0])
    stage.session.released([0, 1], stage.noted)
    stage.session.event([0.25, 1.0], stage.noted)
    stage.session.command("/mdrnn/reset", [], stage.noted, lambda address, arguments: None)
    heard += wire.read_until(lambda more: sounding(heard + more) == (set(), 6))
    assert [tuple(message) for message in Parser().messages(heard)] == [
        (0x90, 64, 127),
        (0x91, 127, 64),
        (0x80, 64, 0),
        (0x90, 64, 127),
        (0x81, 127, 0),
        (0x91, 127, 64),
        (0x80, 64, 0),
        (0x90, 32, 127),
        (0x81, 127, 0),
        (0x91, 127, 64),
        (0x80, 32, 0),
        (0x81, 127, 0),
    ]


def test_a_players_touch_ends_the_machines_note(begin, wire):
    stage = begin(outputs=NOTES, mode="callresponse")
    stage.session.set("autostart", 1)
    stage.session.set("threshold", 0.01)
    stage.session.event([0.5, 0.5], stage.noted)
    stage.wait_until(lambda: stage.noted.played)
    stage.session.event([0.5, 0.5], stage.noted)
    held, began = sounding(wire.read_until(lambda heard: sounding(heard)[0] == set() and heard))
    assert held == set()
    assert began >= 2


@both_ways
@pytest.mark.parametrize("reads_again", [False, True])
def test_no_note_hangs_on_a_device_that_is_too_slow(begin, wire, threads, reads_again):
    stage = begin(outputs=NOTES, threads=threads)
    chance = random.Random(1)
    for _ in range(5000):
        stage.channel.play([chance.random(), chance.random()])
    assert stage.channel.dropped > 100
    assert stage.noted.reports == [
        f"serial MIDI: {wire.name} takes events more slowly than they are played: the oldest are dropped"
    ]
    heard = wire.read() if reads_again else b""
    stage.channel.silence()
    if reads_again:
        for _ in range(100):
            stage.turn(0.002)
            heard += wire.read()
        assert sounding(heard)[0] == set()
        stage.channel.play([0.5, 0.5])
        wire.read_until(lambda heard: sounding(heard)[1] == 2)
    stage.session.close()


def test_controllers_that_were_dropped_are_sent_again(begin, wire):
    stage = begin(outputs=["control_change 1 1", "control_change 1 2"])
    for index in range(5000):
        stage.channel.play([index % 2, 0.25])
    state, heard = {}, b""
    for _ in range(100):
        stage.turn(0.002)
        heard += wire.read()
    stage.channel.play([1.0, 0.25])
    heard += wire.read_until(lambda more: True) + wire.read()
    for message in Parser().messages(heard):
        state[message[1]] = message[2]
    assert state == {1: 127, 2: 32}


@both_ways
def test_a_cable_that_is_pulled_while_notes_sound(begin, wire, threads):
    stage = begin(outputs=NOTES, threads=threads)
    stage.channel.play([0.5, 1.0])
    wire.unplug()
    stage.wait_until(lambda: stage.channel._port is None)
    stage.channel.play([0.5, 1.0])
    wire.plug()
    stage.wait_until(lambda: stage.channel._port is not None)
    stage.channel.play([0.25, 0.75])
    wire.read_until(lambda heard: sounding(heard)[1] == 2)


def test_a_model_of_another_dimension(begin, wire):
    stage = begin()
    stage.session.load(SMALLER)
    stage.wait_until(lambda: len(stage.session.values) == 1)
    wire.write(bytes([0xB0, 2, 5, 0xB0, 1, 127]))
    stage.wait_until(lambda: stage.noted.events == [[1.0]])
    stage.channel.play([0.5])
    assert wire.read_until(lambda heard: len(heard) >= 3) == bytes([0xB0, 1, 64])


def test_a_mapping_that_does_not_fit_the_model_is_one_sentence(begin, wire):
    stage = begin(NOTES, NOTES)
    stage.session.load(SMALLER)
    stage.wait_until(lambda: len(stage.session.values) == 1)
    for _ in range(3):
        stage.channel.play([0.5])
        wire.write(bytes([0x91, 64, 64]))
    stage.wait_until(lambda: len(stage.noted.reports) == 2)
    assert stage.noted.reports == [
        "serial MIDI: the mapping has 2 values, the event 1; it is not sent",
        "serial MIDI: there is no value 1, expected 0 to 0",
    ]


def test_random_bytes_are_survived(begin, wire):
    stage = begin(["note_on 1", "pitch_bend 2"], NOTES)
    chance = random.Random(2)
    for _ in range(20):
        wire.write(chance.randbytes(500))
        stage.turn(0.01)
    wire.write(bytes([0xF7, 0x90, 127, 1, 0xE1, 0, 0]))
    stage.wait_until(lambda: stage.noted.events[-1:] == [[1.0, 0.0]])
    assert stage.noted.reports == []
