# SPDX-License-Identifier: MIT
"""What fewer bits for the weights cost a model: nats per event, beside float32."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import keras
import numpy as np

from . import export, verify
from .sizes import Size


class Foreteller(Protocol):
    """A Keras model, or what can stand in for one."""

    def predict_on_batch(self, events: np.ndarray) -> np.ndarray:
        """Scaled events (1, time, D) -> mixtures (1, time, M * (2 D + 1))."""


class InTflite:
    """A file as TFLite's interpreter plays it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def predict_on_batch(self, events: np.ndarray) -> np.ndarray:
        """As Foreteller."""
        return verify.run_tflite(self._path, events[0])[None]


def measure(model: keras.Model, size: Size, precision: str, nats: Callable[[Foreteller], float]) -> dict[str, Any]:
    """The entry `precision` of a file's metadata. `nats`: how badly a model foretells, per scaled event.

    `cost` is what it is more than in float32, by the engine; `tflite_cost`, where it differs, in TFLite itself.
    """
    before, after = nats(model), nats(export.as_rounded(model, size, precision))
    found = {"weights": precision, "float32_nll": before, "nll": after, "cost": after - before}
    if precision == "int8-dynamic":
        with tempfile.TemporaryDirectory() as scratch:
            path = Path(scratch) / "step.tflite"
            path.write_bytes(export.in_precision(export.convert(model, size, precision), model, precision))
            found["tflite_cost"] = nats(InTflite(path)) - before
    return {word: round(number, 4) if isinstance(number, float) else number for word, number in found.items()}


def sentence(paid: dict[str, Any]) -> str:
    """The same for people."""
    more = f" (played by TFLite itself {paid['tflite_cost']:.2f})" if "tflite_cost" in paid else ""
    return (
        f"weights in {paid['weights']} cost {round(paid['cost'], 2) + 0:.2f} nats per event{more} on {paid['of']}: "
        f"{paid['nll']:.2f} instead of {paid['float32_nll']:.2f}, lower is better"
    )
