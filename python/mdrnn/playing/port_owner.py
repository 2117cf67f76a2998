# SPDX-License-Identifier: MIT
"""Which program has a network or serial port open, so that a person knows what to end. Only Linux tells."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

PROC = Path("/proc")
LISTENING = "0A"  # the state of a TCP socket that waits for connections


def owner(port: int, kind: str, proc: Path = PROC) -> str:
    """`pd (process 4711)`; "" if nobody has it or it cannot be found out. `kind`: udp or tcp.

    The search takes a tenth of a second where many programs run. It is made once for each socket that is in the way:
    a channel that is tried again every second must not hold up the music.
    """
    wanted = frozenset(f"socket:[{inode}]" for inode in _inodes(port, kind, proc))
    if wanted not in _found:
        _found.clear()
        _found[wanted] = _search(wanted, proc)
    return _found[wanted]


def holder(device: str, proc: Path = PROC) -> str:
    """The same of a serial port, looked for each time."""
    return _search(frozenset({os.path.realpath(device)}), proc)


def how_to_ask(port: int, kind: str) -> str:
    """What to type where it cannot be found out from here; "": there is nothing that everybody has."""
    if sys.platform == "darwin":
        return f"lsof -nP -i{kind.upper()}:{port} names it"
    return f"sudo ss -ln{kind[0]}p sport = :{port} names it" if sys.platform == "linux" else ""


_found: dict[frozenset[str], str] = {}  # the last answer


def _search(wanted: frozenset[str], proc: Path) -> str:
    if not wanted:
        return ""
    for process in sorted(proc.glob("[0-9]*"), key=lambda each: int(each.name)):
        if _has_open(process, wanted):
            return f"{_name(process)} (process {process.name})"
    return ""


def _inodes(port: int, kind: str, proc: Path) -> Iterator[str]:
    for table in (kind, f"{kind}6"):
        try:
            rows = (proc / "net" / table).read_text().splitlines()[1:]
        except OSError:
            continue
        for row in map(str.split, rows):
            in_use = len(row) > 9 and (kind == "udp" or row[3] == LISTENING)
            if in_use and int(row[1].rpartition(":")[2], 16) == port:
                yield row[9]


def _has_open(process: Path, wanted: frozenset[str]) -> bool:
    try:
        return any(os.readlink(each) in wanted for each in (process / "fd").iterdir())
    except OSError:  # another user's, or gone
        return False


def _name(process: Path) -> str:
    try:
        return (process / "comm").read_text().strip()
    except OSError:
        return "a program"
