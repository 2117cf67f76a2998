# SPDX-License-Identifier: MIT
"""The command `mdrnn convert`: any model of ours or from IMPSY becomes one that plays the same everywhere."""

import argparse
import hashlib
import importlib.util
import os
import shlex
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mdrnn.cli import Parser
from mdrnn.commands import fail
from mdrnn.errors import in_words
from mdrnn.wording import how_to_install

from .quiet import quiet
from .sizes import PRECISIONS, SIZES

if TYPE_CHECKING:
    import keras

    from .data import Split
    from .precision import Small
    from .weights import Found

FOLDER = Path("models")  # where `mdrnn train` puts its own
LONGEST_WAIT, NEW_BEGINNING = 5.0, 60.0  # seconds, where a model does not say how it was trained
JUDGED = 0.1  # of a dataset, as `mdrnn train` sets aside
OWN = "what the model plays itself"
MISSING = f"converting needs TensorFlow, which is not installed: {how_to_install('train')}"


def main(argv: Sequence[str] | None = None) -> int:
    """Convert one file. Returns 0, or 1 after an error."""
    arguments = parser().parse_args(argv)
    try:
        if importlib.util.find_spec("tensorflow") is None:
            raise RuntimeError(MISSING)
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
        with quiet():
            said = _convert(arguments)
    except (OSError, ValueError, RuntimeError) as error:
        return fail(in_words(error))
    print(said)
    return 0


def parser() -> argparse.ArgumentParser:
    """Our options, and those of IMPSY's `convert-tflite`."""
    words = Parser(
        prog="mdrnn convert",
        description="Convert a model from IMPSY, or an old one of ours, so that it plays everywhere (a .tflite).",
    )
    words.add_argument(
        "model", type=Path, metavar="MODEL", help="a .tflite, .keras, .h5 or .hdf5, or the name of a bundled model"
    )
    words.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="file to write (models/NAME.tflite, unless there is one)"
    )
    words.add_argument("--precision", choices=PRECISIONS, default="float32", help="of the weights (float32)")
    words.add_argument(
        "--dataset",
        type=Path,
        metavar="FILE.npz",
        help="music used to choose the rounding and to measure its cost (default: what the model plays itself)",
    )
    words.add_argument("--scale", type=float, help="factor of events, if the file does not say it (10)")
    words.add_argument(
        "--gates",
        choices=("sigmoid", "hard_sigmoid"),
        help="activation of the LSTM's gates; overrides what the file, or its version of Keras, says",
    )
    words.add_argument("-d", "--dimension", type=int, help="expected length of an event, dt included (a check only)")
    words.add_argument("-s", "--size", choices=SIZES, help="expected size (a check only)")
    return words


def _convert(arguments: argparse.Namespace) -> str:
    """Converts, and returns what to print."""
    from mdrnn import models

    from . import cost, export, verify, weights

    if arguments.scale is not None and not 1e-6 <= arguments.scale <= 1e6:
        raise ValueError(f"--scale is {arguments.scale:g}, expected a number above 0 (from 1e-6 to 1e6)")
    if not arguments.model.suffix:
        arguments.model = models.resolve(arguments.model)
    found = weights.read(arguments.model, arguments.gates)
    _check(arguments, found)
    scale = found.scale if arguments.scale is None else arguments.scale
    out = _output(arguments)
    if arguments.model.suffix == ".tflite":
        own = found if arguments.gates is None else weights.read(arguments.model)
        verify.verify_source(arguments.model, own.arrays, scale, own.gates, own.steps)
    model = _network(found)
    metadata = _describe(arguments.model, found, scale)
    small = None
    if arguments.precision != "float32":
        small, metadata["precision"] = _in_fewer_bits(arguments, model, found, metadata)
    export.write_tflite(out, model, found.size, metadata, small)
    said = _words(arguments, found, out)
    return said if small is None else f"{said}\n{cost.sentence(metadata['precision'])}"


