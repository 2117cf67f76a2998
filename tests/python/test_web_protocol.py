# SPDX-License-Identifier: MIT
"""The page's port: JSON words and events, IMPSY's text words, and what is wrong with a frame."""

import json
import queue

import pytest
from web_running import PATIENCE, running

from mdrnn.playing import osc_protocol
from mdrnn.playing.channel import Channel
from mdrnn.playing.midi.heard import Hearing
from mdrnn.playing.midi_words import Sender, parse
from mdrnn.playing.settings import WebSettings
from mdrnn.playing.web import impsy_words
from mdrnn.playing.web.client import WORD_NAMES


@pytest.fixture
def server(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with running() as started:
        yield started


def test_the_first_frame_says_what_there_is(server):
    with server.page() as page:
        hello = page.key("hello")
    assert hello["dimension"] == 3
    assert hello["model"] == "explicit-d3-u5-l2-m2", "a name, not a path"
    assert hello["values"] == [0.5, 0.5]
    assert "mouse-3d-xs" in hello["models"]
    assert hello["token_needed"] is False
    assert hello["parameters"]["threshold"] == {
        "value": pytest.approx(0.1),
        "lowest": 0,
        "highest": 3600,
        "default": pytest.approx(0.1),
        "unit": "s",
    }
    assert hello["parameters"]["mode"]["default"] == "callresponse"
    assert any(str(server.port) in channel for channel in hello["channels"])


def test_an_event_is_heard_by_every_page_and_answered(server):
    with server.page() as page, server.page() as other:
        other.key("hello")
        page.key("hello")
        page.word("event", 0.2, 0.7)
        for each in (page, other):
            heard = each.until(lambda said: "heard" in said)
            assert heard["heard"] == [0.2, 0.7]
            assert heard["by"] == "web"
            assert each.until(lambda said: said.get("planned") is not None)["now"] >= heard["time"]
            played = each.until(lambda said: "play" in said)
            assert len(played["play"]) == 2
            assert all(0 <= value <= 1 for value in played["play"])
        page.word("event", 0.3, 0.6)
        assert other.key("silence") is True, "the player's touch ends the machine's turn"


def test_one_value_keeps_the_others(server):
    with server.page() as page:
        page.word("event", 0.2, 0.7)
        page.word("value", 1, 0.25)
        assert page.until(lambda said: said.get("heard") == [0.2, 0.25])


def test_a_parameter_is_changed_for_everybody(server):
    with server.page() as page, server.page() as other:
        other.key("hello")
        page.word("threshold", 0.75)
        assert other.key("changed") == {"threshold": 0.75}
        page.word("mode", "battle")
        assert other.key("changed") == {"mode": "battle"}


def test_info_and_step_answer_the_one_who_asked(server):
    with server.page() as page:
        page.word("info")
        assert page.until(lambda said: "dimension" in said.get("info", {}))["info"] == {"dimension": 3}
        page.word("step", 0.1, 0.2, 0.7)
        assert len(page.key("step")) == 3


def test_every_word_is_known_but_the_token_which_only_osc_needs(server):
    assert set(WORD_NAMES) == {word.name for word in osc_protocol.WORDS} - {"token"}


@pytest.mark.parametrize(
    ("frame", "sentence"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        ("[" * 20_000, "not JSON"),
        ("[]", "expected one JSON object"),
        ("{}", 'neither "word" nor "ask"'),
        ('{"word": "explode"}', "unknown word explode"),
        ('{"word": ["event"]}', "unknown word"),
        ('{"word": "event", "arguments": 3}', "expected a list"),
        ('{"word": "event", "arguments": [[0.1], 0.2]}', "expected numbers and short texts"),
        ('{"word": "event", "arguments": [0.1]}', "expected 2"),
        ('{"word": "event", "arguments": [0.1, 1' + "0" * 400 + "]}", "expected numbers"),
        ('{"word": "event", "arguments": [0.1, NaN]}', "a value is nan"),
        ('{"word": "threshold", "arguments": []}', "0 arguments"),
        ('{"word": "load", "arguments": ["../secret"]}', "without a folder"),
        ('{"word": "record", "arguments": ["../secret"]}', "not a plain file name"),
        ('{"word": "mode", "arguments": ["\\ud800"]}', "half of a character"),
        ('{"ask": "log", "name": "\\udfff.log"}', "half of a character"),
        ("/channel", "is no word"),
        ("/channel/17/cc/1/1", "the channel is 17"),
        ("/channel/1/cc/1/-1", "expected a whole number"),
        (b"\x00\x01", "a binary frame came"),
    ],
)
def test_a_bad_frame_is_one_sentence_and_the_next_phrase_is_answered(server, frame, sentence):
    with server.page() as page:
        page.send(frame)
        assert sentence in page.key("error")
        page.word("event", 0.2, 0.7)
        assert len(page.key("play")) == 2


@pytest.mark.parametrize("ask", ["nothing", 3, None, ["models"], {"a": 1}])
def test_an_unknown_question_is_answered_with_a_sentence(server, ask):
    with server.page() as page:
        page.send({"ask": ask, "id": "mine"})
        assert "unknown question" in page.until(lambda said: said.get("id") == "mine")["error"]


def test_models_are_names(server, tmp_path):
    (tmp_path / "mine.tflite").write_bytes(b"")
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "yours.tflite").write_bytes(b"")
    with server.page() as page:
        names = page.ask("models")["models"]
    assert {"mine", "yours", "mouse-3d-xs"} <= set(names)
    assert not any("/" in name for name in names)


