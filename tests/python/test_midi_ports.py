# SPDX-License-Identifier: MIT
"""Names of ports, raw MIDI devices (pseudo-terminals in their place), and what is said where there is no MIDI."""

import contextlib
import importlib.util
import os
import time
import tty

import pytest
from midi_system import TestSystem

from mdrnn.errors import MdrnnError
from mdrnn.playing.config import meaning
from mdrnn.playing.midi import jack_server, ports, raw_ports, systems
from mdrnn.playing.midi.backlog import Backlog

PATIENCE = 10.0  # seconds until a test gives up


def wait_until(condition):
    end = time.monotonic() + PATIENCE
    while not condition() and time.monotonic() < end:
        time.sleep(0.005)
    assert condition()


class Told:
    def __init__(self):
        self.messages, self.changes, self.troubles = [], [], []

    def heard(self, wire, message):
        self.messages.append(tuple(message))

    def changed(self, wire):
        self.changes.append((wire.actual, wire.is_open))

    def trouble(self, sentence):
        self.troubles.append(sentence)


# ---- names ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("S-1", ["S-1"]),
        ("S-", ["S-1 CTRL", "S-1"]),
        ("CTRL", ["S-1 CTRL"]),
        ("ctrl", ["S-1 CTRL"]),
        ("X", []),
        ("", ["S-1 CTRL", "S-1", "Midi Through:0"]),
    ],
)
def test_a_port_is_found_by_its_name_or_a_part_of_it(wanted, found):
    assert ports.find(wanted, ["Midi Through:0", "S-1 CTRL", "S-1"]) == found


def test_a_name_that_fits_two_ports_is_told_once(monkeypatch):
    system, told = TestSystem(["S-1 MIDI", "S-1 CTRL"]), Told()
    monkeypatch.setattr(ports, "systems", lambda: [system])
    watch = ports.Watch(["S-1"], [], told, 0.005)
    watch.start()
    system.inputs.reverse()
    for _ in range(3):
        system.inputs.remove("S-1 MIDI")
        wait_until(lambda: told.changes[-1] == ("S-1 CTRL", True))
        system.inputs.append("S-1 MIDI")
    watch.close()
    assert told.troubles == ['"S-1" fits 2 inputs: S-1 MIDI is used, not S-1 CTRL']


def test_a_port_that_another_program_holds_is_told_once_and_opened_when_it_is_free(monkeypatch):
    system, told = TestSystem(["keys"]), Told()
    system.refuses.add("keys")
    monkeypatch.setattr(ports, "systems", lambda: [system])
    watch = ports.Watch(["keys"], [], told, 0.002)
    watch.start()
    looked = []
    look, system.look = system.look, lambda: looked.append(1) or look()
    wait_until(lambda: len(looked) > 5)
    assert told.troubles == ["keys: it cannot be opened"]
    system.refuses.clear()
    wait_until(lambda: told.changes == [("keys", True)])
    watch.close()


def test_a_system_that_fails_does_not_end_the_watch(monkeypatch):
    system, told = TestSystem(["keys"]), Told()
    monkeypatch.setattr(ports, "systems", lambda: [system])
    look, system.look = system.look, lambda: 1 / 0
    watch = ports.Watch(["keys"], [], told, 0.002)
    watch.start()
    system.look = look
    wait_until(lambda: told.changes == [("keys", True)])
    watch.close()
    assert told.troubles[0] == "a bug in mdrnn, please report it: ZeroDivisionError: division by zero"


def test_a_configuration_tells_raw_thru_from_impsys_thru_matrix(tmp_path):
    file = tmp_path / "config.toml"
    file.write_text(
        '[midi]\nin_device = ["a"]\nout_device = ["b", "c"]\nthru."a" = ["b"]\nthru_matrix."a" = ["c", "b"]\n'
        'input."a" = [["mpe_note", 1], ["control_change_14", 2, 3]]\n'
    )
    midi = meaning.read(file).settings.midi
    assert (midi.thru, midi.thru_matrix) == ({"a": ["b"]}, {"a": ["c", "b"]})
    assert midi.inputs == {"a": [("mpe_note", [1]), ("control_change_14", [2, 3])]}


# ---- without a library ----------------------------------------------------------------------------------------------


