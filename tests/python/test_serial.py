# SPDX-License-Identifier: MIT
"""Lines of numbers over a serial port, played through pseudo-terminals; IMPSY's rules, and what cables do."""

import contextlib
import errno
import os
import random
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from serial_wire import PATIENCE, Wire

import mdrnn
from mdrnn.errors import MdrnnError
from mdrnn.playing import session as session_module
from mdrnn.playing.channel import Channel
from mdrnn.playing.serial import port as ports
from mdrnn.playing.serial.channel import WAITING, SerialChannel
from mdrnn.playing.serial.lines import LONGEST_LINE, LineReader, numbers
from mdrnn.playing.session import Session
from mdrnn.playing.settings import SerialSettings, Settings

MODEL = Path(__file__).parents[1] / "golden" / "explicit-d3-u5-l2-m2.tflite"


class Noted(Channel):
    """Another channel of the same session."""

    name = "noted"

    def __init__(self):
        self.events, self.let_go, self.played, self.reports = [], [], [], []

    def heard(self, values, source):
        self.events.append([round(value, 4) for value in values])

    def released(self, indices, source):
        self.let_go.append((indices, source.name))

    def play(self, values):
        self.played.append(values)

    def report(self, sentence):
        self.reports.append(sentence)


@pytest.fixture
def wire(tmp_path):
    with contextlib.closing(Wire(tmp_path)) as made:
        yield made


class Stage:
    """A session that plays over a wire, and another channel that notes what happens."""

    def __init__(self, session, channel, noted):
        self.session, self.channel, self.noted = session, channel, noted

    def turn(self, seconds=0.0):
        """Lets the session's loop run once, or so long."""
        self.session.loop.call_later(seconds, self.session.loop.stop)
        self.session.loop.run_forever()

    def wait_until(self, condition):
        end = time.monotonic() + PATIENCE
        while not condition() and time.monotonic() < end:
            self.turn(0.005)
        assert condition(), (self.noted.events, self.noted.reports)


@pytest.fixture
def begin(tmp_path, wire, monkeypatch):
    monkeypatch.setattr(session_module, "REOPEN_SECONDS", 0.01)
    with contextlib.ExitStack() as stack:

        def make(mode="useronly", threads=False, model=MODEL, baudrate=115_200, **settings):
            channel, noted = SerialChannel(SerialSettings(wire.name, baudrate), threads), Noted()
            performer = None if model is None else mdrnn.Performer(model, mode=mode, seed=1)
            made = Session(performer, Settings(osc=None, log_folder=tmp_path / "logs", **settings), [noted, channel])
            stack.callback(made.close)
            return Stage(made, channel, noted)

        yield make


both_ways = pytest.mark.parametrize("threads", [False, True], ids=["loop", "threads, as on Windows"])


# ---- lines, without a port ------------------------------------------------------------------------------------------


def test_lines_are_the_same_however_they_are_divided():
    text = b"0.1,0.2\n\n0.3,0.4\r\n\r\n  \n0.5,0.6\r0.7,0.8\n0.9"
    expected = [b"0.1,0.2", b"0.3,0.4", b"0.5,0.6", b"0.7,0.8"]
    assert list(LineReader().lines(text)) == expected
    chance = random.Random(1)
    for _ in range(50):
        reader, heard, position = LineReader(), [], 0
        while position < len(text):
            size = chance.randrange(1, 8)
            heard += reader.lines(text[position : position + size])
            position += size
        assert heard == expected


def test_a_line_without_an_end_is_forgotten_and_the_next_one_is_read():
    reader = LineReader()
    for _ in range(100):
        assert list(reader.lines(b"x" * LONGEST_LINE)) == []
    assert list(reader.lines(b"\n0.5\n")) == [None, b"0.5"]
    assert list(reader.lines(b"1" * LONGEST_LINE + b"\n")) == [b"1" * LONGEST_LINE]


