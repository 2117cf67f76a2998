# SPDX-License-Identifier: MIT
"""What must not go wrong in front of people: `mdrnn run` in a process of its own, with OSC and a wire, and trouble."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from serial_wire import Wire
from test_daemon import MODEL, PATIENCE, refused, run  # noqa: F401

from mdrnn.data import logs
from mdrnn.playing.midi.heard import Parser, is_note_off, is_note_on

CLOCK = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
static long offset(void) {
  struct stat jumped;
  return stat(getenv("CLOCK_JUMPS"), &jumped) == 0 ? jumped.st_size - 100000 : 0;
}
int clock_gettime(clockid_t clock, struct timespec *now) {
  static int (*real)(clockid_t, struct timespec *);
  if (real == NULL) real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
  const int code = real(clock, now);
  if (clock == CLOCK_REALTIME) now->tv_sec += offset();
  return code;
}
int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  struct timespec exact;
  (void)zone;
  const int code = clock_gettime(CLOCK_REALTIME, &exact);
  now->tv_sec = exact.tv_sec;
  now->tv_usec = exact.tv_nsec / 1000;
  return code;
}
time_t time(time_t *now) {
  struct timespec exact;
  clock_gettime(CLOCK_REALTIME, &exact);
  if (now != NULL) *now = exact.tv_sec;
  return exact.tv_sec;
}
"""


@pytest.fixture
def wire(tmp_path):
    with contextlib.closing(Wire(tmp_path)) as made:
        yield made


def midi_config(folder, wire):
    """A configuration with notes on a serial port."""
    config = folder / "notes.toml"
    config.write_text(
        f'log_input = false\n[model]\nfile = "{MODEL}"\n[osc]\n[serialmidi]\nport = "{wire.name}"\n'
        'input = [["note_on", 1], ["note_on", 2]]\noutput = [["note_on", 1], ["note_on", 2]]\n'
    )
    return config


class Notes:
    """Follows what sounds on a wire."""

    def __init__(self, wire):
        self._wire = wire
        self._parser = Parser()
        self.held = set()
        self.begun = 0

    def follow(self):
        for message in self._parser.messages(self._wire.read()):
            note = (message[0] & 0x0F, message[1])
            if is_note_on(message):
                self.held.add(note)
                self.begun += 1
            elif is_note_off(message):
                self.held.discard(note)

    def wait_until(self, condition):
        end = time.monotonic() + PATIENCE
        while not condition() and time.monotonic() < end:
            self.follow()
            time.sleep(0.005)
        assert condition(), self.held


def iter_until(lines, text):
    """The first line that has the text in it."""
    return next(line for line in lines if text in line)


# ---- who plays ------------------------------------------------------------------------------------------------------


def test_a_touch_ends_the_machines_turn_and_its_notes(run, tmp_path, wire):  # noqa: F811
    daemon = run("--config", midi_config(tmp_path, wire), "--threshold", 0.05, "--max-dt", 0.02)
    notes = Notes(wire)
    for turn in range(1, 4):
        daemon.send("/mdrnn/threshold", 0.05)
        daemon.send("/interface", turn / 4, 0.5)
        begun = notes.begun
        notes.wait_until(lambda begun=begun: notes.begun > begun + 4)
        daemon.send("/mdrnn/threshold", 3600)
        daemon.send("/interface", turn / 5, 0.5)
        daemon.info()  # what was sent before its answer has been sent
        assert daemon.receive("/impsy", 0.2) is None
        notes.wait_until(lambda: not notes.held)
    assert daemon.errors() == ""


@pytest.mark.parametrize("word", [("/mdrnn/mode", "useronly"), ("/mdrnn/pause", 1), ("/mdrnn/reset",)])
def test_whatever_ends_its_turn_ends_its_notes(run, tmp_path, wire, word):  # noqa: F811
    daemon = run("--config", midi_config(tmp_path, wire), "--threshold", 0.05, "--max-dt", 0.02)
    daemon.send("/interface", 0.5, 0.5)
    notes = Notes(wire)
    notes.wait_until(lambda: notes.begun > 4)
    daemon.send("/mdrnn/threshold", 3600)
    daemon.send(*word)
    notes.wait_until(lambda: not notes.held)


def test_in_a_flood_the_newest_is_heard_and_every_word_is_obeyed(run, wire):  # noqa: F811
    daemon = run(MODEL, "--mode", "useronly", "--serial", wire.name)
    flood = "".join(f"{index / 5_000:.5f},0.5\n" for index in range(5_000)).encode()
    writer = threading.Thread(target=wire.write, args=(flood,))
    writer.start()
    for index in range(1, 40):
        daemon.send("/mdrnn/threshold", index)
        assert daemon.info()["threshold"] == index
    writer.join(6 * PATIENCE)
    wire.write(b"0.125,0.875\n")
    end = time.monotonic() + 6 * PATIENCE
    while daemon.info()["heard"] < 5_001 and time.monotonic() < end:
        pass
    daemon.send("/mdrnn/record", "after")
    daemon.send("/mdrnn/value", 0, 0.25)
    daemon.info()
    assert daemon.end()[0] == 0
    assert logs.read(Path(daemon.folder, "logs", "after.log"), 3).values.tolist() == [[0.25, 0.875]]


# ---- the machine beneath --------------------------------------------------------------------------------------------


