# SPDX-License-Identifier: MIT
"""A session between channels of our own: who is told what, and what a broken channel does to the others."""

import contextlib
import socket
import time
from pathlib import Path

import pytest
from pythonosc.osc_message_builder import OscMessageBuilder

import mdrnn
from mdrnn.errors import MdrnnError
from mdrnn.playing import session as session_module
from mdrnn.playing.channel import Channel
from mdrnn.playing.osc_channel import OscChannel
from mdrnn.playing.session import Session
from mdrnn.playing.settings import OscSettings, Settings, is_loopback

MODEL = Path(__file__).parents[1] / "golden" / "explicit-d3-u5-l2-m2.tflite"
SMALLER = MODEL.with_name("explicit-dynamic-d2-u16-l1-m2.tflite")  # events of one value
PATIENCE = 10.0  # seconds until a test gives up


class Noted(Channel):
    """Notes what it is told; raises what `fails` holds for the name of a method."""

    def __init__(self, name="first"):
        self.name = name
        self.told = []
        self.fails = {}

    def _note(self, what, *details):
        self.told.append((what, *details))
        if what in self.fails:
            raise self.fails[what]

    def open(self, session):
        self._note("open")

    def close(self):
        self.told.append(("close",))

    def heard(self, values, source):
        self._note("heard", [round(value, 3) for value in values], source.name)

    def play(self, values):
        self._note("play")

    def released(self, indices, source):
        self._note("released", indices, source.name)

    def silence(self):
        self._note("silence")

    def planned(self, due):
        self._note("planned", due)

    def changed(self, facts):
        self._note("changed", facts)

    def report(self, sentence):
        self._note("report", sentence)

    def of(self, *kinds):
        return [told for told in self.told if told[0] in kinds]


@pytest.fixture
def begin(tmp_path):
    """Makes sessions over channels; `mode` is the performer's."""
    with contextlib.ExitStack() as stack:

        def make(*channels, mode="polyphony", model=MODEL, **settings):
            performer = None if model is None else mdrnn.Performer(model, mode=mode, seed=1)
            made = Session(performer, Settings(osc=None, log_folder=tmp_path, **settings), channels)
            stack.callback(made.close)
            return made

        yield make


def wait_until(session, condition):
    """Runs the session's loop until the condition holds."""
    end = time.monotonic() + PATIENCE

    def look():
        if condition() or time.monotonic() > end:
            session.loop.stop()
        else:
            session.loop.call_later(0.005, look)

    session.loop.call_soon(look)
    session.loop.run_forever()
    assert condition()


def obey(session, channel, address, *arguments):
    answers = []
    session.command(address, list(arguments), channel, lambda address, arguments: answers.append((address, arguments)))
    return answers


def test_every_channel_is_told_of_an_event_and_who_played_it(begin):
    one, two = Noted("one"), Noted("two")
    session = begin(one, two)
    session.event([0.25, 0.75], two)
    assert one.of("heard") == two.of("heard") == [("heard", [0.25, 0.75], "two")]
    wait_until(session, lambda: one.of("play") and two.of("play"))


def test_some_values_are_one_event_and_the_others_stay(begin):
    channel = Noted()
    session = begin(channel, mode="useronly")
    session.some({1: 0.9}, channel)
    session.some({0: 0.1, 1: 0.2}, channel)
    session.some({0: 0.3}, channel)
    assert [told[1] for told in channel.of("heard")] == [[0.5, 0.9], [0.1, 0.2], [0.3, 0.2]]
    session.some({0: 0.3, 2: 0.2}, channel)
    session.some({0: float("nan"), 1: 0.2}, channel)
    assert [told[1] for told in channel.of("report")] == [
        "first: there is no value 2, expected 0 to 1",
        "first: a value is nan, expected 0 to 1; the previous value is kept",
    ]
    assert session.values == pytest.approx([0.3, 0.2])


def test_two_of_three_values_leave_the_third_where_it_was(begin):
    channel = Noted()
    session = begin(channel, mode="useronly", model=mdrnn.models.path("touch-4d-s"))
    session.some({1: 0.9}, channel)
    session.some({0: 0.1, 2: 0.2}, channel)
    assert [told[1] for told in channel.of("heard")] == [[0.5, 0.9, 0.5], [0.1, 0.9, 0.2]]


def test_without_a_model_some_values_complete_an_event(begin):
    channel = Noted()
    session = begin(channel, model=None, dimension=4, log=True)
    session.some({0: 0.25, 2: 7.0}, channel)
    assert channel.of("heard") == [("heard", [0.25, 0.5, 7.0], "first")]
    assert session.dimension == 4
    session.some({3: 1.0}, channel)
    assert channel.of("report") == [("report", "first: there is no value 3, expected 0 to 2")]
    obey(session, channel, "/mdrnn/record", 0)
    (began, ended) = [told[1]["log"] for told in channel.of("changed")]
    assert began.endswith("-4d-mdrnn.log")
    assert ended == ""


