# SPDX-License-Identifier: MIT
"""The MIDI channel in a session, on ports that come and go: mapping, thru, echo, programs, and no note that hangs."""

import contextlib
import random
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from midi_system import TestSystem, hanging

import mdrnn
from mdrnn.errors import MdrnnError
from mdrnn.playing import session as session_module
from mdrnn.playing.channel import Channel
from mdrnn.playing.midi import channel as channel_module
from mdrnn.playing.midi import ports
from mdrnn.playing.midi.channel import MidiChannel
from mdrnn.playing.midi_words import Sender, parse
from mdrnn.playing.session import Session
from mdrnn.playing.settings import MidiSettings, Settings

MODEL = Path(__file__).parents[1] / "golden" / "explicit-d3-u5-l2-m2.tflite"  # events of two values
PATIENCE = 10.0  # seconds until a test gives up
LOOK = 0.005  # seconds between two looks at the ports


def mapped(*texts):
    return parse(texts, len(texts))


class Noted(Channel):
    """Another channel, which notes what the session tells it."""

    name = "noted"

    def __init__(self):
        self.heard_values, self.let_go, self.played, self.reports = [], [], 0, []

    def heard(self, values, source):
        self.heard_values.append([round(value, 3) for value in values])

    def released(self, indices, source):
        self.let_go.append((indices, source.name))

    def play(self, values):
        self.played += 1

    def report(self, sentence):
        self.reports.append(sentence)


class Stage:
    """A session with a MIDI channel on a test system."""

    def __init__(self, session, midi, other, system):
        self.session, self.midi, self.other, self.system = session, midi, other, system
        self.said = []
        session.say = self.said.append

    def until(self, condition):
        """Runs the session's loop until the condition holds."""
        end = time.monotonic() + PATIENCE

        def look():
            if condition() or time.monotonic() > end:
                self.session.loop.stop()
            else:
                self.session.loop.call_later(0.001, look)

        self.session.loop.call_soon(look)
        self.session.loop.run_forever()
        assert condition()

    def settle(self):
        """Until everything that has arrived was played."""
        done = []
        self.session.loop.call_soon(lambda: self.session.loop.call_soon(done.append, True))
        self.until(lambda: done and not len(self.midi._arrivals._waiting))

    def play(self, name, *messages):
        self.system.play(name, *messages)
        self.settle()

    def wires(self, is_open):
        self.until(lambda: all(wire.is_open == is_open for wire in self.midi._watch.wires))
        self.settle()


@pytest.fixture
def stage(tmp_path, monkeypatch):
    """Makes stages; `settings` are those of the session, `midi` those of the channel."""
    with contextlib.ExitStack() as stack:

        def make(system, model=MODEL, mode="useronly", midi=None, **settings):
            monkeypatch.setattr(ports, "systems", lambda: [system])
            performer = None if model is None else mdrnn.Performer(model, mode=mode, seed=1, threshold=0.05)
            channel, other = MidiChannel(MidiSettings(**midi or {}), LOOK), Noted()
            made = Session(performer, Settings(osc=None, log_folder=tmp_path, **settings), [channel, other])
            stack.callback(made.close)
            begun = Stage(made, channel, other, system)
            begun.settle()
            return begun

        yield make


NOTES = {
    "inputs": {"keys": mapped("note_on 1", "control_change 1 7")},
    "outputs": {"synth": mapped("note_on 1", "note_on 2")},
}


# ---- hearing --------------------------------------------------------------------------------------------------------


def test_a_note_and_a_knob_are_events_and_what_is_not_mapped_is_not(stage):
    here = stage(TestSystem(["keys"], ["synth"]), midi=NOTES)
    here.play("keys", [0x90, 127, 1], [0x80, 127, 0], [0xB0, 8, 1], [0xB0, 7, 0], [0xF8], [0xB1, 7, 9])
    assert here.other.heard_values == [[1.0, 0.5], [1.0, 0.0]]


def test_an_input_without_a_mapping_gives_each_value_a_controller(stage):
    here = stage(TestSystem(["keys"]), midi={"inputs": {"keys": []}})
    here.play("keys", [0xB0, 1, 127], [0xB0, 2, 0], [0xB0, 3, 5])
    assert here.other.heard_values == [[1.0, 0.5], [1.0, 0.0]]


