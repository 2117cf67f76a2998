# SPDX-License-Identifier: MIT
"""`mdrnn evaluate`: how well a model foretells performances, by the native engine."""

import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from . import dataset
from ._core import Predictor
from .errors import MdrnnError
from .likelihood import Floats, Likelihood, from_sums, sum_nll

BLOCK = 4096  # events foretold at once
STANDARD_MAX_DT = 5.0  # seconds, where a model does not say what it was trained with


def measure(model: Path, file: Path, *, precision: Any = "float32", max_dt: float | None = None) -> dict[str, Any]:
    """Hears each performance from its beginning and judges every event but the first.

    Waits are clamped to `max_dt` seconds (None: the model's own, else 5) and values to 0..1, as when it plays. A pause
    at which training began anew ends a performance here too. Returns nats per event, scaled and on seconds and values,
    and how fast it went, in the processor's seconds.

    Raises:
        MdrnnError: the dataset is of another dimension, or has no event to foretell.
    """
    predictor = Predictor(model, precision=precision)
    info = predictor.info
    longest = _trained(info.metadata, "max_dt", STANDARD_MAX_DT) if max_dt is None else max_dt
    if not longest > 0:
        raise MdrnnError(f"max_dt is {longest:g}, expected a number of seconds over 0")
    heard = _heard(file, info.dimension, longest, _trained(info.metadata, "split_dt", np.inf))
    started = time.process_time()
    sums = np.sum([foretell(predictor, each) for each in heard], axis=0)
    seconds = time.process_time() - started
    events = sum(len(each) - 1 for each in heard)
    scaled = from_sums(sums / events)
    return {
        "model": str(model),
        "dataset": str(file),
        "performances": len(heard),
        "events": events,
        "precision": info.precision,
        "scale": info.scale,
        "max_dt": longest,
        "scaled": _nats(scaled),
        "unscaled": _nats(scaled.unscaled(info.scale)),
        "seconds": round(seconds, 3),
        "events_per_second": round(events / seconds),
    }


def _heard(file: Path, dimension: int, max_dt: float, split_dt: float) -> list[dataset.Performance]:
    performances = dataset.load(file).performances
    if performances[0].shape[1] != dimension:
        raise MdrnnError(f"{file}: its dimension is {performances[0].shape[1]}, the model's is {dimension}")
    top = np.array([max_dt] + [1.0] * (dimension - 1))
    pieces = [each for each in dataset.split_at_pauses(performances, split_dt) if len(each) > 1]
    if not pieces:
        raise MdrnnError(f"{file}: no performance has two events or more")
    return [np.clip(each, 0.0, top) for each in pieces]


def _trained(metadata: dict[str, Any], word: str, standard: float) -> float:
    """What a model's file says of its training, in seconds."""
    training = metadata.get("training")
    found = training.get(word) if isinstance(training, dict) else None
    return float(found) if isinstance(found, int | float) and found > 0 else standard


def foretell(predictor: Predictor, performance: dataset.Performance) -> Floats:
    """`sum_nll` of one performance's events but the first."""
    info = predictor.info
    predictor.reset()
    sums = np.zeros(1 + info.dimension)
    for start in range(0, len(performance) - 1, BLOCK):
        piece = performance[start : start + BLOCK + 1].astype(np.float32)
        sums += sum_nll(predictor.forward(piece[:-1]), piece[1:] * np.float32(info.scale), info.mixtures)
    return sums


def _nats(likelihood: Likelihood) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(likelihood).items()}


def sentences(result: dict[str, Any]) -> list[str]:
    """The same for people."""
    lines = [
        f"{result['events']} events of {result['performances']} performances in {result['dataset']}, waits of at most "
        f"{result['max_dt']:g} s; {result['events_per_second']} events a second of one core, {result['precision']}",
        "nats per event, lower is better    all     time   values",
    ]
    for word, title in (
        ("scaled", f"values and seconds times {result['scale']:g}"),
        ("unscaled", "values and seconds"),
    ):
        nats = result[word]
        lines.append(f"{title:<30} {nats['total']:8.3f} {nats['time']:8.3f} {nats['values']:8.3f}")
    each = ", ".join(
        f"{name} {nats:.3f}" for name, nats in zip(_names(result), result["scaled"]["dimensions"], strict=True)
    )
    lines.append(f"each by itself (scaled): {each}")
    return lines


def _names(result: dict[str, Any]) -> list[str]:
    return ["dt", *(f"x{index}" for index in range(1, len(result["scaled"]["dimensions"])))]
