# SPDX-License-Identifier: MIT
"""A model of any size with random weights, written as an explicit .tflite step without TensorFlow."""

import math
import struct
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from ..data.logs import MAX_DIMENSION
from ..errors import MdrnnError
from ..sizes import Size

_Array = npt.NDArray[Any]

_GAIN = 1.5  # states neither die out nor saturate
_BUFFER_ALIGNMENT = 16  # bytes; what the TFLite schema asks of every buffer


def make(units: int, layers: int, *, mixtures: int = 5, dimension: int = 3, seed: int = 0, metadata: str = "") -> bytes:
    """The bytes of a .tflite whose weights depend on the arguments alone. `metadata`: its JSON entry "mdrnn".

    Raises:
        MdrnnError: no model has such a dimension.
    """
    if not 2 <= dimension <= MAX_DIMENSION:
        raise MdrnnError(f"dimension is {dimension}, expected 2 to {MAX_DIMENSION}")
    random = np.random.default_rng([seed, units, layers, mixtures, dimension])
    graph = _Graph()
    below = event = graph.tensor("inputs", (1, 1, dimension))
    below = graph.call(_RESHAPE, [event, graph.integers([1, dimension])], (1, dimension))
    inputs, states = [event], []
    for layer in range(layers):
        hidden, cell = (graph.tensor(f"state_{word}_{layer}", (1, units)) for word in "hc")
        inputs += [hidden, cell]
        below, cell = _lstm(graph, random, below, hidden, cell, units)
        states += [below, cell]
    mu, z, pi = (
        _dense(graph, random, below, outputs) for outputs in (mixtures * dimension, mixtures * dimension, mixtures)
    )
    offset = graph.constant(np.array([1.0 + 1e-7], np.float32))
    sigma = graph.call(_ADD, [graph.call(_ELU, [z]), offset])
    mixture = graph.call(_CONCATENATION, [mu, sigma, pi], (1, mixtures * (2 * dimension + 1)))
    return graph.file(inputs, [mixture, *states], metadata)


def of_size(size: Size, dimension: int = 3) -> bytes:
    """`make` with the shape of a named size."""
    return make(size.units, size.layers, mixtures=size.mixtures, dimension=dimension)


# ---- the network ----------------------------------------------------------------------------------------------------


def _lstm(graph: "_Graph", random: np.random.Generator, x: int, h: int, c: int, units: int) -> tuple[int, int]:
    """Gers et al. 2000, gate order i f c o, as one product."""
    joined = graph.call(_CONCATENATION, [x, h], (1, graph.shapes[x][1] + units))
    gates = _dense(graph, random, joined, 4 * units, forget=units)
    i, f, g, o = graph.split(gates, 4)
    kept = graph.call(_MUL, [graph.call(_LOGISTIC, [f]), c])
    written = graph.call(_MUL, [graph.call(_LOGISTIC, [i]), graph.call(_TANH, [g])])
    cell = graph.call(_ADD, [kept, written])
    return graph.call(_MUL, [graph.call(_LOGISTIC, [o]), graph.call(_TANH, [cell])]), cell


def _dense(graph: "_Graph", random: np.random.Generator, x: int, outputs: int, forget: int = 0) -> int:
    """A product and a bias; the second `forget` of its outputs, the forget gates, tend to 1."""
    rows = graph.shapes[x][1]
    kernel = random.standard_normal((outputs, rows)) * _GAIN / math.sqrt(rows)
    bias = random.uniform(-0.5, 0.5, outputs)
    bias[forget : 2 * forget] += 1.0
    weights = [graph.constant(array.astype(np.float32)) for array in (kernel, bias)]
    return graph.call(_FULLY_CONNECTED, [x, *weights], (1, outputs))


# ---- the graph: numbers of TFLite's schema, version 3 ---------------------------------------------------------------

_Op = tuple[int, int, dict[int, Any]]  # operator, kind of its options, its options

_ADD: _Op = (0, 11, {})
_CONCATENATION: _Op = (2, 10, {0: 1})  # along axis 1
_FULLY_CONNECTED: _Op = (9, 8, {})
_LOGISTIC: _Op = (14, 0, {})
_MUL: _Op = (18, 21, {})
_RESHAPE: _Op = (22, 17, {})
_TANH: _Op = (28, 0, {})
_SPLIT: _Op = (49, 35, {0: 4})  # in four
_ELU: _Op = (111, 0, {})
_OPS = (_ADD, _CONCATENATION, _FULLY_CONNECTED, _LOGISTIC, _MUL, _RESHAPE, _TANH, _SPLIT, _ELU)
_FLOAT32, _INT32 = 0, 2


