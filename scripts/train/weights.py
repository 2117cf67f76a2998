# SPDX-License-Identifier: MIT
"""The weights in a model file, ours or from IMPSY, read as numbers; nothing in the file is ever run.

A .tflite goes through the engine's own reader; a .keras is a zip of JSON and HDF5; an .h5 is HDF5.
Keras' own loader is not used: it needs IMPSY's classes, and a hostile file could make it run code.
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
GATES = ("sigmoid", "hard_sigmoid")  # as everywhere here, hard_sigmoid is clip(0.2 z + 0.5, 0, 1)
FIRST_WITH_SIGMOID = (2, 3)  # the Keras whose LSTM has sigmoid gates by default; before, hard_sigmoid
TWO_DEFAULTS = "2.2.4-tf"  # hard_sigmoid in TensorFlow 1, sigmoid in 2.0 and 2.1
OTHER_SLOPE = 3  # the Keras since which hard_sigmoid is clip(z / 6 + 0.5, 0, 1)
HEADS = ("mu", "sigma", "pi")

_UNREADABLE = (
    ValueError, KeyError, TypeError, AttributeError, RuntimeError, OSError, EOFError, zipfile.BadZipFile, zlib.error
)  # fmt: skip


class Refused(ValueError):
    """A sentence of ours about what is in a file, without its name."""


Arrays = list[np.ndarray]  # float32: kernel, recurrent kernel, bias of each layer; then kernel, bias of mu, sigma, pi


@dataclass(frozen=True)
class Found:
    """What a file holds."""

    arrays: Arrays
    dimension: int
    size: Size
    scale: float
    gates: str = "sigmoid"  # of GATES
    steps: np.ndarray | None = None  # (D - 1,), scaled, of a relative network
    entry: dict[str, Any] = field(default_factory=dict)  # our own metadata, if any
    notes: tuple[str, ...] = ()  # sentences for the user


def read(path: Path, gates: str | None = None) -> Found:
    """Reads a .tflite (any kind that the engine recognises), a .keras or an .h5 (whole or weights only).

    `gates` overrides what the file says about the activation of its gates.

    Raises:
        ValueError: the file cannot be read, or is not a network of LSTM layers below a mixture.
        OSError: there is no such file.
    """
    readers = {".tflite": _from_tflite, ".keras": _from_keras, ".h5": _from_h5, ".hdf5": _from_h5}
    if path.suffix not in readers:
        raise ValueError(f"{path}: ends in {path.suffix or 'nothing'}, expected {', '.join(readers)}")
    if not path.is_file():
        raise FileNotFoundError(f"{path}: there is no such file")
    if path.stat().st_size > LARGEST:
        raise ValueError(f"{path}: has {path.stat().st_size} bytes, expected at most {LARGEST}")
    with path.open("rb") as file:
        start = file.read(8)
    try:
        stored = readers[path.suffix](path)
        dimension, size = shape_of(stored.arrays, stored.steps)
    except Refused as error:
        raise ValueError(f"{path}: {error}") from error
    except _UNREADABLE as error:
        reason = _unreadable(path, start, error)
        raise ValueError(f"{path}: {reason:.300}") from error
    notes = stored.gates.notes if gates is None else ()
    gates = gates or stored.gates.name
    arrays = _to_our_slope(stored.arrays) if stored.gates.has_other_slope and gates == "hard_sigmoid" else stored.arrays
    scale = _scale(path, stored.entry)
    if "scale" not in stored.entry and scale != SCALE:
        notes += (f"its scale is {scale:g}, as its name says",)
    return Found(arrays, dimension, size, scale, gates, stored.steps, stored.entry, notes)


def _unreadable(path: Path, start: bytes, error: Exception) -> str:
    """In our words; of a .tflite, in those of the engine."""
    if path.suffix == ".tflite":
        return str(error)
    kind, first = ("a zip archive", b"PK") if path.suffix == ".keras" else ("an HDF5 file", b"\x89HDF")
    if not start.startswith(first):
        begins = f"its first bytes are {start!r}" if start else "it is empty"
        return f"not {kind} ({begins}), expected a {path.suffix} saved by Keras"
    return f"cut short or damaged ({path.stat().st_size:,} bytes), expected a complete {path.suffix} saved by Keras"


def _scale(path: Path, entry: dict[str, Any]) -> float:
    """From the metadata, else from the file name (IMPSY writes it there), else SCALE."""
    named = re.search(r"-scale(\d+(?:\.\d+)?)(?!\d)", path.stem)
    return float(entry.get("scale", named[1] if named else SCALE))


# ---- the arrays ------------------------------------------------------------------------------------------------------


def shape_of(arrays: Arrays, steps: np.ndarray | None = None) -> tuple[int, Size]:
    """Dimension and size of the network, relative if it has `steps`.

    Raises ValueError when the arrays are no MDRNN, or not finite.
    """
    layers = (len(arrays) - 2 * len(HEADS)) // 3
    if layers < 1 or len(arrays) != 3 * layers + 2 * len(HEADS) or {array.ndim for array in arrays} - {1, 2}:
        raise Refused(f"holds {len(arrays)} arrays ({shapes(arrays)}), expected 3 a layer of LSTM and 6 for a mixture")
    inputs, units, mixtures = arrays[0].shape[0], arrays[1].shape[0], arrays[-1].shape[0]
    dimension, size = inputs if steps is None else len(steps) + 1, Size(units, layers, mixtures)
    expected = list(expected_shapes(dimension, size, steps is not None))
    if [array.shape for array in arrays] != expected:
        raise Refused(f"its arrays are {shapes(arrays)}, expected {shapes(expected)} for LSTM layers below a mixture")
    if not all(np.isfinite(array).all() for array in arrays):
        raise Refused("its weights are not all finite numbers")
    return dimension, size


def expected_shapes(dimension: int, size: Size, is_relative: bool = False) -> Iterator[tuple[int, ...]]:
    """The shape of each array of a network."""
    first = 2 * dimension - 1 if is_relative else dimension
    for layer in range(size.layers):
        inputs = first if layer == 0 else size.units
        yield from ((inputs, 4 * size.units), (size.units, 4 * size.units), (4 * size.units,))
    for outputs in (size.mixtures * dimension, size.mixtures * dimension, size.mixtures):
        yield from ((size.units, outputs), (outputs,))


def shapes(arrays: list[Any]) -> str:
    """`3x20 5x20 20`, for arrays or shapes."""
    return " ".join("x".join(map(str, getattr(array, "shape", array))) for array in arrays)


# ---- .tflite ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Gates:
    """The activation of a network's gates."""

    name: str = "sigmoid"  # of GATES
    notes: tuple[str, ...] = ()
    has_other_slope: bool = False  # the hard_sigmoid of Keras 3


