# SPDX-License-Identifier: MIT
"""Makers of every kind of .tflite file that an MDRNN comes in, with random weights, for tests.

The kinds that the native engine recognises:

- `explicit`: one plain LSTM step in TensorFlow operations, weights as constants, signature `step`. As
  `scripts/train` exports, but that a state comes out under the name that it went in by, as it did at first.
- `relative`: the same of a relative network, see `relative_step`.
- `unrolled`: a Keras LSTM with `unroll=True`, no signature.
- `while`: a Keras LSTM, no signature, outputs `Identity`, `Identity_1`, ..: what IMPSY 0.7 to 1.2.1 makes.
- `flex`: a Keras LSTM whose tensor lists stayed TensorFlow operations, signature `serving_default`: IMPSY up to 0.6.

`explicit_hard`, `unrolled_hard`, `while_hard` and `flex_hard` are the same with hard sigmoid gates,
the default of Keras before 2.3.

`dynamic` (int8 weights), `channels` (int8, one scale per row) and `float16` are quantised conversions of these.

`gru` and `layernorm` are step functions with the same inputs and outputs whose graph is not an LSTM's: they run on
TFLite only. Both have the signature `step`; `gru_unsigned` and `layernorm_unsigned` have none.

Inputs are `inputs` (1, 1, D), then `state_h_0`, `state_c_0`, `state_h_1`, .. (1, units); outputs the mixture
(1, M * (2 D + 1)), then the states in the same order. A GRU has no `state_c_*`.
"""

import importlib
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import keras
import numpy as np
import tensorflow as tf
from tensorflow.lite.python import schema_py_generated as schema
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

Step = Callable[..., dict[str, tf.Tensor]]  # the input tensors, in order -> outputs by name, mixture first

LAYER_NORM_EPSILON = 1e-3


@dataclass(frozen=True)
class Weights:
    """One random network; gate order i f c o (LSTM) or z r h (GRU)."""

    dimension: int
    units: int
    layers: int
    mixtures: int
    kernels: list[np.ndarray]  # per layer, (inputs, gates * units)
    recurrent: list[np.ndarray]  # per layer, (units, gates * units)
    biases: list[np.ndarray]  # per layer, (gates * units,)
    heads: list[np.ndarray]  # mu, sigma, pi, each (units, outputs)
    head_biases: list[np.ndarray]
    gates: str = "sigmoid"  # or "hard_sigmoid"
    rates: np.ndarray | None = None  # (D - 1,): 1 / step of each value, of a relative network


def random_weights(
    dimension: int, units: int, layers: int, mixtures: int, seed: int, *, gates: int = 4, gain: float = 1.5
) -> Weights:
    """A network whose states neither die out nor saturate."""
    generator = np.random.default_rng([seed, dimension, units, layers, mixtures, gates])

    def matrix(rows: int, columns: int) -> np.ndarray:
        return (generator.standard_normal((rows, columns)) * gain / np.sqrt(rows)).astype(np.float32)

    def vector(length: int) -> np.ndarray:
        return generator.uniform(-0.5, 0.5, length).astype(np.float32)

    sizes = (mixtures * dimension, mixtures * dimension, mixtures)
    biases = [vector(gates * units) for _ in range(layers)]
    if gates == 4:
        for bias in biases:
            bias[units : 2 * units] += 1.0  # forget gate
    return Weights(
        dimension,
        units,
        layers,
        mixtures,
        [matrix(dimension if layer == 0 else units, gates * units) for layer in range(layers)],
        [matrix(units, gates * units) for _ in range(layers)],
        biases,
        [matrix(units, size) for size in sizes],
        [vector(size) for size in sizes],
    )


def made_relative(weights: Weights, seed: int) -> Weights:
    """With random rates, and kernels as a relative network has them."""
    n, generator = weights.dimension - 1, np.random.default_rng([seed, weights.dimension])
    heard = generator.standard_normal((n, weights.kernels[0].shape[1])).astype(np.float32)
    silent = np.where(np.arange(weights.units)[:, None] < n, np.float32(0), weights.recurrent[0])
    return replace(
        weights,
        kernels=[np.concatenate([weights.kernels[0], heard]), *weights.kernels[1:]],
        recurrent=[silent, *weights.recurrent[1:]],
        rates=generator.uniform(0.1, 3, n).astype(np.float32),
    )


