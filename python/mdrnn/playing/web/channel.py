# SPDX-License-Identifier: MIT
"""WebSocket and page on one port: what pages and programs send becomes calls to the session, its events go to all."""

import asyncio
import logging
import socket
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import unquote

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from ...errors import MdrnnError, in_words
from ...wording import counted, printable
from ..channel import Channel
from ..midi.heard import Hearing
from ..midi_words import Sender, usual_for
from ..osc_protocol import Argument
from ..settings import Mapping, WebSettings, is_loopback
from . import admission, files
from .allowance import Allowance
from .asks import Asks
from .client import Client, dumped
from .library import can_be_found
from .link import link, qr_code
from .port import Connection, listening
from .requests import refusal

if TYPE_CHECKING:
    from ..session import Session
    from ..words import Reply

SOCKET = "/socket"
DOWNLOADS = "/logs/"
MOST_CLIENTS = 16  # pages and programs at once
LARGEST_FRAME = 64 << 10  # bytes
READ_AT_ONCE = 8 << 10  # bytes taken from all clients before timers have their turn
READ_AT_LEAST = 1 << 10  # from each
EVENTS_PER_SECOND = 4000.0  # of all clients
WORDS_PER_SECOND = 400.0
PAGE_SECONDS = 20.0  # how long a file of the page may take to be read
DOWNLOAD_SECONDS = 600.0
MOST_DOWNLOADS = 4  # at once
MOST_REMEMBERED = 64  # models that have played
CLOSE_SECONDS = 1.0
PING_SECONDS = 20.0  # between signs of life
PONG_SECONDS = 40.0  # that a busy client may take to answer one

_silent = logging.getLogger("mdrnn.web")
_silent.disabled = True  # its sentences are for programmers; ours are for musicians