def test_a_loaded_model_is_told_with_its_dimension(server):
    with server.page() as page:
        page.word("load", "touch-4d-s")
        loaded = page.key("loaded")
    assert loaded["model"] == "touch-4d-s"
    assert loaded["dimension"] == 4
    assert loaded["values"] == [0.5] * 3


def test_a_run_without_a_model_has_a_page_too(tmp_path):
    with running(model=None, log_folder=tmp_path) as server, server.page() as page:
        assert page.key("hello")["dimension"] is None
        page.word("event", 0.2, 0.7)
        assert page.key("heard") == [0.2, 0.7]


# ---- IMPSY's text words


def test_who_has_sent_a_text_word_is_played_to_in_text_words(server):
    with server.page() as page:
        page.send("/channel/1/cc/2/127")
        assert page.key("heard") == [0.5, 1.0]
        first, second = page.text(), page.text()
    assert first.startswith("/channel/1/cc/1/")
    assert second.startswith("/channel/1/cc/2/")


def test_who_only_listens_where_impsy_clients_connect_hears_text_words_and_nothing_else():
    mapping = parse(["note_on 1", "control_change 1 42"], 2)
    web = WebSettings(port=0, inputs=mapping, outputs=mapping)
    with running(web) as server, server.page("/") as listener, server.page("/") as player:
        player.send("/channel/1/noteon/60/100")
        frame = listener.frame()
        assert isinstance(frame, str)
        assert frame.startswith("/channel/1/noteon/")
        note = frame.split("/")[4]
        player.send("/channel/1/noteon/62/100")  # the machine's turn ends, and so does its last note
        words = [frame]
        while not words[-1].startswith("/channel/1/noteoff/"):
            words.append(listener.frame())
        assert all(isinstance(word, str) for word in words)
        assert f"/channel/1/noteon/{note}/127" in words


def test_a_message_that_has_no_text_word_is_left_out():
    mapping = parse(["mpe_pressure 1", "control_change 1 42"], 2)
    with running(WebSettings(port=0, outputs=mapping)) as server, server.page("/") as listener, server.page() as page:
        page.word("event", 0.2, 0.7)
        assert listener.text().startswith("/channel/1/cc/42/")
        page.word("event", 0.3, 0.6)
        assert page.until(lambda said: said.get("heard") == [0.3, 0.6]), "the page is still connected"


class Beside(Channel):
    """Another channel of the same session, of a player."""

    name = "beside"

    def __init__(self):
        self.let_go = queue.Queue()

    def open(self, session):
        self.session = session

    def do(self, *steps):
        """On the session's thread, one after the other."""
        for name, *details in steps:
            self.session.loop.call_soon_threadsafe(getattr(self.session, name), *details)

    def released(self, indices, source):
        self.let_go.put((indices, source.name))


@pytest.fixture
def beside():
    """Another channel, and who only listens to text words."""
    notes, channel = parse(["note_on 1", "note_on 2"], 2), Beside()
    web = WebSettings(port=0, inputs=notes, outputs=notes)
    with running(web, beside=channel, input_thru=True) as server, server.page("/") as listener, server.page() as page:
        page.word("mode", "useronly")
        page.until(lambda said: said.get("changed", {}).get("mode") == "useronly")
        yield channel, listener, server


