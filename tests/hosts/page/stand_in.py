# SPDX-License-Identifier: MIT
"""A stand-in for the daemon, with the page and its socket on one port: it answers every phrase by its mirror image.

It remembers all words and questions, and tells any page whatever a test wants to be told.
"""

import asyncio
import json
import threading
import time
from http import HTTPStatus
from typing import Any

from websockets.asyncio.server import ServerConnection, broadcast, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from mdrnn.playing.web import files

THRESHOLD = 0.2  # seconds of silence before it answers
ANSWERS = 4  # events of an answer
GAP = 0.1  # seconds between them

PARAMETERS = {
    "mode": ("callresponse", 0, 3, "callresponse"),
    "threshold": (0.1, 0, 3600, 0.1),
    "pi_temperature": (1.0, 0, 100, 1.0),
    "sigma_temperature": (0.01, 0, 100, 0.01),
    "timescale": (1.0, 0.001, 1000, 1.0),
    "max_dt": (5.0, 0.001, 86400, 5.0),
    "pause": (0.0, 0, 1, 0.0),
    "autostart": (0.0, 0, 1, 0.0),
    "grain": (-1.0, -1, 0.25, -1.0),
}


class StandIn:
    """Runs in a thread of its own; `port` stays the same when it is stopped and started again."""

    def __init__(self, dimension: int = 3) -> None:
        self.dimension = dimension
        self.port = 0
        self.words: list[tuple[str, list[Any]]] = []
        self.asks: list[dict[str, Any]] = []
        names = ["knobs-9d-s", "mouse-3d-xs", "touch-4d-s"]
        self.answers: dict[str, dict[str, Any]] = {
            "models": {"models": names},
            "logs": {"logs": []},
            "datasets": {"datasets": []},
            "ports": {"inputs": [], "outputs": [], "sentence": "no MIDI here"},
            "mapping": {"mapping": []},
        }
        self.model = "mouse-3d-xs"
        self.origin = time.monotonic()
        self.clients: set[ServerConnection] = set()
        self.paths: list[str] = []  # of the sockets
        self.parts: list[bytes] = []  # of a model that is sent
        self.refuses = False  # any socket
        self._loop: asyncio.AbstractEventLoop | None = None
        self._answering: asyncio.Task[None] | None = None
        self.start()

    @property
    def link(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def start(self) -> None:
        ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run(ready)), daemon=True)
        self._thread.start()
        assert ready.wait(10)

    def stop(self) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._end.set)
            self._thread.join(10)
            self._loop = None

    def tell(self, said: dict[str, Any]) -> None:
        """All pages."""
        assert self._loop is not None
        self._loop.call_soon_threadsafe(broadcast, self.clients, json.dumps(said))

    # ---- on its own thread

    async def _run(self, ready: threading.Event) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        server = await serve(self._serve, "127.0.0.1", self.port, process_request=self._request, compression=None)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await self._end.wait()
        for client in list(self.clients):
            client.transport.abort()
        server.close()
        await server.wait_closed()

    def _request(self, _: ServerConnection, request: Request) -> Response | None:
        path = request.path.partition("?")[0]
        if path == "/socket":
            return files.sentence(HTTPStatus.SERVICE_UNAVAILABLE, "full") if self.refuses else None
        found = files.read(path)
        if found is None:
            return files.sentence(HTTPStatus.NOT_FOUND, "nothing")
        return files.response(HTTPStatus.OK, *found, host=request.headers["Host"])

    async def _serve(self, client: ServerConnection) -> None:
        assert client.request is not None
        self.paths.append(client.request.path)
        await client.send(json.dumps({"hello": self._facts()}))
        self.clients.add(client)
        try:
            async for frame in client:
                if isinstance(frame, str):
                    await self._receive(client, json.loads(frame))
                else:
                    self.parts.append(frame)
        except ConnectionClosed:
            pass
        finally:
            self.clients.discard(client)

    async def _receive(self, client: ServerConnection, said: dict[str, Any]) -> None:
        if "word" in said:
            self.words.append((said["word"], said["arguments"]))
            self._obey(said["word"], said["arguments"])
            return
        self.asks.append(said)
        answer = self.answers.get(said["ask"], {"error": f"there is no {said['ask']} here"})
        await client.send(json.dumps({"answer": said["ask"], "id": said["id"], **answer}))

    def _obey(self, word: str, arguments: list[Any]) -> None:
        if word == "event":
            self._tell({"heard": arguments, "time": self._now(), "by": "web"})
            if self._answering is not None:
                self._answering.cancel()
            self._answering = asyncio.ensure_future(self._answer(arguments))
        elif word in PARAMETERS:
            self._tell({"changed": {word: arguments[0]}})
        elif word == "load":
            self.model = arguments[0]
            self.dimension = int(self.model.split("-")[1][0])
            self._tell({"loaded": self._facts()})

    async def _answer(self, values: list[float]) -> None:
        for number in range(ANSWERS):
            wait = GAP if number else THRESHOLD
            self._tell({"planned": self._now() + wait, "now": self._now()})
            await asyncio.sleep(wait)
            shift = 0.02 * number
            self._tell({"play": [min(max(1 - value + shift, 0), 1) for value in values], "time": self._now()})
        self._tell({"planned": None, "now": self._now()})

    def _tell(self, said: dict[str, Any]) -> None:
        broadcast(self.clients, json.dumps(said))

    def _now(self) -> float:
        return time.monotonic() - self.origin

    def _facts(self) -> dict[str, Any]:
        parameters = {
            name: {"value": value, "lowest": lowest, "highest": highest, "default": default}
            for name, (value, lowest, highest, default) in PARAMETERS.items()
        }
        shape = {"dimension": self.dimension, "layers": 2, "units": 32, "mixtures": 5, "model": self.model, "log": ""}
        return {
            **shape,
            "values": [0.5] * (self.dimension - 1),
            "parameters": parameters,
            "models": self.answers["models"]["models"],
            "questions": sorted(self.answers),
            "channels": ["OSC on 127.0.0.1:6000", f"page at {self.link}"],
            "planned": None,
            "now": self._now(),
            "token_needed": False,
        }
