# SPDX-License-Identifier: MIT
"""Who may talk to the page's port: the host that a request names, where its page comes from, and the token."""

import ipaddress
import secrets
import socket
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, quote, unquote, urlsplit

COOKIE = "mdrnn-token"
LONGEST_TARGET = 1024  # characters of a path and its query


@dataclass(frozen=True)
class Target:
    """What is asked for: the path, still quoted, and the token in the query."""

    path: str
    token: str = ""


def target(text: str) -> Target | None:
    """The path and the token of a request; None: not one that we answer."""
    if len(text) > LONGEST_TARGET or not text.startswith("/") or text.startswith("//") or not text.isascii():
        return None
    try:
        parts = urlsplit(text)
        query = parse_qs(parts.query, max_num_fields=8)
    except ValueError:
        return None
    return Target(parts.path, query.get("token", [""])[0])


def is_known_host(header: str, own: Iterable[str]) -> bool:
    """A name that another site made point to this machine is refused; numbers cannot be such a name."""
    host = _host(header)
    if host is None:
        return False
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or host in own
    return True


def own_names(host: str) -> list[str]:
    """The names that this machine has in a local network, and the one that the settings give."""
    name = socket.gethostname().lower()
    return [host.lower(), name, f"{name.partition('.')[0]}.local"]


def is_known_origin(origin: str, host_header: str, others: Sequence[str] = ()) -> bool:
    """The page itself, or a page that the settings name. Programs send no origin and are not asked here."""
    return origin.lower() == f"http://{host_header.lower()}" or origin in others


def has_token(token: str | None, given: str, cookies: str) -> bool:
    """Whether the right token is in the link or in the cookie that the page set; always where none is needed."""
    if token is None:
        return True
    shown = [each for each in (given, *_tokens(cookies)) if each]
    return any(secrets.compare_digest(each.encode("utf-8", "replace"), token.encode()) for each in shown)


def cookie(token: str) -> str:
    """What a browser keeps, so that the page's files and its WebSocket need no token in their addresses."""
    return f"{COOKIE}={quote(token, safe='')}; HttpOnly; SameSite=Strict; Path=/"


def _tokens(cookies: str) -> list[str]:
    """Ours among the cookies of this machine, whose other programs may set what the standard does not allow."""
    pairs = (each.partition("=") for each in cookies.split(";"))
    return [unquote(value.strip()) for name, _, value in pairs if name.strip() == COOKIE]


def _host(header: str) -> str | None:
    """Without its port; None: no host at all."""
    try:
        parts = urlsplit(f"//{header}")
        _ = parts.port
    except ValueError:
        return None
    return parts.hostname if parts.netloc == header and "@" not in header else None
