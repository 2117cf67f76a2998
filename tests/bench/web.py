# SPDX-License-Identifier: MIT
"""What a page costs `mdrnn run`, and whether it survives everything that is wrong.

python tests/bench/web.py                     memory, idle processor time, the way of an event and back
python tests/bench/web.py --wrong 100000      and as many wrong frames, requests and damaged connections
"""

import argparse
import contextlib
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

sys.path.insert(0, str(Path(__file__).parents[1] / "python"))
import web_garbage

DAEMON = """
import sys
from pathlib import Path
import mdrnn
from mdrnn.playing.channels import wanted
from mdrnn.playing.session import Session
from mdrnn.playing.settings import OscSettings, Settings, WebSettings
web = WebSettings(port=int(sys.argv[2])) if len(sys.argv) > 2 else None
settings = Settings(osc=OscSettings(in_port=int(sys.argv[1]), out_port=int(sys.argv[1]) + 1), web=web)
session = Session(mdrnn.Performer(mdrnn.models.path("mouse-3d-xs")), settings, wanted(settings))
print("ready", flush=True)
session.run()
"""
OSC_PORT, PORT = 6120, 5120
IDLE_SECONDS = 10.0
TICKS = os.sysconf("SC_CLK_TCK")


class Daemon:
    """A run in a process of its own, without its output."""

    def __init__(self, folder, *ports):
        self.log = Path(folder) / "output.txt"
        self.process = subprocess.Popen(
            [sys.executable, "-c", DAEMON, *map(str, ports)],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=self.log.open("w"),
        )
        self.process.stdout.readline()

    def status(self, key):
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith(f"{key}:"):
                return int(line.split()[1])
        raise KeyError(key)

    @property
    def seconds(self):
        """Of processor time so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def close(self):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()


@contextlib.contextmanager
def daemon(*ports):
    with tempfile.TemporaryDirectory() as folder:
        started = Daemon(folder, *ports)
        try:
            yield started
        finally:
            started.close()


def open_page():
    return connect(f"ws://127.0.0.1:{PORT}/socket", compression=None, ping_interval=None)


def hear(page, key):
    while key not in (said := json.loads(page.recv(30))):
        pass
    return said


def measure_idle(name, *ports):
    with daemon(*ports) as run, contextlib.ExitStack() as pages:
        if len(ports) > 1:
            hear(pages.enter_context(open_page()), "hello")
        time.sleep(1)
        before = run.seconds
        time.sleep(IDLE_SECONDS)
        percent = 100 * (run.seconds - before) / IDLE_SECONDS
        print(f"{name}: {run.status('VmRSS') / 1000:.1f} MB resident, {percent:.2f} % of a core while idle")


def measure_answers(count=2000):
    with daemon(OSC_PORT, PORT), open_page() as page:
        hear(page, "hello")
        page.send(json.dumps({"word": "mode", "arguments": ["useronly"]}))
        times = []
        for number in range(count):
            began = time.perf_counter()
            page.send(json.dumps({"word": "event", "arguments": [number % 100 / 100, 0.5]}))
            hear(page, "heard")
            times.append(1e3 * (time.perf_counter() - began))
            time.sleep(0.001)
        times.sort()
        print(
            f"an event to its echo: median {statistics.median(times):.2f} ms, "
            f"99 of 100 within {times[int(0.99 * count)]:.2f} ms"
        )


def send_wrong(draw, count):
    for _ in range(count):
        kind = draw.random()
        if kind < 0.05:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", PORT), 30) as connection:
                connection.sendall(web_garbage.request(draw))
        elif kind < 0.07:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", PORT), 30) as connection:
                connection.sendall(web_garbage.handshake(PORT))
                connection.sendall(web_garbage.damaged_frames(draw))
        else:
            yield web_garbage.text_frame(draw) if kind < 0.98 else web_garbage.binary_frame(draw)


def measure_wrong(count):
    draw = web_garbage.drawn(7)
    with daemon(OSC_PORT, PORT) as run:
        report(run, 0, "before")
        began = time.monotonic()
        for done in range(count // 10, count + 1, count // 10):
            with open_page() as page:
                reading = threading.Thread(target=read_all, args=(page,))
                reading.start()
                for frame in send_wrong(draw, count // 10):
                    page.send(frame)
                page.close()
                reading.join()
            report(run, done, f"after {time.monotonic() - began:.0f} s")


def read_all(page):
    with contextlib.suppress(ConnectionClosed):
        while True:
            page.recv()


def report(run, done, when):
    with open_page() as page:
        hear(page, "hello")
        began = time.perf_counter()
        page.send(json.dumps({"word": "event", "arguments": [0.25, 0.75]}))
        hear(page, "heard")
        took = 1e3 * (time.perf_counter() - began)
    print(
        f"{when}: {done:,} wrong; {run.status('VmRSS') / 1000:.1f} MB, {run.status('Threads')} threads, "
        f"{run.log.stat().st_size:,} bytes printed; the next event is heard within {took:.1f} ms",
        flush=True,
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wrong", type=int, default=0, metavar="N")
    options = parser.parse_args()
    if options.wrong:
        measure_wrong(options.wrong)
        return
    measure_idle("OSC alone", OSC_PORT)
    measure_idle("OSC and a page", OSC_PORT, PORT)
    measure_answers()


if __name__ == "__main__":
    main()
