# SPDX-License-Identifier: MIT
"""Reads the committed package for Max, and makes the modules that generate it importable."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
PACKAGE = ROOT / "max" / "package"
sys.path.insert(0, str(ROOT / "max" / "patchers"))

Json = dict[str, Any]


def read(path: Path) -> Json:
    """The top-level patcher of a file. In a device the JSON starts after 36 bytes and ends with a zero."""
    content = path.read_bytes()
    if path.suffix == ".amxd":
        content = content[36 : content.index(b"\0", 36)]
    patcher: Json = json.loads(content)["patcher"]
    return patcher


def levels(patcher: Json) -> Iterator[Json]:
    """A patcher and all of its subpatchers."""
    yield patcher
    for entry in patcher["boxes"]:
        if "patcher" in entry["box"]:
            yield from levels(entry["box"]["patcher"])


FILES = sorted(path for path in PACKAGE.rglob("*") if path.suffix in {".maxpat", ".maxhelp", ".amxd"})