def test_a_note_that_another_channel_lets_go_of_ends_and_the_machines_does_not(beside):
    channel, listener, _ = beside
    channel.do(("event", [1.0, 0.5], channel), ("released", [0], channel))
    begun = ["/channel/1/noteon/127/127", "/channel/2/noteon/64/127"]
    assert [listener.text() for _ in range(3)] == [*begun, "/channel/1/noteoff/127/0"]
    channel.do(("_sound", [1.0, 0.5]), ("released", [0, 1], channel), ("event", [0.0, 0.5], channel))
    again = ["/channel/1/noteon/127/127", "/channel/2/noteoff/64/0", "/channel/2/noteon/64/127"]
    assert [listener.text() for _ in range(4)] == [*again, "/channel/1/noteoff/127/0"]
    assert listener.text() == "/channel/1/noteon/0/127"


@pytest.mark.parametrize(("name", "value"), [("mode", "battle"), ("pause", 1.0)])
def test_the_players_notes_end_when_who_plays_changes(beside, name, value):
    channel, listener, _ = beside
    channel.do(("event", [1.0, 0.5], channel), ("set", name, value))
    assert [listener.text() for _ in range(4)][2:] == ["/channel/1/noteoff/127/0", "/channel/2/noteoff/64/0"]


def test_a_note_in_text_words_is_let_go_of_on_every_channel(beside):
    channel, _, server = beside
    with server.page("/") as player:
        for word in ("1/noteon/60/100", "1/noteoff/60/0", "2/noteon/61/100"):
            player.send(f"/channel/{word}")
        assert channel.let_go.get(timeout=PATIENCE) == ([0], "web")
    assert channel.let_go.get(timeout=PATIENCE) == ([1], "web"), "who has gone holds nothing"


def test_a_mapping_for_another_number_of_values_is_a_sentence():
    web = WebSettings(port=0, outputs=parse(["note_on 1"], 1))
    with running(web) as server, server.page("/socket") as page:
        page.key("hello")  # from now on it is told
        with server.page("/"):
            assert "the mapping of text words has 1 value, the model 2" in page.key("error")
        page.word("event", 0.2, 0.7)
        assert len(page.key("play")) == 2


def test_a_program_without_a_page_is_greeted_where_no_text_words_are_configured(server):
    with server.page("/") as page:
        assert "hello" in page.frame()


def test_a_program_that_begins_with_json_is_greeted_then():
    mapping = parse(["note_on 1", "control_change 1 42"], 2)
    with running(WebSettings(port=0, inputs=mapping)) as server, server.page("/") as page:
        page.word("event", 0.2, 0.7)
        assert page.key("hello")["dimension"] == 3


@pytest.mark.parametrize(
    "text",
    [
        "/channel/1/noteon/60",
        "/channel/1/noteon/60/100/1",
        "/channel/0/noteon/60/100",
        "/channel/1/noteon/128/100",
        "/channel/1/noteon/sixty/100",
        "/channel/1/noteon/\u0661/100",
        "/channel/1/pitchbend/16384",
        "/channel/1/pitchbend/1/2",
        "/channel/1/program/5/0",
        "/tunnel/1/cc/1/1",
        "/" * 1000,
    ],
)
def test_a_text_word_that_is_none_is_a_sentence(text):
    with pytest.raises(ValueError, match=r"^.{1,200}$"):
        impsy_words.message(text)


def test_text_words_become_midi_and_come_back():
    for text in (
        "/channel/1/noteon/60/100",
        "/channel/16/noteoff/0/0",
        "/channel/3/cc/127/1",
        "/channel/2/pitchbend/9000",
    ):
        assert impsy_words.word(impsy_words.message(text)) == text


def test_a_controller_with_a_range_reaches_both_ends():
    mapping = parse(["control_change 2 7 20 100"], 1)
    for value, expected in ((0, 0.0), (20, 0.0), (60, 0.5), (100, 1.0), (127, 1.0)):
        message = impsy_words.message(f"/channel/2/cc/7/{value}")
        assert Hearing(mapping).updates(bytes(message)) == {0: expected}


def cases(shared_data, name):
    file = shared_data / "impsy" / "conformance" / f"websocket_{name}.json"
    return json.loads(file.read_text())["cases"]


def test_text_words_in_are_understood_as_impsy_does(shared_data):
    for case in cases(shared_data, "input"):
        hearing = Hearing([(word, numbers) for word, *numbers in case["input_mapping"]])
        for text, expected in zip(case["messages"], case["expected"], strict=True):
            try:
                found = hearing.updates(bytes(impsy_words.message(text)))
            except ValueError:
                found = {}
            assert found == pytest.approx(dict(expected or []), abs=1e-9), text


def test_text_words_out_are_those_of_impsy(shared_data):
    for case in cases(shared_data, "output"):
        sender = Sender([(word, numbers) for word, *numbers in case["output_mapping"]])
        for values, expected in zip(case["steps"], case["expected"], strict=True):
            assert [impsy_words.word(each) for each in sender.messages(values)] == expected