def test_a_controller_that_no_value_has_is_told_until_one_is_heard(stage):
    here = stage(TestSystem(["keys"]), midi={"inputs": {"keys": []}})
    here.play("keys", [0xB0, 16, 127], [0xB0, 17, 5], [0x80, 60, 0], [0xF8])
    assert here.other.reports == [
        "MIDI: keys sends controller 16 on channel 1, which no value has; mdrnn init maps your controls"
    ]
    here.play("keys", [0xB0, 1, 127], [0x92, 60, 100])
    assert len(here.other.reports) == 1
    assert here.other.heard_values == [[1.0, 0.5]]


def test_the_piano_is_played_by_notes_without_a_mapping(stage):
    piano = mdrnn.models.path("piano-3d-s")
    here = stage(TestSystem(["keys"], ["synth"]), model=piano, midi={"inputs": {"keys": []}, "outputs": {"synth": []}})
    here.play("keys", [0x90, 127, 127])
    assert here.other.heard_values == [[1.0, 1.0]]
    here.midi.play([60 / 127, 0.5])
    assert here.system.sent("synth") == [(0x90, 60, 64)]


def test_two_inputs_play_one_event_each_with_its_own_mapping(stage):
    midi = {"inputs": {"a": mapped("control_change 1 1"), "b": mapped("control_change 1 9", "control_change 1 1")}}
    here = stage(TestSystem(["b", "a"]), midi=midi)
    here.play("b", [0xB0, 1, 127])
    here.play("a", [0xB0, 1, 0])
    assert here.other.heard_values == [[0.5, 1.0], [0.0, 1.0]]


def test_a_mapping_that_is_longer_than_the_event_is_cut_and_told(stage):
    midi = {"inputs": {"keys": mapped("note_on 1", "note_on 1", "note_on 1")}}
    here = stage(TestSystem(["keys"]), midi=midi)
    here.play("keys", [0x90, 127, 1])
    assert here.other.heard_values == [[1.0, 1.0]]
    assert here.session.summary()[0].startswith("1 event heard")


def test_a_run_without_a_model_logs_what_is_played(stage, tmp_path):
    here = stage(TestSystem(["keys"]), model=None, dimension=3, midi={"inputs": NOTES["inputs"]})
    here.play("keys", [0x90, 127, 1], [0xB0, 7, 0])
    here.session.close()
    (log,) = tmp_path.glob("*-3d-mdrnn.log")
    assert [line.split(",", 2)[2] for line in log.read_text().splitlines()] == ["1.0,0.0"] or log.read_text()


def test_without_a_model_the_number_of_values_is_learned_and_mapped(stage):
    midi = {"inputs": {"keys": []}, "outputs": {"synth": [], "short": mapped("control_change 2 5")}}
    here = stage(TestSystem(["keys"], ["synth", "short"]), model=None, midi=midi, input_thru=True)
    for _ in range(3):
        here.session.event([0.0, 1.0, 0.5], here.other)
    assert here.system.sent("synth") == [(0xB0, 1, 0), (0xB0, 2, 127), (0xB0, 3, 64)]
    here.until(lambda: here.session.dimension == 4)
    here.play("keys", [0xB0, 3, 127], [0xB0, 4, 9])
    assert here.other.heard_values[3:] == [[0.0, 1.0, 1.0]]
    assert here.system.sent("short") == [(0xB1, 5, 0), (0xB1, 5, 0)]  # said again when the mapping was made
    assert here.other.reports == []


def test_clock_start_and_stop_are_kept(stage):
    here = stage(TestSystem(["keys"]), midi={"inputs": NOTES["inputs"]})
    clock = here.midi.clock
    here.play("keys", [0xFA], [0xF8], [0xF8])
    assert clock.is_running
    assert clock.beats == pytest.approx(2 / 24)
    here.play("keys", [0xFC])
    assert not clock.is_running
    clock = channel_module.Clock()
    for tick in range(40):
        clock.hear(b"\xf8", tick / 48)
    assert clock.tempo == pytest.approx(120)
    clock.hear(b"\xf8", 100.0)
    assert clock.tempo is None


