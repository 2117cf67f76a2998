# SPDX-License-Identifier: MIT
"""WebSocket and page on one port: what pages and programs send becomes calls to the session, its events go to all."""

import asyncio
import errno
import logging
import os
import socket
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import unquote

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import MultipleValuesError
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from ...errors import MdrnnError, in_words
from ...wording import printable
from ..channel import Channel
from ..midi.heard import Hearing
from ..midi_words import Sender, parse
from ..settings import Mapping, WebSettings, is_loopback
from . import admission, files
from .asks import Asks
from .client import Client, dumped
from .link import link, qr_code

if TYPE_CHECKING:
    from ..session import Session

SOCKET = "/socket"
DOWNLOADS = "/logs/"
MOST_CLIENTS = 16  # pages and programs at once
MOST_CONNECTIONS = 64  # those of HTTP requests included
LARGEST_FRAME = 64 << 10  # bytes
READ_AT_ONCE = 8 << 10  # bytes taken from one client before timers and other clients have their turn
REQUEST_SECONDS = 5.0  # how long a request may take to arrive
PAGE_SECONDS = 20.0  # how long a file of the page may take to be read
DOWNLOAD_SECONDS = 600.0
MOST_DOWNLOADS = 4  # at once
CLOSE_SECONDS = 1.0
PING_SECONDS = 20.0
BACKLOG_BYTES = 64 << 10  # that the system keeps in each direction: what is older is not worth playing

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
        self._connections: set[_Connection] = set()
        self._own_names: list[str] = []
        self._has_told_link = False

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
        self._socket = _listening(self.settings)
        self._asks = Asks(session, self._tell_all)
        self._starting = session.loop.create_task(self._start(self._socket))
        if self.token is not None and not self._has_told_link:
            self._has_told_link = True
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
                open_timeout=DOWNLOAD_SECONDS,  # to the end of an answer; _Connection has shorter ones
                ping_interval=PING_SECONDS,
                ping_timeout=PING_SECONDS,
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
                client.play(values)

    def play(self, values: list[float]) -> None:
        self._tell_all({"play": _short(values), "time": self._now()}, True)
        for client in list(self._clients):
            client.play(values)

    def silence(self) -> None:
        self._tell_all({"silence": True})
        for client in list(self._clients):
            client.end_notes()

    def planned(self, due: float | None) -> None:
        self._tell_all({"planned": due, "now": self._now()}, True)

    def changed(self, facts: dict[str, Any]) -> None:
        self._tell_all({"changed": {key: self.shown(key, value) for key, value in facts.items()}})

    def loaded(self) -> None:
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
        """Remembers the notes of one client; a mapping for another number of values is not used."""
        return Sender(self.settings.outputs or self._default_mapping())

    def _default_mapping(self) -> Mapping:
        dimension = self._session.dimension if self._session is not None else None
        return parse([], dimension - 1) if dimension else []

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

    def _new_connection(self, *arguments: Any, **options: Any) -> "_Connection":
        return _Connection(self._connections, *arguments, **options)

    async def _request(self, connection: ServerConnection, request: Request) -> Response | None:
        """Who may not talk to us gets a sentence, a browser the page; None: a WebSocket is opened."""
        refused = self._refusal(request)
        if refused is not None:
            return refused
        headers = request.headers
        target = admission.target(request.path)
        assert target is not None
        if headers.get("Upgrade", "").lower() == "websocket":
            if len(self._clients) >= MOST_CLIENTS:
                return files.sentence(
                    HTTPStatus.SERVICE_UNAVAILABLE, f"{MOST_CLIENTS} pages and programs are connected; close one."
                )
            return None
        if target.path.startswith(DOWNLOADS):
            return await self._download(connection, target.path.removeprefix(DOWNLOADS))
        return await self._page(target, headers["Host"])

    def _refusal(self, request: Request) -> Response | None:
        if request.method != "GET":
            return files.sentence(HTTPStatus.METHOD_NOT_ALLOWED, "Only GET is answered here.")
        target = admission.target(request.path)
        if target is None:
            return files.sentence(HTTPStatus.BAD_REQUEST, "This address cannot be read.")
        try:
            host = request.headers.get("Host", "")
            origin = request.headers.get("Origin")
        except MultipleValuesError:
            return files.sentence(HTTPStatus.BAD_REQUEST, "The request has two hosts or origins, expected one.")
        if not admission.is_known_host(host, self._own_names):
            return files.sentence(
                HTTPStatus.FORBIDDEN, "The request is for another host: open the link that mdrnn printed."
            )
        if origin is not None and not admission.is_known_origin(origin, host, self.settings.origins):
            return files.sentence(HTTPStatus.FORBIDDEN, "The request comes from another site's page.")
        cookies = "; ".join(request.headers.get_all("Cookie"))
        if not admission.has_token(self.token, target.token, cookies):
            return files.sentence(
                HTTPStatus.FORBIDDEN, "The token is missing or wrong: open the whole link that mdrnn printed."
            )
        return None

    async def _page(self, target: admission.Target, host: str) -> Response:
        assert self._asks is not None
        found = await self._asks.on_disk(files.read, target.path) if self.settings.page else None
        if found is None:
            return files.sentence(HTTPStatus.NOT_FOUND, "There is nothing at this address.")
        cookie = f"{admission.COOKIE}={target.token}; HttpOnly; SameSite=Strict; Path=/" if target.token else ""
        return files.response(HTTPStatus.OK, *found, cookie=cookie if self.token is not None else "", host=host)

    async def _download(self, connection: ServerConnection, quoted: str) -> Response:
        assert self._asks is not None
        name = unquote(quoted)
        if sum(each.close_timeout == DOWNLOAD_SECONDS for each in self._connections) >= MOST_DOWNLOADS:
            return files.sentence(HTTPStatus.SERVICE_UNAVAILABLE, f"{MOST_DOWNLOADS} downloads are running; wait.")
        connection.close_timeout = DOWNLOAD_SECONDS
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
        transport: Any = connection.transport
        transport.max_size = READ_AT_ONCE
        client = Client(connection, self, session, asks, self._speaks_json(connection.request))
        if client.is_json:
            await self._greet(client)
        self._clients.add(client)
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

    def _speaks_json(self, request: Request) -> bool:
        """IMPSY's clients connect to / and may only listen: they get text words at once if a mapping says which."""
        has_mapping = bool(self.settings.inputs or self.settings.outputs)
        return not has_mapping or request.path.partition("?")[0] == SOCKET or "Origin" in request.headers


class _Connection(ServerConnection):
    """Counts itself from its first byte, so that half-open ones are bounded too."""

    def __init__(self, all_connections: set["_Connection"], *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
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


def _listening(settings: WebSettings) -> socket.socket:
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
