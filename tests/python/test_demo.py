# SPDX-License-Identifier: MIT
"""The demo: a hand plays, a model answers, both are drawn, and the counts at the end are right."""

import json
import os
import pty
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from mdrnn import models
from mdrnn.data import mouse
from mdrnn.errors import MdrnnError
from mdrnn.playing import demo as demonstration

MODEL = Path(__file__).parents[1] / "golden" / "explicit-d3-u5-l2-m2.tflite"


@pytest.fixture(scope="session", autouse=True)
def _movements():
    try:
        mouse.fetch()
    except MdrnnError as error:
        pytest.skip(f"the real movements are not available: {error}")


def demo(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "mdrnn", "demo", *map(str, arguments)],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        timeout=120,
    )


def test_both_play_and_are_counted():
    done = demo("--model", MODEL, "--seconds", 6)
    assert (done.returncode, done.stderr) == (0, "")
    *events, last = done.stdout.splitlines()[1:]
    played = [line.split()[1] for line in events]
    assert (
        last == f"The hand played {played.count('hand'):,} events, the model played {played.count('model'):,} events."
    )
    assert played.count("hand") > 10
    assert played.count("model") > 10
    times = [float(line.split()[0]) for line in events]
    assert times == sorted(times)
    assert times[-1] < 6.0


def test_the_model_answers_while_the_hand_rests_and_not_before():
    done = demo("--model", MODEL, "--seconds", 5)
    rests, touched = [], None  # seconds from the hand's event before it to each of the model's
    for line in done.stdout.splitlines()[1:-1]:
        moment, side, *_ = line.split()
        if side == "hand":
            touched = float(moment)
        elif touched is not None:
            rests.append(float(moment) - touched)
    assert len(rests) > 3
    assert min(rests) >= 0.39


def test_a_short_demo_has_a_short_turn_so_that_the_model_still_answers():
    done = demo("--model", MODEL, "--seconds", 2)
    assert done.returncode == 0
    hand, model = map(
        int, re.fullmatch(r"The hand played (\d+) .*played (\d+) events\.", done.stdout.splitlines()[-1]).groups()
    )
    assert min(hand, model) > 3


def test_in_a_terminal_both_are_drawn_in_two_colours():
    master, slave = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "60", "LINES": "20"}
    command = [sys.executable, "-m", "mdrnn", "demo", "--model", str(MODEL), "--seconds", "5"]
    with subprocess.Popen(command, stdout=slave, stderr=subprocess.PIPE, env=environment) as process:
        os.close(slave)
        seen = b""
        while True:
            try:
                piece = os.read(master, 65536)
            except OSError:  # Linux: the other end is closed
                break
            if not piece:
                break
            seen += piece
        os.close(master)
        assert process.wait(timeout=30) == 0, process.stderr.read()
    text = seen.decode()
    assert "\x1b[36mo" in text
    assert "\x1b[35m*" in text
    assert text.index("\x1b[?25l") < text.rindex("\x1b[?25h")  # the cursor comes back
    assert re.search(r"The hand played [\d,]+ events, the model played [\d,]+ events\.", text)


def test_with_a_page_whoever_plays_there_takes_the_hands_place():
    client = pytest.importorskip("websockets.sync.client")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        command = ["demo", "--model", str(MODEL), "--web", str(taken.getsockname()[1]), "--seconds", "30"]
        command = [sys.executable, "-m", "mdrnn", *command]
        environment = {**os.environ, "SSH_CONNECTION": "no browser opens"}
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
            link = re.search(r"http://127.0.0.1:(\d+)/", process.stdout.readline())
            assert int(link[1]) != taken.getsockname()[1]
            with client.connect(f"ws{link[0][4:]}socket") as page:
                assert "hello" in json.loads(page.recv())
                said = [json.loads(page.recv()) for _ in range(40)]
                assert {"hand"} == {each["by"] for each in said if "heard" in each}
                page.send(json.dumps({"word": "event", "arguments": [0.25, 0.75]}))
                lines = iter(process.stdout.readline, "")
                assert any(line.split()[1:] == ["you", "0.250", "0.750"] for line in lines)
                assert next(line for line in lines if "model" in line)
            process.send_signal(signal.SIGINT)
            assert process.wait(30) == 0


def test_a_browser_is_opened_only_where_it_is_seen():
    assert demonstration.has_display("linux", {"DISPLAY": ":0"})
    assert demonstration.has_display("linux", {"WAYLAND_DISPLAY": "wayland-0"})
    assert demonstration.has_display("darwin", {})
    assert not demonstration.has_display("linux", {})
    assert not demonstration.has_display("linux", {"DISPLAY": ":10", "SSH_CONNECTION": "1.2.3.4"})


@pytest.mark.parametrize("seconds", ["0", "-1", "nan"])
def test_a_time_that_is_none_is_refused(seconds):
    done = demo("--model", MODEL, "--seconds", seconds)
    assert done.returncode == 1
    assert done.stderr.startswith("mdrnn: seconds is ")


def test_without_the_movements_it_says_so_and_fails(tmp_path):
    done = demo(
        "--model", MODEL, "--seconds", 1, XDG_CACHE_HOME=str(tmp_path), PIP_NO_INDEX="1", PIP_CONFIG_FILE="/dev/null",
        PIP_FIND_LINKS="",
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith("mdrnn: the mouse movements (cursory==2.1.0) cannot be downloaded")
    assert len(done.stderr.splitlines()) == 1


def test_the_bundled_model_is_the_one_that_plays():
    if "mouse-3d-xs" not in models.names():
        pytest.skip("the model of mouse movements is not bundled yet")
    assert demo("--seconds", 6).returncode == 0
