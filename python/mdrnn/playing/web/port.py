# SPDX-License-Identifier: MIT
"""The port that page and WebSocket share: its socket, and connections that are bounded from their first byte on."""

import asyncio
import errno
import os
import socket
from typing import Any

from websockets.asyncio.server import ServerConnection

from ...errors import MdrnnError
from ...wording import printable
from ..settings import WebSettings

MOST_CONNECTIONS = 64  # those of HTTP requests included
REQUEST_SECONDS = 5.0  # how long a request may take to arrive
BACKLOG_BYTES = 64 << 10  # that the system keeps in each direction: what is older is not worth playing


class Connection(ServerConnection):
    """Counts itself from its first byte, so that half-open ones are bounded too."""

    def __init__(self, all_connections: set["Connection"], *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.is_download = False
        self.is_client = False  # let in as one, perhaps not greeted yet
        self._all = all_connections

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._all.add(self)
        self._expiry = self.loop.call_later(REQUEST_SECONDS, self._expire)
        if len(self._all) > MOST_CONNECTIONS:
            self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self._all.discard(self)
        self._expiry.cancel()
        super().connection_lost(exc)

    def _expire(self) -> None:
        if self.request is None:
            self.transport.abort()


def listening(settings: WebSettings) -> socket.socket:
    """A bound socket, not listening yet."""
    try:
        found = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (socket.gaierror, UnicodeError) as error:
        raise MdrnnError(f"{printable(settings.host):.200}: no such host") from error
    family, kind, protocol, _, address = found[0]
    opened = socket.socket(family, kind, protocol)
    try:
        if os.name == "posix":
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BACKLOG_BYTES)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BACKLOG_BYTES)
        opened.setblocking(False)
        opened.bind(address)
        opened.listen(MOST_CONNECTIONS)
    except OSError as error:
        opened.close()
        raise MdrnnError(f"port {settings.port} on {settings.host}: {_refusal(settings.port, error)}") from error
    return opened


def _refusal(port: int, error: OSError) -> str:
    """Why a port cannot be had, who has it, and what to do."""
    from ..port_owner import owner

    if error.errno == errno.EADDRNOTAVAIL:
        return "this machine has no such address"
    by = owner(port, "tcp") if error.errno == errno.EADDRINUSE else ""
    return f"{error.strerror}{f' by {by}' if by else ''}; end what uses it, or give another port after --web"