@pytest.fixture
def device(tmp_path, monkeypatch):
    """A raw device in a folder of its own; `wire` is what is connected to it."""
    wire, end = os.openpty()
    tty.setraw(wire)
    tty.setraw(end)
    (tmp_path / "midiC1D0").symlink_to(os.ttyname(end))
    monkeypatch.setattr(raw_ports, "NAMES", tmp_path / "none")
    monkeypatch.setattr(ports, "systems", lambda: [raw_ports.RawSystem(tmp_path)])
    yield tmp_path, wire
    for file in (wire, end):
        os.close(file)


def test_a_raw_device_is_heard_and_played_on(device):
    _, wire = device
    assert ports.ports() == (["midiC1D0"], ["midiC1D0"])
    told = Told()
    watch = ports.Watch(["midiC1"], ["midiC1"], told, 0.01)
    watch.start()
    os.write(wire, bytes([0x90, 60, 1, 61]))
    wait_until(lambda: told.messages == [(0x90, 60, 1)])
    os.write(wire, bytes([2, 0xF8]))
    wait_until(lambda: told.messages[1:] == [(0x90, 61, 2), (0xF8,)])
    watch.wires[1].send(bytes([0xB0, 1, 2]))
    assert os.read(wire, 100) == bytes([0xB0, 1, 2])
    watch.close()


def test_a_raw_device_that_takes_nothing_for_a_while_gets_every_note_off(device):
    folder, wire = device
    port = raw_ports.RawSystem(folder).open_output("midiC1D0", "")
    for number in range(50_000):  # more than its buffer takes
        port.send(bytes([0xB0, 7, number % 128]))
    for note in range(128):
        port.send(bytes([0x80, note, 0]))
    taken = bytearray()
    os.set_blocking(wire, False)

    def take_more():
        with contextlib.suppress(BlockingIOError):
            taken.extend(os.read(wire, 65_536))
        return taken[-3:] == bytes([0x80, 127, 0])

    wait_until(take_more)
    assert len(taken) < 3 * 50_000
    assert [taken[-3 * (128 - note)] for note in range(128)] == [0x80] * 128
    port.close()


def test_a_raw_device_that_is_gone_is_told_and_opened_again(device):
    folder, wire = device
    told = Told()
    watch = ports.Watch(["midiC1"], [], told, 0.01)
    watch.start()
    path = folder / "midiC1D0"
    end = path.readlink()
    path.unlink()
    wait_until(lambda: told.changes[-1] == ("midiC1D0", False))
    path.symlink_to(end)
    wait_until(lambda: told.changes[-1] == ("midiC1D0", True))
    os.write(wire, bytes([0x90, 60, 1]))
    wait_until(lambda: told.messages == [(0x90, 60, 1)])
    watch.close()


def test_without_the_library_and_without_devices_the_sentence_says_what_to_install(monkeypatch, tmp_path):
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "rtmidi" else find_spec(name))
    monkeypatch.setattr(raw_ports, "FOLDER", tmp_path)
    with pytest.raises(MdrnnError, match=r"^MIDI needs python-rtmidi, which is not installed: .*pip install"):
        systems.systems.__wrapped__()
    (tmp_path / "midiC0D0").touch()
    (found,) = systems.systems.__wrapped__()
    assert found.name == "raw MIDI"


# ---- what waits -----------------------------------------------------------------------------------------------------


def test_what_waits_is_bounded_and_keeps_one_end_of_every_note():
    waiting = Backlog(limit=10)
    for _ in range(50):
        for note in range(128):
            waiting.push("a", bytes([0x90, note, 1]))
            waiting.push("a", bytes([0x90, note, 0]))
            waiting.push("b", bytes([0x81, note, 0]))
    assert len(waiting) <= 10 + 256
    left = [waiting.pop() for _ in range(len(waiting))]
    for note in range(128):
        assert [message[2] for port, message in left if port == "a" and message[1] == note][-1] == 0
        assert ("b", bytes([0x81, note, 0])) in left
    with pytest.raises(IndexError):
        waiting.pop()


def test_a_server_that_left_its_socket_behind_is_none(monkeypatch, tmp_path):
    monkeypatch.setattr(jack_server, "FOLDER", tmp_path)
    monkeypatch.setenv("JACK_DEFAULT_SERVER", "left")
    monkeypatch.delenv("JACK_PROMISCUOUS_SERVER", raising=False)
    assert jack_server.era() is None
    (tmp_path / f"jack_left_{os.getuid()}_0").touch()
    assert jack_server.era() is None
