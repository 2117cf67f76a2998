# SPDX-License-Identifier: MIT
"""The weights in any model's file, ours or IMPSY's: read as numbers, with nothing in the file ever run.

A .tflite goes through the engine's own reader; a .keras is a zip with JSON and HDF5, an .h5 is HDF5. Keras' own loader
is not asked: it would want IMPSY's classes, and could be talked into more than reading.
"""

import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from .export import read_entry
from .sizes import SCALE, Size

LARGEST = 1 << 30  # bytes of a file, or of one that is packed in it
LARGEST_ARRAY = 1 << 26  # numbers; the largest matrix of size xl has two million
GATES = ("sigmoid", "hard_sigmoid")
HEADS = ("mu", "sigma", "pi")

_UNREADABLE = (
    ValueError, KeyError, TypeError, AttributeError, RuntimeError, OSError, EOFError, zipfile.BadZipFile, zlib.error
)  # fmt: skip

Arrays = list[np.ndarray]  # float32: kernel, recurrent kernel, bias of each layer; then kernel, bias of mu, sigma, pi


@dataclass(frozen=True)
class Found:
    """What a file holds."""

    arrays: Arrays
    dimension: int
    size: Size
    scale: float
    entry: dict[str, Any] = field(default_factory=dict)  # our own metadata, where there is some
    notes: tuple[str, ...] = ()  # sentences for the person who wants to use it


def read(path: Path) -> Found:
    """Reads a .tflite (every kind that the engine recognises), a .keras or an .h5 (whole or weights only).

    Raises ValueError when the file cannot be read, or holds another network than LSTM layers below a mixture; OSError
    when it is not there.
    """
    readers = {".tflite": _from_tflite, ".keras": _from_keras, ".h5": _from_h5}
    if path.suffix not in readers:
        raise ValueError(f"{path}: ends in {path.suffix or 'nothing'}, expected {', '.join(readers)}")
    if not path.is_file():
        raise FileNotFoundError(f"{path}: there is no such file")
    if path.stat().st_size > LARGEST:
        raise ValueError(f"{path}: has {path.stat().st_size} bytes, expected at most {LARGEST}")
    try:
        arrays, entry, notes = readers[path.suffix](path)
        dimension, size = shape_of(arrays)
    except _UNREADABLE as error:
        raise ValueError(f"{path}: {str(error).strip(chr(39)) or type(error).__name__:.200}") from error
    return Found(arrays, dimension, size, _scale(path, entry), entry, notes)


def _scale(path: Path, entry: dict[str, Any]) -> float:
    """As the file's own entry says, else its name; IMPSY writes it there, and is always SCALE."""
    named = re.search(r"-scale(\d+(?:\.\d+)?)(?!\d)", path.stem)
    return float(entry.get("scale", named[1] if named else SCALE))


# ---- what the arrays have to be --------------------------------------------------------------------------------------


def shape_of(arrays: Arrays) -> tuple[int, Size]:
    """Dimension and size, as the arrays' shapes have it. Raises ValueError when they are no MDRNN, or no numbers."""
    layers = (len(arrays) - 2 * len(HEADS)) // 3
    if layers < 1 or len(arrays) != 3 * layers + 2 * len(HEADS) or {array.ndim for array in arrays} - {1, 2}:
        raise ValueError(
            f"holds {len(arrays)} arrays ({shapes(arrays)}), expected 3 a layer of LSTM and 6 for a mixture"
        )
    dimension, units, mixtures = arrays[0].shape[0], arrays[1].shape[0], arrays[-1].shape[0]
    size = Size(units, layers, mixtures)
    expected = list(expected_shapes(dimension, size))
    if [array.shape for array in arrays] != expected:
        raise ValueError(
            f"its arrays are {shapes(arrays)}, expected {shapes(expected)} for LSTM layers below a mixture"
        )
    if not all(np.isfinite(array).all() for array in arrays):
        raise ValueError("its weights are not all finite numbers")
    return dimension, size


def expected_shapes(dimension: int, size: Size) -> Iterator[tuple[int, ...]]:
    """Of each array of a network."""
    for layer in range(size.layers):
        inputs = dimension if layer == 0 else size.units
        yield from ((inputs, 4 * size.units), (size.units, 4 * size.units), (4 * size.units,))
    for outputs in (size.mixtures * dimension, size.mixtures * dimension, size.mixtures):
        yield from ((size.units, outputs), (outputs,))


def shapes(arrays: list[Any]) -> str:
    """`3x20 5x20 20`, of arrays or of shapes."""
    return " ".join("x".join(map(str, getattr(array, "shape", array))) for array in arrays)


# ---- .tflite ---------------------------------------------------------------------------------------------------------

Read = tuple[Arrays, dict[str, Any], tuple[str, ...]]