@pytest.mark.parametrize(
    ("line", "values"),
    [
        (b"0.2500,0.7000", [0.25, 0.7]),
        (b" 0.25 , 1e-1 ", [0.25, 0.1]),
        (b"1", [1.0]),
        (b"-3,255", [-3.0, 255.0]),
        (b"0.5,0.25,", [0.5, 0.25]),
    ],
)
def test_numbers_of_a_line(line, values):
    assert numbers(line) == values


@pytest.mark.parametrize("line", [b"hello", b"0.5;0.5", b"0.5 0.5", b",", b"0.5,,0.5", b"1_0,2", b"\xff\xfe", b"0x1"])
def test_a_line_that_is_not_numbers_is_one_sentence(line):
    with pytest.raises(MdrnnError, match=r"^a line is '.*', expected numbers with commas between them") as raised:
        numbers(line)
    assert str(raised.value).isprintable()


# ---- in -------------------------------------------------------------------------------------------------------------


@both_ways
def test_a_line_is_an_event(begin, wire, threads):
    stage = begin(threads=threads)
    wire.write(b"0.2500,0.7000\n0.3,0.")
    stage.wait_until(lambda: stage.noted.events)
    wire.write(b"8\n")
    stage.wait_until(lambda: len(stage.noted.events) == 2)
    assert stage.noted.events == [[0.25, 0.7], [0.3, 0.8]]
    assert stage.noted.reports == []


@pytest.mark.parametrize("mode", ["callresponse", "polyphony", "battle", "useronly"])
def test_lines_are_heard_in_every_mode(begin, wire, mode):
    stage = begin(mode=mode)
    wire.write(b"0.25,0.5\n")
    stage.wait_until(lambda: stage.noted.events == [[0.25, 0.5]])


@pytest.mark.parametrize("first", [b"5,0.3", b"300,0.30", b"#boot: ok", b"\xff\xfe\x00", b"0.1,0.2,0.3"])
def test_a_first_line_that_has_lost_its_beginning_is_left_out_in_silence(begin, wire, first):
    stage = begin()
    wire.write(first + b"\n0.5,0.5\n")
    stage.wait_until(lambda: stage.noted.events)
    assert stage.noted.events == [[0.5, 0.5]]
    assert stage.noted.reports == []


def test_what_is_wrong_with_lines_is_told_once_each(begin, wire):
    stage = begin()
    wire.write(b"0.5,0.5\n")
    for _ in range(5):
        wire.write(b"0.1,0.2,0.3\nnoise\n\x80\x81other\n2.5,0.5\nnan,0.25\n" + b"9" * (LONGEST_LINE + 1) + b"\n")
    wire.write(b"0.125,0.125\n")
    stage.wait_until(lambda: stage.noted.events[-1:] == [[0.125, 0.125]])
    assert stage.noted.reports == [
        "serial: the event has 3 values, expected 2 (the model's dimension is 3, dt included)",
        "serial: a line is 'noise', expected numbers with commas between them, such as 0.25,0.7",
        "serial: a value is 2.5, expected 0 to 1; clamped",
        "serial: a value is nan, expected 0 to 1; the previous value is kept",
        f"serial: a line is longer than {LONGEST_LINE} characters; is 115200 baud right, and does the device end its "
        "lines?",
    ]
    assert stage.noted.events == [[0.5, 0.5], *([[1.0, 0.5], [1.0, 0.25]] * 5), [0.125, 0.125]]


def test_without_a_model_the_lines_are_logged_as_they_came(begin, wire):
    stage = begin(model=None, dimension=4)
    wire.write(b"12,200,255\n13,200,255\n")
    stage.wait_until(lambda: stage.noted.events == [[12, 200, 255], [13, 200, 255]])
    assert stage.noted.reports == []


# ---- out ------------------------------------------------------------------------------------------------------------


@both_ways
def test_what_the_machine_plays_is_a_line_with_four_decimals(begin, wire, threads):
    stage = begin(mode="polyphony", threads=threads)
    wire.write(b"0.25,0.7\n")
    stage.wait_until(lambda: stage.noted.played)
    line = wire.read_until(lambda heard: heard.endswith(b"\n"))
    assert re.fullmatch(rb"\d\.\d{4},\d\.\d{4}\n", line)
    assert numbers(line) == pytest.approx(stage.noted.played[0], abs=5e-5)