def hard_sigmoid(z: tf.Tensor) -> tf.Tensor:
    """As Keras had it before version 3, operation by operation. (Keras 3's own has another slope.)"""
    return tf.clip_by_value(tf.add(tf.multiply(z, 0.2), 0.5), 0.0, 1.0)


# ---- steps ---------------------------------------------------------------------------------------------------------


def state_names(layers: int, words: tuple[str, ...] = ("h", "c")) -> list[str]:
    """`state_h_0`, `state_c_0`, `state_h_1`, .."""
    return [f"state_{word}_{layer}" for layer in range(layers) for word in words]


def _mixture(hidden: tf.Tensor, heads: list, biases: list, origin: tf.Tensor | None = None) -> tf.Tensor:
    mu, sigma, pi = (tf.matmul(hidden, head) + bias for head, bias in zip(heads, biases, strict=True))
    if origin is not None:
        mu = tf.reshape(tf.reshape(mu, (pi.shape[1], -1)) + origin, (1, -1))
    return tf.concat([mu, tf.nn.elu(sigma) + (1.0 + 1e-7), pi], axis=1)


def lstm_step(weights: Weights, *, layer_norm: bool = False) -> Step:
    """`[x, h] @ [W; U] + b`, split in four; with `layer_norm` normalised before the bias (Ba et al. 2016)."""
    joined = [tf.constant(np.concatenate([w, u])) for w, u in zip(weights.kernels, weights.recurrent, strict=True)]
    gate = hard_sigmoid if weights.gates == "hard_sigmoid" else tf.sigmoid

    def step(inputs: tf.Tensor, *states: tf.Tensor) -> dict[str, tf.Tensor]:
        below = tf.reshape(inputs, (1, weights.dimension))
        following: list[tf.Tensor] = []
        for layer, matrix in enumerate(joined):
            hidden, cell = states[2 * layer : 2 * layer + 2]
            gates = tf.matmul(tf.concat([below, hidden], axis=1), matrix)
            if layer_norm:
                mean, variance = tf.nn.moments(gates, axes=[1], keepdims=True)
                gates = (gates - mean) * tf.math.rsqrt(variance + LAYER_NORM_EPSILON)
            i, f, c, o = tf.split(gates + weights.biases[layer], 4, axis=1)
            cell = gate(f) * cell + gate(i) * tf.tanh(c)
            below = gate(o) * tf.tanh(cell)
            following += [below, cell]
        mixture = _mixture(below, weights.heads, weights.head_biases)
        return {"mixture": mixture, **dict(zip(state_names(weights.layers), following, strict=True))}

    return step


def relative_step(weights: Weights) -> Step:
    """The first layer hears how far each value has moved, too; means of values are relative to the event.

    The first D - 1 numbers of its hidden state are the last event's values, which its recurrent product does not hear.
    """
    n = weights.dimension - 1
    joined = [np.concatenate([w, u]) for w, u in zip(weights.kernels, weights.recurrent, strict=True)]
    joined[0] = np.concatenate([weights.kernels[0], weights.recurrent[0][n:]])

    def step(inputs: tf.Tensor, *states: tf.Tensor) -> dict[str, tf.Tensor]:
        event = tf.reshape(inputs, (1, weights.dimension))
        last, rest = states[0][:, :n], states[0][:, n:]
        below = tf.concat([event, tf.tanh((event[:, 1:] - last) * weights.rates)], axis=1)
        following: list[tf.Tensor] = []
        for layer, matrix in enumerate(joined):
            hidden, cell = (rest if layer == 0 else states[2 * layer]), states[2 * layer + 1]
            i, f, c, o = tf.split(tf.matmul(tf.concat([below, hidden], 1), matrix) + weights.biases[layer], 4, axis=1)
            cell = tf.sigmoid(f) * cell + tf.sigmoid(i) * tf.tanh(c)
            below = tf.sigmoid(o) * tf.tanh(cell)
            following += [below if layer else tf.concat([event[:, 1:], below[:, n:]], 1), cell]
        origin = tf.concat([tf.zeros((1, 1)), event[:, 1:]], axis=1)
        mixture = _mixture(below, weights.heads, weights.head_biases, origin)
        return {"mixture": mixture, **dict(zip(state_names(weights.layers), following, strict=True))}

    return step


