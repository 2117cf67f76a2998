# SPDX-License-Identifier: MIT
"""MIDI through a real JACK server: ports by name, a server that dies, `mdrnn run` as a process, no note that hangs."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time

import pytest
from midi_jack import PATIENCE, Instrument, need_jack, server, wait_until
from midi_system import hanging

from mdrnn.playing.midi import ports
from mdrnn.playing.midi.channel import MidiChannel
from mdrnn.playing.midi_words import parse
from mdrnn.playing.session import Session
from mdrnn.playing.settings import MidiSettings, Settings

__all__ = ["server"]  # a fixture
LOOK = 0.02  # seconds between two looks at the ports


class Told:
    """Notes what a watch tells."""

    def __init__(self):
        self.heard_messages, self.troubles = [], []

    def heard(self, wire, message):
        self.heard_messages.append((wire.wanted, tuple(message)))

    def changed(self, wire):
        pass

    def trouble(self, sentence):
        self.troubles.append(sentence)


def test_ports_are_listed_without_our_own_and_every_input_can_be_heard(server):
    keys, synth = Instrument("keys", True), Instrument("synth", False)
    told, heard = Told(), []
    watch = ports.Watch(["keys", "virtual:from outside"], ["synth"], told, LOOK)
    watch.start()
    listener = ports.listen(lambda name, message: heard.append((name, tuple(message))), LOOK)
    assert ports.ports() == ([keys.name], [synth.name])
    keys.play([0x90, 60, 1], [0xF8], [0xC0, 5])
    wait_until(lambda: len(heard) == len(told.heard_messages) == 3)
    assert heard[0] == (keys.name, (0x90, 60, 1))
    assert [message for _, message in told.heard_messages] == [(0x90, 60, 1), (0xF8,), (0xC0, 5)]
    pads = Instrument("pads", True)
    wait_until(lambda: any(wire.wanted == pads.name and wire.is_open for wire in listener.wires))
    pads.play([0xB0, 1, 2])
    wait_until(lambda: (pads.name, (0xB0, 1, 2)) in heard)
    listener.close()
    watch.close()
    assert ports.ports() == ([keys.name, pads.name], [synth.name])
    for instrument in (keys, synth, pads):
        instrument.unplug()
    assert told.troubles == []


def test_a_port_of_our_own_can_be_connected_to(server):
    told = Told()
    watch = ports.Watch(["virtual:ear"], ["virtual:mouth"], told, LOOK)
    watch.start()
    own = {wire.wanted: wire for wire in watch.wires}
    assert all(wire.is_open for wire in watch.wires)
    assert ports.ports() == ([], [])
    listed = subprocess.run(
        [sys.executable, "-m", "mdrnn", "ports"], capture_output=True, text=True, check=True, timeout=60
    ).stdout
    assert ":mouth" in listed
    assert ":ear" in listed
    assert own["virtual:ear"].actual == "ear"
    watch.close()


def test_a_server_that_dies_stops_nothing_and_ports_come_back_with_the_next(server):
    keys, synth = Instrument("keys", True), Instrument("synth", False)
    told = Told()
    watch = ports.Watch(["keys"], ["synth"], told, LOOK)
    watch.start()
    ear, mouth = watch.wires
    server.kill()
    for number in range(10_000):  # python-rtmidi alone never returns from the 2,341st
        mouth.send(bytes([0x90, number % 128, 1]))
    wait_until(lambda: not ear.is_open and not mouth.is_open)
    keys.forget()
    synth.forget()
    server.start()
    keys, synth = Instrument("keys", True), Instrument("synth", False)
    wait_until(lambda: ear.is_open and mouth.is_open)
    mouth.send(bytes([0x90, 1, 2]))
    keys.play([0xB0, 3, 4])
    wait_until(lambda: synth.got and told.heard_messages)
    assert (synth.got, told.heard_messages) == ([(0x90, 1, 2)], [("keys", (0xB0, 3, 4))])
    watch.close()
    keys.unplug()
    synth.unplug()


def test_a_server_that_does_nothing_for_a_while_stops_nothing_and_gets_the_newest(server):
    synth, told = Instrument("synth", False), Told()
    watch = ports.Watch([], ["synth"], told, LOOK)
    watch.start()
    (mouth,) = watch.wires
    server.freeze()
    for number in range(10_000):  # python-rtmidi alone never returns from the 2,341st
        mouth.send(bytes([0x90, number % 128, 1]))
    server.thaw()
    mouth.send(bytes([0x90, 1, 2]))
    wait_until(lambda: (0x90, 1, 2) in synth.got)
    watch.close()
    synth.unplug()
    assert told.troubles == []


def test_a_server_that_does_nothing_and_then_dies_stops_nothing(server):
    synth, told = Instrument("synth", False), Told()
    watch = ports.Watch([], ["synth"], told, LOOK)
    watch.start()
    (mouth,) = watch.wires
    server.freeze()
    for number in range(5_000):
        mouth.send(bytes([0x90, number % 128, 1]))
    server.kill()
    for number in range(5_000):
        mouth.send(bytes([0x90, number % 128, 1]))
    wait_until(lambda: not mouth.is_open)
    synth.forget()
    watch.close()
    assert told.troubles == []


def test_a_port_can_be_closed_while_the_server_does_nothing(server):
    synth = Instrument("synth", False)
    watch = ports.Watch([], ["synth"], Told(), LOOK)
    watch.start()
    watch.wires[0].send(bytes([0x90, 1, 2]))
    server.freeze()
    watch.close()  # python-rtmidi alone never returns
    assert watch.wires[0].port.is_dead
    server.kill()
    synth.forget()


def test_through_two_ports_10_000_notes_and_a_port_that_goes_100_times_and_no_note_hangs(server, tmp_path):
    """The synthesiser's port is taken away while notes sound; what has come back has no note that only began."""
    keys = Instrument("keys", True)
    midi = MidiSettings(
        {"keys": parse(["note_on 1", "note_on 2"], 2)},
        {"synth": parse(["note_on 3", "note_on 4"], 2)},
        thru={"keys": ["synth"]},
    )
    channel = MidiChannel(midi, LOOK)
    session = Session(None, Settings(osc=None, log_folder=tmp_path, dimension=3, input_thru=True), [channel])
    playing = threading.Thread(target=session.run)
    playing.start()
    try:
        synths, played = take_away_and_give_back(channel, keys)
    finally:
        session.stop()
        playing.join()
    assert played >= 10_000
    wait_until(lambda: hanging(synths[-1].got) == set())
    assert len(synths) == 100
    keys.unplug()
    synths[-1].unplug()


