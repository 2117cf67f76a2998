# SPDX-License-Identifier: MIT
"""What the tests of the page's server share: a session with a page in a thread, and a client of it."""

import contextlib
import json
import socket
import threading
import time
from pathlib import Path

from websockets.sync.client import connect

import mdrnn
from mdrnn.playing.session import Session
from mdrnn.playing.settings import Settings, WebSettings
from mdrnn.playing.web.channel import WebChannel

MODEL = Path(__file__).parents[1] / "golden" / "explicit-d3-u5-l2-m2.tflite"
PATIENCE = 30.0  # seconds until a test gives up


def until(is_so):
    """Waits until it is."""
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.01)


class Page:
    """A client that speaks JSON."""

    def __init__(self, socket):
        self.socket = socket
        self.seen = []

    def send(self, said):
        self.socket.send(said if isinstance(said, str | bytes) else json.dumps(said))

    def word(self, name, *arguments):
        self.send({"word": name, "arguments": arguments})

    def ask(self, question, /, **more):
        """Sends a question and waits for its answer."""
        number = len(self.seen) + 1
        self.send({"ask": question, "id": number, **more})
        return self.until(lambda said: said.get("answer") == question and said["id"] == number)

    def frame(self, patience=PATIENCE):
        """The next frame, JSON or text."""
        text = self.socket.recv(timeout=patience)
        self.seen.append(json.loads(text) if text.startswith("{") else text)
        return self.seen[-1]

    def until(self, is_wanted, patience=PATIENCE):
        """The next JSON frame for which `is_wanted` holds."""
        end = time.monotonic() + patience
        while True:
            said = self.frame(max(end - time.monotonic(), 0.001))
            if isinstance(said, dict) and is_wanted(said):
                return said

    def key(self, key):
        """What the next frame with this key says."""
        return self.until(lambda said: key in said)[key]

    def text(self):
        """The next of IMPSY's text words."""
        while not isinstance(frame := self.frame(), str):
            pass
        return frame


class Running:
    """A session and its page's server, in a thread of this process."""

    def __init__(self, web=None, model=MODEL, beside=None, **settings):
        web = web or WebSettings(port=0)
        performer = mdrnn.Performer(model, seed=3) if model is not None else None
        self.channel = WebChannel(web)
        channels = [self.channel] if beside is None else [beside, self.channel]
        self.session = Session(performer, Settings(osc=None, web=web, **settings), channels)
        self.port = self.channel.port
        self._thread = threading.Thread(target=self.session.run)
        self._thread.start()

    def stop(self):
        if self._thread.is_alive():
            self.session.stop()
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()

    @contextlib.contextmanager
    def page(self, path="/socket", **options):
        """A connected client whose greeting has been read, if there is one on this path."""
        with connect(f"ws://127.0.0.1:{self.port}{path}", compression=None, **options) as socket:
            yield Page(socket)

    def http(self, path="/", method="GET", headers=None, raw=None):
        """Status, headers in lower case, and body of an answer."""
        sent = {"Host": f"127.0.0.1:{self.port}", **(headers or {})}
        lines = [f"{method} {path} HTTP/1.1", *(f"{key}: {value}" for key, value in sent.items() if value is not None)]
        answer = self.bytes(raw if raw is not None else ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))
        head, _, body = answer.partition(b"\r\n\r\n")
        first, *rest = head.decode("latin-1").split("\r\n")
        pairs = (line.split(": ", 1) for line in rest)
        return int(first.split()[1]) if first else 0, {key.lower(): value for key, value in pairs}, body

    def bytes(self, sent):
        """What comes back for these bytes until the connection ends."""
        with socket.create_connection(("127.0.0.1", self.port), PATIENCE) as connection:
            parts = []
            with contextlib.suppress(ConnectionError):
                connection.sendall(sent)
                while part := connection.recv(65536):
                    parts.append(part)
            return b"".join(parts)


@contextlib.contextmanager
def running(*arguments, **options):
    started = Running(*arguments, **options)
    try:
        yield started
    finally:
        started.stop()
