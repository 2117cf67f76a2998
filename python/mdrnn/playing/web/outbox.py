# SPDX-License-Identifier: MIT
"""What one client is sent: at once while it reads, else a short queue in which the newest events win."""

import asyncio
from collections import deque

from websockets.asyncio.connection import broadcast
from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

WRITE_AHEAD = 16 << 10  # bytes that asyncio may hold for a client
WAITING = 256  # messages in the queue
WAITING_BYTES = 4 << 20
STUCK_SECONDS = 10.0  # a client that has read nothing for this long is dropped


class Outbox:
    """Never waits: a client that does not read loses the oldest events, and in the end its connection."""

    def __init__(self, connection: ServerConnection) -> None:
        self.dropped = 0  # events
        self._connection = connection
        self._waiting: deque[tuple[str, bool]] = deque()
        self._bytes = 0
        self._task: asyncio.Task[None] | None = None

    def put(self, text: str, is_event: bool = False) -> None:
        """`is_event`: may be left out where a later one has taken its place."""
        if self._task is None and self._connection.transport.get_write_buffer_size() < WRITE_AHEAD:
            broadcast([self._connection], text)
            return
        self._waiting.append((text, is_event))
        self._bytes += len(text)
        if len(self._waiting) > WAITING or self._bytes > WAITING_BYTES:
            self._leave_out()
        if self._task is None:
            self._task = self._connection.loop.create_task(self._send_waiting())

    def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self._waiting.clear()
        self._connection.transport.abort()

    def _leave_out(self) -> None:
        """The oldest event; without one the client has been sent more answers than it reads, and is dropped."""
        for index, (text, is_event) in enumerate(self._waiting):
            if is_event:
                del self._waiting[index]
                self._bytes -= len(text)
                self.dropped += 1
                return
        self.close()

    async def _send_waiting(self) -> None:
        try:
            while self._waiting:
                text, _ = self._waiting.popleft()
                self._bytes -= len(text)
                async with asyncio.timeout(STUCK_SECONDS):
                    await self._connection.send(text)
        except TimeoutError:
            self._connection.transport.abort()
        except ConnectionClosed:
            self._waiting.clear()
        finally:
            self._task = None