def test_a_program_chooses_a_model(stage):
    names = ["mouse-3d-xs", "knobs-9d-s"]
    here = stage(TestSystem(["keys"]), midi={"inputs": {"keys": mapped("control_change 1 1")}, "models": names})
    here.play("keys", [0xC5, 1])
    here.until(lambda: here.session.dimension == 9)
    here.play("keys", [0xC0, 0])
    here.until(lambda: here.session.dimension == 3)
    here.play("keys", [0xC0, 2])
    assert here.other.reports == ["MIDI: program 3 was chosen, expected 1 to 2: one for each model"]
    assert here.other.heard_values == []


def test_a_program_without_a_list_of_models_means_nothing(stage):
    here = stage(TestSystem(["keys"]), midi=NOTES)
    here.play("keys", [0xC0, 1])
    assert (here.other.reports, here.session.dimension) == ([], 3)


def test_broken_bytes_do_not_stop_the_music(stage):
    """Parts of messages come from no system that we know; if one did, the next good message counts."""
    here = stage(TestSystem(["keys"], ["synth"]), midi={**NOTES, "thru": {"keys": ["synth"]}})
    noise = random.Random(3)
    for _ in range(50):
        here.play("keys", *([noise.randrange(0x80, 0x100), *noise.randbytes(noise.randrange(4))] for _ in range(50)))
    here.play("keys", [0xB0, 7, 127])
    assert here.other.heard_values[-1][1] == 1.0
    assert not [report for report in here.other.reports if "bug" in report]


# ---- playing --------------------------------------------------------------------------------------------------------


def test_the_machine_plays_on_every_output_by_its_mapping(stage):
    midi = {"inputs": {}, "outputs": {"a": [], "b": mapped("note_on 3", "pitch_bend 1")}}
    here = stage(TestSystem([], ["a", "b"]), midi=midi)
    here.midi.play([1.0, 0.0])
    assert here.system.sent("a") == [(0xB0, 1, 127), (0xB0, 2, 0)]
    assert here.system.sent("b") == [(0x92, 127, 127), (0xE0, 0, 0)]
    here.midi.silence()
    here.midi.play([1.0, 0.0])
    assert here.system.sent("a") == [(0xB0, 1, 127), (0xB0, 2, 0)]
    assert here.system.sent("b")[2:] == [(0x82, 127, 0), (0x92, 127, 127)]


def test_of_an_event_with_fewer_values_those_are_sent_that_there_are():
    sender = Sender(mapped("note_on 1", "control_change 1 7", "note_velocity 1"))
    assert sender.messages([1.0]) == [(0x90, 127, 127)]
    assert sender.messages([1.0, 0.0, 0.5]) == [(0x80, 127, 0), (0x90, 127, 64), (0xB0, 7, 0)]


def test_a_touch_of_the_player_ends_the_machines_notes(stage):
    here = stage(TestSystem(["keys"], ["synth"]), mode="callresponse", midi=NOTES)
    here.play("keys", [0x90, 10, 1])
    here.until(lambda: hanging(here.system.sent("synth")))
    here.system.play("keys", [0xB0, 7, 3])
    here.settle()
    assert hanging(here.system.sent("synth")) == set()
    assert here.other.played > 0


@pytest.mark.parametrize(
    ("address", "argument"), [("/mdrnn/mode", "useronly"), ("/mdrnn/pause", 1), ("/mdrnn/load", "mouse-3d-xs")]
)
def test_notes_end_when_who_plays_changes(stage, address, argument):
    here = stage(TestSystem(["keys"], ["synth"]), midi=NOTES, input_thru=True, mode="polyphony")
    here.play("keys", [0x90, 10, 1])
    here.until(lambda: here.other.played > 0)
    here.session.command(address, [argument], here.other, lambda address, arguments: None)
    said = here.said
    here.until(lambda: address != "/mdrnn/load" or any("loaded" in line for line in said))
    assert len(here.system.sent("synth")) > 0
    assert hanging(here.system.sent("synth")) == set()


def test_reset_ends_the_machines_notes(stage):
    here = stage(TestSystem(["keys"], ["synth"]), midi=NOTES, mode="polyphony")
    here.play("keys", [0x90, 10, 1])
    here.until(lambda: here.other.played > 0)
    here.session.command("/mdrnn/reset", [], here.other, lambda address, arguments: None)
    assert hanging(here.system.sent("synth")) == set()


