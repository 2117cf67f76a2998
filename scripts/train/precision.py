# SPDX-License-Identifier: MIT
"""Weights in fewer bits: which ones, how they are rounded, and the file that holds them.

As in the engine's own int8, what hears the event and what speaks the mixture stay float32: an event has no bound, and a
narrow density feels each bit that a mean is off.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from tensorflow.lite.python import schema_py_generated as schema

HEADS = 3  # mu, sigma, pi
LARGEST_INT8 = 127  # symmetric: -128 is not used
DAMPING = 1e-3  # of the mean square of what a matrix hears; 1e-4 to 1e-1 lose 0.1 nats at most, on the 9-D knobs
DEQUANTIZE_VERSION = {"float16": 3, "int8": 2}  # of TFLite's operator
HYBRID_VERSION = 12  # of FULLY_CONNECTED with int8 weights, a scale for each row, and float32 around them

Arrays = list[np.ndarray]  # in the order of the Keras model's variables


@dataclass(frozen=True)
class Stored:
    """One matrix (outputs, inputs) of a file."""

    whole: np.ndarray  # float32, before
    numbers: np.ndarray  # float16 or int8
    scales: np.ndarray | None  # (outputs,) of int8

    def back(self) -> np.ndarray:
        """The float32 numbers that it stands for."""
        wide = self.numbers.astype(np.float32)
        return wide if self.scales is None else wide * self.scales[:, None]


@dataclass(frozen=True)
class Small:
    """A network's weights in another precision than float32."""

    precision: str  # of PRECISIONS
    stored: list[Stored]
    arrays: Arrays  # all weights, as a file gives them back

    @property
    def splits_first_layer(self) -> bool:
        """Its two matrices stand apart, the event's in float32."""
        return self.precision != "float16"


# ---- rounding --------------------------------------------------------------------------------------------------------


def make_small(arrays: Arrays, precision: str, heard: Sequence[np.ndarray] = (), carried: int = 0) -> Small:
    """`arrays` in float16, int8 or int8-dynamic. `heard`: for int8, what `int8_inputs` says, (N, inputs) each.

    `carried`: as network.carried says; those rows of the first recurrent kernel are 0, and not in the file.
    """
    recurrent = arrays[1]
    arrays = [arrays[0], recurrent[carried:], *arrays[2:]]
    stored, result = [], list(arrays)
    for number, place in enumerate(_places(len(arrays), precision)):
        matrix = np.concatenate([arrays[index] for index in place])
        if precision == "float16":
            stored.append(Stored(matrix.T, matrix.T.astype(np.float16), None))
        else:
            stored.append(_to_int8(matrix, heard[number]))
        lengths = np.cumsum([len(arrays[index]) for index in place])[:-1]
        for index, part in zip(place, np.split(stored[-1].back().T, lengths), strict=True):
            result[index] = part
    result[1] = np.concatenate([recurrent[:carried], result[1]])
    return Small(precision, stored, result)


def _places(count: int, precision: str) -> list[tuple[int, ...]]:
    """Which arrays, one below the other, are a matrix of the file that gets fewer bits."""
    first_head = count - 2 * HEADS
    layers: list[tuple[int, ...]] = [(kernel, kernel + 1) for kernel in range(0, first_head, 3)]
    if precision == "float16":
        return layers + [(head,) for head in range(first_head, count, 2)]
    return [(1,), *layers[1:]]


def int8_inputs(hidden: Arrays, carried: int = 0) -> Arrays:
    """What each int8 matrix is multiplied by, of each layer's hidden states (N, units), one after the other."""
    before = [np.concatenate([np.zeros_like(states[:1]), states[:-1]]) for states in hidden]
    return [before[0][:, carried:], *(np.hstack([hidden[layer - 1], before[layer]]) for layer in range(1, len(hidden)))]


def _to_int8(matrix: np.ndarray, heard: np.ndarray) -> Stored:
    """`matrix` (inputs, outputs), rounded so that what it makes of `heard` stays: Frantar et al. 2022, GPTQ.

    Input after input is rounded, the loudest first, and those that follow make up for it as far as they move together.
    """
    largest = np.abs(matrix).max(axis=0)
    scales = np.where(largest > 0, largest / LARGEST_INT8, 1).astype(np.float32)
    loudness = heard.astype(np.float64).T @ heard / len(heard)
    order = np.argsort(-np.diag(loudness), kind="stable")
    loudness = loudness[np.ix_(order, order)] + (DAMPING * np.mean(np.diag(loudness)) + 1e-9) * np.eye(len(order))
    upper = np.linalg.cholesky(np.linalg.inv(loudness)).T
    left = matrix[order].astype(np.float64)
    numbers = np.empty(matrix.shape, np.int8)
    for row, place in enumerate(order):
        numbers[place] = np.clip(np.rint(left[row] / scales), -LARGEST_INT8, LARGEST_INT8)
        missed = (left[row] - numbers[place] * scales.astype(np.float64)) / upper[row, row]
        left[row + 1 :] -= np.outer(upper[row, row + 1 :], missed)
    return Stored(matrix.T, np.ascontiguousarray(numbers.T), scales)