def gru_step(weights: Weights) -> Step:
    """Cho et al. 2014, with the reset gate applied before the recurrent product."""

    def step(inputs: tf.Tensor, *states: tf.Tensor) -> dict[str, tf.Tensor]:
        below = tf.reshape(inputs, (1, weights.dimension))
        following: list[tf.Tensor] = []
        for layer, hidden in enumerate(states):
            x = tf.split(tf.matmul(below, weights.kernels[layer]) + weights.biases[layer], 3, axis=1)
            u = tf.split(weights.recurrent[layer], 3, axis=1)
            z = tf.sigmoid(x[0] + tf.matmul(hidden, u[0]))
            r = tf.sigmoid(x[1] + tf.matmul(hidden, u[1]))
            candidate = tf.tanh(x[2] + tf.matmul(r * hidden, u[2]))
            below = z * hidden + (1.0 - z) * candidate
            following.append(below)
        mixture = _mixture(below, weights.heads, weights.head_biases)
        return {"mixture": mixture, **dict(zip(state_names(weights.layers, ("h",)), following, strict=True))}

    return step


def keras_model(weights: Weights, *, unroll: bool) -> keras.Model:
    """The network as IMPSY builds it for playing: states in, states out."""
    x = inputs = keras.Input((1, weights.dimension), batch_size=1, name="inputs")
    states = [keras.Input((weights.units,), batch_size=1, name=name) for name in state_names(weights.layers)]
    following: list = []
    for layer in range(weights.layers):
        last = layer == weights.layers - 1
        lstm = keras.layers.LSTM(
            weights.units,
            recurrent_activation=hard_sigmoid if weights.gates == "hard_sigmoid" else "sigmoid",
            return_sequences=not last,
            return_state=True,
            unroll=unroll,
            name=f"lstm_{layer}",
        )
        x, hidden, cell = lstm(x, initial_state=states[2 * layer : 2 * layer + 2])
        lstm.set_weights([weights.kernels[layer], weights.recurrent[layer], weights.biases[layer]])
        following += [hidden, cell]
    names = ("mdn_mus", "mdn_sigmas", "mdn_pi")
    dense = [keras.layers.Dense(head.shape[1], name=name) for head, name in zip(weights.heads, names, strict=True)]
    mu, sigma, pi = (layer(x) for layer in dense)
    for layer, head, bias in zip(dense, weights.heads, weights.head_biases, strict=True):
        layer.set_weights([head, bias])
    sigma = keras.layers.Lambda(lambda z: tf.nn.elu(z) + (1.0 + 1e-7), name="sigma")(sigma)
    mixture = keras.layers.Concatenate(name="mdn_outputs")([mu, sigma, pi])
    return keras.Model([inputs, *states], [mixture, *following])


# ---- conversions ---------------------------------------------------------------------------------------------------


def _specs(weights: Weights, words: tuple[str, ...]) -> list[tf.TensorSpec]:
    states = [tf.TensorSpec((1, weights.units), name=name) for name in state_names(weights.layers, words)]
    return [tf.TensorSpec((1, 1, weights.dimension), name="inputs"), *states]


def _quantise(converter: tf.lite.TFLiteConverter, precision: str) -> bytes:
    if precision != "float32":
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        converter._experimental_disable_per_channel = precision == "dynamic"
    if precision == "float16":
        converter.target_spec.supported_types = [tf.float16]
    return bytes(converter.convert())


def with_signature(step: Step, specs: list[tf.TensorSpec], name: str, precision: str = "float32") -> bytes:
    """Converted by way of a SavedModel: the signature `name`, tensors in alphabetical order."""
    module = tf.Module()
    module.step = tf.function(step, input_signature=specs)
    with tempfile.TemporaryDirectory() as folder:
        tf.saved_model.save(module, folder, signatures={name: module.step})
        return _quantise(tf.lite.TFLiteConverter.from_saved_model(folder, signature_keys=[name]), precision)


def without_signature(step: Step, specs: list[tf.TensorSpec], precision: str = "float32") -> bytes:
    """Converted from one frozen function: inputs by name and in order, outputs `Identity`, `Identity_1`, .."""
    return _quantise(tf.lite.TFLiteConverter.from_concrete_functions([_frozen(step, specs)]), precision)


def _frozen(step: Step, specs: list[tf.TensorSpec]) -> tf.types.experimental.ConcreteFunction:
    """The outputs of `step` in order, its variables made constants: a conversion would lose Keras 3's."""

    def ordered(*tensors: tf.Tensor) -> list[tf.Tensor]:
        return list(step(*tensors).values())

    function = tf.function(ordered, input_signature=specs).get_concrete_function()
    return convert_variables_to_constants_v2(function, lower_control_flow=False)


