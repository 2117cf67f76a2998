# SPDX-License-Identifier: MIT
"""Runs main.py without a micro:bit: `python on_a_desk.py [SECONDS]` prints the name of a serial port to play with.

A hand that tilts the board for three seconds and holds it still for three is simulated; each point that its display
shows is printed.
"""

import contextlib
import math
import os
import pty
import runpy
import sys
import time
import tty
import types
from pathlib import Path

TILT_SECONDS, STILL_SECONDS = 3.0, 3.0


class Uart:
    """The board's end of the cable."""

    def __init__(self) -> None:
        self._end, self._other = pty.openpty()
        tty.setraw(self._other)
        os.set_blocking(self._end, False)
        self.port = os.ttyname(self._other)
        self._arrived = b""

    def init(self, baudrate: int) -> None:
        """A pseudo-terminal is as fast as it is."""

    def write(self, text: str) -> None:
        with contextlib.suppress(BlockingIOError):  # nobody listens
            os.write(self._end, text.encode())

    def any(self) -> bool:
        with contextlib.suppress(BlockingIOError):
            self._arrived += os.read(self._end, 4096)
        return bool(self._arrived)

    def read(self) -> bytes:
        arrived, self._arrived = self._arrived, b""
        return arrived


class Accelerometer:
    """1024 is the Earth's gravity."""

    def _moved(self) -> float:
        """Seconds of tilting until now."""
        turns, left = divmod(time.monotonic(), TILT_SECONDS + STILL_SECONDS)
        return turns * TILT_SECONDS + min(left, TILT_SECONDS)

    def get_x(self) -> int:
        return round(900 * math.sin(3.0 * self._moved()))

    def get_y(self) -> int:
        return round(900 * math.cos(2.3 * self._moved()))


class Display:
    def clear(self) -> None:
        """Each point stands on a line of its own."""

    def set_pixel(self, x: int, y: int, brightness: int) -> None:
        print(f"shows column {x}, row {y}", flush=True)


def run(seconds: float) -> None:
    end = time.monotonic() + seconds

    def sleep(milliseconds: float) -> None:
        if time.monotonic() > end:
            raise SystemExit
        time.sleep(milliseconds / 1000)

    uart = Uart()
    board = types.ModuleType("microbit")
    board.__dict__.update(uart=uart, accelerometer=Accelerometer(), display=Display(), sleep=sleep)
    sys.modules["microbit"] = board
    print(f"play with it: mdrnn run mouse-3d-xs --threshold 0.5 --serial {uart.port}", flush=True)
    runpy.run_path(str(Path(__file__).with_name("main.py")))


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        run(float(sys.argv[1]) if len(sys.argv) > 1 else math.inf)
