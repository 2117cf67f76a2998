# SPDX-License-Identifier: MIT
"""Models and logs on the page: lists, upload, download, delete and undo, replay; names only."""

import os
from pathlib import Path

import pytest
from web_running import MODEL, running, until

from mdrnn.errors import MdrnnError
from mdrnn.playing.web import library, replay

NAME = "2026-11-01T10-00-00-3d-mdrnn.log"
ROWS = (
    "2026-11-01T10:00:00,interface,0.1,0.2\n"
    "2026-11-01T10:00:00.020000,rnn,0.9,0.9\n"
    "2026-11-01T10:00:00.040000,interface,0.3,0.4\n"
    "what is this\n"
    "2026-11-01T10:00:00.060000,interface,0.5,nan\n"
    "2026-11-01T10:00:00.080000,interface,0.5,0.6\n"
)
BAD_NAMES = [
    "../secret.log",
    "/etc/passwd",
    "..",
    "",
    ".hidden.log",
    "a/b.log",
    "a\\b.log",
    "x.txt",
    3,
    None,
    ["a.log"],
    "n" * 300 + ".log",
    "a\0.log",
]


@pytest.fixture
def logs(tmp_path):
    folder = tmp_path / "logs"
    folder.mkdir()
    (folder / NAME).write_text(ROWS)
    (tmp_path / "secret.log").write_text("secret")
    (folder / ".hidden.log").write_text("secret")
    return folder