@pytest.mark.parametrize(
    ("address", "argument", "times"),
    [("/mdrnn/mode", "useronly", 1), ("/mdrnn/pause", 1, 1), ("/mdrnn/reset", None, 2)],
)
def test_what_ends_the_machines_turn_silences_every_channel(begin, address, argument, times):
    one, two = Noted("one"), Noted("two")
    session = begin(one, two)
    session.event([0.25, 0.75], one)
    wait_until(session, lambda: one.of("play"))
    for _ in range(2):
        obey(session, one, address, *([] if argument is None else [argument]))
    assert len(one.of("silence")) == len(two.of("silence")) == times  # a reset ends the player's notes too


def test_every_channel_is_told_which_notes_the_player_lets_go_of(begin):
    one, two = Noted("one"), Noted("two")
    session = begin(one, two)
    session.released([], one)
    session.released([0, 1], two)
    assert one.of("released") == two.of("released") == [("released", [0, 1], "two")]
    assert one.of("heard") == []


def test_the_players_touch_ends_the_machines_turn_in_callresponse_alone(begin):
    channel = Noted()
    session = begin(channel, mode="callresponse")
    obey(session, channel, "/mdrnn/threshold", 0.01)
    session.event([0.25, 0.75], channel)
    wait_until(session, lambda: channel.of("play"))
    assert channel.of("silence") == []
    session.event([0.5, 0.75], channel)
    assert [told[0] for told in channel.of("heard", "silence")] == ["heard", "silence", "heard"]
    obey(session, channel, "/mdrnn/mode", "polyphony")
    played = len(channel.of("play"))
    session.event([0.5, 0.8], channel)
    wait_until(session, lambda: len(channel.of("play")) > played)
    session.event([0.5, 0.9], channel)
    assert len(channel.of("silence")) == 1


def test_a_parameter_that_one_channel_sets_is_told_to_all(begin):
    one, two = Noted("one"), Noted("two")
    session = begin(one, two)
    obey(session, one, "/mdrnn/threshold", 0.75)
    obey(session, one, "/mdrnn/mode", "battle")
    assert two.of("changed") == [("changed", {"threshold": 0.75}), ("changed", {"mode": "battle"})]


def test_channels_know_of_another_model_before_they_hear_it(begin, monkeypatch):
    class Counting(Noted):
        def play(self, values):
            self._note("play", len(values))

        def loaded(self):
            self._note("loaded", session.dimension)

    monkeypatch.setattr(session_module, "LOAD_POLL_SECONDS", 3600.0)
    channel = Counting()
    session = begin(channel, mode="battle")
    session.event([0.25, 0.75], channel)
    wait_until(session, lambda: channel.of("play"))
    session.load(SMALLER)
    wait_until(session, lambda: ("play", 1) in channel.told)
    told = channel.of("play", "loaded")
    first = told.index(("loaded", 2))
    assert {*told[:first]} == {("play", 2)}
    assert {*told[first + 1 :]} == {("play", 1)}
    assert len(session.values) == 1


def test_a_plan_is_told_when_it_changes(begin):
    channel = Noted()
    session = begin(channel, mode="battle")
    obey(session, channel, "/mdrnn/timescale", 100.0)
    wait_until(session, lambda: channel.of("planned"))
    assert channel.of("planned")[-1][1] == session.next_event[0]
    obey(session, channel, "/mdrnn/mode", "useronly")
    wait_until(session, lambda: channel.of("planned")[-1][1] is None)


@pytest.mark.parametrize("error", [OSError(19, "No such device"), MdrnnError("the cable is pulled"), KeyError("x")])
@pytest.mark.parametrize("method", ["heard", "play", "planned", "report"])
def test_a_channel_that_fails_is_told_once_and_opened_again_while_the_other_plays(begin, monkeypatch, method, error):
    monkeypatch.setattr(session_module, "REOPEN_SECONDS", 0.01)
    broken, whole = Noted("broken"), Noted("whole")
    session = begin(broken, whole)
    broken.fails = {method: error, "open": OSError(19, "No such device")}
    session.event([0.25, 0.75], whole)
    session.trouble("something")
    wait_until(session, lambda: len(broken.of("open")) > 3 and whole.of("play"))
    sentences = [told[1] for told in whole.of("report") if told[1].startswith("broken: ")]
    assert len(sentences) == 1
    assert sentences[0].endswith("; it is tried again")
    broken.fails = {}
    wait_until(session, lambda: broken.told[-1] == ("open",) and broken.told.count(("open",)) > 4)
    session.event([0.25, 0.5], broken)
    assert broken.of("heard")[-1] == whole.of("heard")[-1] == ("heard", [0.25, 0.5], "broken")
    broken.fails = {method: OSError(5, "Input/output error")}
    session.event([0.25, 0.75], whole)
    session.trouble("something else")
    wait_until(session, lambda: ("report", "broken: Input/output error; it is tried again") in whole.told)