# ---- the file --------------------------------------------------------------------------------------------------------


def shrink(model: schema.ModelT, small: Small) -> None:
    """Puts small weights into a float32 step that was made of the whole ones.

    float16 and int8: TFLite makes float32 of them when it loads, as the engine does, so that all compute the same.
    int8-dynamic: TFLite computes with them as they are and rounds what it multiplies by them to int8, too.
    """
    products = [(op, stored) for op, stored in _products(model, small.stored) if stored is not None]
    if len(products) != len(small.stored):
        raise RuntimeError(f"the step has {len(products)} matrices to store, expected {len(small.stored)}")
    for op, stored in products:
        _store(model, int(op.inputs[1]), stored)
    _forget_unused(model)
    if small.precision != "int8-dynamic":
        _dequantise(model, [op for op, _ in products], DEQUANTIZE_VERSION[small.precision])
        return
    for code in model.operatorCodes:
        if code.builtinCode == schema.BuiltinOperator.FULLY_CONNECTED:
            code.version = max(code.version, HYBRID_VERSION)


def _products(model: schema.ModelT, stored: list[Stored]) -> Iterator[tuple[schema.OperatorT, Stored | None]]:
    """What multiplies by a matrix, and which of `stored` it is."""
    graph = model.subgraphs[0]
    for op in graph.operators:
        if model.operatorCodes[op.opcodeIndex].builtinCode == schema.BuiltinOperator.FULLY_CONNECTED:
            tensor = graph.tensors[op.inputs[1]]
            matrix = np.frombuffer(bytes(model.buffers[tensor.buffer].data), np.float32).reshape(tensor.shape)
            yield op, next((each for each in stored if np.array_equal(each.whole, matrix)), None)


def _store(model: schema.ModelT, index: int, stored: Stored) -> None:
    tensor, buffer = model.subgraphs[0].tensors[index], schema.BufferT()
    buffer.data = np.frombuffer(stored.numbers.tobytes(), np.uint8)
    model.buffers.append(buffer)
    tensor.buffer, tensor.type = len(model.buffers) - 1, schema.TensorType.FLOAT16
    if stored.scales is not None:
        tensor.type, tensor.quantization = schema.TensorType.INT8, schema.QuantizationParametersT()
        tensor.quantization.scale = stored.scales
        tensor.quantization.zeroPoint = np.zeros(len(stored.scales), np.int64)


def _forget_unused(model: schema.ModelT) -> None:
    """The whole weights need not be in the file any more."""
    used = {tensor.buffer for graph in model.subgraphs for tensor in graph.tensors}
    used |= {entry.buffer for entry in model.metadata or []}
    for index, buffer in enumerate(model.buffers):
        if index not in used:
            buffer.data = None


def _dequantise(model: schema.ModelT, products: list[schema.OperatorT], version: int) -> None:
    """Puts an operator before each product that makes float32 of its matrix."""
    graph, code = model.subgraphs[0], schema.OperatorCodeT()
    code.builtinCode = code.deprecatedBuiltinCode = schema.BuiltinOperator.DEQUANTIZE
    code.version = version
    model.operatorCodes.append(code)
    first = []
    for product in products:
        matrix, wide, op = product.inputs[1], schema.TensorT(), schema.OperatorT()
        wide.shape, wide.type = graph.tensors[matrix].shape, schema.TensorType.FLOAT32
        wide.name, wide.buffer = graph.tensors[matrix].name + b"/float32", 0
        graph.tensors.append(wide)
        op.opcodeIndex, op.inputs = len(model.operatorCodes) - 1, np.array([matrix], np.int32)
        op.outputs = np.array([len(graph.tensors) - 1], np.int32)
        op.builtinOptionsType, op.builtinOptions = schema.BuiltinOptions.DequantizeOptions, schema.DequantizeOptionsT()
        product.inputs[1] = len(graph.tensors) - 1
        first.append(op)
    graph.operators = first + graph.operators
