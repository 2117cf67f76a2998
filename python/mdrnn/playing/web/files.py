# SPDX-License-Identifier: MIT
"""Answers to HTTP requests: the files of the page, with headers that let nothing in from elsewhere."""

from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote

from websockets.datastructures import Headers
from websockets.http11 import Response

from ...wording import is_visible_name

FOLDER = Path(__file__).with_name("page")
LARGEST = 4 << 20  # bytes of a file of the page

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".wasm": "application/wasm",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
}

_POLICY = (
    "default-src 'self'; connect-src 'self' {sockets}; object-src 'none'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


def read(path: str) -> tuple[bytes, str] | None:
    """The content and the type of a file of the page, by the path of its address; None: there is none.

    Only plain names directly in the folder are looked up, so no path can lead out of it.
    """
    name = path.removeprefix("/") or "index.html"
    if not is_visible_name(name) or Path(name).suffix not in TYPES:
        return None
    file = FOLDER / name
    try:
        if not file.is_file() or file.stat().st_size > LARGEST:
            return None
        return file.read_bytes(), TYPES[file.suffix]
    except OSError:
        return None


def response(
    status: HTTPStatus, body: bytes, kind: str = TYPES[".txt"], cookie: str = "", download: str = "", host: str = ""
) -> Response:
    """`cookie`: a whole Set-Cookie header; `download`: the name under which a browser saves the body.

    `host`: as the request names it; older browsers do not count its WebSocket as the page's own.
    """
    headers = Headers(
        {
            "Content-Type": kind,
            "Content-Length": str(len(body)),
            "Cache-Control": "no-store",
            "Connection": "close",
            "Content-Security-Policy": _POLICY.format(sockets=f"ws://{host}" if host else "").replace(" ;", ";"),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cross-Origin-Resource-Policy": "same-origin",
        }
    )
    if cookie:
        headers["Set-Cookie"] = cookie
    if download:
        headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(download)}"
    return Response(status.value, status.phrase, headers, body)


def sentence(status: HTTPStatus, text: str) -> Response:
    """For a person who looks at it in a browser."""
    return response(status, f"{text}\n".encode())
