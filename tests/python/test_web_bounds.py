# SPDX-License-Identifier: MIT
"""A page's port under a flood, with clients that do not read, and with everything that is wrong: the music goes on."""

import asyncio
import contextlib
import json
import select
import socket
import threading
import time
from types import SimpleNamespace

import pytest
import web_garbage
from web_running import PATIENCE, running, until
from websockets.exceptions import ConnectionClosed, InvalidMessage, InvalidStatus
from websockets.sync.client import connect

from mdrnn.playing.web import channel, client, outbox, port
from mdrnn.playing.web.allowance import Allowance
from mdrnn.playing.web.outbox import Outbox


@pytest.fixture
def server(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with running(log_folder=tmp_path / "logs") as started:
        yield started


def play_a_phrase(server):
    """By a page that connects again until it is let in, as pages do."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            with server.page() as page:
                page.word("event", 0.25, 0.75)
                assert page.until(lambda said: said.get("heard") == [0.25, 0.75])
                assert len(page.key("play")) == 2
            return
        except InvalidStatus as refused:
            assert refused.response.status_code == 503, "those that have just gone may still be counted"
        except (InvalidMessage, ConnectionError):
            pass
        assert time.monotonic() < end
        time.sleep(0.05)


def read_to_the_end(page):
    """Until the connection is closed."""
    frames = []
    with contextlib.suppress(ConnectionClosed):
        while True:
            frames.append(page.frame())
    return frames


def opened(server):
    """A raw connection whose handshake is done."""
    connection = socket.create_connection(("127.0.0.1", server.port), PATIENCE)
    connection.sendall(web_garbage.handshake(server.port))
    return connection


def send_all(server, frames):
    """And reads whatever comes back meanwhile."""
    with connect(f"ws://127.0.0.1:{server.port}/socket", compression=None) as page:
        reading = threading.Thread(target=lambda: [None for _ in page])
        reading.start()
        for frame in frames:
            page.send(frame)
        page.close()
        reading.join()


def test_eight_thousand_wrong_frames_and_then_a_phrase(server):
    draw = web_garbage.drawn(1)
    for _ in range(4):
        send_all(server, [web_garbage.text_frame(draw) for _ in range(1900)])
        send_all(server, [web_garbage.binary_frame(draw) for _ in range(100)])
    play_a_phrase(server)
    ours = [thread.name for thread in threading.enumerate() if thread.name.startswith("mdrnn")]
    assert len(ours) <= 2, "one for the disk, one for MIDI ports"


def test_fifteen_hundred_wrong_requests_and_then_a_phrase(server):
    draw = web_garbage.drawn(2)
    for _ in range(1500):
        with (
            socket.create_connection(("127.0.0.1", server.port), PATIENCE) as connection,
            contextlib.suppress(ConnectionError),
        ):
            connection.sendall(web_garbage.request(draw))
    play_a_phrase(server)


def test_five_hundred_damaged_connections_and_then_a_phrase(server):
    draw = web_garbage.drawn(3)
    for _ in range(500):
        with contextlib.suppress(ConnectionError), opened(server) as connection:
            for _ in range(draw.randrange(1, 4)):
                connection.sendall(web_garbage.damaged_frames(draw))
    play_a_phrase(server)


def test_nothing_of_all_that_is_printed_but_sentences(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    draw = web_garbage.drawn(4)
    with running(log_folder=tmp_path / "logs") as server:
        for _ in range(100):
            with opened(server) as connection, contextlib.suppress(ConnectionError):
                connection.sendall(web_garbage.damaged_frames(draw))
            server.bytes(b"GET / HTTP/9\r\n\r\n")
        with server.page() as page:
            for _ in range(300):
                page.send(web_garbage.text_frame(draw))
            page.word("event", 0.25, 0.75)
            page.until(lambda said: said.get("heard") == [0.25, 0.75])
    printed = capfd.readouterr()
    assert "Traceback" not in printed.out + printed.err
    assert "a bug in mdrnn" not in printed.err
    assert all(line.startswith("mdrnn: ") for line in (printed.out + printed.err).splitlines())


def test_a_frame_that_is_too_large_ends_its_connection_alone(server):
    with server.page() as other:
        other.key("hello")
        with server.page() as page:
            page.send("x" * (channel.LARGEST_FRAME + 1))
            read_to_the_end(page)
        other.word("event", 0.25, 0.75)
        assert other.key("heard") == [0.25, 0.75]


def test_a_client_that_never_reads_neither_holds_up_the_others_nor_grows(server, monkeypatch):
    monkeypatch.setattr(outbox, "STUCK_SECONDS", 0.2)
    stuck = socket.socket()
    stuck.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    stuck.connect(("127.0.0.1", server.port))
    stuck.sendall(web_garbage.handshake(server.port))
    with server.page() as page:
        page.key("hello")
        until(lambda: len(server.channel._clients) == 2)
        for number in range(200_000):
            page.word("event", number % 100 / 100, 0.5)
            page.until(lambda said: "heard" in said)
            if len(server.channel._clients) == 1:
                break
        assert len(server.channel._clients) == 1, "who has not read for so long is dropped"
        page.word("event", 0.25, 0.75)
        assert page.until(lambda said: said.get("heard") == [0.25, 0.75])
    stuck.close()


class Stuck:
    """A connection that takes nothing until it is told to."""

    def __init__(self, loop):
        self.loop = loop
        self.transport = self
        self.taken = []
        self.is_aborted = False
        self.may_go_on = asyncio.Event()

    def get_write_buffer_size(self):
        return outbox.WRITE_AHEAD

    def abort(self):
        self.is_aborted = True

    async def send(self, text):
        await self.may_go_on.wait()
        self.taken.append(text)


def test_of_events_that_wait_the_newest_win_and_answers_are_kept():
    async def run():
        connection = Stuck(asyncio.get_running_loop())
        box = Outbox(connection)
        box.put("hello")
        await asyncio.sleep(0)  # the first is on its way now
        box.put("answer")
        for number in range(1000):
            box.put(f"event {number}", is_event=True)
        connection.may_go_on.set()
        while len(connection.taken) < outbox.WAITING + 1:
            await asyncio.sleep(0)
        assert connection.taken[:2] == ["hello", "answer"]
        kept = outbox.WAITING - 1
        assert connection.taken[2:] == [f"event {number}" for number in range(1000 - kept, 1000)]
        assert box.dropped == 1000 - kept
        assert not connection.is_aborted

    asyncio.run(run())


def test_who_is_owed_too_many_answers_is_dropped():
    async def run():
        connection = Stuck(asyncio.get_running_loop())
        box = Outbox(connection)
        for _ in range(outbox.WAITING + 2):
            box.put("answer")
        assert connection.is_aborted
        await asyncio.sleep(0)

    asyncio.run(run())


def test_in_a_flood_the_newest_value_wins_and_words_are_obeyed(server):
    with server.page() as page, server.page() as watching:
        watching.key("hello")
        for number in range(5000):
            page.word("event", number % 1000 / 1000, 0.5)
            if number % 1000 == 0:
                page.word("threshold", 1 + number / 1000)
        page.word("event", 0.123, 0.456)
        page.word("threshold", 42)
        until_both = {"heard": False, "threshold": False}
        while not all(until_both.values()):
            said = watching.frame()
            until_both["heard"] |= said.get("heard") == [0.123, 0.456]
            until_both["threshold"] |= said.get("changed") == {"threshold": 42}


def test_events_push_no_command_out(server):
    with server.page() as page:
        page.key("hello")
        for number in range(900):
            page.word("event", number / 1000, 0.5)
        page.word("mode", "battle")
        page.word("pause", 1)
        for number in range(3 * client.LATE_WORDS):
            page.word("value", 0, number / 1000)
            page.word("value", number % 100, 0.5)
            page.word("event", number / 1000, 0.25)
        changed = {}
        while changed.get("mode") != "battle" or not changed.get("pause"):
            changed |= page.key("changed")


class Held:
    """No room for anything, until `call_later` is answered."""

    def __init__(self):
        self.wait = 1.0

    def take(self):
        return False


def test_of_what_waits_the_newest_events_and_every_command_are_kept():
    done, later = [], []
    loop = SimpleNamespace(call_later=lambda _, act: later.append(act))
    session = SimpleNamespace(loop=loop, trouble=lambda _: None)
    own = SimpleNamespace(events=Held(), words=Held())
    one = client.Client(SimpleNamespace(), own, session, None, True)

    def hand_over(*key):
        one._hand_over((Held(), Held()), key, lambda: done.append(key))

    hand_over("mode")
    for number in range(2 * client.LATE_WORDS):
        hand_over("value", str(number))
    hand_over("pause")
    hand_over("some", 0)
    hand_over("event")
    hand_over("value", "0")
    for act in later:
        act()
    assert done == [("mode",), ("pause",), ("event",), ("value", "0")]


def test_an_allowance_fills_again():
    now = [0.0]
    allowance = Allowance(10, 2, lambda: now[0])
    assert [allowance.take() for _ in range(3)] == [True, True, False]
    assert allowance.wait == pytest.approx(0.1)
    now[0] = 0.11
    assert [allowance.take(), allowance.take()] == [True, False]
    now[0] = 100.0
    assert [allowance.take() for _ in range(3)] == [True, True, False]


def test_too_many_questions_are_refused_one_by_one(server):
    with server.page() as page:
        page.key("hello")
        count = int(3 * client.ASKS_PER_SECOND)
        for number in range(count):
            page.send({"ask": "models", "id": number})
        answers = [page.until(lambda said: "answer" in said) for _ in range(count)]
        refused = [said for said in answers if "too many questions" in said.get("error", "")]
        assert 0 < len(refused) < count
        assert len({said["id"] for said in answers}) == count


def test_there_are_never_more_clients_than_we_can_serve(server):
    with contextlib.ExitStack() as pages:
        for _ in range(channel.MOST_CLIENTS):
            pages.enter_context(server.page()).key("hello")
        with pytest.raises(InvalidStatus) as refused, server.page():
            pass
        assert refused.value.response.status_code == 503
        assert b"close one" in refused.value.response.body
    until(lambda: not server.channel._connections)
    play_a_phrase(server)


def test_clients_that_come_at_once_are_no_more(server):
    """Each is counted before it has been greeted."""
    come = channel.MOST_CLIENTS + 30
    opening = [socket.create_connection(("127.0.0.1", server.port), PATIENCE) for _ in range(come)]
    for connection in opening:
        connection.sendall(web_garbage.handshake(server.port))
    answers = [connection.recv(12) for connection in opening]
    assert sorted(answers) == [b"HTTP/1.1 101"] * channel.MOST_CLIENTS + [b"HTTP/1.1 503"] * 30
    for connection in opening:
        connection.close()
    until(lambda: not server.channel._connections)
    play_a_phrase(server)


def test_half_open_connections_are_bounded_and_end_by_themselves(server, monkeypatch):
    idle = [socket.create_connection(("127.0.0.1", server.port), PATIENCE) for _ in range(port.MOST_CONNECTIONS + 20)]
    refused = 0
    while refused < 20:
        readable, _, _ = select.select(idle, [], [], PATIENCE)
        refused = len(readable)
        assert refused <= 20 + port.MOST_CONNECTIONS
    for connection in idle:
        connection.close()
    play_a_phrase(server)


def test_a_request_that_does_not_arrive_is_given_up(server, monkeypatch):
    monkeypatch.setattr(port, "REQUEST_SECONDS", 0.05)
    with socket.create_connection(("127.0.0.1", server.port), PATIENCE) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\n")
        with contextlib.suppress(ConnectionError):
            assert connection.recv(100) == b""


def test_a_slow_download_is_not_cut_off(tmp_path, monkeypatch):
    """As a file of the page would be after a while."""
    monkeypatch.setattr(channel, "PAGE_SECONDS", 0.05)
    (tmp_path / "large.log").write_bytes(b"x" * 3_000_000)
    with running(log_folder=tmp_path) as server, socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect(("127.0.0.1", server.port))
        connection.sendall(b"GET /logs/large.log HTTP/1.1\r\nHost: localhost\r\n\r\n")
        time.sleep(0.3)
        received = 0
        while part := connection.recv(65536):
            received += len(part)
    assert received > 3_000_000


def test_only_some_downloads_run_at_once(server, tmp_path):
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "large.log").write_bytes(b"x" * 3_000_000)
    with contextlib.ExitStack() as slow:
        for _ in range(channel.MOST_DOWNLOADS):
            connection = slow.enter_context(socket.socket())
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.connect(("127.0.0.1", server.port))
            connection.sendall(b"GET /logs/large.log HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert connection.recv(10)
        assert server.http("/logs/large.log")[0] == 503
    until(lambda: not server.channel._connections)
    assert server.http("/logs/large.log")[0] == 200


def test_the_page_goes_and_comes_with_the_run(server):
    with server.page() as page:
        page.key("hello")
        server.stop()
        read_to_the_end(page)


def test_a_note_of_the_machine_ends_for_a_program_when_the_run_does():
    from mdrnn.playing.midi_words import parse
    from mdrnn.playing.settings import WebSettings

    mapping = parse(["note_on 1", "control_change 1 42"], 2)
    with running(WebSettings(port=0, inputs=mapping, outputs=mapping)) as server, server.page("/") as page:
        page.send("/channel/1/noteon/60/100")
        word = page.text()
        while not word.startswith("/channel/1/noteon/"):
            word = page.text()
        server.stop()
        words = [word, *(frame for frame in read_to_the_end(page) if isinstance(frame, str))]
    sounding = set()
    for word in words:
        _, _, _, kind, note, *_ = word.split("/")
        if kind == "noteon":
            sounding.add(note)
        elif kind == "noteoff":
            sounding.discard(note)
    assert not sounding


def test_json_is_never_more_than_json():
    """A value that JSON has no word for is null."""
    assert json.loads(client.dumped({"a": [float("inf"), {"b": float("nan")}], "c": 0.5})) == {
        "a": [None, {"b": None}],
        "c": 0.5,
    }