def _keras_step(weights: Weights, *, unroll: bool) -> Step:
    model = keras_model(weights, unroll=unroll)
    names = ["mixture", *state_names(weights.layers)]
    return lambda *tensors: dict(zip(names, model(list(tensors)), strict=True))


def flex_output_names(layers: int) -> list[str]:
    """The mixture, then h and c per layer, as old IMPSY's signature names them."""
    return ["mdn_outputs", *(name for layer in range(layers) for name in (f"lstm_{layer}", f"lstm_{layer}_1"))]


def explicit(weights: Weights, precision: str = "float32") -> bytes:
    """What we export ourselves, but for the outputs' names."""
    return with_signature(lstm_step(weights), _specs(weights, ("h", "c")), "step", precision)


def unrolled(weights: Weights, precision: str = "float32") -> bytes:
    """A Keras LSTM without a loop."""
    return without_signature(_keras_step(weights, unroll=True), _specs(weights, ("h", "c")), precision)


def looped(weights: Weights, precision: str = "float32") -> bytes:
    """Kind `while`."""
    return without_signature(_keras_step(weights, unroll=False), _specs(weights, ("h", "c")), precision)


def flex(weights: Weights, precision: str = "float32") -> bytes:
    """A file that every stock TFLite refuses."""
    specs = _specs(weights, ("h", "c"))
    frozen = _frozen(_keras_step(weights, unroll=False), specs)
    names = flex_output_names(weights.layers)
    module = tf.Module()
    module.serve = tf.function(lambda *x: dict(zip(names, frozen(*x), strict=True)), input_signature=specs)
    with tempfile.TemporaryDirectory() as folder:
        tf.saved_model.save(module, folder, signatures={"serving_default": module.serve})
        converter = tf.lite.TFLiteConverter.from_saved_model(folder, signature_keys=["serving_default"])
        converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS, tf.lite.OpsSet.SELECT_TF_OPS]
        converter._experimental_lower_tensor_list_ops = False
        return _quantise(converter, precision)


def relative(weights: Weights, precision: str = "float32") -> bytes:
    """`weights` with rates."""
    return with_signature(relative_step(weights), _specs(weights, ("h", "c")), "step", precision)


def gru(weights: Weights, precision: str = "float32") -> bytes:
    """`weights` with three gates."""
    return with_signature(gru_step(weights), _specs(weights, ("h",)), "step", precision)


def gru_unsigned(weights: Weights, precision: str = "float32") -> bytes:
    """`weights` with three gates."""
    return without_signature(gru_step(weights), _specs(weights, ("h",)), precision)


def layernorm(weights: Weights, precision: str = "float32") -> bytes:
    """An LSTM with layer normalisation."""
    return with_signature(lstm_step(weights, layer_norm=True), _specs(weights, ("h", "c")), "step", precision)


def layernorm_unsigned(weights: Weights, precision: str = "float32") -> bytes:
    """An LSTM with layer normalisation."""
    return without_signature(lstm_step(weights, layer_norm=True), _specs(weights, ("h", "c")), precision)


MAKERS: dict[str, Callable[[Weights, str], bytes]] = {
    "explicit": explicit,
    "unrolled": unrolled,
    "while": looped,
    "flex": flex,
    "relative": relative,
    "gru": gru,
    "gru_unsigned": gru_unsigned,
    "layernorm": layernorm,
    "layernorm_unsigned": layernorm_unsigned,
}
PRECISIONS = ("float32", "dynamic", "channels", "float16")


def make(
    kind: str, dimension: int, units: int, layers: int, mixtures: int, seed: int = 0, precision: str = "float32"
) -> tuple[bytes, Weights]:
    """The file's bytes and the weights in it, before quantisation.

    `kind` is a key of MAKERS, with `_hard` behind it or not; `precision` one of PRECISIONS.
    TensorFlow leaves matrices of fewer than 1,024 numbers in float32, so a small network is not
    quantised at all.
    """
    keras.utils.clear_session()  # names of layers, and so the file's bytes, do not depend on what was made before
    gates = 3 if kind.startswith("gru") else 4
    weights = random_weights(dimension, units, layers, mixtures, seed, gates=gates)
    if kind == "relative":
        weights = made_relative(weights, seed)
    if kind.endswith("_hard"):
        weights = replace(weights, gates="hard_sigmoid")
    return MAKERS[kind.removesuffix("_hard")](weights, precision), weights


