# SPDX-License-Identifier: MIT
"""Tells systemd that the daemon is ready, still alive, or about to end (sd_notify(3)).

Each is a datagram to the socket that NOTIFY_SOCKET names. Without one nothing is sent.
"""

import os
import socket
from collections.abc import Mapping


class Supervisor:
    """The service manager that started this process and watches it, if there is one."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        name = environment.get("NOTIFY_SOCKET", "")
        self._address = "\0" + name[1:] if name.startswith("@") else name
        mine = environment.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        wanted = environment.get("WATCHDOG_USEC", "") if self._address and mine else ""
        self.interval = int(wanted) / 2e6 if wanted.isdecimal() and int(wanted) > 0 else None
        """Seconds between two signs of life, half the time that systemd waits for one; None: it does not wait."""

    def tell(self, word: str) -> None:
        """READY=1, WATCHDOG=1 or STOPPING=1.

        Raises:
            OSError: the socket refuses it.
        """
        if self._address:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
                out.setblocking(False)  # the music does not wait for systemd
                out.sendto(word.encode(), self._address)
