# SPDX-License-Identifier: MIT
"""An open serial port that the event loop never waits for, and why one cannot be opened.

On POSIX the loop itself watches the port's descriptor. Windows has no such descriptors: there two threads wait instead.
"""

import asyncio
import contextlib
import errno
import os
import stat
import sys
import threading
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from ...errors import MdrnnError
from ...wording import how_to_install, printable
from ..port_owner import holder

if TYPE_CHECKING:
    import serial

READ_AT_ONCE = 4096  # bytes taken before other channels have their turn
READ_SECONDS = 0.2  # how long a thread waits for bytes before it looks whether it is to end
CLOSE_SECONDS = 0.3  # how long a thread may take to send the last bytes

Received = Callable[[bytes], None]
Lost = Callable[[], None]


class Port:
    """Sends whole chunks in order, each as soon as the device takes it; those that wait can be taken back."""

    def __init__(self, opened: "serial.Serial", loop: asyncio.AbstractEventLoop, received: Received, lost: Lost):
        """`received` gets what arrives; `lost` is called when the device is gone. Both are called on the loop."""
        self._opened = opened
        self._loop = loop
        self._received = received
        self._lost = lost
        self._waiting: deque[bytes] = deque()
        self._is_open = True

    @property
    def is_stuck(self) -> bool:
        """The device takes nothing now."""
        return bool(self._waiting)

    @property
    def waiting(self) -> int:
        """Chunks of which no byte has been sent."""
        return len(self._waiting)

    def write(self, chunk: bytes) -> None:
        """Sends it when its turn comes."""
        if chunk:
            self._waiting.append(chunk)
            self._begin_sending()

    def _begin_sending(self) -> None:
        raise NotImplementedError

    def take_oldest(self) -> bytes:
        """Takes back the chunk that has waited longest; empty: none waits any more."""
        try:
            return self._waiting.popleft()
        except IndexError:
            return b""

    def take_all(self) -> list[bytes]:
        """Takes back every chunk that waits."""
        taken = []
        while chunk := self.take_oldest():
            taken.append(chunk)
        return taken

    def close(self) -> None:
        """Frees the device; chunks that wait are still sent if it takes them at once."""
        raise NotImplementedError

    def _lose(self) -> None:
        if self._is_open:
            self._lost()


class LoopPort(Port):
    """Watched by the event loop."""

    def __init__(self, opened: "serial.Serial", loop: asyncio.AbstractEventLoop, received: Received, lost: Lost):
        super().__init__(opened, loop, received, lost)
        self._descriptor = opened.fileno()
        self._rest = b""  # of the chunk that is being sent
        self._is_full = False
        os.set_blocking(self._descriptor, False)
        loop.add_reader(self._descriptor, self._read)

    def _begin_sending(self) -> None:
        if not self._is_full:
            self._send()

    def close(self) -> None:
        if not self._is_open:
            return
        self._is_open = False
        if self._is_full:  # the system would wait until its buffer has been sent
            _forget_output(self._opened)
            self._rest = b""
        self._send()
        if not self._loop.is_closed():
            self._loop.remove_reader(self._descriptor)
            self._loop.remove_writer(self._descriptor)
        self._opened.close()

    def _read(self) -> None:
        try:
            data = os.read(self._descriptor, READ_AT_ONCE)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            data = b""
        if data:
            self._received(data)
        else:  # ready to be read, and nothing is there: the device is gone
            self._lose()

    def _send(self) -> None:
        try:
            while self._rest or self._waiting:
                self._rest = self._rest or self._waiting.popleft()
                self._rest = self._rest[os.write(self._descriptor, self._rest) :]
        except (BlockingIOError, InterruptedError):
            self._set_full(True)
        except OSError:
            self._lose()
        else:
            self._set_full(False)

    def _set_full(self, is_full: bool) -> None:
        if is_full != self._is_full and not self._loop.is_closed():
            self._is_full = is_full
            if is_full:
                self._loop.add_writer(self._descriptor, self._send)
            else:
                self._loop.remove_writer(self._descriptor)