def test_nothing_sounds_after_the_end(stage):
    midi = {**NOTES, "thru": {"keys": ["synth"]}}
    here = stage(TestSystem(["keys"], ["synth"]), midi=midi)
    here.midi.play([0.1, 0.2])
    here.play("keys", [0x93, 60, 1], [0x93, 61, 1], [0x93, 61, 0])
    assert len(hanging(here.system.sent("synth"))) == 3
    here.session.close()
    assert hanging(here.system.sent("synth")) == set()
    assert all(port.is_closed for opened in here.system.opened.values() for port in opened)


# ---- thru -----------------------------------------------------------------------------------------------------------


def test_thru_passes_messages_as_they_are_to_the_outputs_named(stage):
    midi = {
        "inputs": {"keys": mapped("note_on 1"), "pads": []},
        "outputs": {"a": [], "b": [], "c": []},
        "thru": {"keys": ["a", "c"], "pads": ["b", "not there"]},
    }
    here = stage(TestSystem(["keys", "pads"], ["a", "b", "c"]), midi=midi)
    messages = [(0x95, 60, 1), (0xF8,), (0xD3, 5), (0x85, 60, 64), (0xB0, 99, 0)]
    here.play("keys", *messages)
    assert here.system.sent("a") == here.system.sent("c") == messages
    assert here.system.sent("b") == []


def test_input_thru_sends_the_players_event_as_the_output_is_mapped(stage):
    here = stage(TestSystem(["keys"], ["synth"]), midi=NOTES, input_thru=True)
    here.play("keys", [0x90, 127, 1])
    assert here.system.sent("synth") == [(0x90, 127, 127), (0x91, 64, 127)]
    here.session.event([0.0, 0.0], here.other)
    assert here.system.sent("synth")[2:] == [(0x80, 127, 0), (0x90, 0, 127), (0x81, 64, 0), (0x91, 0, 127)]


def test_a_key_that_is_let_go_ends_the_players_note_but_not_the_machines(stage):
    here = stage(TestSystem(["keys"], ["synth"]), midi=NOTES, input_thru=True)
    here.play("keys", [0x90, 127, 1], [0x90, 127, 0])
    assert hanging(here.system.sent("synth")) == {(1, 64)}
    here.play("keys", [0x90, 127, 1])
    here.midi.play([1.0, 0.5])
    here.play("keys", [0x80, 127, 0])
    assert hanging(here.system.sent("synth")) == {(0, 127), (1, 64)}


def test_a_note_that_is_let_go_ends_on_every_channel(stage):
    here = stage(TestSystem(["keys"], ["synth"]), midi=NOTES, input_thru=True)
    here.play("keys", [0x90, 127, 1], [0x90, 127, 0])
    assert here.other.let_go == [([0], "MIDI")]
    here.session.event([1.0, 0.5], here.other)
    here.session.released([0], here.other)
    assert hanging(here.system.sent("synth")) == {(1, 64)}
    here.midi.play([1.0, 0.5])
    here.session.released([0, 1], here.other)
    assert hanging(here.system.sent("synth")) == {(0, 127), (1, 64)}


def test_a_lost_input_lets_go_of_its_notes_on_every_channel(stage):
    here = stage(TestSystem(["keys"], ["synth"]), midi=NOTES, input_thru=True)
    here.play("keys", [0x90, 127, 1])
    here.system.inputs.clear()
    here.until(lambda: here.other.let_go)
    assert here.other.let_go == [([0], "MIDI")]
    assert hanging(here.system.sent("synth")) == {(1, 64)}


def test_reset_ends_the_players_notes(stage):
    here = stage(TestSystem(["keys"], ["synth"]), midi=NOTES, input_thru=True)
    here.play("keys", [0x90, 127, 1])
    assert hanging(here.system.sent("synth"))
    here.session.command("/mdrnn/reset", [], here.other, lambda address, arguments: None)
    assert hanging(here.system.sent("synth")) == set()


def test_the_thru_matrix_sends_the_players_event_to_the_outputs_named(stage):
    midi = {
        "inputs": {"keys": mapped("note_on 1"), "pads": mapped("note_on 1")},
        "outputs": {"a": mapped("note_on 1"), "b": mapped("note_on 2")},
        "thru_matrix": {"keys": ["b"]},
    }
    here = stage(TestSystem(["keys", "pads"], ["a", "b"]), midi=midi)
    here.play("keys", [0x90, 127, 1])
    here.play("pads", [0x90, 0, 1])
    here.session.event([0.5, 0.5], here.other)
    assert (here.system.sent("a"), here.system.sent("b")) == ([], [(0x91, 127, 127)])
    here.play("keys", [0x80, 127, 0])
    assert hanging(here.system.sent("b")) == set()