def test_a_wire_that_is_missing_leaves_the_others_playing(run, wire):  # noqa: F811
    wire.unplug()
    daemon = run(MODEL, "-p", "--serial", wire.name)
    assert daemon.answers()
    assert re.fullmatch(r"mdrnn: serial: .*: there is no such serial port; .*; it is tried again\n", daemon.errors())
    wire.plug()
    assert "mdrnn: serial is back: reads and writes lines on " in iter_until(daemon.process.stdout, "is back")
    wire.write(b"0.5,0.5\n")
    wire.read_until(lambda heard: heard.endswith(b"\n"))
    assert daemon.answers()
    assert len(daemon.errors().splitlines()) == 1


@pytest.mark.parametrize("model", [(MODEL, "-p", "--log"), ("--log-only", "-d", 3)])
def test_a_log_whose_folder_is_removed_is_told_once_and_the_next_one_is_written(run, tmp_path, model):  # noqa: F811
    daemon = run(*model)
    folder = tmp_path / "logs"

    def play_until(condition):
        end = time.monotonic() + PATIENCE
        while not condition() and time.monotonic() < end:
            daemon.send("/interface", 0.25, 0.75)
            time.sleep(0.02)
        assert condition(), daemon.errors()

    play_until(lambda: folder.exists() and any(path.stat().st_size for path in folder.iterdir()))
    shutil.rmtree(folder)
    play_until(lambda: "was removed while it was being written" in daemon.errors())
    daemon.send("/mdrnn/record", "next")
    daemon.send("/interface", 0.125, 0.5)
    assert daemon.end()[0] == 0
    assert len(daemon.errors().splitlines()) == 1
    assert [0.125, 0.5] in logs.read(folder / "next.log", 3).values.tolist()


@pytest.mark.skipif(sys.platform != "linux", reason="changes the clock by LD_PRELOAD")
@pytest.mark.parametrize("seconds", [-86_400, 86_400])
def test_a_clock_that_jumps_changes_nothing(run, tmp_path, seconds):  # noqa: F811
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("there is no C compiler")
    (tmp_path / "clock.c").write_text(CLOCK)
    library, jumped = tmp_path / "clock.so", tmp_path / "jumped"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", library, tmp_path / "clock.c", "-ldl"], check=True)
    environment = {**os.environ, "LD_PRELOAD": str(library), "CLOCK_JUMPS": str(jumped)}
    daemon = run(MODEL, "-b", "--max-dt", 0.02, "--log", environment=environment)
    for _ in range(10):
        assert daemon.receive("/impsy") is not None
    jumped.write_bytes(bytes(100_000 + seconds))
    now = subprocess.run(["date", "+%s"], env=environment, capture_output=True, text=True, check=True).stdout
    assert abs(int(now) - time.time() - seconds) < 60  # it does jump
    for _ in range(10):
        assert daemon.receive("/impsy") is not None
    assert daemon.end()[0] == 0
    assert daemon.errors() == ""
    log = logs.read(next((tmp_path / "logs").iterdir()))
    waits = log.events[1:, 0]
    assert len(waits) >= 19
    assert ((waits >= 0.0) & (waits < 60.0)).all()


def test_a_process_that_was_stopped_plays_on_and_says_so_once(run, wire):  # noqa: F811
    daemon = run(MODEL, "-b", "--max-dt", 0.01, "--timescale", 0.001, "--serial", wire.name)
    assert daemon.receive("/impsy") is not None
    began = time.monotonic()
    for _ in range(2):
        daemon.process.send_signal(signal.SIGSTOP)
        time.sleep(1.5)
        daemon.process.send_signal(signal.SIGCONT)
        daemon.forget()
        assert daemon.receive("/impsy") is not None
        assert daemon.info()["mode"] == "battle"
    told, *more = daemon.errors().splitlines()
    assert re.fullmatch(r"mdrnn: the process was stopped for \d+\.\d s; the music goes on from there", told)
    assert len(more) <= (time.monotonic() - began) / 10  # again after ten seconds at the earliest


# ---- the end and the beginning --------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("is_stuck", [False, True])
def test_at_the_end_no_note_sounds(run, tmp_path, wire, number, is_stuck):  # noqa: F811
    daemon = run("--config", midi_config(tmp_path, wire), "-b", "--timescale", 0.001, "--log")
    notes = Notes(wire)
    if is_stuck:  # the synthesiser takes nothing
        end = time.monotonic() + 6 * PATIENCE
        while "more slowly than they are played" not in daemon.errors() and time.monotonic() < end:
            time.sleep(0.05)
    else:
        notes.wait_until(lambda: notes.begun > 10)
    code, _ = daemon.end(number)  # is killed if it takes ten seconds
    assert code == 0
    notes.follow()
    assert not is_stuck or "more slowly" in daemon.errors()
    if not is_stuck:
        assert notes.begun > 10
        assert notes.held == set()


def test_a_port_in_use_names_the_program_that_has_it(run, tmp_path):  # noqa: F811
    daemon = run(MODEL)
    port = daemon.mouth.getpeername()[1]
    code, said = refused(tmp_path, MODEL, "--in-port", port)
    assert code == 1
    by = ""
    if Path("/proc/net/udp").exists():
        by = f" by {Path(f'/proc/{daemon.process.pid}/comm').read_text().strip()} (process {daemon.process.pid})"
    assert said.startswith(f"mdrnn: port {port} on 127.0.0.1: Address already in use{by}; end ")
    assert said.endswith(" or give another --in-port\n")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, pytest.raises(OSError, match="in use"):
        probe.bind(("127.0.0.1", port))  # the first one plays on