@pytest.fixture
def server(logs, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with running(log_folder=logs) as started:
        yield started


def names(answer):
    return [each["name"] for each in answer["logs"]]


def test_logs_are_listed_with_what_is_in_them(server):
    with server.page() as page:
        assert page.ask("logs")["logs"] == [
            {"name": NAME, "size": len(ROWS), "events": 6, "seconds": 0.08, "dimension": 3}
        ]


def test_links_folders_and_other_files_are_no_logs(server, logs, tmp_path):
    (logs / "link.log").symlink_to(tmp_path / "secret.log")
    (logs / "folder.log").mkdir()
    (logs / "notes.txt").write_text("x")
    with server.page() as page:
        assert names(page.ask("logs")) == [NAME]
        assert "no such log" in page.ask("log", name="link.log")["error"]


def test_the_list_is_bounded_and_the_newest_come_first(logs, monkeypatch):
    monkeypatch.setattr(library, "MOST_LOGS", 3)
    for number in range(5):
        (logs / f"{number}.log").write_text(ROWS)
        os.utime(logs / f"{number}.log", (1e9 + number, 1e9 + number))
    os.utime(logs / NAME, (1e9 - 1, 1e9 - 1))
    assert [each["name"] for each in library.Logs(logs).listed()] == ["4.log", "3.log", "2.log"]


def test_a_log_comes_over_the_socket_and_over_http(server):
    with server.page() as page:
        assert page.ask("log", name=NAME)["text"] == ROWS
    status, headers, body = server.http(f"/logs/{NAME}")
    assert (status, body.decode()) == (200, ROWS)
    assert headers["content-disposition"] == f"attachment; filename*=UTF-8''{NAME}"


def test_a_log_that_is_too_large_is_a_sentence(server, monkeypatch):
    monkeypatch.setattr(library, "LARGEST_ANSWER", 10)
    with server.page() as page:
        assert "take it from the log folder" in page.ask("log", name=NAME)["error"]


@pytest.mark.parametrize("name", BAD_NAMES)
def test_only_names_in_the_folder_are_accepted(server, logs, name):
    with server.page() as page:
        for ask in ("log", "delete_log", "undo_delete", "replay"):
            error = page.ask(ask, name=name)["error"]
            assert "expected" in error or "no such log" in error
            assert str(logs.parent) not in error
    assert (logs.parent / "secret.log").exists()
    assert (logs / ".hidden.log").exists()


def test_a_deleted_log_comes_back_by_undo_and_everybody_sees_both(server, logs):
    with server.page() as page, server.page() as other:
        other.key("hello")
        assert names(page.ask("delete_log", name=NAME)) == []
        assert other.key("logs") == []
        assert not (logs / NAME).exists()
        assert names(page.ask("undo_delete", name=NAME)) == [NAME]
        assert [each["name"] for each in other.key("logs")] == [NAME]
    assert (logs / NAME).read_text() == ROWS


def test_undo_outlives_a_reopening_of_the_port(server, logs):
    with server.page() as page:
        page.ask("delete_log", name=NAME)
    session, first = server.session, server.channel._server
    session.loop.call_soon_threadsafe(session.lost, server.channel, MdrnnError("it is broken"))
    until(lambda: server.channel._server not in (None, first))
    server.port = server.channel.port
    with server.page() as page:
        assert names(page.ask("undo_delete", name=NAME)) == [NAME]
    assert (logs / NAME).read_text() == ROWS


def test_undo_does_not_touch_a_new_log_of_the_same_name(server, logs):
    with server.page() as page:
        page.ask("delete_log", name=NAME)
        (logs / NAME).write_text("new")
        assert "there is a new log of this name" in page.ask("undo_delete", name=NAME)["error"]
    assert (logs / NAME).read_text() == "new"


def test_what_an_earlier_run_deleted_is_gone_with_the_next(logs):
    with running(log_folder=logs) as server, server.page() as page:
        page.ask("delete_log", name=NAME)
    assert (logs / library.DELETED / NAME).exists()
    with running(log_folder=logs) as server, server.page() as page:
        assert "was not deleted in this run" in page.ask("undo_delete", name=NAME)["error"]
    assert not (logs / library.DELETED / NAME).exists()


def test_a_log_that_is_being_written_is_not_deleted(server, logs):
    with server.page() as page:
        page.word("record", "mine")
        page.until(lambda said: said.get("changed", {}).get("log"))
        assert "is being written" in page.ask("delete_log", name="mine.log")["error"]
        page.word("event", 0.1, 0.2)
        page.word("record", 0)
        page.until(lambda said: said.get("changed", {}).get("log") == "")
        assert names(page.ask("logs"))[0] == "mine.log"


def test_a_replay_plays_the_players_events_in_their_own_time(server):
    with server.page() as page:
        assert page.ask("replay", name=NAME)["replay"] == {"name": NAME}
        heard = [page.until(lambda said: "heard" in said) for _ in range(3)]
        assert [each["heard"] for each in heard] == [[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]]
        assert {each["by"] for each in heard} == {"log"}
        assert heard[2]["time"] - heard[0]["time"] > 0.07, "as long as in the log, or longer on a busy machine"
        assert page.key("replay") is None


def test_a_replay_is_stopped_and_another_takes_over(server, logs):
    rows = [f"2026-11-01T10:00:{second:02d},interface,0.5,0.5\n" for second in range(60)]
    (logs / "long.log").write_text("".join(rows))
    with server.page() as page:
        page.ask("replay", name="long.log")
        with server.page() as late:
            assert late.key("hello")["replay"] == {"name": "long.log"}
        page.ask("replay", name=NAME)
        assert page.until(lambda said: said.get("heard") == [0.5, 0.6])
        page.ask("replay", name="long.log")
        assert page.ask("stop_replay")["replay"] is None


def test_a_replay_of_the_log_that_is_being_written_ends(server, logs):
    file = logs / "mine.log"
    with server.page() as page:
        page.word("record", "mine")
        page.until(lambda said: said.get("changed", {}).get("log"))
        for number, value in enumerate((0.1, 0.3, 0.5)):
            page.word("event", value, 0.2)
            page.until(lambda said, value=value: said.get("heard") == [value, 0.2])
            # written later than heard
            until(lambda number=number: file.exists() and file.read_text().count("interface") > number)
        seen = len(page.seen)
        assert page.ask("replay", name="mine.log")["replay"] == {"name": "mine.log"}
        page.until(lambda said: said.get("replay", 0) is None)
        heard = [said["heard"] for said in page.seen[seen:] if "heard" in said]
    assert heard == [[0.1, 0.2], [0.3, 0.2], [0.5, 0.2]]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ("", "no event of a player"),
        ("2026-11-01T10:00:00,rnn,0.1,0.2\n", "no event of a player"),
        ("2026-11-01T10:00:00,interface,0.1\n", "its dimension is 2, expected 3"),
        ("2026-11-01T10:00:00,interface,0.1,0.2,0.3\n", "its dimension is 4, expected 3"),
        ("\0\xff" * 10_000, "no event of a player"),
    ],
)
def test_a_log_that_cannot_be_played_is_a_sentence(server, logs, rows, sentence):
    (logs / "other.log").write_text(rows, encoding="latin-1")
    with server.page() as page:
        assert sentence in page.ask("replay", name="other.log")["error"]


