# SPDX-License-Identifier: MIT
"""The daemon under systemd: it says that it is ready and alive, needs no network, and keeps its log when killed."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from test_daemon import MODEL, PATIENCE, Running

from mdrnn.playing.supervisor import Supervisor


@pytest.fixture
def systemd(tmp_path, monkeypatch):
    """A socket in systemd's place; NOTIFY_SOCKET names it."""
    path = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
        told.bind(str(path))
        told.settimeout(PATIENCE)
        monkeypatch.setenv("NOTIFY_SOCKET", str(path))
        yield told


def test_systemd_is_told_when_the_daemon_is_ready_lives_and_ends(systemd, monkeypatch, tmp_path):
    monkeypatch.setenv("WATCHDOG_USEC", "200000")
    daemon = Running(tmp_path, MODEL)
    assert [systemd.recv(64) for _ in range(4)] == [b"READY=1", *[b"WATCHDOG=1"] * 3]
    assert daemon.answers()
    code, _ = daemon.end()
    daemon.close()
    while (word := systemd.recv(64)) == b"WATCHDOG=1":
        pass
    assert (code, word) == (0, b"STOPPING=1")
    assert daemon.errors() == ""


def test_a_daemon_that_hangs_shows_no_sign_of_life(systemd, monkeypatch, tmp_path):
    monkeypatch.setenv("WATCHDOG_USEC", "100000")
    daemon = Running(tmp_path, MODEL)
    assert systemd.recv(64) == b"READY=1"
    daemon.process.send_signal(signal.SIGSTOP)
    os.waitid(os.P_PID, daemon.process.pid, os.WSTOPPED | os.WNOWAIT)
    systemd.setblocking(False)
    with contextlib.suppress(BlockingIOError):
        while True:
            assert systemd.recv(64) == b"WATCHDOG=1"  # what it had sent before
    systemd.settimeout(0.5)  # ten times the interval
    with pytest.raises(TimeoutError):
        systemd.recv(64)
    daemon.process.send_signal(signal.SIGCONT)
    systemd.settimeout(PATIENCE)
    assert systemd.recv(64) == b"WATCHDOG=1"
    daemon.close()


def test_a_supervisor_that_does_not_wait_for_signs_of_life_gets_none(systemd, tmp_path):
    daemon = Running(tmp_path, MODEL)
    assert systemd.recv(64) == b"READY=1"
    daemon.end()
    daemon.close()
    assert systemd.recv(64) == b"STOPPING=1"


def test_a_socket_that_is_not_there_is_said_once_and_the_music_plays(monkeypatch, tmp_path):
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "nowhere"))
    monkeypatch.setenv("WATCHDOG_USEC", "20000")
    daemon = Running(tmp_path, MODEL)
    assert daemon.answers()
    assert daemon.end()[0] == 0
    daemon.close()
    told = daemon.errors().splitlines()
    assert len(told) == 3
    assert told[0] == "mdrnn: telling systemd READY=1 failed: No such file or directory"


@pytest.mark.parametrize(
    ("environment", "interval"),
    [
        ({}, None),
        ({"WATCHDOG_USEC": "4000000"}, None),  # nobody to tell
        ({"NOTIFY_SOCKET": "@abstract", "WATCHDOG_USEC": "4000000"}, 2.0),
        ({"NOTIFY_SOCKET": "@abstract", "WATCHDOG_USEC": "4000000", "WATCHDOG_PID": str(os.getpid())}, 2.0),
        ({"NOTIFY_SOCKET": "@abstract", "WATCHDOG_USEC": "4000000", "WATCHDOG_PID": "1"}, None),  # meant for another
        ({"NOTIFY_SOCKET": "@abstract", "WATCHDOG_USEC": "soon"}, None),
    ],
)
def test_a_sign_of_life_comes_twice_in_the_time_that_systemd_waits(environment, interval):
    assert Supervisor(environment).interval == interval


def test_an_abstract_socket_is_one_too():
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
        told.bind(f"\0mdrnn-test-{os.getpid()}")
        Supervisor({"NOTIFY_SOCKET": f"@mdrnn-test-{os.getpid()}"}).tell("READY=1")
        assert told.recv(64) == b"READY=1"


def test_a_service_manager_that_does_not_read_is_not_waited_for(tmp_path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
        told.bind(str(tmp_path / "notify"))
        supervisor = Supervisor({"NOTIFY_SOCKET": str(tmp_path / "notify")})
        said = 0
        with contextlib.suppress(BlockingIOError):
            for said in range(100_000):  # noqa: B007 - counted until the socket is full
                supervisor.tell("WATCHDOG=1")
    assert 0 < said < 99_999


# ---- what happens to an instrument ----------------------------------------------------------------------------------


def rows(folder: Path) -> list[list[str]]:
    return [path.read_text().splitlines() for path in sorted(folder.glob("*-mdrnn.log"))]


def test_killed_in_the_middle_every_row_is_in_the_log_and_the_next_start_writes_a_new_one(tmp_path):
    """A worker writes rows within a second. A crash of the whole machine may lose more: the system caches writes."""
    for kills, number in enumerate((signal.SIGKILL, signal.SIGTERM)):
        daemon = Running(tmp_path, MODEL, "-p", "--max-dt", 0.01, "--log", tmp_path / "logs")
        for _ in range(20):
            daemon.send("/interface", 0.5, 0.5)
            assert daemon.receive("/impsy") is not None
        end = time.monotonic() + PATIENCE
        while (found := rows(tmp_path / "logs"))[kills:] != [found[-1]] or len(found[-1]) < 40:
            assert time.monotonic() < end
            time.sleep(0.01)
        daemon.end(number)
        daemon.close()
    assert [len(log) for log in rows(tmp_path / "logs")] == [40, 40]


def test_without_a_network_it_starts_plays_at_home_and_says_what_it_cannot_reach(tmp_path):
    """In a machine of its own that has nothing but a loopback, as a board has before its network is up."""
    alone = ["unshare", "--user", "--map-root-user", "--net"]
    if shutil.which("unshare") is None or subprocess.run([*alone, "ip", "link"], capture_output=True).returncode:
        pytest.skip("this system gives no network of its own (unshare, ip)")
    program = Path(__file__).with_name("without_network.py")
    command = [*alone, sys.executable, program, MODEL, tmp_path]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "at home: answered",
        "far away: mdrnn: sending to 192.168.4.2 failed: Network is unreachable",
    ]