def test_notes_that_a_lost_input_holds_are_ended(stage):
    here = stage(TestSystem(["keys"], ["synth"]), midi={**NOTES, "thru": {"keys": ["synth"]}}, input_thru=True)
    here.play("keys", [0x90, 60, 1], [0x95, 61, 1])
    assert (5, 61) in hanging(here.system.sent("synth"))
    here.system.inputs.clear()
    here.until(lambda: not here.midi._inputs["keys"].is_open)
    assert hanging(here.system.sent("synth")) <= {(1, 64)}  # of the value that no key plays


# ---- echo -----------------------------------------------------------------------------------------------------------


def test_what_comes_back_from_a_device_is_not_heard(stage, monkeypatch):
    midi = {
        "inputs": {"S-1": mapped("note_on 1"), "other": mapped("note_on 1")},
        "outputs": {"S-1": mapped("note_on 1")},
    }
    here = stage(TestSystem(["S-1 MIDI 1", "other"], ["S-1 MIDI 1"]), midi={**midi, "echo_seconds": 0.02})
    now = [100.0]
    monkeypatch.setattr(channel_module, "time", SimpleNamespace(monotonic=lambda: now[0]))
    for _ in range(3):
        here.midi.play([1.0])
        assert here.system.sent("S-1 MIDI 1")[-1] == (0x90, 127, 127)
        here.midi._take("S-1", bytes([0x90, 127, 127]))
        now[0] += 0.019
        here.midi._take("S-1", bytes([0x90, 127, 127]))
    assert here.other.heard_values == []
    here.midi._take("S-1", bytes([0x90, 127, 126]))
    here.midi._take("other", bytes([0x90, 127, 127]))
    assert len(here.other.heard_values) == 2
    now[0] += 0.1
    here.midi._take("S-1", bytes([0x90, 127, 127]))
    assert len(here.other.heard_values) == 3