def _from_tflite(path: Path) -> Read:
    """int8 and float16 weights as the numbers they stand for."""
    from mdrnn import _bench

    file = path.read_bytes()
    weights = _bench.read_weights(file)
    arrays: Arrays = []
    for kernel, bias in weights["layers"]:
        inputs = kernel.shape[0] - kernel.shape[1] // 4
        arrays += [kernel[:inputs], kernel[inputs:], np.ravel(bias)]
    kernel, bias = weights["head"]
    components = weights["mixtures"] * weights["dimension"]
    for part in (slice(0, components), slice(components, 2 * components), slice(2 * components, None)):
        arrays += [kernel[:, part], np.ravel(bias)[part]]
    try:
        return arrays, read_entry(file), ()
    except KeyError:
        return arrays, {}, ()


# ---- .keras and .h5 --------------------------------------------------------------------------------------------------


def _from_keras(path: Path) -> Read:
    with zipfile.ZipFile(path) as archive:
        config, weights = (_unpack(archive, name) for name in ("config.json", "model.weights.h5"))
    notes = _look_at(json.loads(config))
    with h5py.File(io.BytesIO(weights), "r") as file:
        return _by_names(file), {}, notes


def _unpack(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > LARGEST:
        raise ValueError(f"{name} in it has {archive.getinfo(name).file_size} bytes, expected at most {LARGEST}")
    return archive.read(name)


def _from_h5(path: Path) -> Read:
    """Of Keras 2 and of old IMPS, or of Keras 3; with a description of the network or without."""
    with h5py.File(path, "r") as file:
        described = file.attrs.get("model_config")
        notes = _look_at(json.loads(described)) if described is not None else ()
        root = file.get("model_weights", file)
        return (_in_order(root) if "layer_names" in root.attrs else _by_names(file)), {}, notes


def _in_order(root: h5py.Group) -> Arrays:
    """Layers and weights stand in attributes, in the order of the network."""
    layers = [root[_text(name)] for name in root.attrs["layer_names"]]
    return [_array(layer[_text(name)]) for layer in layers for name in layer.attrs["weight_names"]]


def _by_names(file: h5py.File) -> Arrays:
    """A group `vars` for each layer, `lstm`, `lstm_1` ..; the heads are known by their names alone."""
    lstms: dict[int, Arrays] = {}
    heads: dict[str, Arrays] = {}
    for group, place in _variables(file):
        arrays = [_array(group[name]) for name in sorted(group, key=int)]
        if len(arrays) == 3:
            number = re.search(r"_(\d+)$", place.removesuffix("/cell").rpartition("/")[2])
            lstms[int(number[1]) if number else 0] = arrays
        elif len(arrays) == 2:
            heads[_head(group, place)] = arrays
    if set(heads) != set(HEADS):
        raise ValueError(f"has the dense layers {sorted(heads)}, expected {', '.join(HEADS)}")
    groups = [lstms[number] for number in sorted(lstms)] + [heads[name] for name in HEADS]
    return [array for group in groups for array in group]


def _variables(file: h5py.File) -> list[tuple[h5py.Group, str]]:
    """Every layer's variables and where they stand, the optimizer's left out. Links are not followed."""
    found: list[tuple[h5py.Group, str]] = []

    def visit(name: str, item: Any) -> None:
        if isinstance(item, h5py.Group) and name.endswith("/vars") and len(item) and not name.startswith("optimizer"):
            found.append((item, name.removesuffix("/vars")))

    file.visititems(visit)
    return found


def _head(group: h5py.Group, place: str) -> str:
    """`mu`, `sigma` or `pi`: IMPSY's are called mdn_mus, mdn_sigmas, mdn_pi; ours bear their name as an attribute."""
    name = _text(group.attrs.get("name", place.rpartition("/")[2]))
    return next((head for head in HEADS if head in name), name)


def _array(stored: Any) -> np.ndarray:
    if not isinstance(stored, h5py.Dataset) or stored.dtype.kind != "f":
        raise ValueError(f"{stored.name}: expected an array of floating-point numbers")
    if stored.size > LARGEST_ARRAY:
        raise ValueError(f"{stored.name} has {stored.size} numbers, expected at most {LARGEST_ARRAY}")
    return np.asarray(stored[()], np.float32)


def _text(name: Any) -> str:
    return name.decode() if isinstance(name, bytes) else str(name)


def _look_at(description: Any) -> tuple[str, ...]:
    """What the file says of its LSTM layers. Raises ValueError when they are of a kind that nobody plays."""
    gates = set()
    for layer in _layers(description):
        activation, gate = str(layer.get("activation", "tanh")), str(layer.get("recurrent_activation", "sigmoid"))
        if activation != "tanh" or gate not in GATES:
            raise ValueError(f"its LSTM layers use {activation} and {gate}, expected tanh and sigmoid")
        gates.add(gate)
    if "hard_sigmoid" not in gates:
        return ()
    return ("it was trained with hard_sigmoid gates; it plays with sigmoid ones, as in IMPSY",)


def _layers(described: Any) -> Iterator[dict[str, Any]]:
    """The configuration of every LSTM layer, however deep it stands."""
    if isinstance(described, dict):
        if described.get("class_name") == "LSTM" and isinstance(described.get("config"), dict):
            yield described["config"]
        for value in described.values():
            yield from _layers(value)
    elif isinstance(described, list):
        for value in described:
            yield from _layers(value)