@dataclass(frozen=True)
class Stored:
    """What is in a file, before it is checked."""

    arrays: Arrays
    gates: Gates = field(default_factory=Gates)
    steps: np.ndarray | None = None  # (D - 1,), scaled, of a relative network
    entry: dict[str, Any] = field(default_factory=dict)  # our own metadata, if any


def _from_tflite(path: Path) -> Stored:
    """int8 and float16 weights are returned as the numbers that they stand for."""
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
        entry = read_entry(file)
    except KeyError:
        entry = {}
    steps = 1 / np.asarray(weights["rates"], np.float64) if weights["rates"] else None
    return Stored(arrays, Gates(weights["gates"]), steps, entry)


# ---- .keras and .h5 --------------------------------------------------------------------------------------------------


def _from_keras(path: Path) -> Stored:
    with zipfile.ZipFile(path) as archive:
        config, weights = (_unpack(archive, name) for name in ("config.json", "model.weights.h5"))
        about = _unpack(archive, "metadata.json") if "metadata.json" in archive.namelist() else b"{}"
    described = json.loads(config)
    gates = _described_gates(described, _version(json.loads(about).get("keras_version")))
    with h5py.File(io.BytesIO(weights), "r") as file:
        return Stored(_by_names(file), gates, _steps(described))


def _unpack(archive: zipfile.ZipFile, name: str) -> bytes:
    if name not in archive.namelist():
        raise Refused(f"has no {name} in it, expected a .keras saved by Keras 3")
    if archive.getinfo(name).file_size > LARGEST:
        raise Refused(f"{name} in it has {archive.getinfo(name).file_size} bytes, expected at most {LARGEST}")
    return archive.read(name)


def _from_h5(path: Path) -> Stored:
    """Written by Keras 2 (and old IMPS) or by Keras 3, with a description of the network or without."""
    with h5py.File(path, "r") as file:
        described = file.attrs.get("model_config")
        root = file.get("model_weights", file)
        version = root.attrs.get("keras_version", file.attrs.get("keras_version"))
        steps = None
        if described is not None:
            gates, steps = _described_gates(json.loads(described), _version(version)), _steps(json.loads(described))
        else:
            gates = _usual_gates(_text(version))
        return Stored(_in_order(root) if "layer_names" in root.attrs else _by_names(file), gates, steps)


def _in_order(root: h5py.Group) -> Arrays:
    """Attributes name the layers and their weights, in the order of the network."""
    layers = [root[_text(name)] for name in root.attrs["layer_names"]]
    return [_array(layer[_text(name)]) for layer in layers for name in layer.attrs["weight_names"]]


def _by_names(file: h5py.File) -> Arrays:
    """Each layer (`lstm`, `lstm_1` ..) has a group `vars`; the heads are found by name."""
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
        raise Refused(f"has the dense layers {sorted(heads)}, expected {', '.join(HEADS)}")
    groups = [lstms[number] for number in sorted(lstms)] + [heads[name] for name in HEADS]
    return [array for group in groups for array in group]


