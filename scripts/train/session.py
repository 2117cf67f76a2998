# SPDX-License-Identifier: MIT
"""One training session: performances in, a verified model with its metadata out."""

import datetime
import importlib.metadata
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from . import export, network
from .baseline import memoryless_nll
from .data import Performances, Split, clean, split
from .sizes import SCALE, SIZES
from .train import Reporter, Result, Settings, make_repeatable, train


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
    validation: float = 0.1  # of all events
    max_dt: float = 5.0  # seconds; longer waits are clamped to it, as the player does
    values: tuple[str, ...] = ()  # names of x1 .. xn, where known
    origin: dict[str, str] = field(default_factory=dict)  # source and licence of the data, where known


@dataclass(frozen=True)
class Outcome:
    """What a session left."""

    path: Path  # the .tflite file
    result: Result
    metadata: dict[str, Any]


def run(order: Order, reporter: Reporter) -> Outcome:
    """Trains and exports.

    Raises ValueError for data that cannot be used, Diverged when the loss is lost at once, VerificationError when the
    engines disagree about the exported file, KeyboardInterrupt when stopped before the first epoch was over.
    """
    performances = clean(order.performances, order.max_dt)
    parts = split(performances, order.validation, order.settings.seed)
    make_repeatable(order.settings.seed)
    model = network.build(performances[0].shape[1], SIZES[order.size])
    result = train(model, parts, order.settings, reporter)
    metadata = describe(order, performances, parts, result)
    history = [asdict(epoch) for epoch in result.history]
    path = export.write(order.folder, order.name, model, SIZES[order.size], metadata, history)
    return Outcome(path, result, metadata)


def describe(order: Order, performances: Performances, parts: Split, result: Result) -> dict[str, Any]:
    """The metadata entry `mdrnn`; likelihoods are nats per event on scaled data, lower is better."""
    size = SIZES[order.size]
    values = {"values": [{"name": name, "range": [0, 1]} for name in order.values]} if order.values else {}
    return {
        "format": export.FORMAT,
        "dimension": performances[0].shape[1],
        "units": size.units,
        "layers": size.layers,
        "mixtures": size.mixtures,
        "scale": SCALE,
        **values,
        "training": {
            "dataset": order.dataset,
            **order.origin,
            "sha256": order.sha256,
            "performances": len(performances),
            "events": sum(len(performance) for performance in performances),
            "seconds": round(float(sum(performance[:, 0].sum() for performance in performances)), 3),
            "pauses": f"clamped to {order.max_dt:g} s",
            "size": order.size,
            "settings": asdict(order.settings),
            "seed": order.settings.seed,
            "epochs": len(result.history),
            "best_epoch": result.best.number,
            "stopped": result.stopped,
            "validation": parts.how,
            "validation_nll": round(result.best.validation_nll, 4),
            "memoryless_nll": round(_memoryless(parts, size.mixtures), 4),
            "sigma_floor": network.SIGMA_FLOOR,
            "date": _today(),
            "versions": {"tensorflow": tf.__version__, "keras": keras.__version__, "mdrnn": _our_version()},
        },
    }


def _memoryless(parts: Split, mixtures: int) -> float:
    with np.errstate(under="ignore"):
        return memoryless_nll(parts.training, parts.validation, mixtures, network.SIGMA_FLOOR)


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
