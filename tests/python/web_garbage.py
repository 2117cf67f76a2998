# SPDX-License-Identifier: MIT
"""What a page's port must survive: frames and requests that are wrong in every way, the same for each seed."""

import base64
import json
import os
import random
import struct

WORDS = (
    *("event", "value", "load", "mode", "threshold", "record", "seed"),
    *("step", "info", "reset", "pause", "token", "x"),
)
ASKS = (
    *("models", "logs", "log", "replay", "train", "make_dataset"),
    *("upload_model", "ports", "mapping", "use_trained", "x"),
)
TEXTS = (
    *("/channel/1/cc/1/64", "/channel/99/cc/1/1", "/channel/1/noteon/60", "/channel/1/pitchbend/99999"),
    *("/", "//", "/a/b"),
)
ODD = (
    *(None, True, -1, 0, 1e308, 10**30, float("nan")),
    *("", "../../etc/passwd", "\x00", "\ud800", "a" * 300),
    *([], {}, [[[]]]),
)
PATHS = ("/", "/socket", "/../x", "/%2e%2e%2f", "/logs/../a", "/" + "a" * 2000, "*", "http://x/", "", "/\x00")


def arguments(draw):
    """Never what the machine's parameters or the disk would be changed by."""
    return [draw.choice(ODD) for _ in range(draw.randrange(5))]


def text_frame(draw):
    """Text that is no frame, a frame that is no word, a word with arguments that are none."""
    kind = draw.randrange(7)
    if kind == 0:
        return "".join(chr(draw.choice((0, 34, 47, 91, 123, 0x203D, 0x1F3B9))) for _ in range(draw.randrange(40)))
    if kind == 1:
        return draw.choice("[{") * draw.choice((1, 10, 5000))
    if kind == 2:
        whole = json.dumps({"word": "event", "arguments": [0.1, 0.2]})
        return whole[: draw.randrange(len(whole))]
    if kind == 3:
        return json.dumps({"ask": draw.choice((*ASKS, *ODD)), "id": draw.choice(ODD), "name": draw.choice(ODD)})
    if kind == 4:
        text = draw.choice(TEXTS)
        return text[: draw.randrange(len(text) + 1)] + "/" * draw.randrange(3)
    if kind == 5:
        return json.dumps(draw.choice(ODD))
    word = draw.choice(WORDS[2:])
    odd = ["\x01", *arguments(draw)] if word in ("mode", "load", "record") else ["x", *arguments(draw)]
    return json.dumps({"word": word, "arguments": odd if word not in ("info", "reset") else 3})


def binary_frame(draw):
    return draw.randbytes(draw.choice((0, 1, 100, 5000)))


def request(draw):
    """Bytes of an HTTP request that is wrong somewhere, or asks for what is not there."""
    path = draw.choice(PATHS)
    method = draw.choice(("GET", "GET", "GET", "POST", "PUT", "HEAD", "BREW", "get", ""))
    version = draw.choice(("HTTP/1.1", "HTTP/1.1", "HTTP/1.0", "HTTP/9", ""))
    host = draw.choice(("localhost", "127.0.0.1", "evil.example", "[", "", "a@b", "localhost\r\nHost: b"))
    more = draw.choice(("", "X: " + "y" * 9000, "Content-Length: -1", "\x00: \xff", "Origin: null", "X: 1\r\n" * 200))
    whole = f"{method} {path} {version}\r\nHost: {host}\r\n{more}\r\n\r\n".encode("latin-1")
    kind = draw.randrange(5)
    if kind == 0:
        return whole[: draw.randrange(len(whole))]
    if kind == 1:
        return draw.randbytes(draw.randrange(2000))
    return whole


def handshake(port):
    key = base64.b64encode(os.urandom(16)).decode()
    lines = ["GET /socket HTTP/1.1", f"Host: 127.0.0.1:{port}", "Upgrade: websocket", "Connection: Upgrade"]
    return "\r\n".join([*lines, f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13", "", ""]).encode()


def damaged_frames(draw):
    """Bytes after a good handshake that are no frames, or are broken off."""
    first = draw.choice((0x81, 0x82, 0x80, 0x01, 0x83, 0x8B, 0x88, 0x89, 0xF1, 0xFF))
    length = draw.choice((0, 1, 125, 126, 127))
    header = bytes([first, draw.choice((0, 0x80)) | length])
    if length == 126:
        header += struct.pack(">H", draw.choice((0, 125, 65535)))
    elif length == 127:
        header += struct.pack(">Q", draw.choice((0, 1 << 20, 1 << 40, 1 << 63)))
    return header + draw.randbytes(draw.randrange(200))


def drawn(seed):
    return random.Random(seed)
