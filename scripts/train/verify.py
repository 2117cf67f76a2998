# SPDX-License-Identifier: MIT
"""Is the exported file the network that was trained? Keras, TFLite and the native engine have to agree."""

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np

from .sizes import SCALE

STEPS = 200
TOLERANCE = 1e-5  # of the larger of 1 and the number itself; where events come (mu), of what they range over, SCALE

Run = Callable[[Path, np.ndarray], np.ndarray]  # file, scaled inputs (steps, D) -> mixtures (steps, M * (2 D + 1))


class VerificationError(RuntimeError):
    """Two engines disagree about the same network."""


def verify(path: Path, model: keras.Model) -> dict[str, float]:
    """Runs STEPS events through every engine, states fed back, and returns each one's largest difference from Keras.

    Raises VerificationError when a difference is over TOLERANCE.
    """
    inputs = _events(model.input_shape[-1])
    expected = model.predict_on_batch(inputs[None])[0]
    means = model.get_layer("mu").output.shape[-1]
    least = np.where(np.arange(expected.shape[1]) < means, SCALE, 1.0)
    engines: dict[str, Run] = {"TFLite": run_tflite, "the native engine": run_native}
    return {name: _largest_difference(name, run(path, inputs), expected, least) for name, run in engines.items()}


def _events(dimension: int) -> np.ndarray:
    """(STEPS, D) scaled; multiples of 1/1024 before scaling, so that no engine rounds them."""
    random = np.random.default_rng(dimension)
    return (random.integers(0, 1025, (STEPS, dimension)) / 1024 * SCALE).astype(np.float32)


def _largest_difference(name: str, found: np.ndarray, expected: np.ndarray, least: np.ndarray) -> float:
    if found.shape != expected.shape:
        raise VerificationError(f"{name}: output is {found.shape}, expected {expected.shape} as in Keras")
    difference = np.abs(found - expected) / np.maximum(least, np.abs(expected))
    wrong = ~(difference <= TOLERANCE)  # also where it is not a number
    if wrong.any():
        step = int(np.argmax(wrong.any(axis=1)))
        raise VerificationError(
            f"{name}: differs from Keras by {difference[step].max():.3g} at step {step + 1} of {STEPS}, "
            f"expected at most {TOLERANCE:g}"
        )
    return float(difference.max())


def interpreter_class() -> Any:
    """TFLite's Interpreter: tflite_runtime's, else ai_edge_litert's, else TensorFlow's own."""
    for module in ("tflite_runtime.interpreter", "ai_edge_litert.interpreter"):
        try:
            return importlib.import_module(module).Interpreter
        except ImportError:
            continue
    return importlib.import_module("tensorflow").lite.Interpreter


def run_tflite(path: Path, inputs: np.ndarray) -> np.ndarray:
    """By the signature `step`, states matched by name."""
    runner = interpreter_class()(model_path=str(path), num_threads=1).get_signature_runner("step")
    details = runner.get_input_details()
    states = {name: np.zeros(detail["shape"], np.float32) for name, detail in details.items() if name != "inputs"}
    mixtures = []
    for row in inputs:
        outputs = runner(inputs=row[None, None], **states)
        states = {name: outputs[name] for name in states}
        mixtures.append(outputs["mixture"][0])
    return np.array(mixtures)


def run_native(path: Path, inputs: np.ndarray) -> np.ndarray:
    """By `mdrnn.Predictor`, which scales by the factor in the file's metadata."""
    from mdrnn._core import Predictor  # the only place in this package that needs the engine

    predictor = Predictor(path, engine="native")
    return np.array([predictor.forward(row) for row in inputs / np.float32(SCALE)])
