# SPDX-License-Identifier: MIT
"""Weights in fewer bits: which ones, how they are rounded, and the file that holds them.

As in the engine's own int8, what hears the event and what speaks the mixture stay float32: an event has no bound, and a
narrow density feels each bit that a mean is off.
"""

from collections.abc import Iterator

import numpy as np
from tensorflow.lite.python import schema_py_generated as schema

HEADS = ("mu", "sigma", "pi")
LARGEST_INT8 = 127.0  # symmetric: -128 is not used
DEQUANTIZE_VERSION = {"float16": 3, "int8": 2}  # of TFLite's operator
HYBRID_VERSION = 12  # of FULLY_CONNECTED with int8 weights, a scale for each row, and float32 around them

Arrays = list[np.ndarray]  # in the order of the Keras model's variables
Rounded = tuple[np.ndarray, np.ndarray | None]  # as stored, and the scale of each row (int8)


def splits_first_layer(precision: str) -> bool:
    """Its two matrices stand apart, the event's in float32."""
    return precision.startswith("int8")


# ---- rounding --------------------------------------------------------------------------------------------------------


def rounded(arrays: Arrays, precision: str) -> Arrays:
    """`arrays` as a file of this precision gives them back, float32."""
    if precision == "float32":
        return arrays
    if precision == "float16":
        return [_back(_round(array, precision)) if array.ndim == 2 else array for array in arrays]
    result = list(arrays)
    for layer, matrix in enumerate(_int8_matrices(arrays)):
        back = _back(_round(matrix.T, precision)).T
        kernel = 3 * layer
        inputs = len(back) - len(arrays[kernel + 1])
        if inputs:
            result[kernel] = back[:inputs]
        result[kernel + 1] = back[inputs:]
    return result


def _int8_matrices(arrays: Arrays) -> Iterator[np.ndarray]:
    """What a file multiplies in int8: the first layer's recurrent kernel; of the others both kernels, joined."""
    for layer in range((len(arrays) - 2 * len(HEADS)) // 3):
        kernel, recurrent = arrays[3 * layer : 3 * layer + 2]
        yield recurrent if layer == 0 else np.concatenate([kernel, recurrent])


def _round(matrix: np.ndarray, precision: str) -> Rounded:
    """`matrix` (outputs, inputs)."""
    if precision == "float16":
        return matrix.astype(np.float16), None
    largest = np.abs(matrix).max(axis=1)
    scales = np.where(largest > 0, largest / np.float32(LARGEST_INT8), np.float32(1)).astype(np.float32)
    return np.rint(matrix / scales[:, None]).astype(np.int8), scales


def _back(stored: Rounded) -> np.ndarray:
    numbers, scales = stored
    return numbers.astype(np.float32) * (1 if scales is None else scales[:, None])


# ---- the file --------------------------------------------------------------------------------------------------------


def shrink(model: schema.ModelT, arrays: Arrays, precision: str) -> None:
    """Makes a float32 step that was made of `arrays` one with its weights in this precision.

    float16 and int8: TFLite makes float32 of them when it loads, as the engine does, so that all compute the same.
    int8-dynamic: TFLite computes with them as they are and rounds what it multiplies by them to int8, too.
    """
    if precision == "float32":
        return
    small = None if precision == "float16" else [matrix.T for matrix in _int8_matrices(arrays)]
    products = list(_products(model, small))
    expected = len(HEADS) + (len(arrays) - 2 * len(HEADS)) // 3 if small is None else len(small)
    if len(products) != expected:
        raise RuntimeError(f"the step has {len(products)} matrices to make {precision}, expected {expected}")
    for product in products:
        _shrink(model, int(product.inputs[1]), precision)
    _forget_unused(model)
    if precision == "int8-dynamic":
        for code in model.operatorCodes:
            if code.builtinCode == schema.BuiltinOperator.FULLY_CONNECTED:
                code.version = max(code.version, HYBRID_VERSION)
    else:
        _dequantise(model, products, precision)


def _products(model: schema.ModelT, wanted: Arrays | None) -> Iterator[schema.OperatorT]:
    """What multiplies by a matrix (outputs, inputs); only by one that equals one of `wanted`."""
    for op in model.subgraphs[0].operators:
        if model.operatorCodes[op.opcodeIndex].builtinCode != schema.BuiltinOperator.FULLY_CONNECTED:
            continue
        matrix = _numbers(model, op.inputs[1])
        if wanted is None or any(np.array_equal(matrix, each) for each in wanted):
            yield op


def _numbers(model: schema.ModelT, tensor: int) -> np.ndarray:
    found = model.subgraphs[0].tensors[tensor]
    return np.frombuffer(bytes(model.buffers[found.buffer].data), np.float32).reshape(found.shape)


def _shrink(model: schema.ModelT, tensor: int, precision: str) -> None:
    """Rounds one constant."""
    numbers, scales = _round(_numbers(model, tensor), precision)
    found, buffer = model.subgraphs[0].tensors[tensor], schema.BufferT()
    buffer.data = np.frombuffer(numbers.tobytes(), np.uint8)
    model.buffers.append(buffer)
    found.buffer, found.type = len(model.buffers) - 1, schema.TensorType.FLOAT16
    if scales is not None:
        found.type, found.quantization = schema.TensorType.INT8, schema.QuantizationParametersT()
        found.quantization.scale, found.quantization.zeroPoint = scales, np.zeros(len(scales), np.int64)


def _forget_unused(model: schema.ModelT) -> None:
    """What was rounded need not be in the file any more."""
    used = {tensor.buffer for graph in model.subgraphs for tensor in graph.tensors}
    used |= {entry.buffer for entry in model.metadata or []}
    for index, buffer in enumerate(model.buffers):
        if index not in used:
            buffer.data = None


def _dequantise(model: schema.ModelT, products: list[schema.OperatorT], precision: str) -> None:
    """Puts an operator before each product that makes float32 of its matrix."""
    graph, code = model.subgraphs[0], schema.OperatorCodeT()
    code.builtinCode = code.deprecatedBuiltinCode = schema.BuiltinOperator.DEQUANTIZE
    code.version = DEQUANTIZE_VERSION[precision]
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