def test_the_memory_of_what_was_sent_is_bounded(stage):
    midi = {"inputs": {"a": []}, "outputs": {"b": []}, "thru": {"a": ["b"]}, "echo_seconds": 1.0}
    here = stage(TestSystem(["a"], ["b"]), midi=midi)
    for number in range(10_000):
        here.midi._take("a", bytes([0xB0 | number % 16, number // 127 % 127, number % 127]))
    assert len(here.midi._outputs["b"]._sent) <= 4096


# ---- ports ----------------------------------------------------------------------------------------------------------


def test_a_cable_that_is_pulled_is_told_once_and_comes_back_by_itself(stage):
    here = stage(TestSystem(["my keys 1"], ["synth"]), midi=NOTES)
    assert here.midi.describe() == "hears my keys 1, plays on synth"
    here.midi.play([0.1, 0.2])
    here.system.inputs.clear()
    here.system.outputs.clear()
    here.wires(is_open=False)
    here.midi.play([0.3, 0.4])
    here.system.inputs.append("my keys 1")
    here.system.outputs.append("synth")
    here.wires(is_open=True)
    here.play("my keys 1", [0x90, 127, 1])
    assert here.other.heard_values == [[1.0, 0.5]]
    assert here.other.reports == [
        "MIDI input my keys 1 is gone; it is opened again when it is back",
        "MIDI output synth is gone; it is opened again when it is back",
    ]
    assert here.said[:2] == ["MIDI input my keys 1 is back", "MIDI output synth is back"]
    here.midi.play([0.5, 0.6])
    first, second = here.system.opened["synth", False]
    assert len(first.sent) == 2
    assert [message[0] for message in second.sent] == [0x90, 0x91]  # no note-off for what sounds no more


def test_a_port_that_is_not_there_yet_is_waited_for(stage, capfd):
    here = stage(TestSystem(["pads", "knobs"]), midi={"inputs": NOTES["inputs"]})
    line = 'MIDI: no input "keys" yet (there is pads, knobs); it is opened when it comes'
    here.session.console.close()
    assert line in capfd.readouterr().out
    here.system.inputs.append("keys")
    here.wires(is_open=True)
    assert here.said == ["MIDI input keys is there"]


def test_ports_go_and_come_100_times_with_10_000_notes_and_none_hangs(stage, monkeypatch):
    monkeypatch.setattr(channel_module, "NEWS_SECONDS", 3600.0)
    midi = {**NOTES, "thru": {"keys": ["synth"]}}
    here = stage(TestSystem(["keys"], ["synth"]), midi=midi, mode="polyphony", input_thru=True)
    chance = random.Random(5)
    for round_number in range(100):
        for _ in range(100):
            note = chance.randrange(128)
            here.system.play("keys", [0x90 | chance.randrange(2), note, 1 + chance.randrange(127)])
            if chance.random() < 0.7:
                here.system.play("keys", [0x80 | chance.randrange(2), note, 0])
        here.settle()
        if round_number % 2:
            here.system.outputs.clear()
            here.until(lambda: not here.midi._outputs["synth"].is_open)
            here.system.outputs.append("synth")
        else:
            here.system.inputs.clear()
            here.until(lambda: not here.midi._inputs["keys"].is_open)
            here.system.inputs.append("keys")
        here.wires(is_open=True)
    here.session.close()
    assert len(here.system.opened["synth", False]) == 51
    assert hanging(here.system.opened["synth", False][-1].sent) == set()
    assert sum(message[0] & 0xE0 == 0x80 for message in here.system.sent("synth")) > 10_000
    assert len(here.said) <= 2 * 4  # a loose cable does not fill the terminal
    assert len(here.other.reports) <= 2 * 4


def test_a_channel_that_fails_is_opened_again_and_its_old_ports_are_closed(stage):
    here = stage(TestSystem(["keys"], ["synth"]), midi=NOTES)
    old = here.midi._watch
    port = here.system.opened["synth", False][0]
    port.send = lambda message: 1 / 0
    here.session.command("/mdrnn/mode", ["polyphony"], here.other, lambda address, arguments: None)
    here.system.play("keys", [0x90, 1, 1])
    here.until(lambda: here.midi._watch not in (old, None) and here.midi._outputs["synth"].is_open)
    assert not old._thread.is_alive()
    assert port.is_closed
    assert any("ZeroDivisionError" in report for report in here.other.reports)
    here.midi.play([0.5, 0.5])
    assert len(hanging(here.system.opened["synth", False][-1].sent)) == 2


def test_news_that_waits_does_not_outlive_its_channel(stage, monkeypatch):
    monkeypatch.setattr(session_module, "REOPEN_SECONDS", 0.01)
    here = stage(TestSystem(["keys"], ["synth"]), midi=NOTES)
    old = here.midi._watch.wires
    here.session.lost(here.midi, MdrnnError("it is gone"))
    here.until(lambda: here.midi._watch is not None)
    for wire in old:
        here.midi._tell_late(wire)
    assert here.other.reports == ["MIDI: it is gone; it is tried again"]


def test_a_flood_is_bounded_and_keeps_the_end_of_every_note(stage):
    here = stage(TestSystem(["keys"], ["synth"]), midi={**NOTES, "thru": {"keys": ["synth"]}})
    for note in range(128):
        here.play("keys", [0x92, note, 1])
    assert len(hanging(here.system.sent("synth"))) == 128
    for note in range(128):
        here.system.play("keys", [0x82, note, 0])
    for number in range(20_000):
        here.system.play("keys", [0xB0, 7, number % 128])
    assert len(here.midi._arrivals._waiting) <= 1024 + 128
    here.settle()
    assert hanging(here.system.sent("synth")) == set()
    assert here.other.heard_values[-1][1] == round((20_000 - 1) % 128 / 127, 3)  # the newest wins
    assert "MIDI comes faster than it can be played: the oldest messages are dropped" in here.other.reports
    assert "MIDI messages dropped" in " ".join(here.midi.summary())


def test_without_any_midi_the_sentence_says_what_to_install(monkeypatch, tmp_path):
    def missing():
        raise MdrnnError("MIDI needs python-rtmidi, which is not installed: here is how")

    monkeypatch.setattr(ports, "systems", missing)
    with pytest.raises(MdrnnError, match=r"^MIDI needs python-rtmidi, .+: here is how$"):
        Session(None, Settings(osc=None, log_folder=tmp_path), [MidiChannel(MidiSettings(**NOTES))])
