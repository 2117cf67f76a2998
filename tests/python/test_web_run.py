# SPDX-License-Identifier: MIT
"""`mdrnn run --web` as people start it: in a process of its own, from its first line to its end."""

import contextlib
import re
import signal
import socket
import subprocess
import sys

from web_running import MODEL, PATIENCE, Page
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect


@contextlib.contextmanager
def run(folder, *options):
    """The process, and the link that it prints."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as nobody:  # who the OSC events are sent to
        nobody.bind(("127.0.0.1", 0))
        ports = ["--web", "0", "--in-port", "0", "--out-port", str(nobody.getsockname()[1])]
        command = [sys.executable, "-m", "mdrnn", "run", MODEL, *ports, *options]
        with subprocess.Popen(
            command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as started:
            try:
                yield started, read_until(started, r"open (http://\S+) in a browser")[1]
            finally:
                if started.poll() is None:
                    started.kill()


def read_until(started, pattern):
    lines = []
    for line in started.stdout:
        lines.append(line)
        if found := re.search(pattern, line):
            return found
    raise AssertionError(f"it has ended without {pattern}: {''.join(lines)}")


def port_of(link):
    return int(re.search(r":(\d+)/", link)[1])


@contextlib.contextmanager
def page(link):
    query = link.partition("/?")[2]
    with connect(f"ws://127.0.0.1:{port_of(link)}/socket?{query}", compression=None) as opened:
        yield Page(opened)


def test_the_link_that_it_prints_is_served_and_the_end_is_quiet(tmp_path):
    with run(tmp_path) as (started, link):
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", link)
        with page(link) as client:
            assert client.key("hello")["model"] == MODEL.stem
            client.word("event", 0.2, 0.7)
            assert len(client.key("play")) == 2
            started.send_signal(signal.SIGTERM)
            with contextlib.suppress(ConnectionClosed):
                while client.frame():
                    pass
        assert started.wait(PATIENCE) == 0
        rest = started.stdout.read()
    assert "Traceback" not in rest
    assert "1 event heard" in rest


def test_for_other_machines_the_link_has_the_token(tmp_path):
    with run(tmp_path, "--host", "0.0.0.0", "--token=-chosen") as (started, link):
        assert link.endswith("?token=-chosen")
        read_until(started, "█")
        with page(link) as client:
            assert client.key("hello")["token_needed"] is True
        with socket.create_connection(("127.0.0.1", port_of(link)), PATIENCE) as opened:
            opened.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert opened.recv(12) == b"HTTP/1.1 403"