def test_rows_are_read_some_at_a_time(tmp_path, monkeypatch):
    monkeypatch.setattr(replay, "AT_ONCE", 2)
    file = tmp_path / "a.log"
    file.write_text(ROWS)
    rows = replay.Rows(file)
    assert [rows.more(), rows.more(), rows.more()] == [
        [(0.0, [0.1, 0.2]), (pytest.approx(0.04), [0.3, 0.4])],
        [(pytest.approx(0.08), [0.5, 0.6])],
        [],
    ]
    rows.close()


def test_rows_that_are_written_after_the_start_are_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(replay, "AT_ONCE", 2)
    file = tmp_path / "a.log"
    file.write_text(ROWS)
    rows = replay.Rows(file)
    found = [rows.more()]
    with file.open("a") as opened:
        opened.write(ROWS)
    found += [rows.more(), rows.more()]
    assert [len(each) for each in found] == [2, 1, 0]
    rows.close()


# ---- models


def send_model(page, name, content, size=None):
    page.send({"ask": "upload_model", "id": "up", "name": name, "size": len(content) if size is None else size})
    for start in range(0, len(content), 32 << 10):
        page.send(content[start : start + (32 << 10)])
    return page.until(lambda said: said.get("id") == "up", 60)


def test_a_model_that_is_sent_is_read_by_the_loader_and_then_offered(server):
    with server.page() as page, server.page() as other:
        other.key("hello")
        answer = send_model(page, "mine.tflite", MODEL.read_bytes())
        assert answer["name"] == "mine"
        assert "mine" in answer["models"]
        assert "mine" in other.key("models")
        page.word("load", "mine")
        assert page.key("loaded")["model"] == "mine"
        assert send_model(page, "mine", MODEL.read_bytes())["name"] == "mine-2", "the other one stays"


def test_the_first_model_comes_back_by_its_name_from_wherever_it_was(server):
    with server.page() as page:
        assert MODEL.stem in page.key("hello")["models"]
        page.word("load", "touch-4d-s")
        assert page.key("loaded")["dimension"] == 4
        assert MODEL.stem in page.ask("models")["models"]
        page.word("load", MODEL.stem)
        assert page.key("loaded")["model"] == MODEL.stem
        page.word("load", "never-seen")
        assert "never-seen: no such model here" in page.key("error")


def test_a_bundled_models_name_is_not_taken(server):
    with server.page() as page:
        assert send_model(page, "mouse-3d-xs.tflite", MODEL.read_bytes())["name"] == "mouse-3d-xs-2"


@pytest.mark.parametrize("content", [b"x", b"\0" * 100_000, MODEL.read_bytes()[:-7000], b"#!/bin/sh\nexit 0\n"])
def test_garbage_is_refused_with_the_loaders_sentence(server, tmp_path, content):
    with server.page() as page:
        error = send_model(page, "bad.tflite", content)["error"]
        assert "bad.tflite" in error
        assert str(tmp_path) not in error
        assert "bad" not in page.ask("models")["models"]
    assert list(Path("models").iterdir()) == []


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("../up.tflite", 10),
        ("a/b.tflite", 10),
        (".tflite", 10),
        (".hidden.tflite", 10),
        ("", 10),
        (None, 10),
        (3, 10),
        ("-o.tflite", 10),
        ("n" * 200, 10),
        ("\U0001f3b9" * 51, 10),
        ("ok.tflite", 0),
        ("ok.tflite", -1),
        ("ok.tflite", 1 << 40),
        ("ok.tflite", "10"),
        ("ok.tflite", True),
    ],
)
def test_a_name_or_size_that_is_none_is_refused_at_once(server, tmp_path, name, size):
    with server.page() as page:
        assert "expected" in send_model(page, name, b"0123456789", size)["error"]
        page.word("event", 0.1, 0.2)
        assert page.key("heard") == [0.1, 0.2]
    assert not (tmp_path / "models").exists()


def test_more_bytes_than_the_size_are_refused(server):
    with server.page() as page:
        assert "more bytes came" in send_model(page, "a.tflite", b"x" * 100, 10)["error"]


def test_a_client_that_goes_away_in_the_middle_leaves_nothing(server, tmp_path):
    with server.page() as page:
        page.send({"ask": "upload_model", "id": 1, "name": "half.tflite", "size": 1000})
        page.send(b"x" * 10)
        page.ask("models")  # waits for its turn
    with server.page() as other:
        for _ in range(500):
            answer = send_model(other, "mine.tflite", MODEL.read_bytes())
            if "one at a time" not in answer.get("error", ""):
                break
        assert answer["name"] == "mine"
    assert [file.name for file in (tmp_path / "models").iterdir()] == ["mine.tflite"]