class WebChannel(Channel):
    """Any number of pages and programs; all see the same."""

    name = "web"

    def __init__(self, settings: WebSettings) -> None:
        self.settings = settings
        self._session: Session | None = None
        self._asks: Asks | None = None
        self._socket: socket.socket | None = None
        self._server: Server | None = None
        self._starting: asyncio.Task[None] | None = None
        self._clients: set[Client] = set()
        self._connections: set[Connection] = set()
        self._own_names: list[str] = []
        self._has_opened = False
        self._played: dict[str, Path] = {}  # the models of this run, the last one last
        self.events = Allowance(EVENTS_PER_SECOND, EVENTS_PER_SECOND / 4)
        self.words = Allowance(WORDS_PER_SECOND, WORDS_PER_SECOND)

    @property
    def port(self) -> int:
        """The port that is listened on; 0 while it is closed."""
        return int(self._socket.getsockname()[1]) if self._socket is not None else 0

    @property
    def token(self) -> str | None:
        """What must be shown; None where only this machine can connect."""
        if self._session is None or is_loopback(self.settings.host):
            return None
        return self._session.settings.token

    @property
    def link(self) -> str:
        return link(self.settings.host, self.port, self.token)

    # ---- open and close

    def open(self, session: "Session") -> None:
        """
        Raises:
            MdrnnError: the port is in use, the host is unknown, or other machines could connect without a token.
        """
        self._session = session
        if not is_loopback(self.settings.host) and session.settings.token is None:
            raise MdrnnError(f"{self.settings.host} can be reached by other machines, expected a token in the settings")
        self._own_names = admission.own_names(self.settings.host)
        self._socket = listening(self.settings)
        is_first, self._has_opened = not self._has_opened, True
        self._asks = Asks(session, self._tell_all, self._played, is_first)
        self._remember_model()
        self._starting = session.loop.create_task(self._start(self._socket))
        if is_first and self.token is not None:
            session.loop.call_soon(self._tell_phones, session)  # after what the command has to say

    def close(self) -> None:
        if self._starting is not None:
            self._starting.cancel()
        if self._server is not None:
            self._server.server.close()
        elif self._socket is not None:
            self._socket.close()
        for client in list(self._clients):
            client.close()
        for connection in list(self._connections):
            connection.transport.abort()
        if self._asks is not None:
            self._asks.close()
        self._starting = self._server = self._socket = self._asks = None
        self._clients.clear()
        self._connections.clear()

    async def _start(self, listening: socket.socket) -> None:
        session = self._session
        assert session is not None
        try:
            self._server = await serve(
                self._serve,
                sock=listening,
                process_request=self._request,
                create_connection=cast(Any, self._new_connection),
                compression=None,
                server_header=None,
                open_timeout=DOWNLOAD_SECONDS,  # to the end of an answer; Connection has shorter ones
                ping_interval=PING_SECONDS,
                ping_timeout=PONG_SECONDS,
                close_timeout=PAGE_SECONDS,
                max_size=LARGEST_FRAME,
                logger=_silent,
            )
        except OSError as error:
            session.lost(self, MdrnnError(f"cannot listen: {error.strerror}"))

    def _tell_phones(self, session: "Session") -> None:
        code = qr_code(self.link) if self._socket is not None and self.settings.page else []
        if code:
            session.say(f"for a phone, {self.link} as a code:")
        for line in code:
            session.say(line)

    def describe(self) -> str:
        kind = "page" if self.settings.page else "WebSocket"
        return f"{kind} at {link(self.settings.host, self.port, None)}"

    def hint(self, values: str) -> str:
        return f"open {self.link} in a browser" if self.settings.page else ""

    # ---- what the session tells

    def heard(self, values: list[float], source: Channel | None) -> None:
        self._tell_all(
            {"heard": _short(values), "time": self._now(), "by": source.name if source is not None else ""}, True
        )
        if self._session is not None and self._session.settings.input_thru and source is not self:
            for client in list(self._clients):
                client.play(values, is_players=True)

    def released(self, indices: list[int], source: Channel) -> None:
        if self._session is not None and self._session.settings.input_thru and source is not self:
            for client in list(self._clients):
                client.end_values(indices)

    def play(self, values: list[float]) -> None:
        self._tell_all({"play": _short(values), "time": self._now()}, True)
        for client in list(self._clients):
            client.play(values)

    def silence(self) -> None:
        self._tell_all({"silence": True})
        self._end_notes()

    def _end_notes(self) -> None:
        for client in list(self._clients):
            client.end_notes()

    def planned(self, due: float | None) -> None:
        self._tell_all({"planned": due, "now": self._now()}, True)

    def changed(self, facts: dict[str, Any]) -> None:
        """If it is who plays, the player's notes end with the machine's."""
        self._tell_all({"changed": {key: self.shown(key, value) for key, value in facts.items()}})
        if "mode" in facts or facts.get("pause"):
            self._end_notes()

    def loaded(self) -> None:
        self._remember_model()
        self._tell_all({"loaded": self._facts()})
        for client in list(self._clients):
            client.change_mapping()

    def report(self, sentence: str) -> None:
        self._tell_all({"error": printable(sentence)})

    def _tell_all(self, said: dict[str, Any], is_event: bool = False) -> None:
        if self._clients:
            text = dumped(said)
            for client in list(self._clients):
                client.tell(text, is_event)

    def _now(self) -> float:
        return self._session.now if self._session is not None else 0.0

    # ---- what clients need

    def new_hearing(self) -> Hearing:
        """Finds the values that text words change."""
        return Hearing(self.settings.inputs or self._default_mapping())

    def new_sender(self) -> Sender:
        """Remembers the notes of one client."""
        mapping, session = self.settings.outputs or self._default_mapping(), self._session
        if session is not None and session.dimension not in (None, len(mapping) + 1):
            has = f"has {counted(len(mapping), 'value')}, the model {len(session.values)}"
            session.trouble(f"web: the mapping of text words {has}, expected as many: nothing is sent in text words")
        return Sender(mapping)

    def _default_mapping(self) -> Mapping:
        session = self._session
        return usual_for(session.performer, session.dimension - 1) if session is not None and session.dimension else []

    @staticmethod
    def shown(key: str, value: Any) -> Any:
        """A fact as the network may know it: names of files, without their folders."""
        return Path(value).name.removesuffix(".tflite") if key in ("model", "log") and value else value

    def _facts(self) -> dict[str, Any]:
        session = self._session
        assert session is not None
        facts = {key: self.shown(key, value) for key, value in session.facts()}
        facts["dimension"] = session.dimension
        facts["values"] = _short(session.values)
        facts["parameters"] = _parameters(facts)
        return facts

    def _remember_model(self) -> None:
        """By its name it can be loaded again, even if it came from a folder that no name leads to."""
        path = self._session.model if self._session is not None else None
        if path is not None:
            self._played.pop(path.stem, None)
            self._played[path.stem] = path
            if len(self._played) > MOST_REMEMBERED:
                del self._played[next(iter(self._played))]

    def load(self, arguments: list[Argument], reply: "Reply") -> None:
        """A model by its name: one that can be found, or one that has played in this run."""
        session, name = self._session, arguments[0] if len(arguments) == 1 else None
        assert session is not None
        played = self._played.get(name) if isinstance(name, str) else None
        if played is not None and not can_be_found(str(name), session.model):
            session.load(played)
        else:
            session.command("/mdrnn/load", arguments, self, reply)

    def greet(self, client: Client) -> None:
        """The first frame that a client gets; the names of models need a look at the disk."""
        client.begin(self._greet(client))

    async def _greet(self, client: Client) -> None:
        session = self._session
        if session is None or self._asks is None:
            return
        models = await self._asks.models()
        said = {**self._facts(), "models": models, "modes": _modes(), "now": session.now}
        event = session.next_event
        said |= {
            "planned": event[0] if event is not None else None,
            "token_needed": self.token is not None,
            "channels": session.descriptions(),
            "training": self._asks.training.state,
            "replay": self._asks.replaying,
            "questions": self._asks.names,
        }
        client.tell(dumped({"hello": said}))

    def begin_upload(self, client: Client, ask: dict[str, Any]) -> None:
        """
        Raises:
            MdrnnError: the name or the size is none, or another model is on its way.
        """
        if any(each.upload is not None for each in self._clients):
            raise MdrnnError("another model is being sent, expected one at a time")
        if self._asks is not None:
            client.upload = self._asks.begin_upload(ask)

    # ---- connections

    def _new_connection(self, *arguments: Any, **options: Any) -> "Connection":
        return Connection(self._connections, *arguments, **options)

    async def _request(self, connection: ServerConnection, request: Request) -> Response | None:
        """Who may not talk to us gets a sentence, a browser the page; None: a WebSocket is opened."""
        refused = refusal(request, self._own_names, self.settings.origins, self.token)
        if refused is not None:
            return refused
        headers = request.headers
        target = admission.target(request.path)
        assert target is not None
        if headers.get("Upgrade", "").lower() == "websocket":
            if sum(each.is_client for each in self._connections) >= MOST_CLIENTS:
                return files.sentence(
                    HTTPStatus.SERVICE_UNAVAILABLE, f"{MOST_CLIENTS} pages and programs are connected; close one."
                )
            cast(Connection, connection).is_client = True
            return None
        if target.path.startswith(DOWNLOADS):
            return await self._download(cast(Connection, connection), target.path.removeprefix(DOWNLOADS))
        return await self._page(target, headers["Host"])

    async def _page(self, target: admission.Target, host: str) -> Response:
        assert self._asks is not None
        found = await self._asks.on_disk(files.read, target.path) if self.settings.page else None
        if found is None:
            return files.sentence(HTTPStatus.NOT_FOUND, "There is nothing at this address.")
        cookie = admission.cookie(target.token) if target.token and self.token is not None else ""
        return files.response(HTTPStatus.OK, *found, cookie=cookie, host=host)

    async def _download(self, connection: Connection, quoted: str) -> Response:
        assert self._asks is not None
        name = unquote(quoted)
        if sum(each.is_download for each in self._connections) >= MOST_DOWNLOADS:
            return files.sentence(HTTPStatus.SERVICE_UNAVAILABLE, f"{MOST_DOWNLOADS} downloads are running; wait.")
        connection.is_download, connection.close_timeout = True, DOWNLOAD_SECONDS
        try:
            content = await self._asks.on_disk(self._asks.logs.content, name)
        except (MdrnnError, OSError) as error:
            return files.sentence(HTTPStatus.NOT_FOUND, printable(in_words(error)))
        return files.response(HTTPStatus.OK, content, files.TYPES[".csv"], download=name)

    async def _serve(self, connection: ServerConnection) -> None:
        session, asks = self._session, self._asks
        if session is None or asks is None or connection.request is None:
            return
        connection.close_timeout = CLOSE_SECONDS
        client = Client(connection, self, session, asks, self._speaks_json(connection.request))
        if client.is_json:
            await self._greet(client)
        self._clients.add(client)
        self._share_reading()
        try:
            async for frame in connection:
                if isinstance(frame, str):
                    client.receive(frame)
                else:
                    await client.receive_part(frame)
        except ConnectionClosed:
            pass
        finally:
            self._clients.discard(client)
            client.close()
            self._share_reading()

    def _share_reading(self) -> None:
        """However many clients send as fast as they can, the music waits for a bounded number of bytes."""
        for client in self._clients:
            client.read_at_once(max(READ_AT_ONCE // len(self._clients), READ_AT_LEAST))

    def _speaks_json(self, request: Request) -> bool:
        """IMPSY's clients connect to / and may only listen: they get text words at once if a mapping says which."""
        has_mapping = bool(self.settings.inputs or self.settings.outputs)
        return not has_mapping or request.path.partition("?")[0] == SOCKET or "Origin" in request.headers


def _short(values: list[float]) -> list[float]:
    """Finer than any controller, and half as many digits."""
    return [round(value, 6) for value in values]


def _modes() -> list[str]:
    from ..._core import MODES

    return list(MODES)


def _parameters(facts: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Each live parameter: its value, bounds, default and unit. A run without a model has none."""
    from ..._core import PARAMETERS

    return {
        name: {
            "value": facts[name],
            "lowest": each.minimum,
            "highest": each.maximum,
            "default": _modes()[int(each.standard)] if name == "mode" else each.standard,
            "unit": each.unit,
        }
        for name, each in PARAMETERS.items()
        if name in facts and name not in ("thru", "synchronous")
    }
