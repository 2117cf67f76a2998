# SPDX-License-Identifier: MIT
"""The line at the bottom of the terminal: what it says, that it fits, and that no sentence is torn by it."""

import asyncio
import contextlib
import fcntl
import io
import os
import pty
import re
import select
import signal
import socket
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest
from test_daemon import MODEL, PATIENCE, message

from mdrnn.playing import terminal_view
from mdrnn.playing.terminal_view import BLOCKS, PLAIN, Shown, Style, draw, has_blocks, is_possible

ESCAPES = re.compile(r"\x1b\[[0-9;]*[mK]")
BARS = f"[{BLOCKS}]"
BOTH = Shown("callresponse", [0.0, 0.5], [0.99, 1.0], True, 0.35, 12.0)


# ---- the line -------------------------------------------------------------------------------------------------------


def test_the_line_says_who_plays_what_both_played_when_and_how_fast():
    assert draw(BOTH, 80, Style(colours=False)) == "callresponse  > you ▁▅    machine ██  12/s  next 0.3 s"
    its_turn = Shown("battle", [], [0.3], False, 0.05, 0.0)
    assert draw(its_turn, 80, Style(colours=False)) == "battle    you -  > machine ▃  0/s"
    assert draw(Shown("records", [12, 255], highest=255.0), 80, Style(colours=False)) == (
        "records    you ▁█    machine -  0/s"
    )


def test_yours_is_blue_and_its_is_yellow():
    assert "\x1b[34m> you ▁▅\x1b[0m  \x1b[33m  machine ██\x1b[0m" in draw(BOTH, 80, Style())
    assert "\x1b" not in draw(BOTH, 80, Style(colours=False))


def test_a_terminal_without_utf8_gets_plain_characters():
    line = draw(BOTH, 80, Style(PLAIN, colours=False))
    assert line.isascii()
    assert "> you .+    machine @@" in line


@pytest.mark.parametrize("count", [1, 2, 8, 63])
@pytest.mark.parametrize("until_next", [None, 0.0, 4.9, 3600.0])
def test_the_line_fits_at_every_width(count, until_next):
    shown = Shown("callresponse", [0.5] * count, [0.5] * count, True, until_next, 1234.5)
    for columns in range(200):
        line = ESCAPES.sub("", draw(shown, columns, Style()))
        assert len(line) < max(columns, 1)
        assert ("you" in line) == (columns >= 12)
        assert (line.count("▅") == 2 * count) or count > 2 or columns < 60


@pytest.mark.parametrize(
    ("environment", "has"),
    [
        ({"LANG": "en_US.UTF-8"}, True),
        ({"LC_CTYPE": "C.UTF-8", "LANG": "C"}, True),
        ({"LC_ALL": "C", "LANG": "de_DE.UTF-8"}, False),
        ({"LANG": "de_DE.ISO-8859-1"}, False),
        ({"LANG": "de_DE.utf8", "TERM": "linux"}, False),
        ({}, False),
    ],
)
def test_which_terminals_have_blocks(environment, has):
    assert has_blocks(environment) is has


def test_where_no_line_can_be_drawn():
    assert not is_possible(None, {"TERM": "xterm"})
    assert not is_possible(io.StringIO(), {"TERM": "xterm"})
    end, other = pty.openpty()
    with open(other, "w") as terminal, open(end, "rb"):
        assert is_possible(terminal, {"TERM": "xterm"})
        assert not is_possible(terminal, {"TERM": "dumb"})
        assert not is_possible(terminal, {})
    assert not is_possible(terminal, {"TERM": "xterm"})


class Written:
    """A session whose console notes what it is to show."""

    def __init__(self):
        self.loop = asyncio.SelectorEventLoop()
        self.performer, self.now, self.console = None, 0.0, self
        self.shown = []

    def show(self, text):
        self.shown.append(text)

    def leave(self):
        self.shown.append(None)

    def turn(self):
        self.loop.call_later(0.15, self.loop.stop)
        self.loop.run_forever()


def test_in_the_background_the_terminal_is_left_to_the_shell(monkeypatch):
    session, view = Written(), terminal_view.TerminalView({"NO_COLOR": "1"})
    monkeypatch.setattr(terminal_view, "_columns", lambda: 80)
    view.open(session)
    for is_in_front in (True, False, True):
        monkeypatch.setattr(terminal_view, "_is_in_front", lambda is_in_front=is_in_front: is_in_front)
        view.heard([0.5], None)
        session.now += 10.0
        session.turn()
    view.close()
    session.loop.close()
    line = "records  > you +    machine -  0/s"
    assert list(dict.fromkeys(session.shown)) == [line, None, ""]
    assert session.shown[0] == session.shown[-2] == line