# ---- references ----------------------------------------------------------------------------------------------------


def network_inputs(dimension: int, steps: int, seed: int = 0, scale: float = 10.0) -> np.ndarray:
    """(steps, D) float32: `scale` times events of 0..1 whose product is exact in float32."""
    generator = np.random.default_rng([seed, dimension, steps])
    return (generator.integers(0, 1025, (steps, dimension)) / 1024.0 * scale).astype(np.float32)


def run_tflite(model: bytes, inputs: np.ndarray) -> dict[str, np.ndarray]:
    """TFLite's own interpreter, states fed back: `mixture` (steps, ..), `states` (steps, states, units)."""
    interpreter = _interpreter_class()(model_content=model, num_threads=1)
    if interpreter.get_signature_list():
        return _collect(_signature_steps(interpreter, inputs))
    return _collect(_ordered_steps(interpreter, inputs))


def _interpreter_class() -> Any:
    """TensorFlow's own is deprecated, and gone in later versions."""
    for module in ("tflite_runtime.interpreter", "ai_edge_litert.interpreter"):
        try:
            return importlib.import_module(module).Interpreter
        except ImportError:
            continue
    return tf.lite.Interpreter


Outputs = tuple[np.ndarray, list[np.ndarray]]  # mixture, states


def _collect(steps: Iterator[Outputs]) -> dict[str, np.ndarray]:
    mixtures, states = zip(*steps, strict=True)
    return {"mixture": np.array(mixtures), "states": np.array(states)}


def _signature_steps(interpreter: Any, inputs: np.ndarray) -> Iterator[Outputs]:
    ((name, words),) = interpreter.get_signature_list().items()
    runner = interpreter.get_signature_runner(name)
    details = runner.get_input_details()
    names = sorted((n for n in words["inputs"] if n != "inputs"), key=lambda n: (int(n.split("_")[2]), n[6] != "h"))
    states = {n: np.zeros(details[n]["shape"], np.float32) for n in names}
    for row in inputs:
        outputs = runner(inputs=row[None, None], **states)
        states = {n: outputs[n] for n in names}
        yield outputs["mixture"][0], [states[n][0] for n in names]


def _ordered_steps(interpreter: Any, inputs: np.ndarray) -> Iterator[Outputs]:
    interpreter.allocate_tensors()
    first, *rest = [detail["index"] for detail in interpreter.get_input_details()]
    mixture, *following = [detail["index"] for detail in interpreter.get_output_details()]
    states = [np.zeros_like(interpreter.get_tensor(index)) for index in rest]
    for row in inputs:
        interpreter.set_tensor(first, row[None, None])
        for index, state in zip(rest, states, strict=True):
            interpreter.set_tensor(index, state)
        interpreter.invoke()
        states = [interpreter.get_tensor(index) for index in following]
        yield interpreter.get_tensor(mixture)[0], [state[0] for state in states]


def _dequantised(model: bytes) -> list[np.ndarray]:
    """Every int8 and float16 constant of the file, in float32."""
    tables = schema.ModelT.InitFromPackedBuf(model, 0)
    found = []
    for tensor in (tensor for graph in tables.subgraphs for tensor in graph.tensors):
        data = tables.buffers[tensor.buffer].data
        if data is None or len(data) == 0 or tensor.type not in (schema.TensorType.INT8, schema.TensorType.FLOAT16):
            continue
        if tensor.type == schema.TensorType.FLOAT16:
            found.append(np.frombuffer(data.tobytes(), np.float16).reshape(tensor.shape).astype(np.float32))
            continue
        numbers = np.frombuffer(data.tobytes(), np.int8).reshape(tensor.shape).astype(np.float32)
        found.append(numbers * np.asarray(tensor.quantization.scale, np.float32).reshape(-1, 1))
    return found