def take_away_and_give_back(channel, keys):
    """Every synthesiser that was there, and how many notes were played."""
    chance, synths, played = random.Random(1), [], 0
    for _ in range(100):
        synths.append(Instrument("synth", False))
        wait_until(lambda: channel._outputs["synth"].is_open)
        end = time.monotonic() + PATIENCE
        here = 0
        while here < 100 or len(synths[-1].got) <= 20:  # what JACK gets before it has connected two ports is lost
            assert time.monotonic() < end
            note, where = chance.randrange(128), chance.randrange(16)
            keys.play([0x90 | where, note, 100])
            if chance.random() < 0.9:
                keys.play([0x80 | where, note, 0])
            here += 1
            if here >= 100:
                time.sleep(0.001)
        played += here
        if len(synths) < 100:
            synths[-1].unplug()
            wait_until(lambda: not channel._outputs["synth"].is_open)
    return synths, played


# ---- mdrnn run ------------------------------------------------------------------------------------------------------

CONFIG = """
log_input = false
[interaction]
mode = "{mode}"
threshold = 0.1
input_thru = false
[midi]
in_device = ["keys"]
out_device = ["synth"]
input."keys" = [["note_on", 1], ["control_change", 1, 7]]
output."synth" = [["note_on", 1], ["note_on", 2]]
"""


class Run:
    """`mdrnn run --config`, with a file that names two ports."""

    def __init__(self, folder, mode="callresponse"):
        file = folder / "config.toml"
        file.write_text(CONFIG.format(mode=mode))
        command = [sys.executable, "-m", "mdrnn", "run", "mouse-3d-xs", "--config", str(file), "--no-osc"]
        self._out = (folder / "out").open("w+")
        self._process = subprocess.Popen(command, cwd=folder, stdout=self._out, stderr=subprocess.STDOUT)
        self.folder = folder

    @property
    def said(self):
        return (self.folder / "out").read_text()

    def until(self, text):
        wait_until(lambda: text in self.said or self._process.poll() is not None, 60.0)
        assert text in self.said

    def end(self, number=signal.SIGTERM):
        self._process.send_signal(number)
        assert self._process.wait(60.0) == 0
        self._out.close()


@pytest.fixture
def run(tmp_path):
    made = []

    def begin(**options):
        made.append(Run(tmp_path, **options))
        return made[0]

    yield begin
    for each in made:
        if each._process.poll() is None:
            each._process.kill()
            each._process.wait()


def test_mdrnn_run_answers_a_phrase_on_the_synthesiser_and_ends_every_note(server, run):
    keys, synth = Instrument("keys", True), Instrument("synth", False)
    here = run()
    here.until("hears keys:port, plays on synth:port")
    keys.play([0x90, 60, 1], [0x80, 60, 0], [0xB0, 7, 90])
    wait_until(lambda: len(synth.got) > 8, 60.0)
    assert {message[0] for message in synth.got} <= {0x80, 0x90, 0x81, 0x91}
    wait_until(lambda: hanging(synth.got), 60.0)
    here.end()
    wait_until(lambda: hanging(synth.got) == set())
    assert "2 events heard" in here.said
    keys.unplug()
    synth.unplug()


def test_mdrnn_run_goes_on_when_jack_dies_and_plays_again_when_it_is_back(server, run):
    keys, synth = Instrument("keys", True), Instrument("synth", False)
    here = run(mode="battle")
    here.until("plays on synth:port")
    server.kill()
    here.until("MIDI output synth:port is gone; it is opened again when it is back")
    keys.forget()
    synth.forget()
    server.start()
    keys, synth = Instrument("keys", True), Instrument("synth", False)
    here.until("MIDI output synth:port is back")
    here.until("MIDI input keys:port is back")
    keys.play([0x90, 60, 1])
    wait_until(lambda: len(synth.got) > 4, 60.0)
    here.end(signal.SIGINT)
    assert "Traceback" not in here.said
    assert "socket" not in here.said  # JACK's library says nothing on our terminal
    keys.unplug()
    synth.unplug()


def test_mdrnn_run_waits_for_jack(tmp_path, monkeypatch, run):
    need_jack()
    monkeypatch.setenv("JACK_DEFAULT_SERVER", f"mdrnn-none-{os.getpid()}")
    here = run()
    here.until('MIDI: no input "keys" yet (there is none); it is opened when it comes')
    here.end()
    assert "annot connect" not in here.said
    assert json.dumps("keys") in here.said
