# SPDX-License-Identifier: MIT
"""docs/websocket.md: its examples run, and it names every question, key and limit."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from web_running import running

from mdrnn.playing.web import channel, client, library, outbox

PAGE = Path(__file__).parents[2] / "docs" / "websocket.md"


@pytest.fixture(scope="module")
def text():
    return PAGE.read_text(encoding="utf-8")


@pytest.fixture
def server(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with running() as started:
        yield started


def example(text, language, server):
    (found,) = re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)
    assert len(found.splitlines()) <= 17
    return found.replace(":5001/", f":{server.port}/")


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_the_python_example_plays(text, server):
    lines = run(sys.executable, "-c", example(text, "python", server))
    assert lines[0] == "you play with explicit-d3-u5-l2-m2"
    assert len([line for line in lines if line.startswith("the machine plays [")]) == 3


def test_the_javascript_example_plays(text, server):
    node = shutil.which("node")
    flags = ["--experimental-websocket"]
    if node is None or subprocess.run([node, *flags, "-e", "new WebSocket('ws://0')"], capture_output=True).returncode:
        pytest.skip("no Node.js from version 20 on is installed")
    lines = run(node, *flags, "-e", example(text, "javascript", server))
    assert lines[0] == "you play with explicit-d3-u5-l2-m2"
    assert len([line for line in lines if line.startswith("the machine plays [")]) == 3


def test_every_question_and_key_of_the_greeting_is_explained(text, server):
    with server.page() as page:
        hello = page.key("hello")
    questions = text[text.index("## Questions") : text.index("## IMPSY")]
    assert not [name for name in hello["questions"] if f"`{name}`" not in questions]
    for key in (
        "model",
        "models",
        "parameters",
        "training",
        "replay",
        "channels",
        "planned",
        "now",
        "questions",
        "modes",
    ):
        assert key in hello
        assert f"`{key}`" in text
    assert not [key for key in hello["parameters"]["threshold"] if f"`{key}`" not in text]


def test_the_limits_are_those_of_the_code(text):
    assert f"at most {channel.LARGEST_FRAME >> 10} kB" in text
    assert f"up to {library.LARGEST_ANSWER >> 20} MB" in text
    assert f"faster than {client.EVENTS_PER_SECOND:,.0f} a second" in text.replace("\n", " ")
    assert f"beyond {client.WORDS_PER_SECOND:.0f} a second" in text
    assert f"Questions beyond {client.ASKS_PER_SECOND:.0f} a second" in text
    assert f"nothing for {outbox.STUCK_SECONDS:.0f} seconds" in text
