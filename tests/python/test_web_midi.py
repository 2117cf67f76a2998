# SPDX-License-Identifier: MIT
"""MIDI on the page: ports, the mapping, and a control that is learned by moving it. The ports are not real."""

import sys
import threading
from types import SimpleNamespace

import pytest
from web_running import PATIENCE, running

import mdrnn
from mdrnn.errors import MdrnnError
from mdrnn.playing.channel import Channel
from mdrnn.playing.midi_words import parse
from mdrnn.playing.session import Session
from mdrnn.playing.settings import MidiSettings
from mdrnn.playing.web import midi_ports


class Ports:
    """Two inputs; whoever listens hears what `move` sends, from another thread as real ports do."""

    def __init__(self):
        self.callback = None
        self.is_listening = threading.Event()

    def ports(self):
        return ["nano KONTROL 1:0", "Keys 2:0"], ["Synth 3:0"]

    def listen(self, callback):
        self.callback = callback
        self.is_listening.set()
        return SimpleNamespace(close=self.is_listening.clear)

    def move(self, port, *message):
        assert self.is_listening.wait(PATIENCE)
        threading.Thread(target=self.callback, args=(port, bytes(message))).start()


class Midi(Channel):
    """As much of the real channel as the page knows."""

    name = "MIDI"

    def __init__(self, inputs):
        self.settings = MidiSettings(inputs=inputs)
        self.mapped = 0

    def loaded(self):
        self.mapped += 1


@pytest.fixture
def ports(monkeypatch):
    made = Ports()
    monkeypatch.setattr(midi_ports, "_ports", lambda: made)
    return made


@pytest.fixture
def midi(monkeypatch):
    """A channel that is in the next session."""
    channel = Midi({"nano": parse(["note_on 1", "control_change 1 7 0 100"], 2), "": []})
    begin = Session.__init__
    monkeypatch.setattr(
        Session,
        "__init__",
        lambda self, performer, settings, channels: begin(self, performer, settings, [*channels, channel]),
    )
    return channel


def test_ports_are_listed(ports):
    with running() as server, server.page() as page:
        answer = page.ask("ports")
    assert (answer["inputs"], answer["outputs"]) == (["nano KONTROL 1:0", "Keys 2:0"], ["Synth 3:0"])
    assert answer["sentence"] == ""


def test_why_there_are_none_is_a_sentence(ports, monkeypatch):
    def none():
        raise MdrnnError("no MIDI system runs here")

    monkeypatch.setattr(ports, "ports", none)
    with running() as server, server.page() as page:
        assert page.ask("ports")["sentence"] == "no MIDI system runs here"
    monkeypatch.undo()
    monkeypatch.setitem(sys.modules, "mdrnn.playing.midi.ports", None)
    monkeypatch.delattr(mdrnn.playing.midi, "ports", raising=False)
    assert "[midi]" in midi_ports.listed()["sentence"]


def test_the_mapping_says_what_moves_each_value(ports, midi):
    with running() as server, server.page() as page:
        mapping = page.ask("mapping")["mapping"]
    assert [each["text"] for each in mapping] == [
        "nano: note_on 1; any input: control_change 1 1",
        "nano: control_change 1 7 0 100; any input: control_change 1 2",
    ]


def test_without_midi_there_is_no_mapping_and_nothing_to_learn(ports):
    with running() as server, server.page() as page:
        assert page.ask("mapping")["mapping"] == []
        assert "MIDI is not used in this run" in page.ask("learn", index=0)["error"]


def test_the_control_that_is_moved_moves_the_value_from_now_on(ports, midi):
    with running() as server, server.page() as page, server.page() as other:
        other.key("hello")
        page.send({"ask": "learn", "id": "l", "index": 0})
        ports.move("nano KONTROL 1:0", 0x80, 60, 0)  # the end of a note is no control
        ports.move("nano KONTROL 1:0", 0xB2, 21, 64)
        answer = page.until(lambda said: said.get("id") == "l")
        assert answer["mapping"][0]["text"].startswith("nano: control_change 3 21;")
        assert other.key("learned") == {"index": 0, "mapping": answer["mapping"]}
    assert midi.settings.inputs["nano"] == [("control_change", [3, 21]), ("control_change", [1, 7, 0, 100])]
    assert midi.mapped == 1
    assert not ports.is_listening.is_set()


def test_a_port_without_a_name_of_its_own_learns_too(ports, midi):
    with running() as server, server.page() as page:
        page.send({"ask": "learn", "id": "l", "index": 1})
        ports.move("Keys 2:0", 0xE4, 0, 64)
        assert "any input: pitch_bend 5" in page.until(lambda said: said.get("id") == "l")["mapping"][1]["text"]


@pytest.mark.parametrize(
    ("texts", "index", "wanted"),
    [
        (["note_on 1", "pitch_bend 1", "control_change 1 9", "note_on 4"], 1, [0, None, 2, 3]),
        (["note_on 2"], 1, [0, None]),
        (["note_on 2"], 0, [None]),
    ],
)
def test_learning_keeps_a_mapping_for_another_number_of_values(ports, midi, texts, index, wanted):
    before = parse(texts, len(texts))
    midi.settings.inputs["nano"] = list(before)
    with running() as server, server.page() as page:
        shown = page.ask("mapping")["mapping"]
        assert shown[0]["text"] == f"nano: {texts[0]}; any input: control_change 1 1"
        assert ("nano" in shown[1]["text"]) == (len(texts) > 1)
        page.send({"ask": "learn", "id": "l", "index": index})
        ports.move("nano KONTROL 1:0", 0xB2, 21, 64)
        page.until(lambda said: said.get("id") == "l")
    learned = ("control_change", [3, 21])
    assert midi.settings.inputs["nano"] == [learned if each is None else before[each] for each in wanted]


@pytest.mark.parametrize("index", [-1, 2, None, "0", True, 1.0, [0]])
def test_there_is_no_such_value(ports, midi, index):
    with running() as server, server.page() as page:
        assert "expected 0 to 1" in page.ask("learn", index=index)["error"]


def test_one_control_is_learned_at_a_time_and_not_for_ever(ports, midi, monkeypatch):
    monkeypatch.setattr(midi_ports, "LEARN_SECONDS", 0.5)
    with running() as server, server.page() as page:
        page.send({"ask": "learn", "id": "first", "index": 0})
        assert "one at a time" in page.ask("learn", index=1)["error"]
        assert "nothing was moved within 0.5 seconds" in page.until(lambda said: said.get("id") == "first")["error"]


def test_a_run_that_ends_while_it_learns_ends(ports, midi):
    with running() as server, server.page() as page:
        page.send({"ask": "learn", "id": "l", "index": 0})
        assert ports.is_listening.wait(PATIENCE)
