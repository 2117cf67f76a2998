# SPDX-License-Identifier: MIT
"""Writes a trained network as one .tflite step: signature `step`, weights as constants, metadata; checked first."""

import importlib
import json
import os
import re
import shutil
import sys
import tempfile
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import flatbuffers
import keras
import numpy as np
import tensorflow as tf
from tensorflow.lite.python import schema_py_generated as schema

from mdrnn.errors import writing

from . import network
from .precision import Small, shrink
from .sizes import Size
from .verify import verify

FORMAT = 1  # of the metadata entry
ENTRY = "mdrnn"  # its name in the file
ALIGNMENT = 16  # bytes; what the TFLite schema asks of every buffer

Metadata = dict[str, Any]


def write(folder: Path, name: str, model: keras.Model, size: Size, metadata: Metadata, history: list[Metadata]) -> Path:
    """Writes NAME.tflite, NAME.keras and NAME.json into `folder`, all or none, and returns the first one's path.

    Raises VerificationError, leaving `folder` as it was, when the engines disagree about the file.
    """
    with writing(folder / f"{name}.tflite"), _scratch(folder, name) as scratch:
        files = {ending: Path(scratch) / f"{name}.{ending}" for ending in ("json", "keras", "tflite")}
        files["tflite"].write_bytes(tflite_file(model, size, metadata))
        verify(files["tflite"], model)
        model.save(files["keras"])
        files["json"].write_text(json.dumps({**metadata, "history": history}, indent=2) + "\n", encoding="utf-8")
        for file in files.values():
            _onto_the_disk(file)
        for file in files.values():  # the .tflite last: whoever watches for it finds the others there
            os.replace(file, folder / file.name)
    return folder / f"{name}.tflite"


@contextmanager
def _scratch(folder: Path, name: str) -> Iterator[str]:
    folder.mkdir(parents=True, exist_ok=True)
    _remove_what_a_killed_one_left(folder, name)
    with tempfile.TemporaryDirectory(dir=folder, prefix=f".unverified-{name}-") as scratch:
        yield scratch


def _remove_what_a_killed_one_left(folder: Path, name: str) -> None:
    scratch = re.compile(re.escape(f".unverified-{name}-") + "[a-z0-9_]{8}")  # 8: as tempfile has it
    for left in folder.iterdir():
        if scratch.fullmatch(left.name):
            shutil.rmtree(left)


def _onto_the_disk(file: Path) -> None:
    """So that a model that took an old one's place is whole after a power cut, too."""
    with file.open("r+b") as opened:
        os.fsync(opened.fileno())


def write_tflite(path: Path, model: keras.Model, size: Size, metadata: Metadata, small: Small | None = None) -> None:
    """Writes one .tflite, whole or not at all; with `small` its weights are those.

    Raises VerificationError, leaving what is there, when it does not say what `model` with such weights says.
    """
    with writing(path), _scratch(path.parent, path.stem) as scratch:
        file = Path(scratch) / path.name
        file.write_bytes(tflite_file(model, size, metadata, small))
        verify(file, model if small is None else as_small(model, size, small), metadata["scale"])
        _onto_the_disk(file)
        os.replace(file, path)


def as_small(model: keras.Model, size: Size, small: Small) -> keras.Model:
    """The network that a file with these weights holds."""
    other = network.build(model.input_shape[-1], size, network.gates_of(model), network.steps_of(model))
    other.set_weights(small.arrays)
    return other


def tflite_file(model: keras.Model, size: Size, metadata: Metadata, small: Small | None = None) -> bytes:
    """The whole file: the step, standard metadata where tflite-support is installed, and our own entry."""
    step = convert(model, size) if small is None else small_step(model, size, small)
    return with_entry(with_standard_metadata(step, metadata), metadata)


# ---- the step ------------------------------------------------------------------------------------------------------


def convert(model: keras.Model, size: Size, split_first: bool = False) -> bytes:
    """The trained network as an explicit step in float32, without metadata."""
    specs = [tf.TensorSpec((1, 1, model.input_shape[-1]), name="inputs")]
    specs += [tf.TensorSpec((1, size.units), name=name) for name in _inputs(size.layers)]
    module = tf.Module()
    module.step = tf.function(_step(model, size.layers, split_first), input_signature=specs)
    with tempfile.TemporaryDirectory() as folder:
        try:
            tf.saved_model.save(module, folder, signatures={"step": module.step})
        except tf.errors.OpError as error:  # such as a full disk
            raise OSError(f"{folder}: the model cannot be prepared there ({error.message.splitlines()[0]})") from error
        return bytes(tf.lite.TFLiteConverter.from_saved_model(folder, signature_keys=["step"]).convert())


