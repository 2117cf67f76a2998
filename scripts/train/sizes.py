# SPDX-License-Identifier: MIT
"""How large a network can be: the words every MDRNN program uses."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """A network's shape, apart from its dimension."""

    units: int  # per layer
    layers: int
    mixtures: int


SIZES: dict[str, Size] = {
    "xxs": Size(16, 2, 5),
    "xs": Size(32, 2, 5),
    "s": Size(64, 2, 5),
    "m": Size(128, 2, 5),
    "l": Size(256, 2, 5),
    "xl": Size(512, 3, 5),
}

SCALE = 10.0  # events are multiplied by it before the network, predictions divided by it after

PRECISIONS = ("float32", "float16", "int8", "int8-dynamic")  # of the weights in a file
