# SPDX-License-Identifier: MIT
"""The OSC patcher works with a real `mdrnn run`: all of its message boxes are sent, and the replies arrive."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from package_reader import PACKAGE, read
from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import OscMessageBuilder
from small_max import Atoms, SmallMax

from mdrnn.playing import osc_protocol

PATIENCE = 20.0  # seconds until a test gives up


class Wire:
    """`mdrnn run mouse-3d-xs`, and an imitation of udpsend and udpreceive."""

    def __init__(self, folder: Path) -> None:
        self.ear = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.ear.bind(("127.0.0.1", 0))
        self.ear.settimeout(PATIENCE)
        command = [sys.executable, "-m", "mdrnn", "run", "mouse-3d-xs", "--in-port", "0"]
        command += ["--out-port", str(self.ear.getsockname()[1])]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=folder)
        assert self.process.stdout
        said = re.search(r"listens on [^ ]*:(\d+), sends", self.process.stdout.readline())
        assert said
        self.mouth = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.mouth.connect(("127.0.0.1", int(said[1])))

    def send(self, atoms: Atoms) -> None:
        builder = OscMessageBuilder(atoms[0])
        for argument in atoms[1:]:
            builder.add_arg(argument)
        self.mouth.send(builder.build().dgram)

    def receive(self) -> Atoms:
        message = OscMessage(self.ear.recv(65536))
        return [message.address, *message.params]

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(PATIENCE)
        self.ear.close()
        self.mouth.close()
        assert self.process.stdout
        self.process.stdout.close()


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[Wire]:
    wire = Wire(tmp_path)
    yield wire
    wire.close()


@pytest.fixture
def patch() -> SmallMax:
    return SmallMax(read(PACKAGE / "examples" / "mdrnn-osc.maxpat"))


def clicked(patch: SmallMax) -> list[Atoms]:
    """What all message boxes send, in the order of the file."""
    for name, box in patch.boxes.items():
        if box["maxclass"] == "message":
            patch.send(name, 0, ["bang"])
    return patch.take("udpsend")


def test_the_ports_are_those_of_the_daemon(patch: SmallMax) -> None:
    patch.find("udpsend 127.0.0.1 6000")
    patch.find("udpreceive 6001")


def test_the_message_boxes_are_every_word_of_osc_but_the_event_and_the_token(patch: SmallMax) -> None:
    sent = {str(atoms[0]) for atoms in clicked(patch)}
    assert sent == {word.address for word in osc_protocol.WORDS} - {"/mdrnn/event", "/mdrnn/token"}


def answers(wire: Wire, patch: SmallMax, *, until: str) -> list[Atoms]:
    """What arrives through the patcher, up to a message with this address."""
    arrived = []
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        arrived.append(wire.receive())
        patch.says(f"udpreceive {6001}", arrived[-1])
        if arrived[-1][0] == until:
            return arrived
    raise AssertionError(f"no {until} has come")


def test_the_daemon_takes_every_message_box_and_complains_of_none(wire: Wire, patch: SmallMax) -> None:
    messages = clicked(patch)
    for atoms in messages:
        if atoms[0] != "/mdrnn/info":
            wire.send(atoms)
    wire.send(["/mdrnn/info"])  # whose answers come behind any complaint
    arrived = answers(wire, patch, until="/mdrnn/info")
    assert [atoms for atoms in arrived if atoms[0] == "/mdrnn/error"] == []
    steps = [atoms for atoms in arrived if atoms[0] == "/mdrnn/step"]
    assert len(steps) == 1
    assert len(steps[0]) == 4


def test_a_hand_that_rests_is_answered_and_the_answer_is_shown_and_heard(wire: Wire, patch: SmallMax) -> None:
    pads = {bool(box.get("ignoreclick")): name for name, box in patch.boxes.items() if box["maxclass"] == "pictslider"}
    patch.send(pads[False], 0, [400, 600])
    (event,) = patch.take("udpsend")
    assert event == ["/mdrnn/event", 0.4, 0.6]
    wire.send(event)
    played = answers(wire, patch, until="/impsy")[-1][1:]
    assert patch.state[pads[True]] == [round(1000 * value) for value in played]
    assert patch.take("line~")[-3:] == [[0.3, 15, 0.0, 900], [played[1]], [played[0]]]
    assert patch.take("udpsend") == []


def test_a_mistake_comes_back_as_a_sentence(wire: Wire, patch: SmallMax) -> None:
    wire.send(["/mdrnn/event", 0.4])
    sentence = answers(wire, patch, until="/mdrnn/error")[-1][1]
    assert patch.take("print") == [[sentence]]
    assert "expected" in sentence
