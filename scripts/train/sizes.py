# SPDX-License-Identifier: MIT
"""What training shares about networks: their sizes, the scale of events, the precisions of a file."""

from mdrnn.sizes import SIZES, Size

__all__ = ["MOST_MIXTURES", "PRECISIONS", "SCALE", "SIZES", "Size", "has_room", "weights"]

MOST_MIXTURES = 1024  # components that the engine plays
SCALE = 10.0  # events are multiplied by it before the network, predictions divided by it after

PRECISIONS = ("float32", "float16", "int8", "int8-dynamic")  # of the weights in a file


def has_room(dimension: int, size: Size) -> bool:
    """Whether a network of this size can be relative: the last values take at most half of a layer's state."""
    return 2 * (dimension - 1) <= size.units


def weights(dimension: int, size: Size, is_relative: bool) -> int:
    """How many a network has."""
    first = 2 * dimension - 1 if is_relative else dimension
    inputs = [first] + [size.units] * (size.layers - 1)
    lstm = sum(4 * size.units * (each + size.units + 1) for each in inputs)
    return lstm + (size.units + 1) * size.mixtures * (2 * dimension + 1)