def _variables(file: h5py.File) -> list[tuple[h5py.Group, str]]:
    """The variables of every layer and their path, without the optimizer's. Links are not followed."""
    found: list[tuple[h5py.Group, str]] = []

    def visit(name: str, item: Any) -> None:
        if isinstance(item, h5py.Group) and name.endswith("/vars") and len(item) and not name.startswith("optimizer"):
            found.append((item, name.removesuffix("/vars")))

    file.visititems(visit)
    return found


def _head(group: h5py.Group, place: str) -> str:
    """`mu`, `sigma` or `pi`: IMPSY calls them mdn_mus, mdn_sigmas, mdn_pi; ours have an attribute."""
    name = _text(group.attrs.get("name", place.rpartition("/")[2]))
    return next((head for head in HEADS if head in name), name)


def _array(stored: Any) -> np.ndarray:
    if not isinstance(stored, h5py.Dataset) or stored.dtype.kind != "f":
        raise Refused(f"{stored.name}: expected an array of floating-point numbers")
    if stored.size > LARGEST_ARRAY:
        raise Refused(f"{stored.name} has {stored.size} numbers, expected at most {LARGEST_ARRAY}")
    return np.asarray(stored[()], np.float32)


def _text(name: Any) -> str:
    return name.decode() if isinstance(name, bytes) else str(name)


# ---- gates -----------------------------------------------------------------------------------------------------------


def _version(text: Any) -> tuple[int, ...]:
    """`2.2.4-tf` as (2, 2, 4); empty where there is none."""
    numbers = re.match(r"\d+(\.\d+)*", _text(text)) if text is not None else None
    return tuple(map(int, numbers[0].split("."))) if numbers else ()


def _described_gates(description: Any, version: tuple[int, ...]) -> Gates:
    """As the configuration says. Raises ValueError when the LSTM layers are of a kind that is not supported."""
    found = set()
    usual = "hard_sigmoid" if version and version < FIRST_WITH_SIGMOID else "sigmoid"
    for layer in _layers(description, "LSTM"):
        activation, gates = str(layer.get("activation", "tanh")), str(layer.get("recurrent_activation", usual))
        if activation != "tanh" or gates not in GATES:
            raise Refused(f"its LSTM layers use {activation} and {gates}, expected tanh and {' or '.join(GATES)}")
        found.add(gates)
    if len(found) > 1:
        raise Refused("some of its LSTM layers have sigmoid gates, some hard_sigmoid, expected the same in all")
    if found != {"hard_sigmoid"}:
        return Gates()
    note = "it was trained with hard_sigmoid gates, and plays with them"
    return Gates("hard_sigmoid", (note,), version >= (OTHER_SLOPE,))


def _usual_gates(version: str) -> Gates:
    """A file of weights alone cannot say which gates it was trained with: the default of its Keras, if known."""
    if not _version(version) or _version(version) >= FIRST_WITH_SIGMOID:
        return Gates()
    unsure = " (but sigmoid in TensorFlow 2.0 and 2.1, which report the same version)" * (version == TWO_DEFAULTS)
    note = (
        "it holds weights alone, which cannot say what gates they were trained with; it plays with hard_sigmoid gates, "
        f"the default of Keras {version}{unsure}; to change that: --gates sigmoid"
    )
    return Gates("hard_sigmoid", (note,))


def _to_our_slope(arrays: Arrays) -> Arrays:
    """Weights of Keras 3's hard_sigmoid for ours: clip(z / 6 + 0.5) is clip(0.2 (5 / 6 z) + 0.5)."""
    layers = len(arrays) - 2 * len(HEADS)
    factors = np.repeat(np.float32([5 / 6, 5 / 6, 1, 5 / 6]), arrays[1].shape[0])  # gates i f c o
    return [array * factors for array in arrays[:layers]] + arrays[layers:]


def _steps(description: Any) -> np.ndarray | None:
    """(D - 1,): as network.build puts them into a relative network."""
    found = [layer["scale"] for layer in _layers(description, "Rescaling") if layer.get("name") == "rates"]
    if not found:
        return None
    rates = np.asarray(found[0], np.float64)
    if len(found) > 1 or rates.ndim != 1 or not (np.isfinite(rates) & (rates > 0)).all():
        raise Refused(f"the rates of its values are {found}, expected finite numbers above 0, one for each value")
    return 1 / rates


def _layers(described: Any, kind: str) -> Iterator[dict[str, Any]]:
    """The configuration of every layer of this kind, however deeply nested."""
    if isinstance(described, dict):
        if described.get("class_name") == kind and isinstance(described.get("config"), dict):
            yield described["config"]
        for value in described.values():
            yield from _layers(value, kind)
    elif isinstance(described, list):
        for value in described:
            yield from _layers(value, kind)
