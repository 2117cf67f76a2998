# SPDX-License-Identifier: MIT
"""Is the file the network that was trained? Keras, TFLite and the native engine are compared with double precision."""

import importlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
from tensorflow.lite.python import schema_py_generated as schema

from . import network
from .sizes import SCALE

STEPS = 200
# Of the larger of 1 and the number itself; of the means, which are events, of their whole range, the scale. Rounding to
# float32 alone makes 1.02e-5 in IMPSY's dim2 with hard_sigmoid gates, and less in any other known model.
TOLERANCE = 2e-5
ROUNDED_TOLERANCE = 0.05  # mean of a step, where TFLite rounds inputs to int8; 0.013 is the worst seen

MIXTURES = ("mixture", "mdn_outputs")  # what the output is called; else it is `output_0`, before the states


class VerificationError(RuntimeError):
    """Two engines disagree about the same network."""


class Expected:
    """The output of the network of `arrays` for STEPS events, and differences from it in units of TOLERANCE."""

    def __init__(
        self, arrays: list[np.ndarray], scale: float, gates: str = "sigmoid", steps: np.ndarray | None = None
    ) -> None:
        means = len(arrays[-5])
        self.inputs = _events(means // len(arrays[-1]), scale, steps)
        self._mixtures = exact(arrays, self.inputs, gates, steps)
        columns = np.arange(self._mixtures.shape[1])
        self._size = np.maximum(np.where(columns < means, max(scale, 1.0), 1.0), np.abs(self._mixtures))

    def difference(self, name: str, found: np.ndarray) -> np.ndarray:
        """(STEPS, M * (2 D + 1)). Raises VerificationError where `found` has another shape."""
        if found.shape != self._mixtures.shape:
            raise VerificationError(f"{name}: output is {found.shape}, expected {self._mixtures.shape} as in Keras")
        return np.abs(found - self._mixtures) / self._size


def verify(path: Path, model: keras.Model, scale: float = SCALE) -> dict[str, float]:
    """Runs STEPS events through every engine, states fed back; returns each one's largest difference from `exact`.

    `model` has the weights that the file gives back. Raises VerificationError when a difference is over TOLERANCE.
    """
    expected = Expected(model.get_weights(), scale, network.gates_of(model), network.steps_of(model))
    return {
        "Keras": _largest_difference("Keras", model.predict_on_batch(expected.inputs[None])[0], expected),
        "the native engine": _largest_difference("the native engine", run_native(path, expected.inputs), expected),
        "TFLite": _tflite_difference(path, run_tflite(path, expected.inputs), expected),
    }


def verify_source(
    path: Path, arrays: list[np.ndarray], scale: float, gates: str = "sigmoid", steps: np.ndarray | None = None
) -> dict[str, float]:
    """The same of the .tflite that `arrays` were taken from; TFLite is left out where it refuses the file."""
    expected = Expected(arrays, scale, gates, steps)
    native = _largest_difference("the native engine", run_native(path, expected.inputs), expected)
    try:
        found = run_tflite(path, expected.inputs)
    except (RuntimeError, ValueError):  # it needs TensorFlow's own operations (IMPSY up to 0.6), or a newer TFLite
        return {"the native engine": native}
    return {"the native engine": native, "TFLite": _tflite_difference(path, found, expected)}


def _tflite_difference(path: Path, found: np.ndarray, expected: Expected) -> float:
    model = schema.ModelT.InitFromPackedBuf(bytearray(path.read_bytes()), 0)
    return (_mean_difference if _multiplies_int8(model) else _largest_difference)("TFLite", found, expected)


def _multiplies_int8(model: schema.ModelT) -> bool:
    """Then TFLite rounds the other factor, too."""
    product = schema.BuiltinOperator.FULLY_CONNECTED
    return any(
        graph.tensors[op.inputs[1]].type == schema.TensorType.INT8
        for graph in model.subgraphs
        for op in graph.operators
        if max(_codes(model.operatorCodes[op.opcodeIndex])) == product
    )


def _codes(code: Any) -> tuple[int, int]:
    """Older files have the second alone."""
    return code.builtinCode, code.deprecatedBuiltinCode


def exact(
    arrays: list[np.ndarray], inputs: np.ndarray, gates: str = "sigmoid", steps: np.ndarray | None = None
) -> np.ndarray:
    """What the network of `arrays`, in the order of the Keras model's variables, says in double precision."""
    doubles = [array.astype(np.float64) for array in arrays]
    layers = [doubles[at : at + 3] for at in range(0, len(doubles) - 6, 3)]
    (mu, mu_bias), (z, z_bias), (pi, pi_bias) = zip(doubles[-6::2], doubles[-5::2], strict=True)
    gate = _sigmoid if gates == "sigmoid" else _hard_sigmoid
    states = [(np.zeros(len(recurrent)), np.zeros(len(recurrent))) for _, recurrent, _ in layers]
    mixtures, last = [], np.zeros(inputs.shape[1] - 1)
    for event in inputs.astype(np.float64):
        x = event if steps is None else np.append(event, np.tanh((event[1:] - last) / steps))
        last = event[1:]
        for layer, (kernel, recurrent, bias) in enumerate(layers):
            hidden, cell = states[layer]
            i, f, g, o = np.split(x @ kernel + hidden @ recurrent + bias, 4)
            cell = gate(f) * cell + gate(i) * np.tanh(g)
            x = gate(o) * np.tanh(cell)
            states[layer] = x, cell
        sigma = x @ z + z_bias
        sigma = np.where(sigma > 0, sigma, np.expm1(np.minimum(sigma, 0))) + 1.0 + 1e-7
        origin = 0.0 if steps is None else np.tile(np.append(0.0, last), len(pi_bias))
        mixtures.append(np.concatenate([origin + x @ mu + mu_bias, sigma, x @ pi + pi_bias]))
    return np.array(mixtures)


def _sigmoid(x: np.ndarray) -> np.ndarray:
    return 0.5 + 0.5 * np.tanh(0.5 * x)


def _hard_sigmoid(x: np.ndarray) -> np.ndarray:
    return np.clip(0.2 * x + 0.5, 0.0, 1.0)


def _events(dimension: int, scale: float, steps: np.ndarray | None = None) -> np.ndarray:
    """(STEPS, D) scaled; multiples of 1/1024 before scaling, so that no engine rounds them. `steps`: values walk so."""
    random = np.random.default_rng(dimension)
    events = random.integers(0, 1025, (STEPS, dimension)) / 1024
    if steps is not None:
        walk = np.cumsum(random.normal(0, np.asarray(steps) / scale, (STEPS, dimension - 1)), axis=0)
        events[1:, 1:] = np.rint(np.abs((events[0, 1:] + walk[1:] + 1) % 2 - 1) * 1024) / 1024  # reflected at 0 and 1
    return (events * scale).astype(np.float32)


def _largest_difference(name: str, found: np.ndarray, expected: Expected) -> float:
    return _within(TOLERANCE, name, expected.difference(name, found).max(axis=1))


def _mean_difference(name: str, found: np.ndarray, expected: Expected) -> float:
    return _within(ROUNDED_TOLERANCE, name, expected.difference(name, found).mean(axis=1))


def _within(tolerance: float, name: str, by_step: np.ndarray) -> float:
    wrong = ~(by_step <= tolerance)  # also where it is not a number
    if wrong.any():
        step = int(np.argmax(wrong))
        raise VerificationError(
            f"{name}: differs from the network by {by_step[step]:.3g} at step {step + 1} of {STEPS}, "
            f"expected at most {tolerance:g}"
        )
    return float(by_step.max())


def interpreter_class() -> Any:
    """TFLite's Interpreter: tflite_runtime's, else ai_edge_litert's, else TensorFlow's own."""
    for module in ("tflite_runtime.interpreter", "ai_edge_litert.interpreter"):
        try:
            return importlib.import_module(module).Interpreter
        except ImportError:
            continue
    return importlib.import_module("tensorflow").lite.Interpreter


def run_tflite(path: Path, inputs: np.ndarray) -> np.ndarray:
    """Scaled inputs (steps, D) -> mixtures (steps, M * (2 D + 1)), by the one signature, or by the order of ports."""
    interpreter = interpreter_class()(model_path=str(path), num_threads=1)
    step = _signed(interpreter) if interpreter.get_signature_list() else _ordered(interpreter)
    return np.array([step(row[None, None]) for row in inputs])


def _signed(interpreter: Any) -> Callable[[np.ndarray], np.ndarray]:
    """A state comes out under its own name, else (ours, IMPSY's) in the order of the outputs' names, h before c."""
    runner = interpreter.get_signature_runner(*interpreter.get_signature_list())
    shapes = {name: detail["shape"] for name, detail in runner.get_input_details().items()}
    into = sorted((name for name in shapes if name != "inputs"), key=lambda name: (_numbers(name), "_c_" in name))
    states = {name: np.zeros(shapes[name], np.float32) for name in into}
    names = sorted(runner.get_output_details(), key=_numbers)
    mixture = next((name for name in names if name in MIXTURES), names[0])
    out = into if set(into) <= set(names) else [name for name in names if name != mixture]

    def step(event: np.ndarray) -> np.ndarray:
        found = runner(inputs=event, **states)
        states.update({name: found[source] for name, source in zip(into, out, strict=True)})
        return found[mixture][0]

    return step


def _numbers(name: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", name)]


def _ordered(interpreter: Any) -> Callable[[np.ndarray], np.ndarray]:
    """The event, then states; the mixture, then states (IMPSY 0.7 and later)."""
    interpreter.allocate_tensors()
    event_input, *states_in = [detail["index"] for detail in interpreter.get_input_details()]
    mixture, *states_out = [detail["index"] for detail in interpreter.get_output_details()]
    states = [np.zeros_like(interpreter.get_tensor(index)) for index in states_in]

    def step(event: np.ndarray) -> np.ndarray:
        for index, value in zip([event_input, *states_in], [event, *states], strict=True):
            interpreter.set_tensor(index, value)
        interpreter.invoke()
        states[:] = [interpreter.get_tensor(index) for index in states_out]
        return interpreter.get_tensor(mixture)[0]

    return step


def run_native(path: Path, inputs: np.ndarray) -> np.ndarray:
    """By `mdrnn.Predictor`, which scales by the factor in the file's metadata."""
    from mdrnn._core import Predictor  # the only place in this package that needs the engine

    predictor = Predictor(path, engine="native")
    return np.array([predictor.forward(row) for row in inputs / np.float32(predictor.info.scale)])


def own_playing(path: Path, events: int, seed: int) -> np.ndarray:
    """(events, D): what a model plays by itself, spread as wide as it thinks that hands are."""
    from mdrnn._core import Predictor

    predictor = Predictor(path, engine="native", seed=seed)
    predictor.sigma_temperature = 1.0
    return np.asarray(predictor.generate(events), np.float64)
