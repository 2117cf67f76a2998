# SPDX-License-Identifier: MIT
"""What systemd is told when it has started the daemon: that it plays, that it still lives, that it ends.

A datagram each, to the socket that NOTIFY_SOCKET names (sd_notify(3)). Without one nothing is told.
"""

import os
import socket
from collections.abc import Mapping


class Supervisor:
    """Who has started this process and watches it, or nobody."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        name = environment.get("NOTIFY_SOCKET", "")
        self._address = "\0" + name[1:] if name.startswith("@") else name
        mine = environment.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        wanted = environment.get("WATCHDOG_USEC", "") if self._address and mine else ""
        self.interval = int(wanted) / 2e6 if wanted.isdecimal() and int(wanted) > 0 else None
        """Seconds between two signs of life, half of what is waited for them; None: nobody waits."""

    def tell(self, word: str) -> None:
        """READY=1, WATCHDOG=1 or STOPPING=1.

        Raises:
            OSError: the socket refuses it.
        """
        if self._address:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as out:
                out.sendto(word.encode(), self._address)
