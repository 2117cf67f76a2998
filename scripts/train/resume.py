# SPDX-License-Identifier: MIT
"""Continuing: the weights of an existing model, ours or IMPSY's; and the best so far, kept on disk."""

import json
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import keras
import numpy as np

from mdrnn.errors import in_words, writing

from . import network
from .sizes import SCALE
from .train import Epoch
from .weights import read, shapes

KEPT_EVERY = 10.0  # seconds, at least, between two writings of the best so far


def take_weights(model: keras.Model, path: Path) -> None:
    """Puts the weights of a .tflite, .keras or .h5, ours or IMPSY's, into `model`.

    Raises ValueError when the file cannot be read, or holds a network of another shape; OSError when it is not there.
    """
    found = read(path)
    if found.scale != SCALE:
        raise ValueError(f"{path}: its scale is {found.scale:g}, expected {SCALE:g}")
    if found.gates != "sigmoid":
        raise ValueError(
            f"{path}: its gates are {found.gates} (Keras before 2.3), expected sigmoid, as training has them"
        )
    expected = model.get_weights()
    if [array.shape for array in found.arrays] != [array.shape for array in expected]:
        raise ValueError(
            f"{path}: its weights are {shapes(found.arrays)}, this size and dataset need {shapes(expected)}"
        )
    steps = network.steps_of(model)
    if found.steps is not None and not np.array_equal(found.steps, steps):
        raise ValueError(f"{path}: its steps are {found.steps}, expected {steps}")
    model.set_weights(found.arrays)


class Unfinished:
    """NAME.unfinished.keras and .json, complete at any moment, in case the process or the machine dies."""

    def __init__(self, folder: Path, name: str, model: keras.Model, note: Callable[[str], None]) -> None:
        self._paths = [folder / f"{name}.unfinished.{ending}" for ending in ("keras", "json")]
        self._model = model
        self._note = note
        self._kept = -KEPT_EVERY
        self._failed = ""  # why the last writing did

    def keep(self, history: list[Epoch]) -> None:
        """Writes both, at most every KEPT_EVERY seconds. A failure to write is reported, and training continues."""
        if time.monotonic() - self._kept < KEPT_EVERY:
            return
        self._kept = time.monotonic()
        try:
            with writing(self._paths[0]):
                self._write(history)
            self._failed = ""
        except OSError as error:
            if (reason := in_words(error)) != self._failed:  # said once
                self._note(f"the best so far cannot be kept: {reason}")
            self._failed = reason

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
        """Keeps the best so far, when the model cannot be written, there or in the system's temporary folder."""
        elsewhere = Path(tempfile.gettempdir())
        for folder in (self._paths[0].parent, elsewhere):
            self._paths = [folder / path.name for path in self._paths]
            try:
                self._write(history)
            except OSError:
                continue
            return f"the best so far is kept in {self._paths[0]}: --from continues with it"
        return f"nothing of it could be kept, nor in {elsewhere}"

    def remove(self) -> None:
        """Deletes them, once the model is written."""
        for path in self._paths:
            path.unlink(missing_ok=True)
