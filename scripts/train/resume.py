# SPDX-License-Identifier: MIT
"""Where training goes on: the weights of a model that is there, ours or IMPSY's; and the best so far, kept on disk."""

import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import keras
import numpy as np

from .export import read_entry
from .sizes import SCALE
from .train import Epoch

KEPT_EVERY = 10.0  # seconds, at least, between two writings of the best so far


def take_weights(model: keras.Model, path: Path) -> None:
    """Puts the weights of a .tflite (every kind that the engine recognises) or of our .keras into `model`.

    Raises ValueError when the file cannot be read, or holds a network of another shape; OSError when it is not there.
    """
    readers = {".tflite": _from_tflite, ".keras": _from_keras}
    if path.suffix not in readers:
        raise ValueError(f"{path}: ends in {path.suffix or 'nothing'}, expected {' or '.join(readers)}")
    arrays = readers[path.suffix](path)
    found, expected = [array.shape for array in arrays], [array.shape for array in model.get_weights()]
    if found != expected:
        raise ValueError(f"{path}: its weights are {_shapes(found)}, this size and dataset need {_shapes(expected)}")
    model.set_weights(arrays)


def _shapes(shapes: list[tuple[int, ...]]) -> str:
    return " ".join("x".join(map(str, shape)) for shape in shapes)


def _from_keras(path: Path) -> list[np.ndarray]:
    if not path.exists():
        raise FileNotFoundError(f"{path}: there is no such file")
    try:
        return keras.saving.load_model(path, compile=False).get_weights()
    except (ValueError, TypeError) as error:
        raise ValueError(f"{path}: is no model of ours ({str(error).splitlines()[0]:.100})") from error


def _from_tflite(path: Path) -> list[np.ndarray]:
    """In the order of the Keras model's variables; int8 weights as the numbers they stand for."""
    from mdrnn import _bench

    file = path.read_bytes()
    try:
        weights = _bench.read_weights(file)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error
    scale = _scale(file)
    if scale != SCALE:
        raise ValueError(f"{path}: its scale is {scale:g}, training goes on with {SCALE:g} alone")
    arrays = []
    for kernel, bias in weights["layers"]:
        inputs = kernel.shape[0] - kernel.shape[1] // 4
        arrays += [kernel[:inputs], kernel[inputs:], np.ravel(bias)]
    kernel, bias = weights["head"]
    components = weights["mixtures"] * weights["dimension"]
    for part in (slice(0, components), slice(components, 2 * components), slice(2 * components, None)):
        arrays += [kernel[:, part], np.ravel(bias)[part]]
    return arrays


def _scale(file: bytes) -> float:
    """As the file's own entry says; IMPSY's have none, and are all of SCALE."""
    try:
        return float(read_entry(file).get("scale", SCALE))
    except KeyError:
        return SCALE


class Unfinished:
    """NAME.unfinished.keras and .json, whole at every moment: what is left when the process or the machine dies."""

    def __init__(self, folder: Path, name: str, model: keras.Model, note: Callable[[str], None]) -> None:
        self._paths = [folder / f"{name}.unfinished.{ending}" for ending in ("keras", "json")]
        self._model = model
        self._note = note
        self._kept = -KEPT_EVERY

    def keep(self, history: list[Epoch]) -> None:
        """Writes both, at most every KEPT_EVERY seconds. What cannot be written is said, and training goes on."""
        if time.monotonic() - self._kept < KEPT_EVERY:
            return
        self._kept = time.monotonic()
        try:
            self._write(history)
        except OSError as error:
            self._note(f"the best so far cannot be kept in {self._paths[0]}: {error}")

    def _write(self, history: list[Epoch]) -> None:
        self._paths[0].parent.mkdir(parents=True, exist_ok=True)
        new = [path.with_name(f".{path.stem}.new{path.suffix}") for path in self._paths]
        try:
            self._model.save(new[0])
            new[1].write_text(json.dumps([asdict(epoch) for epoch in history], indent=2) + "\n", encoding="utf-8")
            for file, path in zip(new, self._paths, strict=True):
                os.replace(file, path)
        finally:
            for file in new:
                file.unlink(missing_ok=True)

    def where(self, history: list[Epoch]) -> str:
        """What is left of training when the model cannot be written; tries once more to keep the best."""
        self._kept = -KEPT_EVERY
        self.keep(history)
        if not self._paths[0].exists():
            return "nothing of it could be kept"
        return f"the best so far is kept in {self._paths[0]}: --from goes on with it"

    def remove(self) -> None:
        """The model is written, nobody needs them."""
        for path in self._paths:
            path.unlink(missing_ok=True)