def test_thru_sends_what_came_by_another_channel_and_no_echo(begin, wire):
    stage = begin(input_thru=True)
    wire.write(b"0.25,0.75\n")
    stage.wait_until(lambda: stage.noted.events)
    stage.session.event([0.5, 0.125], stage.noted)
    assert wire.read_until(lambda heard: heard.endswith(b"\n")) == b"0.5000,0.1250\n"


@both_ways
def test_a_device_that_reads_nothing_does_not_hold_up_the_music_and_gets_the_newest(begin, wire, threads):
    stage = begin(threads=threads)
    for index in range(20_000):  # 14 bytes each; a terminal's buffer has a few kilobytes
        stage.channel.play([index / 20_000, 0.5])
    assert stage.channel.dropped > 10_000
    assert stage.noted.reports == [
        f"serial: {wire.name} takes events more slowly than they are played: the oldest are dropped"
    ]
    assert f"{stage.channel.dropped:,} events dropped because" in stage.channel.summary()[0]
    heard = b""
    while not heard.endswith(b"1.0000,0.5000\n"):
        stage.turn(0.001)
        heard += wire.read()
    lines = heard.decode().splitlines()
    assert len(lines) == 20_000 - stage.channel.dropped
    assert all(re.fullmatch(r"\d\.\d{4},0\.5000", line) for line in lines)
    assert lines[-WAITING:] == [f"{index / 20_000:.4f},0.5000" for index in range(20_000)][-WAITING:]


@both_ways
def test_closing_does_not_wait_for_a_device_that_reads_nothing(begin, wire, threads):
    stage = begin(threads=threads)
    for _ in range(20_000):
        stage.channel.play([0.5, 0.5])
    stage.session.close()  # the test would hang


# ---- cables ---------------------------------------------------------------------------------------------------------


@both_ways
def test_a_cable_that_is_pulled_and_plugged_in_again(begin, wire, capfd, threads):
    stage = begin(threads=threads)
    for round_ in range(3):
        wire.write(b"0.25,0.5\n")
        stage.wait_until(lambda expected=round_ + 1: len(stage.noted.events) == expected)
        wire.unplug()
        stage.wait_until(lambda: stage.channel._port is None)
        stage.session.event([0.5, 0.5], stage.noted)  # the others play on
        stage.noted.events.pop()
        stage.turn(0.1)  # several attempts
        wire.plug()
        stage.wait_until(lambda: stage.channel._port is not None)
    assert stage.noted.reports == [f"serial: {wire.name} is gone; it is tried again"]
    stage.session.close()
    out, _ = capfd.readouterr()
    assert out.count("mdrnn: serial is back: reads and writes lines on") == 3


def test_a_cable_that_is_pulled_while_we_send(begin, wire):
    stage = begin()
    wire.unplug()
    for _ in range(100):
        stage.channel.play([0.5, 0.5])
    assert stage.noted.reports == [f"serial: {wire.name} is gone; it is tried again"]


def test_a_port_that_is_not_there_at_the_start_leaves_the_others_playing(begin, wire):
    wire.unplug()
    stage = begin()
    (told,) = stage.noted.reports
    assert told.startswith(f"serial: {wire.name}: there is no such serial port; plug the device in; ")
    assert told.endswith("; it is tried again")
    stage.session.event([0.5, 0.5], stage.noted)
    assert stage.noted.events == [[0.5, 0.5]]
    wire.plug()
    stage.wait_until(lambda: stage.channel._port is not None)
    wire.write(b"0.25,0.5\n")
    stage.wait_until(lambda: [0.25, 0.5] in stage.noted.events)


def test_the_other_ports_are_looked_up_once_however_often_one_is_tried(begin, wire, monkeypatch):
    looked = []
    monkeypatch.setattr(ports, "present", lambda: looked.append(1) or ["/dev/ttyUSB7"])
    wire.unplug()
    stage = begin()
    assert "plug the device in; found: /dev/ttyUSB7; it is tried again" in stage.noted.reports[0]
    stage.turn(0.2)
    assert len(looked) == 1


