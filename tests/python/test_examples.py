# SPDX-License-Identifier: MIT
"""The examples for other programs and boards: what they send is understood, and what they receive is what they read.

Processing is not run: its datagrams are written here byte by byte. SuperCollider's language runs without its sound
server, if it is installed. The micro:bit's program runs on a simulated board, the Arduino's is compiled with a stand-in
for the board's functions.
"""

import os
import re
import shutil
import signal
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from test_daemon import MODEL, run  # noqa: F401

from mdrnn.playing import osc_protocol as osc

EXAMPLES = Path(__file__).parents[2] / "examples"
PROCESSING = EXAMPLES / "processing" / "mdrnn_pad" / "mdrnn_pad.pde"
SUPERCOLLIDER = EXAMPLES / "supercollider" / "pad.scd"
MICROBIT = EXAMPLES / "microbit" / "on_a_desk.py"
ARDUINO = EXAMPLES / "arduino" / "two_knobs" / "two_knobs.ino"


# ---- Python ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "least"), [("perform.py", 21), ("predict.py", 11)])
def test_a_python_example_plays(name, least):
    program = EXAMPLES / "python" / name
    done = subprocess.run([sys.executable, program, MODEL], capture_output=True, text=True, check=True, timeout=60)
    assert len(done.stdout.splitlines()) >= least
    assert len(program.read_text().splitlines()) <= 20


# ---- OSC ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("program", [PROCESSING, SUPERCOLLIDER], ids=lambda path: path.suffix)
def test_a_program_sends_words_that_exist_and_hears_what_is_sent(program):
    addresses = set(re.findall(r"[\"'](/\w[\w/]*)[\"']", program.read_text())) - {"/hand"}  # its own
    heard = {osc.IMPSY_PREDICTION, osc.ERROR}
    assert addresses >= heard
    assert {osc.find(address).name for address in addresses - heard} >= {"event"}


@pytest.mark.parametrize("values", [(0.0, 1.0), (0.25, 0.5)])
def test_the_processing_sketch_is_answered(run, values):  # noqa: F811
    daemon = run(MODEL)
    daemon.mouth.send(b"/mdrnn/mode\0,s\0\0polyphony\0\0\0")
    daemon.mouth.send(b"/mdrnn/reset\0\0\0\0,\0\0\0")
    daemon.mouth.send(b"/interface\0\0,ff\0" + struct.pack(">ff", *values))
    daemon.ear.settimeout(10.0)
    answer = daemon.ear.recv(512)
    assert answer[:16] == b"/impsy\0\0,ff\0" + answer[12:16]  # the type tags that the sketch looks for
    assert len(answer) == 20
    assert daemon.errors() == ""


@pytest.mark.parametrize("mode", ["callresponse", "polyphony", "battle", "useronly"])
def test_each_key_of_the_processing_sketch_chooses_a_mode(run, mode):  # noqa: F811
    assert f'mode("{mode}")' in PROCESSING.read_text()
    daemon = run(MODEL)
    daemon.mouth.send(b"/mdrnn/mode\0,s\0\0" + mode.encode().ljust(len(mode) // 4 * 4 + 4, b"\0"))
    assert daemon.info()["mode"] == mode


def test_the_supercollider_program_passes_the_hand_on(run, tmp_path):  # noqa: F811
    sclang = shutil.which("sclang")
    if sclang is None:
        pytest.skip("SuperCollider is not installed: apt-get install supercollider-language")
    daemon = run(MODEL)
    text = (
        SUPERCOLLIDER.read_text().replace("s.waitForBoot {", "{").replace("s.sync;", "").replace("};\n)", "}.value;\n)")
    )
    (tmp_path / "pad.scd").write_text(text.replace("6000", str(daemon.mouth.getpeername()[1])))
    (tmp_path / "test.scd").write_text(
        f'File.readAllString("{tmp_path}/pad.scd").interpret;\n'
        "{ loop { NetAddr.localAddr.sendMsg('/hand', 1000, -1, 0.25, 0.75); 0.1.wait } }.fork;"
    )
    environment = {**os.environ, "QTWEBENGINE_DISABLE_SANDBOX": "1", "QT_QPA_PLATFORM": "offscreen"}
    with (
        (tmp_path / "said").open("w") as said,
        subprocess.Popen(
            [sclang, "-D", tmp_path / "test.scd"],
            stdin=subprocess.PIPE,
            stdout=said,
            stderr=said,
            env=environment,
            start_new_session=True,
        ) as process,
    ):
        try:
            assert daemon.receive("/impsy", seconds=60) is not None
        finally:
            os.killpg(process.pid, signal.SIGKILL)
    assert not re.search("^ERROR", (tmp_path / "said").read_text(), re.MULTILINE)
    assert daemon.errors() == ""


# ---- boards ---------------------------------------------------------------------------------------------------------


def test_the_microbit_plays_and_shows_what_the_machine_plays(run):  # noqa: F811
    with subprocess.Popen([sys.executable, str(MICROBIT), "60"], stdout=subprocess.PIPE, text=True) as board:
        try:
            port = re.fullmatch(r"play with it: mdrnn run .* --serial (/dev/\S+)\n", board.stdout.readline())[1]
            daemon = run(MODEL, "-p", "--serial", port)
            values = daemon.receive("/impsy")
            expected = f"shows column {int(values[0] * 4.99)}, row {4 - int(values[1] * 4.99)}\n"
            assert expected in iter(board.stdout.readline, "")
            assert daemon.info()["heard"] > 0
            assert daemon.errors() == ""
        finally:
            board.kill()


STAND_IN = """
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <math.h>
enum { A0, A1, OUTPUT };
static int turn = 0;
static int analogRead(int pin) { return pin == A0 ? (turn < 3 ? 512 : 1023) : (turn < 6 ? 512 : 0); }
static void analogWrite(int pin, int value) { fprintf(stderr, "%d=%d\\n", pin, value); }
static void pinMode(int, int) {}
static void delay(int) { ++turn; }
struct {
  int next = -2;
  void begin(long) {}
  int available() { if (next == -2) next = getchar(); return next >= 0; }
  int read() { available(); int now = next; next = -2; return now; }
  void print(float value, int digits) { printf("%.*f", digits, value); }
  void print(char each) { putchar(each); }
  void println(float value, int digits) { printf("%.*f\\r\\n", digits, value); }
} Serial;
#include "PROGRAM"
int main() { setup(); while (turn < 10) loop(); return 0; }
"""


def test_the_arduino_sends_what_is_turned_and_shows_what_it_hears(tmp_path):
    from mdrnn.playing.serial.lines import LineReader, numbers

    compiler = shutil.which("c++")
    if compiler is None:
        pytest.skip("there is no C++ compiler")
    (tmp_path / "board.cc").write_text(STAND_IN.replace("PROGRAM", str(ARDUINO)))
    built = [compiler, "-Wall", "-Wextra", "-Werror", "-o", tmp_path / "board", tmp_path / "board.cc"]
    subprocess.run(built, check=True)
    heard = b"0.5000,1.0000\nnoise\n" + b"x" * 500 + b"\n0.0000,0.5000\n"
    done = subprocess.run([tmp_path / "board"], input=heard, capture_output=True, check=True, timeout=60)
    assert [numbers(line) for line in LineReader().lines(done.stdout)] == [[1.0, 0.5005], [1.0, 0.0]]
    assert done.stderr.decode().split() == [
        *("9=127", "10=255", "9=0", "10=127"),  # heard, all in the first turn
        *("9=255", "10=127", "9=255", "10=0"),  # turned
    ]
