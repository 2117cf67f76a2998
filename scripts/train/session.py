# SPDX-License-Identifier: MIT
"""One training session: performances in, a verified model with its metadata out."""

import datetime
import importlib.metadata
import os
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from mdrnn.data import grain as grains
from mdrnn.data import held_out
from mdrnn.errors import in_words
from mdrnn.judging import baseline, judgement
from mdrnn.judging.judgement import Judgement
from mdrnn.judging.likelihood import SIGMA_FLOOR, judge
from mdrnn.judging.temperatures import recommend

from . import cost, export, network, roles, weights
from .data import SHORTEST, Performances, Split, at_pauses, clamp, clean, pieces_of, split
from .initialisation import initialisations, take_roles
from .quiet import quiet
from .resume import Unfinished, take_weights
from .sizes import SCALE, SIZES, Size, has_room
from .stopping import put_off
from .train import Reporter, Result, Settings, make_repeatable, train

ENDED = {
    "epochs": "all epochs are done",
    "minutes": "the minutes are over",
    "patience": "no better epoch for a while (see --patience)",
    "interrupted": "stopped",
    "diverged": "the loss is not a number",
}

SPLIT_SEED = 0  # the same blocks are held out whatever the seed, so models of one dataset can be compared


@dataclass(frozen=True)
class Order:
    """What to train on, how, and where the result goes."""

    performances: Performances
    dataset: str  # its name, for people
    sha256: str  # of the dataset's file
    size: str  # a key of SIZES
    folder: Path
    name: str  # of the files, without an ending
    settings: Settings = field(default_factory=Settings)
    mixtures: int | None = None  # components, at most; None: as many as the playing needs
    validation: float = 0.1  # of all events
    max_dt: float = 5.0  # seconds; longer waits are clamped to it, as the player does
    split_dt: float = 60.0  # seconds; performances are split at longer waits
    resume: Path | None = None  # a model whose weights training starts from
    precision: str = "float32"  # of PRECISIONS; another: one more file, NAME-PRECISION.tflite
    started: float | None = None  # when settings.minutes begin, by time.monotonic(); None: with the training
    values: tuple[str, ...] = ()  # names of x1 .. xn, where known
    origin: dict[str, str] = field(default_factory=dict)  # source and licence of the data, where known


@dataclass(frozen=True)
class Outcome:
    """What a session left."""

    path: Path  # the .tflite file
    result: Result
    metadata: dict[str, Any]
    judgement: Judgement  # by the held-out music
    smaller: str = ""  # a sentence about the file in fewer bits, where one was wanted


def run(order: Order, reporter: Reporter) -> Outcome:
    """Trains and exports.

    Raises ValueError for data that cannot be used, Diverged when the loss is lost at once, VerificationError when the
    engines disagree about the exported file, KeyboardInterrupt when stopped before the first epoch was over.
    """
    performances = clean(order.performances)
    parts = split(performances, order.validation, SPLIT_SEED)
    parts = clamp(at_pauses(parts, order.split_dt), order.max_dt)
    make_repeatable(order.settings.seed)
    grain = grains.find(performances)
    fine = roles.resolution(parts.training, grain)
    model, starts = begin(order, parts, fine)
    size = SIZES[order.size]._replace(mixtures=model.get_layer("pi").units)
    order = replace(order, settings=order.settings.suiting(network.steps_of(model) is not None, size.units))
    unfinished = Unfinished(order.folder, order.name, model, reporter.note)
    passing = roles.in_passing(parts.training, grain)
    result = train(
        model, parts, order.settings, reporter, order.started, unfinished.keep, starts, fine, order.max_dt, passing
    )
    with put_off(reporter.note):
        reporter.stage(f"{ENDED[result.stopped]}; judging and writing the model")
        pieces = [piece for each in parts.validation for piece in pieces_of(each)]
        mixtures = predict(model, pieces)
        with np.errstate(under="ignore"):
            baselines = baseline.fit(parts.training, SIZES[order.size].mixtures, SCALE)
            found = judgement.judge(pieces, mixtures, baselines, SCALE)
        metadata = describe(order, size, grain, performances, parts, result, found)
        metadata["training"]["baselines"] = baselines.as_json()
        metadata["training"]["music"] = music(order.performances, parts)
        history = [asdict(epoch) for epoch in result.history]
        try:
            with quiet():
                metadata = temperatures(model, size, metadata, parts.training)
                path = export.write(order.folder, order.name, model, size, metadata, history)
        except OSError as error:
            raise OSError(f"{in_words(error)}; {unfinished.where(result.history)}") from error
        unfinished.remove()
    smaller = write_smaller(order, model, size, metadata, parts)
    path.touch()  # `mdrnn run -d 3` plays the newest file
    return Outcome(path, result, metadata, found, smaller)