def _check(arguments: argparse.Namespace, found: "Found") -> None:
    """Checks what the user expects of the file. Raises ValueError."""
    size = SIZES[arguments.size] if arguments.size else found.size
    if arguments.dimension not in (None, found.dimension):
        raise ValueError(f"{arguments.model}: its dimension is {found.dimension}, expected {arguments.dimension}")
    if (size.units, size.layers) != (found.size.units, found.size.layers):
        raise ValueError(
            f"{arguments.model}: it has {found.size.layers} layers of {found.size.units} units, "
            f"expected {size.layers} of {size.units} (size {arguments.size})"
        )
    said = found.entry.get("scale")
    if arguments.scale is not None and said not in (None, arguments.scale):
        raise ValueError(f"{arguments.model}: its scale is {said:g}, expected {arguments.scale:g}")


def _output(arguments: argparse.Namespace) -> Path:
    """Never the source, and never an existing file unless it was named."""
    ending = "" if arguments.precision == "float32" else f"-{arguments.precision}"
    out = arguments.output or FOLDER / f"{arguments.model.stem}{ending}.tflite"
    if out.suffix != ".tflite":
        raise ValueError(f"{out}: ends in {out.suffix or 'nothing'}, expected .tflite")
    if out.exists() and (arguments.output is None or out.samefile(arguments.model)):
        raise ValueError(f"{out}: already exists, name another file with -o")
    return out


def _network(found: "Found") -> "keras.Model":
    from . import network

    model = network.build(found.dimension, found.size, found.gates, found.steps)
    model.set_weights(found.arrays)
    return model


def _describe(path: Path, found: "Found", scale: float) -> dict[str, Any]:
    """The metadata entry `mdrnn`: what the source says, and what it was."""
    from .export import FORMAT

    size = found.size
    known = {word: found.entry[word] for word in ("values", "recommended", "training") if word in found.entry}
    shape = {"dimension": found.dimension, "units": size.units, "layers": size.layers, "mixtures": size.mixtures}
    gates = {"gates": found.gates} if found.gates != "sigmoid" else {}
    converted = {"from": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
    return {"format": FORMAT, **shape, "scale": scale, **gates, **known, "converted": converted}


def _in_fewer_bits(
    arguments: argparse.Namespace, model: "keras.Model", found: "Found", metadata: dict[str, Any]
) -> tuple["Small", dict[str, Any]]:
    """The weights, rounded on one part of the music, and the loss measured on the other."""
    from . import cost, session

    parts = _own_playing(model, found, metadata) if arguments.dataset is None else _heard(arguments.dataset, found)
    scale = metadata["scale"]
    small = cost.rounded(model, found.size, arguments.precision, parts.training, scale)
    paid = cost.measure(model, found.size, small, lambda each: session.nats(each, parts.validation, scale))
    return small, {**paid, "of": parts.how, "events": sum(len(each) - 1 for each in parts.validation)}


def _own_playing(model: "keras.Model", found: "Found", metadata: dict[str, Any]) -> "Split":
    from . import export, verify
    from .data import Split

    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "float32.tflite"
        path.write_bytes(export.tflite_file(model, found.size, metadata))
        to_round, to_judge = (verify.own_playing(path, events, seed) for events, seed in ((5000, 1), (1000, 2)))
    return Split([to_round], [to_judge], OWN)


def _heard(dataset: Path, found: "Found") -> "Split":
    """Its performances, split as in training if the model says how, waits clamped and cut as there."""
    from mdrnn.data.dataset import load

    from .data import at_pauses, clamp, clean, known_split, split
    from .session import SPLIT_SEED

    training = found.entry.get("training", {})
    performances = load(dataset).performances
    if performances[0].shape[1] != found.dimension:
        raise ValueError(f"{dataset}: its dimension is {performances[0].shape[1]}, the model's is {found.dimension}")
    parts = known_split(performances, training) or split(clean(performances), JUDGED, SPLIT_SEED)
    parts = clamp(at_pauses(parts, training.get("split_dt", NEW_BEGINNING)), training.get("max_dt", LONGEST_WAIT))
    return replace(parts, how=f"{dataset.name}, {parts.how.partition(' (')[0]}")


def _words(arguments: argparse.Namespace, found: "Found", out: Path) -> str:
    size, lines = found.size, [f"note: {sentence}" for sentence in found.notes]
    lines.append(
        f"{arguments.model}: dimension {found.dimension}, {size.layers} layers of {size.units} units, "
        f"{size.mixtures} mixtures; the new file gives the same results in every engine, within 0.00002"
    )
    return "\n".join([*lines, f"the model is {out}", f"hear it: mdrnn run {shlex.quote(str(out))}"])
