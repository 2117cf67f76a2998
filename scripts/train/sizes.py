# SPDX-License-Identifier: MIT
"""What training shares about networks: their sizes, the scale of events, the precisions of a file."""

from mdrnn.sizes import SIZES, Size

__all__ = ["PRECISIONS", "SCALE", "SIZES", "Size"]

SCALE = 10.0  # events are multiplied by it before the network, predictions divided by it after

PRECISIONS = ("float32", "float16", "int8", "int8-dynamic")  # of the weights in a file