def small_step(model: keras.Model, size: Size, small: Small) -> bytes:
    """The same with these weights."""
    tables = schema.ModelT.InitFromPackedBuf(bytearray(convert(model, size, small.splits_first_layer)), 0)
    shrink(tables, small)
    return _packed(tables)


def _inputs(layers: int) -> list[str]:
    """The states' names, h before c."""
    return [f"state_{word}_{layer}" for layer in range(layers) for word in "hc"]


def _outputs(layers: int) -> list[str]:
    """The states' names where they come out, h before c: IMPSY sorts them, and `state_c_0` would come first."""
    return [f"lstm_{layer}{ending}" for layer in range(layers) for ending in ("", "_1")]


def _step(model: keras.Model, layers: int, split_first: bool) -> Callable[..., dict[str, tf.Tensor]]:
    """Weights are constants of a plain function: converted by way of Keras 3, a file would hold none."""
    kernels = [model.get_layer(f"lstm_{layer}").get_weights() for layer in range(layers)]
    relative = _Relative(model) if network.steps_of(model) is not None else None
    if relative is not None:
        kernels[0][1] = relative.without_carried(kernels[0][1])
    products = [_product(*arrays, split=split_first and layer == 0) for layer, arrays in enumerate(kernels)]
    gate = network.GATES[network.gates_of(model)]
    heads = [[tf.constant(array) for array in model.get_layer(name).get_weights()] for name in ("mu", "sigma", "pi")]

    def step(inputs: tf.Tensor, *states: tf.Tensor) -> dict[str, tf.Tensor]:
        event = below = tf.reshape(inputs, (1, inputs.shape[-1]))
        if relative is not None:
            below = relative.heard(event, states[0])
        following: list[tf.Tensor] = []
        for layer in range(layers):
            hidden, cell = states[2 * layer : 2 * layer + 2]
            if relative is not None and layer == 0:
                hidden = relative.without_carried(hidden, axis=1)
            i, f, c, o = tf.split(products[layer](below, hidden), 4, axis=1)
            cell = gate(f) * cell + gate(i) * tf.tanh(c)  # Gers et al. 2000
            below = gate(o) * tf.tanh(cell)
            following += [below, cell]
        mu, sigma, pi = (tf.matmul(below, kernel) + bias for kernel, bias in heads)
        if relative is not None:
            mu = relative.means(mu, event)
            following[0] = relative.carried(event, following[0])
        mixture = tf.concat([mu, tf.nn.elu(sigma) + (1.0 + 1e-7), pi], axis=1)
        return {"mixture": mixture, **dict(zip(_outputs(layers), following, strict=True))}

    return step


class _Relative:
    """What a relative network's step does besides: the first n numbers of `state_h_0` are the last event's values."""

    def __init__(self, model: keras.Model) -> None:
        self._rates = tf.constant(1 / network.steps_of(model), tf.float32)
        self._n = self._rates.shape[0]
        carried = model.get_layer("lstm_0").get_weights()[1][: self._n]
        if carried.any():
            raise ValueError(
                f"the first {self._n} rows of lstm_0's recurrent kernel have numbers up to {np.abs(carried).max():g}, "
                "expected 0: a relative network carries the last values there"
            )

    def heard(self, event: tf.Tensor, hidden: tf.Tensor) -> tf.Tensor:
        """(1, 2 D - 1): the event and how far its values have moved."""
        moves = event[:, 1:] - hidden[:, : self._n]
        return tf.concat([event, tf.tanh(moves * self._rates)], axis=1)

    def without_carried(self, array: Any, axis: int = 0) -> Any:
        """What an int8 product rounds must not hold the last values, which are large."""
        return array[self._n :] if axis == 0 else array[:, self._n :]

    def means(self, mu: tf.Tensor, event: tf.Tensor) -> tf.Tensor:
        """(1, M * D): those of the values relative to the event."""
        origin = tf.concat([tf.zeros((1, 1)), event[:, 1:]], axis=1)
        return tf.reshape(tf.reshape(mu, (-1, event.shape[1])) + origin, mu.shape)

    def carried(self, event: tf.Tensor, hidden: tf.Tensor) -> tf.Tensor:
        """The state that goes out."""
        return tf.concat([event[:, 1:], hidden[:, self._n :]], axis=1)


def _product(kernel: np.ndarray, recurrent: np.ndarray, bias: np.ndarray, *, split: bool) -> Callable[..., tf.Tensor]:
    """W x + U h + b (1, 4 * units), gate order i f c o; as one product, or as two."""
    joined = tf.constant(np.concatenate([kernel, recurrent]))
    if split:
        return lambda x, h: tf.matmul(x, tf.constant(kernel)) + tf.matmul(h, tf.constant(recurrent)) + bias
    return lambda x, h: tf.matmul(tf.concat([x, h], axis=1), joined) + bias