def stored_weights(model: bytes, weights: Weights) -> Weights:
    """`weights` as the file holds them: each array that was quantised, dequantised again."""
    found = _dequantised(model)

    def stored(array: np.ndarray) -> np.ndarray | None:
        tolerance = np.abs(array).max() / 100
        for candidate in found:
            if candidate.shape == array.T.shape and np.abs(candidate.T - array).max() < tolerance:
                return np.ascontiguousarray(candidate.T)
        return None

    def either(array: np.ndarray) -> np.ndarray:
        dequantised = stored(array)
        return array if dequantised is None else dequantised

    kernels, recurrent = [], []
    for kernel, square in zip(weights.kernels, weights.recurrent, strict=True):
        joined = stored(np.concatenate([kernel, square]))
        top, bottom = (either(kernel), either(square)) if joined is None else np.split(joined, [len(kernel)])
        kernels.append(top)
        recurrent.append(bottom)
    return replace(
        weights,
        kernels=kernels,
        recurrent=recurrent,
        biases=[either(bias) for bias in weights.biases],
        heads=[either(head) for head in weights.heads],
        head_biases=[either(bias) for bias in weights.head_biases],
    )


def run_numpy(weights: Weights, inputs: np.ndarray) -> dict[str, np.ndarray]:
    """The LSTM in double precision, states fed back; as `run_tflite`."""

    def gate(x: np.ndarray) -> np.ndarray:
        if weights.gates == "hard_sigmoid":
            return np.clip(0.2 * x + 0.5, 0.0, 1.0)
        return 1.0 / (1.0 + np.exp(-x))

    doubles = [
        [a.astype(np.float64) for a in arrays] for arrays in (weights.kernels, weights.recurrent, weights.biases)
    ]
    h = np.zeros((weights.layers, weights.units))
    c = np.zeros((weights.layers, weights.units))
    last, mixtures, states = np.zeros(weights.dimension - 1), [], []
    for event in inputs.astype(np.float64):
        x, origin = event, 0.0
        if weights.rates is not None:
            x = np.append(event, np.tanh((event[1:] - last) * weights.rates))
            origin = np.tile(np.append(0.0, event[1:]), weights.mixtures)
            last = event[1:]
        for layer, (kernel, recurrent, bias) in enumerate(zip(*doubles, strict=True)):
            i, f, g, o = np.split(x @ kernel + h[layer] @ recurrent + bias, 4)
            c[layer] = gate(f) * c[layer] + gate(i) * np.tanh(g)
            x = h[layer] = gate(o) * np.tanh(c[layer])
        mu, z, pi = (
            x @ head.astype(np.float64) + bias for head, bias in zip(weights.heads, weights.head_biases, strict=True)
        )
        mixtures.append(np.concatenate([mu + origin, np.where(z > 0, z, np.expm1(z)) + 1.0 + 1e-7, pi]))
        states.append(np.stack([h, c], axis=1).reshape(2 * weights.layers, weights.units))
        if weights.rates is not None:
            states[-1][0, : len(last)] = last
    return {"mixture": np.array(mixtures, np.float32), "states": np.array(states, np.float32)}


def title(kind: str, dimension: int, units: int, layers: int, mixtures: int, precision: str = "float32") -> str:
    """`while-d3-u8-l2-m5`, with `-dynamic` etc. after the kind where it is not float32."""
    start = kind if precision == "float32" else f"{kind}-{precision}"
    return f"{start}-d{dimension}-u{units}-l{layers}-m{mixtures}"


def reference(kind: str, model: bytes, weights: Weights, steps: int = 20) -> dict[str, np.ndarray]:
    """Network inputs and what comes out, states fed back from zero.

    `inputs` (steps, D), `mixture` (steps, M * (2 D + 1)), `h` (steps, layers, units) and, except for a GRU, `c`;
    `source`: `tflite` where its interpreter is exact, `numpy` (double, from the file's dequantised weights) where stock
    TFLite refuses the file or rounds activations to int8.
    """
    inputs = network_inputs(weights.dimension, steps)
    source = "numpy" if kind.startswith("flex") or _has_int8(model) else "tflite"
    run = run_numpy(stored_weights(model, weights), inputs) if source == "numpy" else run_tflite(model, inputs)
    states = run["states"].reshape(steps, weights.layers, -1, weights.units)
    named = {word: states[:, :, place] for place, word in enumerate("hc"[: states.shape[2]])}
    return {"inputs": inputs, "mixture": run["mixture"], **named, "source": np.array(source)}


def _has_int8(model: bytes) -> bool:
    tables = schema.ModelT.InitFromPackedBuf(model, 0)
    return any(tensor.type == schema.TensorType.INT8 for graph in tables.subgraphs for tensor in graph.tensors)