class _Graph:
    """Tensors and operators in the order in which they are made; a tensor is known by its number."""

    def __init__(self) -> None:
        self.shapes: list[tuple[int, ...]] = []
        self._tensors: list[dict[int, Any]] = []
        self._operators: list[dict[int, Any]] = []
        self._buffers: list[dict[int, Any]] = [{}]  # the first is every variable's

    def tensor(self, name: str, shape: tuple[int, ...], content: _Array | None = None) -> int:
        buffer, kind = 0, _FLOAT32
        if content is not None:
            buffer, kind = len(self._buffers), _INT32 if content.dtype == np.int32 else _FLOAT32
            self._buffers.append({0: content.tobytes()})
        self.shapes.append(shape)
        self._tensors.append({0: list(shape), 1: kind, 2: buffer, 3: name})
        return len(self.shapes) - 1

    def constant(self, content: _Array) -> int:
        return self.tensor(f"constant_{len(self.shapes)}", content.shape, content)

    def integers(self, numbers: Sequence[int]) -> int:
        return self.constant(np.array(numbers, np.int32))

    def call(self, op: _Op, inputs: list[int], shape: tuple[int, ...] | None = None) -> int:
        """One more operator with one output, of the first input's shape where none is given."""
        return self._call(op, inputs, [shape or self.shapes[inputs[0]]])[0]

    def split(self, value: int, parts: int) -> list[int]:
        shape = (1, self.shapes[value][1] // parts)
        return self._call(_SPLIT, [self.constant(np.array(1, np.int32)), value], [shape] * parts)

    def _call(self, op: _Op, inputs: list[int], shapes: list[tuple[int, ...]]) -> list[int]:
        _, kind, options = op
        outputs = [self.tensor(f"value_{len(self.shapes)}", shape) for shape in shapes]
        table: dict[int, Any] = {0: _OPS.index(op), 1: inputs, 2: outputs}
        if kind:
            table |= {3: kind, 4: options}
        self._operators.append(table)
        return outputs

    def file(self, inputs: list[int], outputs: list[int], metadata: str = "") -> bytes:
        codes = [{0: number, 2: 1, 3: number} for number, _, _ in _OPS]
        graph = {0: self._tensors, 1: inputs, 2: outputs, 3: self._operators, 4: "step"}
        model: dict[int, Any] = {0: 3, 1: codes, 2: [graph], 3: "random weights", 4: self._buffers}
        if metadata:
            model[6] = [{0: "mdrnn", 1: len(self._buffers)}]
            self._buffers.append({0: metadata.encode()})
        return _flatbuffer(model)


# ---- FlatBuffers: https://flatbuffers.dev/internals ----------------------------------------------------------------


def _flatbuffer(root: dict[int, Any]) -> bytes:
    """Tables as {field: value}: whole numbers, texts, bytes, lists of numbers or of tables."""
    out = bytearray(b"\0\0\0\0TFL3")
    _point(out, 0, root)
    return bytes(out)


def _point(out: bytearray, place: int, value: Any) -> None:
    """Appends a value, and writes at `place` how far away from there it lies."""
    if isinstance(value, dict):
        _table(out, place, value)
        return
    content = value.encode() if isinstance(value, str) else value
    _align(out, _BUFFER_ALIGNMENT, after=4)
    position = len(out)
    struct.pack_into("<I", out, place, position - place)
    out.extend(struct.pack("<I", len(content)))
    if isinstance(content, bytes):
        out.extend(content + b"\0")
        return
    out.extend(bytes(4 * len(content)))
    for index, entry in enumerate(content):
        _put(out, position + 4 + 4 * index, entry)


def _table(out: bytearray, place: int, fields: dict[int, Any]) -> None:
    """Where each field lies (two bytes each; 0: it is left out), then the fields, four bytes each."""
    offsets = [0] * (max(fields, default=-1) + 1)
    for index, field in enumerate(fields):
        offsets[field] = 4 + 4 * index
    sizes = (4 + 2 * len(offsets), 4 + 4 * len(fields))
    _align(out, 4, after=sizes[0])
    list_of_offsets = len(out)
    out.extend(struct.pack(f"<HH{len(offsets)}H", *sizes, *offsets))
    position = len(out)
    struct.pack_into("<I", out, place, position - place)
    out.extend(struct.pack("<i", position - list_of_offsets) + bytes(4 * len(fields)))
    for field, entry in fields.items():
        _put(out, position + offsets[field], entry)


def _put(out: bytearray, place: int, entry: Any) -> None:
    """A number in its place, or the way to what it stands for."""
    if isinstance(entry, int):
        struct.pack_into("<i", out, place, entry)
    else:
        _point(out, place, entry)


def _align(out: bytearray, alignment: int, after: int) -> None:
    """Appends zeros until what comes `after` bytes from now lies on a whole multiple."""
    out.extend(bytes(-(len(out) + after) % alignment))