# ---- metadata ------------------------------------------------------------------------------------------------------


class _AlignedBuffer(schema.BufferT):
    """A buffer that is packed as the schema says, (force_align: 16): TensorFlow's Python code forgets that."""

    def Pack(self, builder: flatbuffers.Builder) -> int:
        data = None if self.data is None else np.asarray(self.data, np.uint8).tobytes()
        if data:
            builder.StartVector(1, len(data), ALIGNMENT)
            builder.head -= len(data)
            builder.Bytes[builder.head : builder.head + len(data)] = data
            vector = builder.EndVector()
        schema.BufferStart(builder)
        if data:
            schema.BufferAddData(builder, vector)
        return schema.BufferEnd(builder)


def with_entry(file: bytes, metadata: Metadata) -> bytes:
    """`file` with the metadata entry `mdrnn`, UTF-8 JSON; one that is there is replaced."""
    model = schema.ModelT.InitFromPackedBuf(bytearray(file), 0)
    model.metadata = [entry for entry in model.metadata or [] if entry.name != ENTRY.encode()]
    content = schema.BufferT()
    content.data = np.frombuffer(json.dumps(metadata, ensure_ascii=False).encode("utf-8"), np.uint8)
    entry = schema.MetadataT()
    entry.name, entry.buffer = ENTRY, len(model.buffers)
    model.metadata.append(entry)
    model.buffers.append(content)
    return _packed(model)


def _packed(model: schema.ModelT) -> bytes:
    for buffer in model.buffers:
        buffer.__class__ = _AlignedBuffer
    builder = flatbuffers.Builder(1 << 20)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def read_entry(file: bytes) -> Metadata:
    """The metadata entry `mdrnn` of a file. Raises KeyError when it has none."""
    model = schema.ModelT.InitFromPackedBuf(bytearray(file), 0)
    for entry in model.metadata or []:
        if entry.name == ENTRY.encode():
            return dict(json.loads(bytes(model.buffers[entry.buffer].data)))
    raise KeyError(ENTRY)


def with_standard_metadata(file: bytes, metadata: Metadata) -> bytes:
    """`file` with TFLITE_METADATA, for other programs; unchanged, with a note, where tflite-support is missing."""
    try:
        tables, populator_class = _tflite_support()
    except ImportError as error:
        print(f"note: the model gets no standard TFLite metadata, tflite-support is missing: {error}", file=sys.stderr)
        return file
    builder = flatbuffers.Builder(1024)
    model = schema.ModelT.InitFromPackedBuf(bytearray(file), 0)
    builder.Finish(_describe(tables, model, metadata).Pack(builder), b"M001")
    populator = populator_class.with_model_buffer(bytearray(file))
    populator.load_metadata_buffer(bytes(builder.Output()))
    populator.populate()
    return bytes(populator.get_model_buffer())


def _tflite_support() -> tuple[Any, Any]:
    """The metadata schema and the populator; its task library clashes with TensorFlow's types and is left out."""
    sys.modules.setdefault("tflite_support.task", types.ModuleType("tflite_support.task"))
    support = importlib.import_module("tflite_support")
    return support.metadata_schema_py_generated, support.metadata.MetadataPopulator


def _describe(tables: Any, model: schema.ModelT, metadata: Metadata) -> Any:
    graph, signature = model.subgraphs[0], model.signatureDefs[0]
    content = tables.SubGraphMetadataT()
    content.inputTensorMetadata = _describe_tensors(tables, graph.inputs, signature.inputs, metadata)
    content.outputTensorMetadata = _describe_tensors(tables, graph.outputs, signature.outputs, metadata)
    described = tables.ModelMetadataT()
    described.name = "MDRNN"
    described.description = (
        "One step of a mixture density recurrent network: an event [dt, x1 ..] in, a mixture of normal distributions "
        "over the next event out; states start at zero and are fed back."
    )
    described.version = str(metadata["format"])
    described.subgraphMetadata = [content]
    return described


def _describe_tensors(tables: Any, tensors: np.ndarray, words: list[Any], metadata: Metadata) -> list[Any]:
    meanings = {
        "inputs": f"event [dt, x1 ..], times {metadata['scale']:g}",
        "mixture": "mu | sigma | pi logits",
    }
    names = {word.tensorIndex: word.name.decode() for word in words}
    described = [tables.TensorMetadataT() for _ in tensors]
    for content, tensor in zip(described, tensors, strict=True):
        content.name = names[tensor]
        content.description = meanings.get(names[tensor], "h or c of one LSTM layer")
    return described
