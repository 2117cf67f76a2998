# SPDX-License-Identifier: MIT
"""A serial cable for tests: a pseudo-terminal under a name that stays, which can be unplugged and plugged in again."""

import contextlib
import os
import pty
import select
import time
import tty

PATIENCE = 10.0  # seconds until a test gives up


class Wire:
    """`name` is what a program opens; `write` and `read` are the device at the other end."""

    def __init__(self, folder):
        self.name = str(folder / f"tty-{id(self):x}")
        self.end = -1
        self.plug()

    def plug(self):
        self.end, other = pty.openpty()
        tty.setraw(other)
        os.set_blocking(self.end, False)
        os.symlink(os.ttyname(other), self.name)
        self._other = other  # held until a program has opened it: without one the device would read end of file

    def unplug(self):
        os.unlink(self.name)
        os.close(self._other)
        os.close(self.end)
        self.end = -1

    def close(self):
        if self.end >= 0:
            self.unplug()

    def write(self, data):
        """All of it, as fast as the program takes it."""
        end = time.monotonic() + 6 * PATIENCE
        while data and time.monotonic() < end:
            if select.select([], [self.end], [], 0.1)[1]:
                data = data[os.write(self.end, data) :]
        assert not data

    def read(self):
        """What has arrived, without waiting."""
        heard = bytearray()
        with contextlib.suppress(BlockingIOError):
            while data := os.read(self.end, 65536):
                heard += data
        return bytes(heard)

    def read_until(self, condition):
        """What arrives until the condition holds for it."""
        heard = bytearray()
        end = time.monotonic() + PATIENCE
        while not condition(bytes(heard)) and time.monotonic() < end:
            if select.select([self.end], [], [], 0.05)[0]:
                heard += self.read()
        assert condition(bytes(heard)), bytes(heard)
        return bytes(heard)
