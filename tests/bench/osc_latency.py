# SPDX-License-Identifier: MIT
"""How long `mdrnn run` takes from a datagram to its answer, under a steady load: `python tests/bench/osc_latency.py`.

Beside the events, a `/mdrnn/step` in every tenth message stands for the control words: each must be answered. Memory
and the processor's time are read from /proc, so this runs on Linux.
"""

import argparse
import os
import re
import select
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import OscMessageBuilder

ROOT = Path(__file__).parents[2]
MODEL = ROOT / "models" / "mouse-3d-xs.tflite"
EVERY = 10  # messages from one /mdrnn/step to the next
IDLE_SECONDS = 5.0


def message(address: str, *arguments: float | str) -> bytes:
    builder = OscMessageBuilder(address)
    for argument in arguments:
        builder.add_arg(argument)
    return builder.build().dgram


class Daemon:
    """`mdrnn run` in polyphony, with waits of a thousandth of the model's, and a socket on either side."""

    def __init__(self, folder: str) -> None:
        self.ear = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.ear.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self.ear.bind(("127.0.0.1", 0))
        command = [sys.executable, "-m", "mdrnn", "run", str(MODEL), "-p", "--timescale", "0.001", "--in-port", "0"]
        command += ["--out-port", str(self.ear.getsockname()[1])]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=folder)
        assert self.process.stdout is not None
        found = re.search(r"listens on [^ ]*:(\d+)", self.process.stdout.readline())
        assert found is not None
        self.mouth = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.mouth.connect(("127.0.0.1", int(found[1])))

    def answer(self, seconds: float) -> OscMessage | None:
        if not select.select([self.ear], [], [], max(seconds, 0.0))[0]:
            return None
        return OscMessage(self.ear.recv(65536))

    def memory_kb(self) -> int:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s*(\d+)", status)[1])  # type: ignore[index]

    def processor_seconds(self) -> float:
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def end(self) -> None:
        self.process.terminate()
        self.process.wait()


def load(daemon: Daemon, rate: int, seconds: float) -> tuple[list[float], int, int, int]:
    """Seconds from each event to its answer; how many events were sent, and steps sent and answered."""
    waits: list[float] = []
    sent_at: list[float] = []
    events = steps = answered = 0
    begin = time.perf_counter()
    for number in range(int(rate * seconds)):
        next_at = begin + number / rate
        while (left := next_at - time.perf_counter()) > 0:
            answered += note(daemon.answer(left), waits, sent_at)
        if number % EVERY == EVERY - 1:
            steps += 1
            daemon.mouth.send(message("/mdrnn/step", 0.1, 0.5, 0.5))
        else:
            events += 1
            sent_at.append(time.perf_counter())
            daemon.mouth.send(message("/interface", number % 100 / 100, 0.5))
    while (got := daemon.answer(0.5)) is not None:
        answered += note(got, waits, sent_at)
    return waits, events, steps, answered


def note(got: OscMessage | None, waits: list[float], sent_at: list[float]) -> int:
    """Notes the time of an event's answer; 1 for the answer to a step."""
    if got is None:
        return 0
    if got.address == "/impsy" and sent_at:
        waits.append(time.perf_counter() - sent_at.pop())
        sent_at.clear()  # an answer is to the newest event
    return int(got.address == "/mdrnn/step")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=int, default=1000, help="messages a second (1000)")
    parser.add_argument("--seconds", type=float, default=60.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        daemon = Daemon(folder)
        try:
            time.sleep(1.0)
            busy = daemon.processor_seconds()
            time.sleep(IDLE_SECONDS)
            idle = (daemon.processor_seconds() - busy) / IDLE_SECONDS
            load(daemon, options.rate, 1.0)
            before, busy = daemon.memory_kb(), daemon.processor_seconds()
            waits, events, steps, answered = load(daemon, options.rate, options.seconds)
            after, busy = daemon.memory_kb(), daemon.processor_seconds() - busy
        finally:
            daemon.end()
    waits.sort()
    print(f"idle                          {idle:7.2%} of a core")
    print(f"under load                    {busy / options.seconds:7.2%} of a core")
    print(f"memory, kB                    {before:,} before, {after:,} after")
    print(f"events sent, answers          {events:,}, {len(waits):,}")
    print(f"control words sent, answered  {steps:,}, {answered:,}")
    for name, share in (("min", 0.0), ("p50", 0.5), ("p99", 0.99), ("p99.9", 0.999), ("max", 1.0)):
        print(f"{name:<6} ms  {waits[min(int(share * len(waits)), len(waits) - 1)] * 1000:8.3f}")


if __name__ == "__main__":
    main()
