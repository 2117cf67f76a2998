# SPDX-License-Identifier: MIT
"""Lines of numbers, as microcontrollers print them: `0.2500,0.7000`."""

from collections.abc import Iterator, Sequence

from ...errors import MdrnnError

LONGEST_LINE = 2048  # bytes; 63 values with 20 digits take 1400


class LineReader:
    """Cuts what arrives into lines, however it is divided."""

    def __init__(self) -> None:
        self._rest = bytearray()
        self._is_too_long = False

    def lines(self, data: bytes) -> Iterator[bytes | None]:
        """Whole lines, without their ends and without empty ones; None: one was longer than `LONGEST_LINE`."""
        *whole, rest = data.replace(b"\r", b"\n").split(b"\n")
        for part in whole:
            self._add(part)
            line, is_too_long = bytes(self._rest), self._is_too_long
            self._rest.clear()
            self._is_too_long = False
            if is_too_long:
                yield None
            elif line.strip():
                yield line
        self._add(rest)

    def _add(self, part: bytes) -> None:
        if len(self._rest) + len(part) > LONGEST_LINE:
            self._is_too_long = True
            self._rest.clear()
        if not self._is_too_long:
            self._rest += part


def numbers(line: bytes) -> list[float]:
    """`b"0.25,0.7"` -> [0.25, 0.7]; a comma after the last number is allowed.

    Raises:
        MdrnnError: something in it is not a number.
    """
    try:
        return [float(field) for field in line.decode("ascii").replace("_", "?").strip().removesuffix(",").split(",")]
    except ValueError as error:
        shown = line[:40].decode("ascii", "replace").strip()
        raise MdrnnError(f"a line is {shown!a}, expected numbers with commas between them, such as 0.25,0.7") from error


def line(values: Sequence[float]) -> bytes:
    """[0.25, 0.7] -> `b"0.2500,0.7000\\n"`."""
    return (",".join(f"{value:.4f}" for value in values) + "\n").encode()