# ---- in a terminal --------------------------------------------------------------------------------------------------


class Screen:
    """The rows of a terminal that knows as much as the line needs."""

    def __init__(self, columns):
        self.columns = columns
        self.rows = [""]
        self.column = 0
        self.redraws = 0

    def feed(self, text):
        for part in re.findall(r"\x1b\[[0-9;]*[A-Za-z]|.", text, re.DOTALL):
            if part == "\x1b[K":
                self.rows[-1] = self.rows[-1][: self.column]
                self.redraws += 1
            elif part == "\r":
                self.column = 0
            elif part == "\n":
                self.rows.append("")
            elif not part.startswith("\x1b"):
                if self.column == self.columns:
                    self.rows.append("")
                    self.column = 0
                row = self.rows[-1].ljust(self.column)
                self.rows[-1] = row[: self.column] + part + row[self.column + 1 :]
                self.column += 1


class InTerminal:
    """A daemon whose output is a terminal that it controls."""

    def __init__(self, folder, *arguments, columns=100, **environment):
        self.screen = Screen(columns)
        self.seen = ""
        self._bytes = b""
        self.end, other = pty.openpty()
        self.resize(columns)
        self.ear = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.ear.bind(("127.0.0.1", 0))
        command = [sys.executable, "-m", "mdrnn", "run", *map(str, arguments)]
        command += ["--in-port", "0", "--out-port", str(self.ear.getsockname()[1])]
        self.process = subprocess.Popen(
            command,
            stdin=other,
            stdout=other,
            stderr=other,
            cwd=folder,
            env={**os.environ, "TERM": "xterm", "LC_ALL": "C.UTF-8", **environment},
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(1, termios.TIOCSCTTY, 0),
        )
        os.close(other)
        self.wait_for(r"Ctrl-C ends\r\n")
        port = int(re.search(r"listens on [^ ]*:(\d+)", ESCAPES.sub("", self.seen))[1])
        self.mouth = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.mouth.connect(("127.0.0.1", port))

    def resize(self, columns):
        fcntl.ioctl(self.end, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        self.screen.columns = columns

    def send(self, address, *arguments):
        self.mouth.send(message(address, *arguments))

    def read(self, seconds=0.05):
        """False: the daemon has ended."""
        if select.select([self.end], [], [], seconds)[0]:
            try:
                data = os.read(self.end, 65536)
            except OSError:
                return False
            self._bytes += data
            text = self._bytes.decode(errors="ignore")  # half a character may still come
            self.screen.feed(text[len(self.seen) :])
            self.seen = text
            return bool(data)
        return True

    def wait_until(self, condition):
        end = time.monotonic() + PATIENCE
        while not condition() and time.monotonic() < end:
            self.read()
        assert condition(), self.screen.rows

    def wait_for(self, pattern):
        self.wait_until(lambda: re.search(pattern, self.seen))

    def wait_for_line(self, pattern):
        """At the bottom of the screen."""
        self.wait_until(lambda: re.search(pattern, self.screen.rows[-1]))

    def stop(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        end = time.monotonic() + PATIENCE
        while self.read() and time.monotonic() < end:
            pass
        return self.process.wait(PATIENCE)

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self.end)
        self.ear.close()
        self.mouth.close()


@pytest.fixture
def run(tmp_path):
    with contextlib.ExitStack() as stack:
        yield lambda *arguments, **options: stack.enter_context(
            contextlib.closing(InTerminal(tmp_path, *arguments, **options))
        )


def test_the_terminal_shows_what_both_play_and_the_line_is_gone_at_the_end(run):
    daemon = run(MODEL, "-p", "--max-dt", 0.01)
    daemon.wait_for_line(r"^polyphony    you -    machine -  0/s$")
    daemon.send("/interface", 0.0, 1.0)
    daemon.wait_for_line(rf"^polyphony    you ▁█  > machine {BARS}{BARS}  \d+/s(  next \d\.\d s)?$")
    daemon.wait_for_line(r"  0/s$")  # and comes to rest
    assert daemon.stop() == 0
    assert re.fullmatch(r"mdrnn: 1 event heard, 1 played in [\d.]+ s", daemon.screen.rows[-2])
    assert daemon.screen.rows[-1] == ""
    assert not [row for row in daemon.screen.rows if re.search(BARS, row)]


def test_no_sentence_is_torn(run):
    daemon = run(MODEL, "-b", "--max-dt", 0.01, columns=200)
    daemon.wait_for_line(rf"machine {BARS}")
    for index in range(60):
        daemon.send("/mdrnn/mode", f"{'x' * index}y")
        daemon.send("/mdrnn/mode", "battle" if index % 2 else "polyphony")
        daemon.read(0.01)
    daemon.wait_until(lambda: "mode is '" + "x" * 59 + "y'" in daemon.seen)
    daemon.stop()
    rows = "\n".join(daemon.screen.rows)
    told = re.findall(r"^mdrnn: /mdrnn/mode: mode is 'x*y', expected callresponse, .* or useronly$", rows, re.M)
    assert len(told) == 60
    assert len(re.findall(r"^mdrnn: mode is (?:battle|polyphony)$", rows, re.M)) == 60
    assert all(row.startswith("mdrnn: ") for row in rows.split("\n") if row)


def test_a_narrower_terminal_gets_a_shorter_line(run):
    daemon = run(MODEL, "--mode", "useronly", columns=100)
    daemon.wait_for_line(r"^useronly    you -    machine -  0/s$")
    daemon.resize(20)  # the system tells the program
    daemon.wait_for_line(r"^  you -$")
    daemon.resize(60)
    daemon.wait_for_line(r"^useronly    you -    machine -  0/s$")


def test_a_terminal_without_colours_or_utf8(run):
    daemon = run(MODEL, "-p", NO_COLOR="1", LC_ALL="C")
    daemon.send("/interface", 0.0, 1.0)
    daemon.wait_for_line(r"you \.@  > machine [.:=+*#@-]{2}")
    assert daemon.seen.isascii()
    assert set(re.findall(r"\x1b\[[^A-Za-z]*[A-Za-z]", daemon.seen)) == {"\x1b[K"}


@pytest.mark.parametrize(("arguments", "environment"), [(("-v",), {}), ((), {"TERM": "dumb"})])
def test_there_is_no_line_where_every_event_is_printed_or_none_can_be_drawn(run, arguments, environment):
    daemon = run(MODEL, "-p", *arguments, **environment)
    daemon.send("/interface", 0.25, 0.75)
    daemon.wait_for(r"hears you")
    assert daemon.stop() == 0
    assert "\x1b" not in daemon.seen


def test_a_fast_player_is_drawn_ten_times_a_second(run):
    daemon = run(MODEL, "--mode", "useronly")
    daemon.wait_for_line("useronly")
    began, before = time.monotonic(), daemon.screen.redraws
    for index in range(1000):
        daemon.send("/interface", index / 1000, 0.5)
        daemon.read(0.001)
    daemon.wait_for_line("  0/s$")
    drawn = daemon.screen.redraws - before
    assert 2 <= drawn <= (time.monotonic() - began) * 10 + 3  # "hears you" draws it again, too


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="counts the wake-ups in /proc")
def test_a_line_at_rest_costs_nothing(run):
    daemon = run(MODEL, "-p", "--max-dt", 0.01)
    daemon.send("/interface", 0.25, 0.75)
    daemon.wait_for_line(rf"machine {BARS}.*[1-9]/s$")
    daemon.wait_for_line("  0/s$")
    daemon.read(0.5)
    before = wake_ups(daemon)
    daemon.read(2.0)
    assert wake_ups(daemon) - before <= 2


