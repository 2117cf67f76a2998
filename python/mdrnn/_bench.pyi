# SPDX-License-Identifier: MIT
"""Times the inside of the core for `mdrnn bench`."""

from collections.abc import Callable
from typing import Any, final

KERNELS: str
PRECISIONS: tuple[str, ...]

def read_weights(content: bytes) -> dict[str, Any]:
    """The weights in the bytes of a .tflite.

    `dimension`, `units`, `mixtures`, `count` (of weights), `layers` as [(kernel (inputs + units, 4 * units), bias)],
    columns in gate order i f c o, `head` as (kernel (units, M * (2 D + 1)), bias), and `rates`, of a relative network
    1 / step of each value, else [].

    Raises:
        ValueError: damaged, or no MDRNN of LSTM layers.
    """

@final
class Comparison:
    """One model and all that it is compared with, timed in the same rounds."""

    def __init__(self, path: str) -> None: ...
    def add_native(self, precision: str) -> None:
        """Our own engine: forward, answer, step, warm and cold."""

    def add_tflite(self, library: str) -> None:
        """TFLite's C library through our second engine; "" for the usual search.

        Raises:
            ValueError: it cannot be had.
        """

    def add_peer(self, name: str, forward: Callable[[], object]) -> None:
        """A call that makes one whole step."""

    def add_sweep(self, bytes: int) -> int:
        """A buffer that is read from front to back; its size, rounded up."""

    def run(self, rounds: int, cold_rounds: int, cache_bytes: int) -> dict[str, list[float]]:
        """Microseconds of one call, one number a round, by names: `memory sweep`, `float32 forward cold`, .."""
