# SPDX-License-Identifier: MIT
"""A network in fewer bits, rounded by its music, and the cost of that: nats per event, compared with float32."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import keras
import numpy as np

from mdrnn.wording import counted

from . import export, network, verify
from .data import Performances, pieces_of
from .precision import Small, int8_inputs, make_small
from .sizes import SCALE, Size

MOST_EVENTS = 20_000  # that weights are rounded by


class Network(Protocol):
    """A Keras model, or what can stand in for one."""

    def predict_on_batch(self, events: np.ndarray) -> np.ndarray:
        """Scaled events (1, time, D) -> mixtures (1, time, M * (2 D + 1))."""


class InTflite:
    """A file as TFLite's interpreter plays it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def predict_on_batch(self, events: np.ndarray) -> np.ndarray:
        """As Network."""
        return verify.run_tflite(self._path, events[0])[None]


def rounded(model: keras.Model, size: Size, precision: str, performances: Performances, scale: float = SCALE) -> Small:
    """Its weights in this precision, rounded so that its predictions of these performances stay the same."""
    inputs = [] if precision == "float16" else _int8_inputs(model, size, performances, scale)
    return make_small(model.get_weights(), precision, inputs, network.carried(model))


def _int8_inputs(model: keras.Model, size: Size, performances: Performances, scale: float) -> list[np.ndarray]:
    """What each int8 matrix is multiplied by, (N, inputs), in at most MOST_EVENTS events."""
    names = [f"lstm_{layer}" for layer in range(size.layers)]
    states = keras.Model(model.inputs, {name: model.get_layer(name).output for name in names})
    pieces: list[list[np.ndarray]] = []
    events = 0
    for each in performances:
        for piece in pieces_of(each):
            hidden = states.predict_on_batch((piece[None, :-1] * scale).astype(np.float32))
            pieces.append(int8_inputs([np.asarray(hidden[name][0]) for name in names], network.carried(model)))
            events += len(piece) - 1
        if events >= MOST_EVENTS:
            break
    return [np.concatenate(matrix) for matrix in zip(*pieces, strict=True)]


def measure(model: keras.Model, size: Size, small: Small, nats: Callable[[Network], float]) -> dict[str, Any]:
    """The entry `precision` of a file's metadata. `nats`: how badly a model predicts, per scaled event.

    `cost` is what it is more than in float32, by the engine; `tflite_cost`, where it differs, in TFLite itself.
    """
    before, after = nats(model), nats(export.as_small(model, size, small))
    found = {"weights": small.precision, "float32_nll": before, "nll": after, "cost": after - before}
    if small.precision == "int8-dynamic":
        with tempfile.TemporaryDirectory() as scratch:
            path = Path(scratch) / "step.tflite"
            path.write_bytes(export.small_step(model, size, small))
            found["tflite_cost"] = nats(InTflite(path)) - before
    return {word: round(number, 4) if isinstance(number, float) else number for word, number in found.items()}


def sentence(paid: dict[str, Any]) -> str:
    """The same for people."""
    count = f"{counted(paid['events'], 'event')} of " if "events" in paid else ""
    more = f" (played by TFLite itself {paid['tflite_cost']:.2f})" if "tflite_cost" in paid else ""
    return (
        f"weights in {paid['weights']} cost {round(paid['cost'], 2) + 0:.2f} nats per event{more} on "
        f"{count}{paid['of']}: "
        f"{paid['nll']:.2f} instead of {paid['float32_nll']:.2f}, lower is better"
    )
