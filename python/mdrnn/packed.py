# SPDX-License-Identifier: MIT
"""Writes a model's packed form, for microcontrollers, as a C header or as bytes."""

import os
import re
from pathlib import Path
from typing import Literal

from . import _core
from .errors import MdrnnError
from .wording import printable

Precision = Literal["float32", "bfloat16", "int8"]
NUMBERS_A_LINE = 12


def c_name(text: str) -> str:
    """`mouse-3d-xs` as a name in C: `mouse_3d_xs`.

    Raises:
        MdrnnError: no such name can be made of it.
    """
    name = re.sub(r"[^A-Za-z0-9_]+", "_", text).strip("_")
    if re.fullmatch(r"[A-Za-z]\w*", name, re.ASCII) is None:
        raise MdrnnError(
            f"'{printable(text):.100}' cannot be a name in C, expected one that begins with a letter: give --name"
        )
    return name


def c_header(form: bytes, arena: int, name: str, title: str) -> str:
    """The packed form as an aligned array `name` of 32-bit words, and `NAME_ARENA_SIZE` in bytes."""
    words = [int.from_bytes(form[i : i + 4], "little") for i in range(0, len(form), 4)]
    lines = (words[i : i + NUMBERS_A_LINE] for i in range(0, len(words), NUMBERS_A_LINE))
    body = "\n".join("  " + " ".join(f"{word:#x}," for word in line) for line in lines)
    guard = f"{name.upper()}_H"
    return (
        f"/* {title}, written by mdrnn {_core.__version__}: for mdrnn_load_memory({name}, sizeof {name}, ..). */\n"
        f"#ifndef {guard}\n#define {guard}\n\n#include <stdint.h>\n\n"
        "/* Bytes of the arena that a performer with this model needs. */\n"
        f"#define {name.upper()}_ARENA_SIZE {arena}\n\n"
        f"static const uint32_t {name}[{len(words)}] = {{\n{body}\n}};\n\n#endif\n"
    )


def export(
    model: str | os.PathLike[str],
    *,
    precision: Precision = "float32",
    header: Path | None = None,
    binary: Path | None = None,
    name: str | None = None,
) -> str:
    """Writes the packed form of the file `model` to `header`, `binary` or both; returns its sizes in a sentence.

    Raises:
        FileNotFoundError, ValueError: one sentence; the model is missing or cannot be packed.
    """
    form, arena = _core.pack(model, precision)
    if header is not None:
        array = c_name(name or Path(model).stem)
        header.write_text(c_header(form, arena, array, f"{Path(model).name} in {precision}"), encoding="ascii")
    if binary is not None:
        binary.write_bytes(form)
    return f"{len(form)} bytes of flash ({precision}), {arena} bytes of arena"
