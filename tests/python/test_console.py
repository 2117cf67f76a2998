# SPDX-License-Identifier: MIT
"""The daemon's lines on the terminal: nobody waits for a reader that has stopped, and no other line is lost."""

import contextlib
import os
import threading

import pytest

from mdrnn.playing import console
from mdrnn.playing.console import STDOUT, WAITING_LINES, Console

PATIENCE = 60.0  # seconds until a test gives up


class Looks:
    """Whenever a moment passes without a line, `close` looks whether the reader takes more."""

    def __init__(self):
        self.answers = []
        self.before = lambda: None  # called before each look


@pytest.fixture
def looks(monkeypatch):
    seen = Looks()
    takes_more = console._takes_more

    def look(stream):
        seen.before()
        seen.answers.append(takes_more(stream))
        return seen.answers[-1]

    monkeypatch.setattr(console, "STOPPED_SECONDS", 0.001)
    monkeypatch.setattr(console, "CLOSE_SECONDS", PATIENCE)
    monkeypatch.setattr(console, "_takes_more", look)
    return seen


@pytest.fixture
def starved(monkeypatch, looks):
    """Until the fifth look the thread that writes gets no time."""
    has_time = threading.Event()
    write = console._write

    def write_later(stream, line):
        assert has_time.wait(PATIENCE)
        write(stream, line)

    monkeypatch.setattr(console, "_write", write_later)
    looks.before = lambda: len(looks.answers) == 4 and has_time.set()


@pytest.fixture
def pipe():
    """Where one reads without waiting, and where one writes."""
    ends = os.pipe()
    os.set_blocking(ends[0], False)
    yield ends
    for end in ends:
        os.close(end)


def test_lines_go_to_their_streams_in_order(capfd):
    said = Console()
    said.say("one", STDOUT)
    said.say("two")
    said.say("three\x1b", STDOUT)
    said.close()
    assert capfd.readouterr() == ("mdrnn: one\nmdrnn: three\\x1b\n", "mdrnn: two\n")


@pytest.mark.usefixtures("starved")
def test_the_last_lines_are_not_lost_when_the_thread_gets_no_time(capfd, looks):
    said = Console()
    for index in range(3):
        said.say(f"line {index}")
    said.close()
    assert capfd.readouterr().err.splitlines() == [f"mdrnn: line {index}" for index in range(3)]
    assert len(looks.answers) >= 5


@pytest.mark.usefixtures("starved")
def test_as_many_lines_as_may_wait_are_not_lost_and_those_dropped_are_counted(capfd):
    said = Console()
    for index in range(WAITING_LINES + 10):
        said.say(f"line {index}")
    said.close()
    *lines, last = capfd.readouterr().err.splitlines()
    assert len(lines) in (WAITING_LINES, WAITING_LINES + 1)  # the thread may hold one
    assert lines == [f"mdrnn: line {index}" for index in range(len(lines))]
    assert last == f"mdrnn: {WAITING_LINES + 10 - len(lines)} lines dropped here, because the output was not read"


def test_close_waits_for_a_reader_that_is_slow(looks, pipe):
    reader, writer = pipe
    heard = bytearray()

    def read_some():
        with contextlib.suppress(BlockingIOError):
            heard.extend(os.read(reader, 100_000))

    looks.before = read_some
    said = Console()
    for _ in range(WAITING_LINES):  # 512 kB; a pipe holds 64 kB
        said.say("x" * 504, writer)
    said.close()
    read_some()
    assert len(heard) == 512 * WAITING_LINES
    assert len(looks.answers) >= 5


def test_close_does_not_wait_for_a_reader_that_has_stopped(looks, pipe):
    reader, writer = pipe
    said = Console()
    for _ in range(WAITING_LINES):
        said.say("x" * 504, writer)
    said.close()
    assert looks.answers[-1] is False
    assert len(os.read(reader, 1 << 20)) < 512 * WAITING_LINES


def test_close_without_a_line_and_close_twice(capfd):
    Console().close()
    said = Console()
    said.say("one")
    said.close()
    said.close()
    assert capfd.readouterr().err == "mdrnn: one\n"
