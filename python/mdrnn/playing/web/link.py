# SPDX-License-Identifier: MIT
"""The page's address as people open it: a link, and the same as a QR code for a phone."""

import io
import socket
from urllib.parse import quote

_EVERYWHERE = ("", "0.0.0.0", "::")


def link(host: str, port: int, token: str | None) -> str:
    """With a host that other machines can reach, and the token where one is needed."""
    shown = own_address(host) if host in _EVERYWHERE else host
    shown = f"[{shown}]" if ":" in shown else shown
    return f"http://{shown}:{port}/" + (f"?token={quote(token, safe='')}" if token is not None else "")


def own_address(host: str) -> str:
    """This machine's in its network, by the route to an address that nobody has; nothing is sent."""
    family, far = (socket.AF_INET6, "2001:db8::1") if host == "::" else (socket.AF_INET, "192.0.2.1")
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((far, 9))
            return str(probe.getsockname()[0])
    except OSError:  # no network yet: the name will do when there is one
        name = socket.gethostname()
        return name if "." in name else f"{name}.local"


def qr_code(text: str) -> list[str]:
    """Lines to print; none where `segno` is not installed: the link is enough."""
    try:
        import segno
    except ImportError:
        return []
    picture = io.StringIO()
    segno.make(text, error="l").terminal(picture, compact=True)
    return picture.getvalue().splitlines()