def test_a_port_that_another_program_has_is_one_sentence(begin, wire):
    begin()
    second = begin()
    has = "another program, such as a serial monitor,"
    if Path("/proc/self/fd").exists():
        has = f"{Path('/proc/self/comm').read_text().strip()} (process {os.getpid()})"
    assert second.noted.reports == [f"serial: {wire.name}: {has} has this port; end that; it is tried again"]


def test_nothing_is_left_open(begin, wire):
    before = len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").exists() else None
    if before is None:
        pytest.skip("counts open files in /proc")
    for threads in (False, True):
        stage = begin(threads=threads)
        stage.session.close()
    assert len(os.listdir("/proc/self/fd")) == before


@pytest.mark.parametrize("baudrate", [9600, 31_250, 115_200, 1_000_000])
def test_usual_and_unusual_speeds(begin, wire, baudrate):
    stage = begin(baudrate=baudrate)
    wire.write(b"0.25,0.5\n")
    stage.wait_until(lambda: stage.noted.events)


@pytest.mark.parametrize(
    ("device", "sentence"),
    [
        ("", "no name: there is no such serial port; plug the device in"),
        ("/dev/nowhere", "/dev/nowhere: there is no such serial port; plug the device in"),
        ("/dev/null", "/dev/null: is not a serial port, or nothing is connected to it"),
        ("/", "/: is not a serial port, or nothing is connected to it"),
        ("/dev/\x1b[2J", "/dev/\\x1b[2J: there is no such serial port"),
        ("/dev/\0", "/dev/\\x00: there is no such serial port"),
    ],
)
def test_a_device_that_is_no_port_is_one_sentence(device, sentence):
    with pytest.raises(MdrnnError) as raised:
        ports.open_port(device, 115_200, None, None, None)
    assert str(raised.value).startswith(sentence)


def test_who_may_not_open_a_port_is_told_the_group(tmp_path):
    device = tmp_path / "tty"
    device.touch(mode=0o600)
    error = OSError(errno.EACCES, "Permission denied")
    assert ports._refusal(str(device), 9600, error, True) == (
        f"{device}: no permission; type: sudo usermod -a -G dialout $USER, then log out and in again"
    )


def test_pyserial_that_is_missing_is_one_sentence(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "serial", None)
    with pytest.raises(MdrnnError, match=r"^serial ports need pyserial: .*\[serial\]"):
        ports.open_port("/dev/nowhere", 9600, None, None, None)


# ---- the command ----------------------------------------------------------------------------------------------------


def test_mdrnn_run_plays_over_a_serial_port_alone(wire, tmp_path):
    command = [sys.executable, "-m", "mdrnn", "run", str(MODEL), "-p", "--no-osc", "--serial", wire.name]
    command += ["--baudrate", "9600"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as process:
        try:
            said = process.stdout.readline() + process.stdout.readline()
            wire.write(b"0.2500,0.7000\n")
            answer = wire.read_until(lambda heard: heard.endswith(b"\n"))
        finally:
            process.terminate()
            last = process.communicate(timeout=PATIENCE)[0]
    assert re.fullmatch(rb"\d\.\d{4},\d\.\d{4}\n", answer)
    assert f"reads and writes lines on {wire.name} at 9600 baud\n" in said
    assert f"print lines x1,x2 (0 to 1) on {wire.name}; the model answers each event." in said
    assert process.returncode == 0
    assert "1 event heard, 1 played in " in last


def test_a_serial_port_that_is_not_there_and_nothing_else_ends_the_start(tmp_path):
    command = [sys.executable, "-m", "mdrnn", "run", str(MODEL), "--no-osc", "--serial", "/dev/nowhere"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=60)
    assert done.returncode == 1
    assert re.fullmatch(r"mdrnn: (serial: )?/dev/nowhere: there is no such serial port; plug .*\n", done.stderr)