def test_a_lost_channel_is_told_after_any_number_of_other_troubles(begin):
    broken, whole = Noted("broken"), Noted("whole")
    session = begin(broken, whole)
    for first in "abcdefghij":
        for second in "abcdefghij":
            session.trouble(f"{first}{second}")
    broken.fails = {"heard": MdrnnError("the cable is pulled")}
    session.event([0.25, 0.75], whole)
    assert whole.of("report")[-1][1] == "broken: the cable is pulled; it is tried again"


def test_a_channel_that_cannot_be_opened_leaves_the_others_playing(begin, monkeypatch):
    monkeypatch.setattr(session_module, "REOPEN_SECONDS", 0.01)
    missing, whole = Noted("missing"), Noted("whole")
    missing.fails = {"open": MdrnnError("there is no such port")}
    session = begin(missing, whole)
    session.event([0.25, 0.75], whole)
    assert whole.of("heard")
    missing.fails = {}
    wait_until(session, lambda: len(missing.of("open")) > 1)


def test_without_any_open_channel_there_is_no_session(begin):
    missing = Noted()
    missing.fails = {"open": MdrnnError("there is no such port")}
    with pytest.raises(MdrnnError, match="there is no such port"):
        begin(missing)


def test_when_no_channel_can_be_opened_each_reason_is_told_once(begin, capfd):
    first, second = Noted("first"), Noted("second")
    first.fails, second.fails = {"open": MdrnnError("no cable")}, {"open": MdrnnError("no port")}
    with pytest.raises(MdrnnError, match=r"^no cable$"):
        begin(first, second)
    assert capfd.readouterr().err == "mdrnn: second: no port\n"


def test_a_log_that_nothing_is_in_yet_is_used_however_much_was_played_before(begin, tmp_path):
    channel = Noted()
    session = begin(channel, mode="useronly")
    session.event([0.25, 0.75], channel)
    for _ in range(2):
        obey(session, channel, "/mdrnn/record", 1)
        wait_until(session, lambda: session.recording.path is not None)
    session.event([0.5, 0.75], channel)
    obey(session, channel, "/mdrnn/record", 0)
    wait_until(session, lambda: session.recording.path is None)
    logs = [told[1]["log"] for told in channel.of("changed")]
    assert logs == [str(next(tmp_path.glob("*.log"))), ""]


# ---- other machines over OSC ----------------------------------------------------------------------------------------


class Elsewhere(OscChannel):
    """Takes every datagram as one from another machine."""

    def _arrived(self):
        for datagram, _ in super()._arrived():
            yield datagram, "192.0.2.7"


def osc(address, *arguments):
    builder = OscMessageBuilder(address)
    for argument in arguments:
        builder.add_arg(argument)
    return builder.build().dgram


@pytest.fixture
def mouth():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as opened:
        yield opened


@pytest.mark.parametrize("kind", [Elsewhere, OscChannel])
def test_another_machine_shows_the_token_before_its_words_are_obeyed(begin, mouth, kind):
    channel = kind(OscSettings(in_port=0, out_port=9))
    note = Noted()
    session = begin(channel, note, token="right")

    def send(*message):
        mouth.sendto(osc(*message), ("127.0.0.1", channel.port))

    send("/mdrnn/mode", "battle")
    send("/mdrnn/token", "wrong")
    send("/interface", 0.25, 0.75)
    wait_until(session, lambda: note.of("heard"))
    is_far = kind is Elsewhere
    assert session.performer.mode == ("polyphony" if is_far else "battle")
    assert [told[1] for told in note.of("report")] == [
        *(["/mdrnn/mode: 192.0.2.7 has not shown the token, expected /mdrnn/token TOKEN first"] if is_far else []),
        "/mdrnn/token: not the token, expected the one that was printed at the start",
    ]
    send("/mdrnn/token", "right")
    send("/mdrnn/mode", "useronly")
    wait_until(session, lambda: session.performer.mode == "useronly")


def test_addresses_without_the_token_do_not_silence_other_troubles(begin, mouth):
    channel, note = Elsewhere(OscSettings(in_port=0, out_port=9)), Noted()
    session = begin(channel, note, token="right")
    for index in range(100):
        mouth.sendto(osc(f"/{'x' * index}y"), ("127.0.0.1", channel.port))
    mouth.sendto(osc("/interface", "text"), ("127.0.0.1", channel.port))
    wait_until(session, lambda: len(note.of("report")) == 2)
    assert note.of("report")[1][1].startswith("/interface: argument 1 is 'text'")


def test_a_host_that_others_reach_is_known():
    assert [is_loopback(host) for host in ("0.0.0.0", "192.168.0.7", "::", "studio.local")] == [False] * 4
    assert [is_loopback(host) for host in ("127.0.0.1", "127.0.1.1", "::1", "localhost", "::ffff:127.0.0.1")] == [
        True
    ] * 5
