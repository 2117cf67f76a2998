# SPDX-License-Identifier: MIT
"""The sizes of network that every part of mdrnn knows by name, smallest first."""

from typing import NamedTuple


class Size(NamedTuple):
    """The shape of a network, apart from its dimension."""

    units: int  # per layer
    layers: int
    mixtures: int = 5  # components of the mixture


SIZES: dict[str, Size] = {
    "xxs": Size(16, 2),
    "xs": Size(32, 2),
    "s": Size(64, 2),
    "m": Size(128, 2),
    "l": Size(256, 2),
    "xl": Size(512, 3),
}


def name_of(units: int, layers: int) -> str:
    """The name of a size, or "" where it has none."""
    return next((name for name, size in SIZES.items() if size[:2] == (units, layers)), "")


def larger(name: str) -> str:
    """The next larger size, or "" if there is none or `name` is unknown."""
    return _neighbour(name, 1)


def smaller(name: str) -> str:
    """The next smaller size, or "" if there is none or `name` is unknown."""
    return _neighbour(name, -1)


def _neighbour(name: str, step: int) -> str:
    names = list(SIZES)
    place = names.index(name) + step if name in names else -1
    return names[place] if 0 <= place < len(names) else ""
