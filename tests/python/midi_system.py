# SPDX-License-Identifier: MIT
"""A MIDI system of the tests' own, whose cables are pulled and plugged by the test."""

from mdrnn.errors import MdrnnError
from mdrnn.playing.midi.systems import Look


class TestPort:
    """An open port of the system."""

    __test__ = False

    def __init__(self, heard=None):
        self.heard = heard
        self.sent = []
        self.is_dead = False
        self.is_closed = False

    def send(self, message):
        if not self.is_dead and not self.is_closed:  # what sends may not know yet that it was closed
            self.sent.append(tuple(message))

    def flush(self):
        """Everything is sent at once."""

    def mute(self):
        self.heard = None

    def close(self):
        self.is_closed = True


class TestSystem:
    """Ports by name. `sent` has what every port of a name was sent, in order."""

    __test__ = False
    name = "test"
    can_make_ports = True

    def __init__(self, inputs=(), outputs=()):
        self.inputs = list(inputs)
        self.outputs = list(outputs)
        self.runs = True
        self.refuses = set()
        self.opened = {}  # name of the port -> every port that was opened for it

    def why_not(self):
        return ""

    def look(self):
        return Look(list(self.inputs), list(self.outputs)) if self.runs else None

    def _open(self, name, heard=None):
        if name in self.refuses:
            raise MdrnnError("it cannot be opened")
        port = TestPort(heard)
        self.opened.setdefault((name, heard is not None), []).append(port)
        return port

    def open_input(self, name, label, heard):
        return self._open(name, heard)

    def open_output(self, name, label):
        return self._open(name)

    def make_input(self, label, heard):
        return self._open(label, heard)

    def make_output(self, label):
        return self._open(label)

    def sent(self, name):
        return [message for port in self.opened.get((name, False), []) for message in port.sent]

    def play(self, name, *messages):
        """As the system's thread would: whole messages arrive at an input."""
        port = self.opened[name, True][-1]
        for message in messages:
            if port.heard is not None:
                port.heard(bytes(message))


def hanging(messages):
    """The notes that were begun and not ended: {(channel - 1, note)}."""
    sounding = set()
    for message in messages:
        kind, channel = message[0] & 0xF0, message[0] & 0x0F
        if kind == 0x90 and message[2] > 0:
            sounding.add((channel, message[1]))
        elif kind in (0x80, 0x90):
            sounding.discard((channel, message[1]))
    return sounding