def wake_ups(daemon):
    tasks = Path(f"/proc/{daemon.process.pid}/task").glob("*/status")
    return sum(int(count) for task in tasks for count in re.findall(r"ctxt_switches:\s*(\d+)", task.read_text()))


def test_a_terminal_that_nobody_reads_does_not_stop_the_music(run):
    daemon = run(MODEL, "-b", "--max-dt", 0.01)
    daemon.ear.settimeout(PATIENCE)
    for _ in range(10):
        for index in range(100):  # 25 characters each; a terminal holds a few thousand
            daemon.send("/mdrnn/mode", "polyphony" if index % 2 == 0 else "battle")
        assert daemon.ear.recv(512)
    assert daemon.stop() == 0


def test_a_port_in_use_ends_the_start_in_a_terminal_too(tmp_path):
    end, other = pty.openpty()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken, open(end, "rb"):
        taken.bind(("127.0.0.1", 0))
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "-m", "mdrnn", "run", str(MODEL), "--in-port", port],
            stdout=other,
            stderr=subprocess.PIPE,
            env={**os.environ, "TERM": "xterm"},
            text=True,
            cwd=tmp_path,
            timeout=60,
        )
        os.close(other)
    assert done.returncode == 1
    assert re.fullmatch(rf"mdrnn: port {port} on 127\.0\.0\.1: Address already in use.*\n", done.stderr)
