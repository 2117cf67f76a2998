# SPDX-License-Identifier: MIT
"""A JACK server without sound hardware, and a keyboard and a synthesiser on it: real MIDI ports for tests."""

import ctypes
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

PATIENCE = 10.0  # seconds until a test gives up
SOCKETS = Path("/dev/shm")


def need_jack():
    """Skips where no such server can be started."""
    pytest.importorskip("rtmidi", reason="python-rtmidi is not installed (extra midi)")
    if shutil.which("jackd") is None:
        pytest.skip("jackd is not installed (Debian: jackd2)")


def wait_until(condition, seconds=PATIENCE):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    assert condition()


class Server:
    """jackd with its dummy driver; JACK_DEFAULT_SERVER must hold its name."""

    def __init__(self, name):
        self.name = name
        self._process = None

    def start(self):
        from mdrnn.playing.midi import jack_server

        options = ["-r", "-n", self.name, "--no-realtime", "-d", "dummy", "-r", "48000", "-p", "256"]
        self._process = subprocess.Popen(["jackd", *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(lambda: jack_server.era() is not None or self._process.poll() is not None, 60.0)
        if self._process.poll() is not None:
            pytest.skip(f"jackd cannot be started here: it ended with {self._process.returncode}")

    def kill(self):
        """As a crash would."""
        self._process.kill()
        self._process.wait()

    def freeze(self):
        """It is there, and does nothing."""
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self._process.send_signal(signal.SIGCONT)

    def stop(self):
        if self._process.poll() is None:
            self._process.terminate()
            self.thaw()
            self._process.wait()
        for left in SOCKETS.glob(f"*{self.name}*"):
            left.unlink(missing_ok=True)


@pytest.fixture
def server(monkeypatch):
    """A running server, which new JACK clients of this process and its children find."""
    need_jack()
    name = f"mdrnn-test-{os.getpid()}-{time.monotonic_ns() % 1_000_000}"
    monkeypatch.setenv("JACK_DEFAULT_SERVER", name)
    monkeypatch.delenv("JACK_PROMISCUOUS_SERVER", raising=False)
    made = Server(name)
    made.start()
    yield made
    made.stop()


class Instrument:
    """A client with one virtual port: an output to play on (`keys`), or an input that notes what it gets (`synth`)."""

    def __init__(self, name, is_keyboard):
        import rtmidi

        self.name = f"{name}:port"
        self._got = []
        if is_keyboard:
            self._client = rtmidi.MidiOut(rtmidi.API_UNIX_JACK, name)
        else:  # without a callback: see rtmidi_ports about those
            self._client = rtmidi.MidiIn(rtmidi.API_UNIX_JACK, name, queue_size_limit=100_000)
            self._client.ignore_types(sysex=True, timing=False, active_sense=True)
        self._client.open_virtual_port("port")

    @property
    def got(self):
        """What has arrived so far."""
        while self._client is not None and (event := self._client.get_message()) is not None:
            self._got.append(tuple(event[0]))
        return self._got

    def play(self, *messages):
        for message in messages:
            self._client.send_message(list(message))

    def unplug(self):
        if hasattr(self._client, "get_message"):
            self._got = self.got
        self._client.close_port()
        self._client.delete()
        self._client = None

    def forget(self):
        """After the server has died: the client is never touched again."""
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(self._client))
        self._client = None