class ThreadPort(Port):
    """Read and written by two threads."""

    def __init__(self, opened: "serial.Serial", loop: asyncio.AbstractEventLoop, received: Received, lost: Lost):
        super().__init__(opened, loop, received, lost)
        opened.timeout = READ_SECONDS
        opened.write_timeout = None
        self._wake = threading.Event()  # there is something to send, or to end
        self._arrived: deque[bytes] = deque(maxlen=64)  # a loop that is late gets the newest
        self._is_ending = False
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._read_all, self._write_all)]
        for thread in self._threads:
            thread.start()

    def _begin_sending(self) -> None:
        self._wake.set()

    def close(self) -> None:
        if not self._is_open:
            return
        self._is_open = False
        self._is_ending = True
        self._wake.set()
        self._opened.cancel_read()
        reader, writer = self._threads
        writer.join(CLOSE_SECONDS)
        if writer.is_alive():
            self._opened.cancel_write()
            writer.join(CLOSE_SECONDS)
        reader.join(CLOSE_SECONDS)
        self._opened.close()

    def _read_all(self) -> None:
        try:
            while not self._is_ending:
                data = self._opened.read(max(1, min(self._opened.in_waiting, READ_AT_ONCE)))
                if data:
                    self._arrived.append(data)
                    self._call(self._hand_over)
        except OSError:
            self._call(self._lose)

    def _hand_over(self) -> None:
        while self._arrived and self._is_open:
            self._received(self._arrived.popleft())

    def _write_all(self) -> None:
        try:
            while True:
                self._wake.wait()
                self._wake.clear()
                is_ending = self._is_ending
                while chunk := self.take_oldest():
                    self._opened.write(chunk)
                if is_ending:
                    return
        except OSError:
            self._call(self._lose)

    def _call(self, act: Callable[[], None]) -> None:
        """On the loop, which may be at its end."""
        if not self._is_ending and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(act)


def open_port(
    device: str,
    baudrate: int,
    loop: asyncio.AbstractEventLoop,
    received: Received,
    lost: Lost,
    *,
    names_others: bool = True,
    threads: bool = False,
) -> Port:
    """Opens a device such as /dev/ttyACM0 for this program alone.

    `names_others`: a sentence says which ports are there, or who has this one, which takes some milliseconds;
    `threads`: as on Windows.

    Raises:
        MdrnnError: why it cannot be opened, and what to do.
    """
    try:
        import serial
    except ImportError as error:
        raise MdrnnError(f"serial ports need pyserial: {how_to_install('serial')}") from error
    try:
        opened = serial.Serial(device, baudrate, timeout=0, write_timeout=0, exclusive=_exclusive())
    except (OSError, ValueError, OverflowError) as error:
        raise MdrnnError(_refusal(device, baudrate, error, names_others)) from error
    kind = ThreadPort if threads or sys.platform == "win32" else LoopPort
    return kind(opened, loop, received, lost)


def present() -> list[str]:
    """The devices of the serial ports that are plugged in."""
    from serial.tools import list_ports

    return sorted(found.device for found in list_ports.comports() if found.hwid != "n/a")


def _exclusive() -> bool | None:
    return None if sys.platform == "win32" else True  # there every port is


def _refusal(device: str, baudrate: int, error: Exception, names_others: bool) -> str:
    """Why a device cannot be opened, as one sentence."""
    number = error.errno if isinstance(error, OSError) else None
    if number is None and "FileNotFound" in str(error):  # Windows says it in the text alone
        number = errno.ENOENT
    if number is None and ("PermissionError" in str(error) or "denied" in str(error)):
        number = errno.EBUSY
    name = printable(device)[:200]
    if number == errno.ENOENT or not device or "\0" in device:
        return f"{name or 'no name'}: there is no such serial port; {_found(names_others)}"
    if number == errno.EACCES:
        return f"{name}: no permission; {_how_to_be_allowed(device)}"
    if number in (errno.EAGAIN, errno.EBUSY):
        by = holder(device) if names_others else ""
        return f"{name}: {by or 'another program, such as a serial monitor,'} has this port; end that"
    if isinstance(error, ValueError | OverflowError):
        return f"{name}: the port does not take {baudrate} baud, expected a speed such as 115200"
    if number in (None, errno.ENOTTY, errno.EISDIR, errno.ENODEV, errno.ENXIO, errno.EIO):
        return f"{name}: is not a serial port, or nothing is connected to it; {_found(names_others)}"
    return f"{name}: {os.strerror(number)}"


def _found(names_others: bool) -> str:
    if not names_others:
        return "plug the device in"
    ports = present()
    return f"plug the device in; found: {', '.join(ports)}" if ports else "plug the device in; none is found here"


def _how_to_be_allowed(device: str) -> str:
    group = "dialout"  # the usual one
    with contextlib.suppress(ImportError, OSError, KeyError):
        import grp

        found = os.stat(device)
        if stat.S_IMODE(found.st_mode) & stat.S_IRGRP:
            group = grp.getgrgid(found.st_gid).gr_name
    return f"type: sudo usermod -a -G {group} $USER, then log out and in again"


def _forget_output(opened: "serial.Serial") -> None:
    import termios

    with contextlib.suppress(OSError, termios.error):  # the device is gone, and its buffer with it
        opened.reset_output_buffer()
