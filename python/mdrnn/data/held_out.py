# SPDX-License-Identifier: MIT
"""Which music a model was trained on and which was held out to judge it, found again by content in any dataset.

People play more and run `mdrnn dataset` again, so a file's hash says little: performances are known by their own
hash. The trainer writes `record` into a model's metadata as `training.music`; `evaluate`, `report` and `convert` call
`tell_apart` with the performances of any dataset.

The entry is `{"hashes": [hash, ..], "held_out": {hash: [[first, stop], ..]}}`: the `performance_hash` of every
performance that the trainer was given, in the order of its dataset, and the blocks of events first .. stop - 1 (from
0) that were held out of some of them. A few events on each side of a block were not trained on either; they are in
neither list of `tell_apart`.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from ..errors import MdrnnError

Performance = npt.NDArray[np.float64]
Block = tuple[int, int]  # first event and one past the last

LEAST_JUDGING = 100  # events of a held-out block, and of a performance that has one, where there is enough music
GAP = 10  # events, at most, between a held-out block and what is trained on: neighbours are much alike
DIGITS = 12  # of a hash: two of 10,000 performances share one in 1 of 5 million datasets


def performance_hash(events: npt.ArrayLike) -> str:
    """Twelve hexadecimal digits that depend on the shape and the float64 values of `events` (T, D) alone.

    Take the events as `mdrnn.data.dataset.load` returns them, before anything is clamped or cut.
    """
    rows = np.ascontiguousarray(events, "<f8") + 0.0  # -0.0 becomes 0.0
    return hashlib.sha256(f"{rows.shape}".encode() + rows.tobytes()).hexdigest()[:DIGITS]


def record(performances: Sequence[Performance], blocks: Sequence[Sequence[Block]]) -> dict[str, Any]:
    """The metadata entry `training.music`; `blocks` are those held out of each performance, none for most."""
    hashes = [performance_hash(each) for each in performances]
    held_out = {
        name: [[int(first), int(stop)] for first, stop in own] for name, own in zip(hashes, blocks, strict=True) if own
    }
    return {"hashes": hashes, "held_out": held_out}


@dataclass(frozen=True)
class Music:
    """The performances of a dataset, from one model's point of view. Pieces of fewer than two events are left out."""

    trained: list[Performance] = field(default_factory=list)
    held_out: list[Performance] = field(default_factory=list)  # by the trainer, to choose the best epoch and judge it
    new: list[Performance] = field(default_factory=list)  # the trainer never had them

    @property
    def unheard(self) -> list[Performance]:
        """All that the model was not trained on."""
        return self.held_out + self.new


def tell_apart(performances: Sequence[Performance], training: Mapping[str, Any]) -> Music | None:
    """Sorts performances by a model's metadata entry `training`; None where it has no record of its music.

    Raises:
        MdrnnError: the record is damaged.
    """
    entry = training.get("music")
    if entry is None:
        return None
    hashes, held_out = _checked(entry)
    music = Music()
    for events in performances:
        name = performance_hash(events)
        if name not in hashes:
            music.new.append(events)
            continue
        blocks = [(first, stop) for first, stop in held_out.get(name, []) if first < stop <= len(events)]
        music.trained.extend(trained_pieces(events, blocks))
        music.held_out.extend(events[first:stop] for first, stop in blocks)
    return Music(*([each for each in part if len(each) > 1] for part in (music.trained, music.held_out, music.new)))


def trained_pieces(events: Performance, blocks: Sequence[Block]) -> list[Performance]:
    """What is left of (T, D) without `blocks` and the gap around each: a tenth of it, `GAP` events at most."""
    left = np.ones(len(events) + 2, bool)
    left[[0, -1]] = False
    for first, stop in blocks:
        gap = min(GAP, (stop - first) // 10)
        left[1 + max(0, first - gap) : 1 + stop + gap] = False
    left[-1] = False
    edges = np.flatnonzero(np.diff(left))
    return [events[first:stop] for first, stop in edges.reshape(-1, 2)]


def _checked(entry: Any) -> tuple[set[str], dict[str, list[list[int]]]]:
    try:
        hashes, held_out = entry["hashes"], entry["held_out"]
        blocks = [block for own in held_out.values() for block in own]
        sound = all(isinstance(name, str) for name in hashes) and all(
            len(block) == 2 and all(type(number) is int and number >= 0 for number in block) for block in blocks
        )
    except (KeyError, TypeError, AttributeError):
        sound = False
    if not sound:
        raise MdrnnError(f"training.music is {str(entry)!r:.60}, expected hashes and held-out blocks")
    return set(hashes), held_out
