# SPDX-License-Identifier: MIT
"""How long a note takes through `mdrnn run`: from one virtual port to another, on a JACK server without hardware.

Call it as `python midi_latency.py [--notes N] [--period FRAMES]`; it needs jackd and python-rtmidi. JACK moves messages
once a period, from our keyboard to mdrnn and from mdrnn to our synthesiser: the second line is the same way without
mdrnn, which is one period less.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import rtmidi

from mdrnn.playing.midi import jack_server

CONFIG = """
log_input = false
[interaction]
mode = "useronly"
[midi]
in_device = ["bench keys"]
out_device = ["bench synth"]
input."bench keys" = [["note_on", 1], ["control_change", 1, 7]]
output."bench synth" = [["note_on", 1], ["note_on", 2]]
thru."bench keys" = ["bench synth"]
"""


def wait_until(condition: Callable[[], bool], said: Path | None = None) -> None:
    """Gives up after 30 s, with what was `said` in that file."""
    end = time.monotonic() + 30.0
    while not condition():
        if time.monotonic() > end:
            raise SystemExit(f"gave up waiting; {said.read_text() if said else 'jackd says nothing'}")
        time.sleep(0.01)


def measure(keys: rtmidi.MidiOut, synth: rtmidi.MidiIn, notes: int) -> tuple[list[float], int]:
    """Milliseconds of each note that arrived, sorted, and how many were lost. Moments are random within a period."""
    measured, chance = [], random.Random(1)
    for number in range(notes):
        message = [0x95, number // 127 % 127, 1 + number % 127]
        sent = time.perf_counter()
        keys.send_message(message)
        while time.perf_counter() - sent < 0.2:
            event = synth.get_message()
            if event is not None and event[0] == message:
                measured.append((time.perf_counter() - sent) * 1000)
                break
            time.sleep(0.0001)
        time.sleep(0.002 + chance.random() * 0.006)
    return sorted(measured), notes - len(measured)


def show(what: str, measured: list[float], lost: int) -> None:
    count = len(measured)
    p50, p99 = measured[count // 2], measured[min(count - 1, count * 99 // 100)]
    print(f"{what:<32} min {measured[0]:.2f}  p50 {p50:.2f}  p99 {p99:.2f}  max {measured[-1]:.2f} ms; {lost} lost")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--notes", type=int, default=2000)
    parser.add_argument("--period", type=int, default=256, help="frames at 48,000 a second (256)")
    options = parser.parse_args()
    name = f"mdrnn-bench-{os.getpid()}"
    os.environ["JACK_DEFAULT_SERVER"] = name
    os.environ.pop("JACK_PROMISCUOUS_SERVER", None)
    driver = ["-d", "dummy", "-r", "48000", "-p", str(options.period)]
    server = subprocess.Popen(
        ["jackd", "-r", "-n", name, "--no-realtime", *driver], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_until(lambda: jack_server.era() is not None)
        run(options)
    finally:
        server.terminate()
        server.wait()
    sys.stdout.flush()
    os._exit(0)  # python-rtmidi waits for a dead server


def run(options: argparse.Namespace) -> None:
    synth = rtmidi.MidiIn(rtmidi.API_UNIX_JACK, "bench synth")
    synth.open_virtual_port("in")
    keys = rtmidi.MidiOut(rtmidi.API_UNIX_JACK, "bench keys")
    keys.open_virtual_port("out")
    with tempfile.TemporaryDirectory() as folder:
        file, said = Path(folder) / "config.toml", Path(folder) / "said"
        file.write_text(CONFIG)
        command = [sys.executable, "-m", "mdrnn", "run", "mouse-3d-xs", "--config", str(file), "--no-osc"]
        with said.open("w") as out, subprocess.Popen(command, cwd=folder, stdout=out, stderr=out) as daemon:
            try:
                wait_until(lambda: "plays on bench synth:in" in said.read_text(), said)
                time.sleep(0.5)  # until JACK has connected everything
                show("keys -> mdrnn run -> synth", *measure(keys, synth, options.notes))
            finally:
                daemon.terminate()
    direct = rtmidi.MidiOut(rtmidi.API_UNIX_JACK, "bench direct")
    direct.open_port(next(i for i, port in enumerate(direct.get_ports()) if "bench synth" in port), "out")
    time.sleep(0.5)
    show("keys -> synth, without mdrnn", *measure(direct, synth, options.notes))
    print(f"a period is {options.period / 48:.2f} ms")


if __name__ == "__main__":
    main()