def begin(order: Order, parts: Split, fine: Sequence[float]) -> tuple[keras.Model, dict[str, list[np.ndarray]]]:
    """A new network, and the first weights to try, by name: those of `order.resume` if there is one.

    It is relative, with a role for each component, where it has units enough for that.
    """
    dimension = parts.training[0].shape[1]
    size = roles.shape(dimension, SIZES[order.size], order.mixtures)
    if order.resume is not None:
        there = weights.read(order.resume)
        if order.mixtures not in (None, there.size.mixtures):
            raise ValueError(f"{order.resume}: has {there.size.mixtures} mixtures, expected {order.mixtures}")
        model = network.build(dimension, size._replace(mixtures=there.size.mixtures), steps=there.steps)
        take_weights(model, order.resume)
        return model, {order.resume.name: model.get_weights()}
    if not has_room(dimension, size):
        model = network.build(dimension, size)
        return model, initialisations(model, parts.training, order.settings.seed)
    random = np.random.default_rng(order.settings.seed)
    begun = roles.find(parts.training, fine, size.mixtures, random)
    steps = SCALE * roles.typical_steps(parts.training, fine)
    model = network.build(dimension, size._replace(mixtures=len(begun.log_weights)), steps=steps)
    take_roles(model, begun)
    return model, {"roles": model.get_weights()}


