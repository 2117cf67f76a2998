# SPDX-License-Identifier: MIT
"""Patches that have to play the same in every Pd, on every processor and in both float precisions."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
from pd_patch import Patch

# What the object is made with, and the player's messages as (milliseconds, text).
GOLDEN: dict[str, tuple[str, list[tuple[float, str]]]] = {
    "alone": ("-mode battle -seed 3", []),
    "in turn": ("-seed 3 -threshold 0.02 -thru 1", [(3.3, "0.1 0.9"), (9.9, "0.2 0.8"), (300.123, "0.9 0.1")]),
    "together": ("-mode polyphony -seed 5", [(10 + 40 * i, f"value {i % 2} {i / 20}") for i in range(20)]),
    "by messages": (
        "-mode useronly -seed 1",
        [(5, "mode battle"), (200, "timescale 0.5"), (400, "seed 9"), (500, "sigma_temperature 1"), (700, "reset")],
    ),
}


def played_patch(name: str, model: Path) -> tuple[Patch, int]:
    """The patch, and the index of its object."""
    flags, messages = GOLDEN[name]
    patch = Patch()
    tilde = patch.box(f"mdrnn~ {model} {flags} -synchronous 1")  # an emulated processor may take long for a step
    for milliseconds, text in messages:
        patch.at(milliseconds, text, tilde)
    return patch, tilde


def heard_patch(name: str, model: Path) -> Patch:
    """The patch for an embedded Pd, with both value signals connected to dac~."""
    patch, tilde = played_patch(name, model)
    output = patch.box("dac~")
    patch.cord(tilde, 0, output, 0)
    patch.cord(tilde, 1, output, 1)
    return patch


def golden_patch(name: str, model: Path) -> Patch:
    """The patch with both value signals recorded for a second."""
    patch, tilde = played_patch(name, model)
    patch.record(tilde, 0)
    patch.record(tilde, 1)
    return patch


def changes(signals: npt.NDArray[np.float32]) -> list[int]:
    """The frames at which a signal changes, that is, of the events."""
    frames = np.flatnonzero(np.any(np.diff(signals, axis=1) != 0, axis=0))
    return [int(frame) + 1 for frame in frames]


def hold_against(expected: npt.NDArray[np.float32], found: npt.NDArray[np.float32]) -> None:
    """Checks for the same events at the same frames, with values within 1e-5."""
    assert len(changes(expected)) > 5, "a golden patch needs events"
    assert changes(found) == changes(expected)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-5)