def temperatures(model: keras.Model, size: Size, metadata: dict[str, Any], training: Performances) -> dict[str, Any]:
    """`metadata` with the temperatures at which it plays most like `training`; it plays from a file of its own."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "model.tflite"
        file.write_bytes(export.tflite_file(model, size, metadata))
        best = recommend(file, training, metadata["training"]["max_dt"])
    trials = [each.as_json() for each in best.trials]
    recommended = {"pi_temperature": best.pi, "sigma_temperature": best.sigma}
    return metadata | {"recommended": recommended, "training": metadata["training"] | {"temperatures": trials}}


def write_smaller(order: Order, model: keras.Model, size: Size, metadata: dict[str, Any], parts: Split) -> str:
    """Writes NAME-PRECISION.tflite, unless that is float32; returns a sentence about what it costs."""
    if order.precision == "float32":
        return ""
    path = order.folder / f"{order.name}-{order.precision}.tflite"
    try:
        with quiet():
            small = cost.rounded(model, size, order.precision, parts.training)
            paid = cost.measure(model, size, small, lambda each: nats(each, parts.validation))
            paid |= {"of": "the held-out music", "events": sum(len(each) - 1 for each in parts.validation)}
            export.write_tflite(path, model, size, {**metadata, "precision": paid}, small)
    except KeyboardInterrupt:
        return f"{path}: not written, you stopped it"
    return f"{path}: {cost.sentence(paid)}"


def predict(model: cost.Network, pieces: Performances, scale: float = SCALE) -> list[np.ndarray]:
    """Of each piece (T, D), mixtures (T - 1, M * (2 D + 1)): what the model says of each event but the first."""
    return [model.predict_on_batch((piece[None, :-1] * scale).astype(np.float32))[0] for piece in pieces]


def nats(model: cost.Network, performances: Performances, scale: float = SCALE) -> float:
    """Mean density nats per scaled event; after STRETCH events the network starts afresh, as in training."""
    pieces = [piece for each in performances for piece in pieces_of(each)]
    events = np.concatenate([piece[1:] for piece in pieces]) * scale
    return judge(np.concatenate(predict(model, pieces, scale)), events).total


def describe(
    order: Order,
    size: Size,
    grain: Sequence[float],
    performances: Performances,
    parts: Split,
    result: Result,
    found: Judgement,
) -> dict[str, Any]:
    """The metadata entry `mdrnn`.

    `.._nll` are density nats per scaled event, but for `validation_interval_nll`, which training minimises: nats of the
    interval that an event stands for. Lower is better.
    """
    density = found.density
    values = {"values": [{"name": name, "range": [0, 1]} for name in order.values]} if order.values else {}
    return {
        "format": export.FORMAT,
        "dimension": performances[0].shape[1],
        "units": size.units,
        "layers": size.layers,
        "mixtures": size.mixtures,
        "scale": SCALE,
        "grain": [round(each, 8) for each in grain],
        **values,
        "recommended": {"pi_temperature": 1.0, "sigma_temperature": 1.0},
        "training": {
            "dataset": order.dataset,
            **order.origin,
            "sha256": order.sha256,
            "performances": len(performances),
            "events": sum(len(performance) for performance in performances),
            "seconds": round(float(sum(performance[:, 0].sum() for performance in performances)), 3),
            "pauses": _pauses(order, performances),
            "max_dt": order.max_dt,
            "split_dt": order.split_dt,
            "size": order.size,
            **({"from": order.resume.name} if order.resume is not None else {}),
            "settings": asdict(order.settings),
            "seed": order.settings.seed,
            "epochs": result.history[-1].number,
            "best_epoch": result.best.number,
            "stopped": result.stopped,
            "validation": parts.how,
            "validation_interval_nll": round(result.best.validation_nll, 4),
            "validation_nll": round(density["model"].total, 4),
            "validation_time_nll": round(density["model"].time, 4),
            "validation_values_nll": round(density["model"].values, 4),
            "validation_unscaled_nll": round(density["model"].unscaled(SCALE).total, 4),
            "memoryless_nll": round(density["memoryless"].total, 4),
            "repeat_nll": round(density["repeat"].total, 4),
            "judged": found.as_json(),
            "sigma_floor": SIGMA_FLOOR,
            "date": _today(),
            "versions": {"tensorflow": tf.__version__, "keras": keras.__version__, "mdrnn": _our_version()},
        },
    }


def _pauses(order: Order, performances: Performances) -> str:
    waits = np.concatenate([performance[1:, 0] for performance in performances])
    clamped, split_at = int((waits > order.max_dt).sum()), int((waits > order.split_dt).sum())
    return (
        f"{clamped} of {len(waits)} waits, over {order.max_dt:g} s, clamped to it; "
        f"split at {split_at}, over {order.split_dt:g} s"
    )


def music(given: Performances, parts: Split) -> dict[str, Any]:
    """The metadata entry `training.music`: what was trained on and what was held out, by content."""
    return held_out.record([each for each in given if len(each) >= SHORTEST], parts.blocks)


def _today() -> str:
    """SOURCE_DATE_EPOCH, where set, makes the file repeatable on another day."""
    stamp = os.environ.get("SOURCE_DATE_EPOCH")
    now = datetime.datetime.now() if stamp is None else datetime.datetime.fromtimestamp(int(stamp), datetime.UTC)
    return now.date().isoformat()


def _our_version() -> str:
    try:
        return importlib.metadata.version("mdrnn-live")
    except importlib.metadata.PackageNotFoundError:
        return "source tree"
